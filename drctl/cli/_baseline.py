"""The baseline of a workspace: read, written and pruned."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from drctl.cli._workspace import refuse, stop

if TYPE_CHECKING:
    from drctl.audit.baseline import Baseline, Entry
    from drctl.audit.report import Report
    from drctl.model import Model


def place(model: "Model", chosen: Path | None) -> Path:
    """Where the baseline lies: where the user says, else beside the model's first file."""
    from drctl.model.include import BASELINE_FILE

    return chosen or (model.root or Path.cwd()) / BASELINE_FILE


def opened(path: Path, *, needed: bool) -> "Baseline | None":
    """The baseline in a file; exits with 2 when it cannot be used, or is needed and not there."""
    from drctl.audit.baseline import read
    from drctl.model.include import shown_path
    from drctl.rules import ALL

    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if needed:
            stop(2, f"there is no file {path}; `drctl audit --write-baseline` writes a baseline")
        return None
    except OSError as problem:
        stop(2, f"{path} cannot be read: {(problem.strerror or str(problem)).lower()}")
    found, wrong = read(path, content, shown_path(path), [rule.name for rule in ALL])
    if found is None:
        refuse(wrong)
    return found


def write(path: Path, report: "Report", old: "Baseline | None") -> "Baseline":
    """Put all that counts into a baseline, with what it covers already."""
    from drctl.audit.baseline import Baseline, entries_of

    assert report.today is not None
    since = {entry.fingerprint: entry.since for entry in (old.entries if old else ())}
    entries = entries_of((*report.findings, *report.baselined), report.today, since)
    _put(path, entries, f"holds {len(entries)} pair{'' if len(entries) == 1 else 's'} now")
    return Baseline(path, entries)


def prune(path: Path, report: "Report", old: "Baseline | None") -> "Baseline | None":
    """Take out of a baseline what covers nothing any more."""
    from drctl.audit.baseline import Baseline

    gone = {stale.entry.fingerprint for stale in report.stale}
    if old is None or not gone:
        return old
    left = tuple(entry for entry in old.entries if entry.fingerprint not in gone)
    _put(path, left, f"{len(gone)} pair{'' if len(gone) == 1 else 's'} taken out")
    return Baseline(path, left)


def _put(path: Path, entries: "Iterable[Entry]", said: str) -> None:
    from drctl import files
    from drctl.audit.baseline import written
    from drctl.model.include import shown_path

    try:
        files.replace({path: written(entries)})
    except OSError as problem:
        stop(2, f"{path} cannot be written: {problem.strerror}")
    print(f"{shown_path(path)}: {said}", file=sys.stderr)
