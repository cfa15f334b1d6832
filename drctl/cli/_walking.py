"""A walk at this terminal: begun or gone on with, and what is written at its end."""

import datetime
import getpass
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl import files
from drctl.cli._color import wants_color
from drctl.cli._workspace import stop

if TYPE_CHECKING:
    from drctl.oncall.log import Log
    from drctl.oncall.run import Run
    from drctl.oncall.script import Script
    from drctl.oncall.seat import Seat

RESULTS = ("passed", "failed", "aborted")

ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who you are; your login name by default."),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="WHEN", help="When it began: 03:10, 12m ago, a date with a time."
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Print the steps; run nothing and write no log.")
]


def wants_terminal() -> None:
    """Exit with 2 where nobody can be asked."""
    if not sys.stdin.isatty():
        stop(
            2,
            "a walk asks before each step and wants a terminal; --dry-run prints the steps, "
            "drctl drill record writes a record without questions",
        )


def person(by: str | None) -> str:
    """Who sits here."""
    if by is not None and not by.strip():
        stop(2, "--by must name somebody")
    with suppress(OSError, KeyError, ImportError):
        return by or getpass.getuser()
    return by or "somebody"


def moment(word: str | None) -> float | None:
    """The moment that `--since` names; exits with 2 when it is none."""
    from drctl.oncall.when import parsed

    if word is None:
        return None
    found = parsed(word, time.time())
    if found is None:
        stop(2, f'--since must be a moment in the past such as 03:10 or "12m ago", not "{word}"')
    return found


def begin(root: Path, script: "Script", by: str, since: float | None) -> Path:
    """The folder of a new run."""
    from drctl.oncall.log import create

    now = time.time()
    day = datetime.datetime.fromtimestamp(now, datetime.UTC).strftime("%Y-%m-%d-%H%M")
    subject = "".join(c if c.isalnum() or c in "-_" else "-" for c in script.subject)[:80]
    return create(root / "runs", f"{day}-{subject}", script, by, since, time.time)


def unfinished(root: Path, subject: str | None) -> "list[tuple[Path, Run]]":
    """The runs that have not ended, the latest last; of one runbook, or named by their folder."""
    from drctl.oncall.log import Log, Unreadable, runs_in

    found: list[tuple[Path, Run]] = []
    for folder in runs_in(root / "runs"):
        try:
            run = Log(folder, "").run
        except Unreadable as wrong:
            print(f"warning: {wrong}", file=sys.stderr)
            continue
        if subject == folder.name:
            return [(folder, run)]
        own = run.script.subject
        named = subject in (None, own, own.partition("-")[2])
        if named and not run.result:
            found.append((folder, run))
    return found


def go(root: Path, folder: Path, by: str, model: Path) -> None:
    """Walk a run with the person at this terminal; ends the command."""
    from drctl.oncall.keyboard import Keyboard
    from drctl.oncall.log import Log, Unreadable
    from drctl.oncall.screen import Screen
    from drctl.oncall.seat import Seat
    from drctl.oncall.walk import walk

    try:
        log = Log(folder, by)
    except Unreadable as wrong:
        stop(2, str(wrong))
    terminal = sys.stdin.fileno()
    screen = Screen(sys.stdout, color=wants_color(sys.stdout))
    seat = Seat(log, screen, Keyboard(terminal), terminal)
    if seat.run.result:
        _at_the_end(seat, root, model)
        return
    screen.say(f"the log is {_shown(root, folder)}; others join with drctl follow --resume", "dim")
    for told in seat.run.script.problems:
        screen.say(f"note: {told}", "yellow")
    if walk(seat, lambda seat: _ending(seat, root, model)):
        return
    screen.say(f"left; drctl follow {folder.name} --resume goes on", "dim")


def _shown(root: Path, folder: Path) -> str:
    return folder.relative_to(root).as_posix()


def _ending(seat: "Seat", root: Path, model: Path) -> bool:
    """Ask what is to be asked at the end; whether the run has ended."""
    from drctl.oncall.walk import recovered

    if seat.run.recovered is None and seat.run.since is not None:
        recovered(seat)
    left = sum(not step.automatic for step in seat.run.forward) - seat.run.settled
    if left:
        seat.screen.say(f"{left} steps are neither done nor skipped", "yellow")
    usual = "passed" if seat.run.recovered is not None else "failed"
    question = "How did it go: passed, failed or aborted (Enter goes back)?"
    answer = seat.ask(f"{question} It looks like {usual}:").lower()
    if answer not in RESULTS:
        if answer:
            seat.screen.say(f'"{answer}" is none of {", ".join(RESULTS)}', "yellow")
        return False
    if not seat.do("finished", result=answer):
        return bool(seat.run.result)
    _at_the_end(seat, root, model)
    return True


def _at_the_end(seat: "Seat", root: Path, model: Path) -> None:
    """Write the timeline and the record, as far as they are not written yet."""
    from drctl.oncall.log import TIMELINE
    from drctl.oncall.when import lasting

    took = seat.run.recovered_in
    if took is not None:
        seat.screen.say(f"recovered in {lasting(took)}", "bold")
    _record(seat, root, model)
    file = seat.log.folder / TIMELINE
    _write_timeline(seat.log, root)
    seat.do("timeline", path=_shown(root, file))
    seat.screen.say(f"timeline: {_shown(root, file)}")


def _write_timeline(log: "Log", root: Path) -> None:
    from drctl.oncall.log import EVENTS, TIMELINE
    from drctl.oncall.timeline import timeline

    log.refresh()
    text = timeline(log.run, _shown(root, log.folder / EVENTS))
    files.replace({log.folder / TIMELINE: text})


def _record(seat: "Seat", root: Path, model: Path) -> None:
    """Offer the drill record, and write it where that is wanted."""
    from drctl.oncall.keyboard import Gone
    from drctl.oncall.log import EVENTS

    if seat.run.recorded or not seat.run.script.evidence:
        return
    drill = record_of(seat.run, _shown(root, seat.log.folder / EVENTS))
    try:
        words = "the drill record" if seat.run.script.mode == "drill" else "this as a drill record"
        if not seat.yes(f"Write {words} into the model?"):
            return
        notes = seat.log.mask(seat.ask("Notes for the record (Enter: none):"))
    except Gone:
        return
    path = written(root, model, {**drill, "notes": notes}, seat.screen.say)
    if path:
        seat.do("recorded", path=path)
        seat.screen.say(f"drill record: {path}")


def record_of(run: "Run", log: str) -> dict[str, str]:
    """What a drill record says of a run."""
    from drctl.oncall.when import lasting

    begun = run.began if run.since is None else run.since
    day = datetime.datetime.fromtimestamp(begun).astimezone().date()
    took = run.recovered_in
    return {
        **run.script.evidence,
        "date": day.isoformat(),
        "result": run.result,
        "recovered_in": lasting(took) if took is not None and run.result == "passed" else "",
        "by": run.lead,
        "log": log,
    }


def written(root: Path, model: Path, drill: dict[str, str], say: Callable[[str], None]) -> str:
    """Write a record into the model as it is now; its file, or "" with the reason told."""
    from drctl.model import load
    from drctl.model.edit import CannotEdit
    from drctl.oncall.record import NotRecorded, known, record, text_of
    from drctl.reports.text import errors

    with files.one_at_a_time(root, lambda: print("waiting for another drctl", file=sys.stderr)):
        found, findings = load(model)
        try:
            if found is not None:
                already = known(found, drill.get("log", ""))
                return already or record(found, root, drill)
        except NotRecorded as wrong:
            findings = wrong.findings
        except (CannotEdit, OSError) as problem:
            say(f"the record cannot be written: {problem}")
            findings = ()
    if findings:
        say(errors(findings, color=False))
    say(f"put this into the model yourself:\n{text_of(drill)}")
    return ""
