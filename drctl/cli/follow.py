"""`drctl follow`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._walking import (
    ByOption,
    DryRunOption,
    SinceOption,
    begin,
    go,
    moment,
    person,
    unfinished,
    wants_terminal,
)
from drctl.cli._workspace import ModelOption, first_file, open_assessment, stop

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.oncall.run import Run
    from drctl.oncall.script import Mode, Script

EXAMPLES = (
    "drctl follow provider-deepseek-api --dry-run",
    "drctl follow scenario-own-postgres --dry-run",
)


def command(
    runbook: Annotated[
        str | None,
        typer.Argument(
            metavar="RUNBOOK", help="A page of runbooks/ or a component; with --resume a run too."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run, or join it from another terminal.")
    ] = False,
    drill: Annotated[
        bool,
        typer.Option("--drill", help="Rehearse: the clock begins when you say that it fails."),
    ] = False,
    by: ByOption = None,
    since: SinceOption = None,
    dry_run: DryRunOption = False,
    model: ModelOption = None,
) -> None:
    """Walk a runbook, step by step, with a log.

    Shows which steps can be done now, runs a step's command after an explicit yes, checks what
    came of it, and keeps the time against the RTO. Every event is on the disk under runs/ before
    anything goes on: after a crash --resume continues, and others join with it.
    """
    name = _named(runbook) if runbook else None
    if dry_run:
        if name is None or resume:
            stop(2, "--dry-run wants the name of a runbook")
        from drctl.cli._steps import show

        show(script_of(open_assessment(model), name, "drill" if drill else "incident"))
        return
    if resume and (drill or since is not None):
        stop(2, "a run that is gone on with keeps its mode and its beginning (w on the board)")
    wants_terminal()
    first = first_file(model)
    root = first.resolve().parent
    folder = _old(root, name) if resume else None
    if folder is None:
        if name is None:
            stop(2, "name a runbook, such as provider-deepseek-api, or go on with --resume")
        folder = _new(root, name, model, "drill" if drill else "incident", person(by), since)
    go(root, folder, person(by), first)


def _named(word: str) -> str:
    """A page or a run by its name, however its path was completed."""
    word = word.rstrip("/").removesuffix("/events.jsonl").removesuffix(".md")
    return word.removeprefix("./").removeprefix("runbooks/").removeprefix("runs/")


def script_of(assessment: "Assessment", name: str, mode: "Mode") -> "Script":
    """What is walked for a page's name; exits with 2 when there is none."""
    from drctl.analysis.causes import of_page
    from drctl.model.errors import did_you_mean
    from drctl.oncall.script import of_plan

    cause = of_page(assessment.model, name)
    if cause is None:
        model = assessment.model
        pages = [f"{c.kind}-{n}" for n, c in model.components.items()]
        pages += [f"scenario-{n}" for n in model.scenarios]
        hint = did_you_mean(name, sorted([*pages, *model.components]))
        told = hint or "runbooks/README.md lists them by symptom and alert"
        stop(2, f'there is no runbook "{name}"; {told}')
    plan = assessment.plan(cause)
    kind, rest = (
        ("scenario", cause.name) if cause.kind == "scenario" else ("runbook", plan.subject)
    )
    return of_plan(plan, mode, {kind: rest})


def _new(
    root: Path, name: str, model: Path | None, mode: "Mode", by: str, since: str | None
) -> Path:
    script = script_of(open_assessment(model), name, mode)
    running = [found for found in unfinished(root, script.subject) if found[1].script.mode == mode]
    if running and _joins(*running[-1]):
        return running[-1][0]
    return begin(root, script, by, moment(since))


def _joins(folder: Path, run: "Run") -> bool:
    from drctl.oncall.when import utc

    print(f"{run.lead} follows it already, since {utc(run.began)} UTC ({folder.name})")
    print("Join that run? [y/n] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _old(root: Path, name: str | None) -> Path:
    """The run to go on with."""
    found = unfinished(root, name)
    if not found:
        of = f" of {name}" if name else ""
        stop(2, f"no run{of} is left to go on with in {root / 'runs'}")
    if len(found) > 1 and len({run.script.subject for _, run in found}) > 1:
        names = ", ".join(folder.name for folder, _ in found)
        stop(2, f"several runs have not ended; name one of them: {names}")
    return found[-1][0]
