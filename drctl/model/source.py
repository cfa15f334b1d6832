"""YAML files in memory: maps and lists whose every key and value knows its place.

Positions are packed in one integer array per file: a map or list holds only its offset.
The layout at an offset is (line, column) of the container itself, then per entry of a map
(key line, key column, value line, value column), per item of a list (line, column).
"""

import re
from array import array
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from drctl.finding import Place

Path = tuple[str | int, ...]
Side = Literal["key", "value"]

_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|'(?:[^']|'')*'?|[^\s,\[\]{}:#]+(?::[^\s,\[\]{}]+)*")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: the 0-based line and column of its `#`, and all that follows on the line."""

    line: int
    column: int
    text: str


class Source:
    """One YAML file: its names, its text and the positions of its values.

    `comments` holds all comments of a file that may have one that counts; else it is empty.
    """

    __slots__ = ("comments", "lines", "path", "positions", "shown", "text")

    def __init__(self, path: str, text: str, shown: str = "") -> None:
        """Keep the text of a file.

        Args:
            path: its path from the workspace's root, with forward slashes.
            text: what it holds.
            shown: its path as messages name it (seen from the current folder).
        """
        self.path = path
        self.shown = shown or path
        self.text = text
        self.lines = _Lines(text)
        self.positions = array("i")
        self.comments: tuple[Comment, ...] = ()

    def place(self, line: int, column: int, note: str = "") -> Place:
        """The place at a 0-based line and column, with its excerpt."""
        excerpt = self.lines[line]
        token = _TOKEN.match(excerpt, column)
        length = max(1, token.end() - column) if token else 1
        return Place(self.shown, line + 1, column + 1, length, excerpt, note)


class _Lines:
    """The lines of a text, split on first use."""

    __slots__ = ("_lines", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] | None = None

    def __getitem__(self, number: int) -> str:
        lines = self._split()
        return lines[number] if number < len(lines) else ""

    def __len__(self) -> int:
        return len(self._split())

    def _split(self) -> list[str]:
        if self._lines is None:
            self._lines = re.split(r"\r\n|\n|\r|\x85|\u2028|\u2029", self._text)
        return self._lines


class Map(dict[str, Any]):
    """A YAML mapping that knows where it and its entries stand; nothing is added once read."""

    __slots__ = ("_numbers", "at", "source")
    source: Source
    at: int
    _numbers: dict[str, int]

    def spot(self, key: str, side: Side = "key") -> tuple[int, int]:
        """The 0-based line and column of a key or its value."""
        start = self.at + 2 + 4 * self._number(key) + (0 if side == "key" else 2)
        return self.source.positions[start], self.source.positions[start + 1]

    def _number(self, key: str) -> int:
        if not hasattr(self, "_numbers"):
            self._numbers = {key: number for number, key in enumerate(self)}
        return self._numbers[key]

    def spots(self) -> Iterable[tuple[str, tuple[int, int, int, int]]]:
        """Every key with (key line, key column, value line, value column), 0-based."""
        positions = self.source.positions
        for index, key in enumerate(self):
            start = self.at + 2 + 4 * index
            a, b, c, d = positions[start : start + 4]
            yield key, (a, b, c, d)

    def place(self, key: str | None = None, side: Side = "key", note: str = "") -> Place:
        """The place of a key, of its value, or of the map itself."""
        if key is None:
            line, column = self.source.positions[self.at], self.source.positions[self.at + 1]
        else:
            line, column = self.spot(key, side)
        return self.source.place(line, column, note)


class Seq(list[Any]):
    """A YAML sequence that knows where it and its items stand."""

    __slots__ = ("at", "source")
    source: Source
    at: int

    def spot(self, index: int) -> tuple[int, int]:
        """The 0-based line and column of an item."""
        start = self.at + 2 + 2 * index
        return self.source.positions[start], self.source.positions[start + 1]

    def place(self, index: int | None = None, note: str = "") -> Place:
        """The place of an item, or of the list itself."""
        if index is None:
            line, column = self.source.positions[self.at], self.source.positions[self.at + 1]
        else:
            line, column = self.spot(index)
        return self.source.place(line, column, note)

    def without(self, numbers: Container[int]) -> "Seq":
        """The list without some of its items, with the places of the others."""
        kept = [i for i in range(len(self)) if i not in numbers]
        made = Seq(self[i] for i in kept)
        made.source, made.at = self.source, len(self.source.positions)
        spots = [self.source.positions[self.at : self.at + 2], *(self.spot(i) for i in kept)]
        self.source.positions.extend(number for spot in spots for number in spot)
        return made


def place_of(node: Any, path: Path, side: Side = "key", note: str = "") -> Place | None:
    """The place of what stands at `path` below `node`, or of its nearest parent.

    Args:
        node: a Map or Seq.
        path: keys and indices; what isn't there (a missing key) is passed over.
        side: the last key itself, or its value.
        note: what the place shows.

    Returns:
        The place; None when `node` is neither Map nor Seq.
    """
    spot: tuple[int, int] | None = None
    holder: Map | Seq | None = node if isinstance(node, (Map, Seq)) else None
    for number, step in enumerate(path):
        if isinstance(node, Map) and isinstance(step, str) and step in node:
            holder, last = node, number == len(path) - 1
            spot = node.spot(step, side if last else "key")
        elif isinstance(node, Seq) and isinstance(step, int) and 0 <= step < len(node):
            holder, spot = node, node.spot(step)
        else:
            continue
        node = node[step]
    if holder is None:
        return None
    if spot is None:
        return holder.place(note=note)
    return holder.source.place(*spot, note)
