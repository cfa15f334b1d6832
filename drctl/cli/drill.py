"""`drctl drill`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json
from drctl.cli._today import TodayOption, day_of
from drctl.cli._walking import ByOption, DryRunOption
from drctl.cli._workspace import ModelOption, first_file, open_assessment, stop

EXAMPLES = (
    "drctl drill plan",
    "drctl drill record --need llm-gateway.critical --option anthropic-api --result passed"
    " --recovered-in 42s",
)
_ACTIONS = ("plan", "run", "record", "list")


def command(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="plan, run, record or list.")],
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WHAT",
            help="Of run: a need and option, a scenario or a runbook; of plan and list: a name.",
        ),
    ] = None,
    need: Annotated[
        str | None, typer.Option("--need", metavar="NEED", help="Of record: what was rehearsed.")
    ] = None,
    option: Annotated[
        str | None, typer.Option("--option", metavar="NAME", help="The fallback of --need.")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="In place of a need.")
    ] = None,
    runbook: Annotated[
        str | None, typer.Option("--runbook", metavar="NAME", help="In place of a need.")
    ] = None,
    result: Annotated[
        str | None, typer.Option("--result", metavar="passed|failed|aborted", help="Of record.")
    ] = None,
    recovered_in: Annotated[
        str | None, typer.Option("--recovered-in", metavar="TIME", help="Such as 42s or 11m.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="Of record; today by default.")
    ] = None,
    notes: Annotated[
        str | None, typer.Option("--notes", metavar="TEXT", help="Of record.")
    ] = None,
    evidence: Annotated[
        str | None, typer.Option("--evidence", metavar="LINK", help="Of record: a link.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Of plan: those that are not due, too.")
    ] = False,
    by: ByOption = None,
    today: TodayOption = None,
    dry_run: DryRunOption = False,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Plan, run, record and list drills.

    plan: which fallbacks are to be rehearsed next, and why. run: a walk in drill mode, with a
    record of its result at the end. record: a result without questions. list: what was rehearsed,
    with the times against what was promised.
    """
    if action not in _ACTIONS:
        stop(2, f'"drctl drill" does no "{action}"; it does {", ".join(_ACTIONS)}')
    keys = {
        "need": need,
        "option": option,
        "scenario": scenario,
        "runbook": runbook,
        "result": result,
        "recovered_in": recovered_in,
        "date": date,
        "notes": notes,
        "evidence": evidence,
    }
    if action != "record" and (given := [key for key, word in keys.items() if word is not None]):
        stop(2, f"--{given[0].replace('_', '-')} is an option of drctl drill record")
    words = what or []
    match action:
        case "plan":
            from drctl.cli._drills import plan

            plan(open_assessment(model), words, day_of(today), everything, is_json(json, output))
        case "list":
            from drctl.cli._drills import history

            history(open_assessment(model), words, is_json(json, output))
        case "record":
            _record(words, {**keys, "by": by}, model, today)
        case _:
            _run(words, by, model, dry_run)


def _record(
    words: list[str], keys: dict[str, str | None], model: Path | None, today: str | None
) -> None:
    from drctl.cli._drill_record import checked
    from drctl.cli._walking import written

    if words:
        stop(2, f'say what was rehearsed with --need, --scenario or --runbook, not "{words[0]}"')
    assessment = open_assessment(model)
    drill = checked(assessment.model, keys, day_of(today))
    first = first_file(model)
    root = first.resolve().parent
    path = written(root, first, drill, lambda text: print(text, file=sys.stderr))
    if not path:
        raise typer.Exit(2)
    print(path)


def _run(words: list[str], by: str | None, model: Path | None, dry_run: bool) -> None:
    from drctl.cli._drill_record import script_for
    from drctl.cli._steps import show
    from drctl.cli._walking import begin, go, person, wants_terminal

    if not words:
        stop(2, "name a need and its option, a scenario or a runbook; drctl drill plan lists some")
    if not dry_run:
        wants_terminal()
    script = script_for(open_assessment(model), words)
    if dry_run:
        show(script)
        return
    first = first_file(model)
    root = first.resolve().parent
    go(root, begin(root, script, person(by), None), person(by), first)
