"""`drctl audit --watch`: the audit again whenever the workspace's files change."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from drctl.cli import _audited
from drctl.cli._workspace import first_file, loaded

if TYPE_CHECKING:
    from drctl.audit.report import Report
    from drctl.finding import Finding
    from drctl.model.watched import Watched

_PAUSE = 0.5
# Editors write in several steps: it is read once nothing has moved for so long.
_SETTLED = 0.1
# Patterns over large folders take long to match: most of the time goes into waiting.
_SHARE = 20
_NAMED = 3

Pairs = Mapping[str, str]
"""The pairs that count, by fingerprint: how each is named."""


def forever(asked: _audited.Asked, path: Path | None, show: "Callable[[Report], str]") -> NoReturn:
    """Audit, print, wait for a change, and so on until a person ends it.

    Args:
        asked: what the options say.
        path: what `--model` says.
        show: a report as text.

    Raises:
        typer.Exit: 2 or 3 when there is no workspace to begin with.
        KeyboardInterrupt: a person has ended it.
    """
    first = first_file(path)
    before: Pairs | None = None
    try:
        for run in count():
            _begin(run)
            now, watched = _once(asked, first, show)
            print(_last_line(watched.files(), before, now), flush=True)
            before = now if now is not None else before
            wait(watched)
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            print()  # the terminal has written ^C
        raise
    raise AssertionError("counting ends")


def _once(
    asked: _audited.Asked, first: Path, show: "Callable[[Report], str]"
) -> "tuple[Pairs | None, Watched]":
    """One audit, printed; the pairs that count, None when the model cannot be used."""
    from drctl.model.include import BASELINE_FILE
    from drctl.model.watched import Watched

    watched = Watched()
    watched.note(asked.baseline or first.resolve().parent / BASELINE_FILE)
    try:
        report = _audited.audited(asked, loaded(first, watched)).report
    except typer.Exit:
        sys.stderr.flush()
        return None, watched
    sys.stdout.write(show(report))
    return _pairs(report.findings), watched


def _pairs(findings: "Iterable[Finding]") -> Pairs:
    return {
        victim.fingerprint: f"{found.rule} at {victim.address}"
        for found in findings
        for victim in found.victims
    }


def _last_line(files: int, before: Pairs | None, now: Pairs | None) -> str:
    from drctl.model.times import some_of

    watching = f"watching {files} file{'' if files == 1 else 's'}"
    if now is None:
        return f"{watching}; nothing was audited"
    if before is None:
        return watching
    new = [name for mark, name in now.items() if mark not in before]
    fixed = [name for mark, name in before.items() if mark not in now]
    parts = [
        f"{word}: {some_of(names, _NAMED)}"
        for word, names in (("new", new), ("fixed", fixed))
        if names
    ]
    return "; ".join([watching, *(parts or ["nothing new, nothing fixed"])])


def _begin(run: int) -> None:
    """Clear a terminal; leave a line empty elsewhere."""
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        sys.stdout.write("\x1b[H\x1b[2J")
    elif run:
        print()
    # What standard error says comes below.
    sys.stdout.flush()


def wait(watched: "Watched") -> None:
    """Come back when something has changed and stays as it is for a moment."""
    state = watched.as_read()
    while True:
        begun = time.perf_counter()
        now = watched.state()
        if now != state:
            break
        time.sleep(max(_PAUSE, _SHARE * (time.perf_counter() - begun)))
    while True:
        time.sleep(_SETTLED)
        state, now = now, watched.state()
        if now == state:
            return
