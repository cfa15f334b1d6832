"""JSON text -> values that know their places; read by the parser that comes with Python."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from drctl.finding import Finding, Place
from drctl.importers._kind import Evidence, Source, printable, problem

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_SHOWN = 60


@dataclass(frozen=True, slots=True, eq=False)
class Json:
    """A value in a JSON text and where it begins, counted in characters from 0.

    What is absent is None at -1. The parts of a map or a list are read again when they are
    asked for, so that a text costs one fast reading for each level that is looked into.
    """

    source: Source
    value: Any
    start: int

    def items(self) -> "Iterator[Json]":
        """The items of a list; none for everything else."""
        if isinstance(self.value, list):
            for _, item in self._parts(keyed=False):
                yield item

    def entries(self) -> "Iterator[tuple[str, Json]]":
        """The entries of a map, in their order; none for everything else."""
        if isinstance(self.value, dict):
            yield from self._parts(keyed=True)

    def at(self, *path: str) -> "Json":
        """What stands below under the keys of `path`, or the absent value."""
        node = self
        for key in path:
            if not (isinstance(node.value, dict) and key in node.value):
                return Json(self.source, None, -1)
            # Of a key that stands twice the last one counts.
            node = [value for name, value in node.entries() if name == key][-1]
        return node

    @property
    def text(self) -> str:
        """The text; a number as text; empty for everything else."""
        if isinstance(self.value, str):
            return self.value
        number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return str(self.value) if number else ""

    @property
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return line_of(self.source, max(self.start, 0))

    @property
    def place(self) -> Place:
        """Where it begins."""
        start = max(self.start, 0)
        return self.source.place(self.line, start - self.source.text.rfind("\n", 0, start))

    def evidence(self, why: str) -> Evidence:
        """That something was seen here."""
        return Evidence(self.source.name, self.line, printable(why))

    def _parts(self, keyed: bool) -> "Iterator[tuple[str, Json]]":
        text, at = self.source.text, _skip(self.source.text, self.start + 1)
        while text[at] not in "]}":
            key = ""
            if keyed:
                key, at = _DECODER.raw_decode(text, at)
                at = _skip(text, _skip(text, at) + 1)
            value, end = _DECODER.raw_decode(text, at)
            yield key, Json(self.source, value, at)
            at = _skip(text, end)
            if text[at] == ",":
                at = _skip(text, at + 1)


def parsed(source: Source) -> tuple[Json | None, tuple[Finding, ...]]:
    """Read a text.

    Args:
        source: the text and its name.

    Returns:
        Its value, or None and what is wrong.

    Notes:
        Linear in the text. Nesting beyond what Python's parser takes is refused.
    """
    text = source.text
    try:
        start = _skip(text, 0)
        value, end = _DECODER.raw_decode(text, start)
        if _skip(text, end) < len(text):
            raise json.JSONDecodeError("more stands behind the value", text, _skip(text, end))
    except json.JSONDecodeError as fault:
        found = f", but {_found(text, fault.pos)}" if fault.pos < len(text) else ", but the end"
        what = f"this is not JSON: {fault.msg[0].lower()}{fault.msg[1:]}{found}"
        return None, (problem("json-syntax", what, source.place(fault.lineno, fault.colno)),)
    except RecursionError:
        what = "this JSON is nested too deeply to be read"
        return None, (problem("json-syntax", what, source.place(1, 1)),)
    except ValueError:
        what = "a number in this JSON is too long to be read"
        return None, (problem("json-syntax", what, source.place(1, 1)),)
    return Json(source, value, start), ()


def line_of(source: Source, offset: int) -> int:
    """The line, from 1, of a character, counted from 0."""
    return bisect_left(_newlines(source.text), offset) + 1


def _found(text: str, position: int) -> str:
    end = text.find("\n", position, position + _SHOWN)
    shown = text[position : end if end > 0 else position + _SHOWN].strip()
    return f'"{shown}" was found' if shown else "the end of a line"


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()


@lru_cache(maxsize=4)
def _newlines(text: str) -> list[int]:
    return [match.start() for match in re.finditer("\n", text)]
