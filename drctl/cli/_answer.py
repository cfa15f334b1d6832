"""How a command's answer is printed: text, or JSON for other tools."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer


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
    from drctl.reports.text import plain

    for line in "\n".join(lines).split("\n"):
        print(plain(line))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, the last one ragged."""
    if not rows:
        return ""
    rows = [[" ".join(cell.splitlines()) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
