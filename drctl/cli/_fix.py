"""`drctl audit --fix`: what is planned, shown and written."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from drctl.cli._workspace import stop

if TYPE_CHECKING:
    from drctl.audit import Report
    from drctl.baseline import Baseline
    from drctl.fixes import Fix, Fixes
    from drctl.model import Model


def planned(model: "Model", report: "Report", known: "Baseline | None") -> "Fixes":
    """What may be mended in the files of a workspace; nothing is written."""
    from drctl.fixes import of_baseline, of_model, together
    from drctl.model.schema_line import SCHEMA_FILE

    root = model.root or Path.cwd()
    fixes = of_model(model, report, (root / SCHEMA_FILE).is_file())
    if known is None:
        return fixes
    path = Path(os.path.relpath(known.path, root)).as_posix()
    text = known.path.read_bytes().decode("utf-8-sig")
    return together(fixes, of_baseline(report, known, path, text))


def write(model: "Model", fixes: "Fixes") -> None:
    """Write what is mended, all or nothing; exits with 2 when that cannot be."""
    from drctl.model import edit

    try:
        edit.write(model.root or Path.cwd(), fixes.changes)
    except (edit.CannotEdit, OSError) as problem:
        reason = problem.what if isinstance(problem, edit.CannotEdit) else problem.strerror
        where = problem.place if isinstance(problem, edit.CannotEdit) else problem.filename
        stop(2, f"nothing is mended: {where}: {reason}")


def told(fixes: "Fixes") -> None:
    """Tell on standard error what is mended and what is left."""
    for word, those in (("fixed", fixes.done), ("left", fixes.left)):
        for fix in those:
            _say(word, fix)


def _say(word: str, fix: "Fix") -> None:
    from drctl.reports import plain

    print(f"{plain(str(fix.place))}: {word}: {plain(fix.what)}", file=sys.stderr)


def show(fixes: "Fixes") -> None:
    """Print what would be written as a unified diff, which `git apply` and `patch` take."""
    from drctl.reports import plain

    for path, change in sorted(fixes.changes.items()):
        for line in _difference(path, change.before, change.after):
            # A terminal shows; a file keeps carriage returns.
            sys.stdout.write(f"{plain(line)}\n" if sys.stdout.isatty() else f"{line}\n")


def _difference(path: str, before: str, after: str) -> Iterator[str]:
    from difflib import unified_diff

    old, new = _lines(before), _lines(after)
    yield from unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="")


def _lines(text: str) -> list[str]:
    """A text's lines; the last one differs from others where it has no newline."""
    *lines, last = text.split("\n")
    return [*lines, f"{last}\n\\ No newline at end of file"] if last else lines
