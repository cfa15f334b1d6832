"""`drctl build`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl import files
from drctl.cli._color import wants_color
from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.render.write import Plan

PARTS = ("runbooks", "diagrams")
EXAMPLES = ("drctl build", "drctl build runbooks --check")
_STYLES = {"-": "31", "+": "32", "@": "36"}


def command(
    parts: Annotated[
        list[str] | None, typer.Argument(metavar="PART", help="runbooks, diagrams; both alone.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 when anything is stale.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="As --check, and show what would change.")
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
    with files.one_at_a_time(root, lambda: print("waiting for another build", file=sys.stderr)):
        plan = _plan(assessment, root, wanted)
        if diff:
            _show(plan)
        if check or diff:
            _say_stale(plan)
        else:
            _write(plan)


def _plan(assessment: "Assessment", root: Path, parts: list[str]) -> "Plan":
    from drctl.render import diagrams, runbooks, write

    wanted: dict[str, str] = {}
    if "runbooks" in parts:
        wanted |= runbooks.pages(assessment)
    if "diagrams" in parts:
        wanted |= diagrams.pictures(assessment)
    return write.plan(root, wanted)


def _show(plan: "Plan") -> None:
    from drctl.render.difference import difference
    from drctl.reports.text import plain

    color = wants_color(sys.stdout)
    for line in difference(plan):
        style = _STYLES.get(line[:1], "") if color and line[:3] not in ("---", "+++") else ""
        text = "\t".join(map(plain, line.split("\t")))  # a patch needs its tabs
        print(f"\x1b[{style}m{text}\x1b[0m" if style else text)


def _say_stale(plan: "Plan") -> None:
    if plan.fresh:
        print(f"{len(plan.unchanged)} files are fresh")
        return
    stale = [
        *((path, "is missing") for path in plan.created),
        *((path, "is stale") for path in plan.changed),
        *((path, "is no longer wanted") for path in plan.removed),
        *((refusal.path, refusal.reason) for refusal in plan.refused),
    ]
    for path, what in sorted(stale):
        print(f"{path}: {what}")
    print(f"{len(stale)} files are not what drctl writes today; run drctl build", file=sys.stderr)
    raise typer.Exit(1)


def _write(plan: "Plan") -> None:
    from drctl.render import write
    from drctl.render.dot import DrawingError

    for refusal in plan.refused:
        print(f"error: {refusal}\n  hint: {refusal.hint}", file=sys.stderr)
    if plan.refused:
        stop(2, "nothing was written")
    try:
        write.apply(plan)
    except DrawingError as problem:
        stop(2, str(problem))
    print(
        f"{len(plan.created)} written, {len(plan.changed)} changed, {len(plan.removed)} removed, "
        f"{len(plan.unchanged)} unchanged"
    )
