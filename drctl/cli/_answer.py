"""How a command's answer is printed: text, or JSON for other tools."""

import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

_READABLE = 96
_NARROWEST = 8


class Output(StrEnum):
    """The forms of an answer."""

    TEXT = "text"
    JSON = "json"


JsonOption = Annotated[bool, typer.Option("--json", help="Answer with JSON (docs/json.md).")]
OutputOption = Annotated[
    Output, typer.Option("--output", metavar="text|json", help="The form of the answer.")
]


def is_json(json: bool, output: Output) -> bool:
    """Whether the answer is wanted as JSON."""
    return json or output is Output.JSON


def say_json(content: Mapping[str, Any]) -> None:
    """Print an answer as JSON."""
    from drctl.reports.json import envelope

    sys.stdout.write(envelope(dict(content)))


def say(lines: Iterable[str]) -> None:
    """Print lines of text; nothing that a model says moves the cursor."""
    from drctl.reports import plain

    for line in "\n".join(lines).split("\n"):
        print(plain(line))


def width() -> int | None:
    """How many columns the terminal has; None where the answer goes into a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def wrapped(text: str, indent: int = 0) -> list[str]:
    """A text in lines of a readable length, as long as the terminal allows."""
    from textwrap import wrap

    longest = min(_READABLE, width() or _READABLE)
    # Names stay whole.
    return wrap(" ".join(text.split()), max(20, longest - indent), break_on_hyphens=False)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns; the last one is ragged, and wrapped where a terminal is narrow."""
    if not rows:
        return ""
    rows = [[" ".join(cell.splitlines()) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    before = sum(widths[:-1]) + 2 * (len(widths) - 1)
    columns = width()
    left = columns - before if columns is not None else 0
    lines: list[str] = []
    for row in rows:
        head = "".join(f"{c.ljust(w)}  " for c, w in zip(row[:-1], widths, strict=False))
        parts = _parts(row[-1], left)
        lines.append((head + parts[0]).rstrip())
        lines += [" " * before + part for part in parts[1:]]
    return "\n".join(lines)


def _parts(cell: str, left: int) -> list[str]:
    """A cell in lines that fit; in one where too little room is left to help."""
    from textwrap import wrap

    if left < _NARROWEST or len(cell) <= left:
        return [cell]
    return wrap(cell, left, break_long_words=False, break_on_hyphens=False) or [""]
