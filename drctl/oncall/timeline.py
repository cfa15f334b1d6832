"""A run's timeline in Markdown: what the report after an incident begins with."""

import re
from collections.abc import Iterator, Sequence

from drctl.oncall.event import Event, seconds
from drctl.oncall.run import Run
from drctl.oncall.telling import told
from drctl.oncall.when import lasting, utc

_MARKS = re.compile(r"([\\`*_\[\]<>|&~#])")


def timeline(run: Run, folder: str) -> str:
    """The whole page.

    Args:
        run: the run.
        folder: its name, as a reader finds it.
    """
    script = run.script
    rows = [
        ("Runbook", script.subject),
        ("Kind", script.mode),
        ("Began", f"{utc(run.since)} UTC" if run.since is not None else "not told"),
        ("Recovered", f"{utc(run.recovered)} UTC" if run.recovered is not None else "no"),
        ("Recovered in", _measured(run)),
        ("Result", run.result or "not ended"),
        ("People", ", ".join(sorted({e.by for e in run.events}))),
        ("Plan", script.digest),
        ("Log", folder),
    ]
    parts = [
        f"# {_md(script.title)}: timeline",
        _table(("", ""), rows),
        "## What happened",
        "Times are UTC; the second column counts from the moment it began.",
        _table(("At", "After", "Who", "What", "Step"), list(_happened(run))),
        "## Steps",
        _table(("Step", "Planned", "Took", "State", "Why"), list(_steps(run))),
    ]
    return "\n\n".join(parts) + "\n"


def _measured(run: Run) -> str:
    took, rto = run.recovered_in, run.script.rto
    if took is None:
        return "not measured"
    if rto is None:
        return lasting(took)
    of = f" of {run.script.rto_of}" if run.script.rto_of else ""
    return f"{lasting(took)}; RTO {lasting(rto)}{of}: {'kept' if took <= rto else 'broken'}"


def _happened(run: Run) -> Iterator[tuple[str, ...]]:
    for event in run.events:
        if words := _words(event):
            step = run.step(event.step)
            after = _after(run, event)
            yield utc(event.at), after, event.by, words, step.do if step else ""


def _words(event: Event) -> str:
    """As on the screen, with moments in UTC."""
    if event.what in ("since", "recovered"):
        moment = f"{utc(seconds(event.data['moment']))} UTC"
        return f"it began at {moment}" if event.what == "since" else f"recovered at {moment}"
    return told(event)


def _after(run: Run, event: Event) -> str:
    if run.since is None:
        return ""
    past = event.at - run.since
    return lasting(past) if past >= 0 else f"-{lasting(-past)}"


def _steps(run: Run) -> Iterator[tuple[str, ...]]:
    for step in (*run.script.steps, *run.script.fail_back):
        walked = run.walked(step.id)
        if walked.status == "open" and step in run.script.fail_back:
            continue
        took = ""
        if walked.first is not None and walked.ended is not None:
            took = lasting(walked.ended - walked.first)
        planned = lasting(step.takes) if step.takes else ""
        yield step.do, planned, took, walked.status, walked.reason


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_md, row))} |" for row in lines)


def _md(text: str) -> str:
    line = " ".join(text.split())
    line = "".join(c if c.isprintable() else "\ufffd" for c in line)
    return line if line == "---" else _MARKS.sub(r"\\\1", line)
