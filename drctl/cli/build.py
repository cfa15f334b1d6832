"""`drctl build`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.render.write import Plan

PARTS = ("runbooks", "diagrams")
EXAMPLES = ("drctl build", "drctl build runbooks --check")


def command(
    parts: Annotated[
        list[str] | None, typer.Argument(metavar="[PART…]", help="runbooks, diagrams; both alone.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 when anything is stale.")
    ] = False,
    model: ModelOption = None,
) -> None:
    """Write the runbooks and diagrams.

    The same model gives the same bytes. Text between the notes marks of a runbook is kept; other
    edits are never overwritten. Pages and pictures that are no longer wanted are removed.
    """
    wanted = parts or list(PARTS)
    for part in wanted:
        if part not in PARTS:
            stop(2, f'drctl builds no "{part}"; it builds {" and ".join(PARTS)}')
    assessment = open_assessment(model)
    root = assessment.model.root or Path.cwd()
    plan = _plan(assessment, root, wanted, check)
    if check:
        _say_stale(plan)
    else:
        _write(plan, root)
