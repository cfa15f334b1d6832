"""Changes to the model's files: shown as a patch, or written, all or none."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from drctl.cli._workspace import stop

if TYPE_CHECKING:
    from drctl.model import Model
    from drctl.model.edit import Change

Changes = Mapping[str, "Change"]
"""By the files' paths from the workspace's root."""


def lines(changes: Changes) -> Iterator[str]:
    """A unified diff, which `git apply` and `patch` take."""
    from difflib import unified_diff

    for path, change in sorted(changes.items()):
        old, new = _lines(change.before), _lines(change.after)
        yield from unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="")


def _lines(text: str) -> list[str]:
    """A text's lines; the last one differs from others where it has no newline."""
    *lines, last = text.split("\n")
    return [*lines, f"{last}\n\\ No newline at end of file"] if last else lines


def show(changes: Changes) -> None:
    """Print the diff."""
    from drctl.reports import plain

    for line in lines(changes):
        # A terminal shows; a file keeps carriage returns.
        sys.stdout.write(f"{plain(line)}\n" if sys.stdout.isatty() else f"{line}\n")


def write(model: "Model", changes: Changes, nothing: str) -> None:
    """Write the changes; exits with 2 when that cannot be.

    Args:
        model: as it was loaded.
        changes: to its files.
        nothing: what has not come about then, in words: `nothing is mended`.
    """
    from drctl.model import edit

    try:
        edit.write(model.root or Path.cwd(), changes)
    except (edit.CannotEdit, OSError) as problem:
        reason = problem.what if isinstance(problem, edit.CannotEdit) else problem.strerror
        where = problem.place if isinstance(problem, edit.CannotEdit) else problem.filename
        stop(2, f"{nothing}: {where}: {reason}")
