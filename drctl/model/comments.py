"""The comments of a YAML text, found beside the parser, which drops them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from drctl.model.source import Comment, Source

_DIRECTIVE = re.compile(r"#[ \t]*drctl:")
_BEGINS = re.compile(r"(?:^|(?<=[ \t]))#")
_PROPERTIES = re.compile(r"(?:[ \t]|[&!][^ \t]*)*(?:(?:^|(?<=[ \t]))#.*)?")
_BLOCKS = ("|", ">")

Spot = tuple[int, int]


def may_count(text: str) -> bool:
    """Whether a text may hold a comment that counts; nearly free for a text without."""
    return _DIRECTIVE.search(text) is not None


def comments(source: Source, events: Iterable[Any]) -> Iterator[Comment]:
    """All comments of a file, in order.

    Args:
        source: the file.
        events: the parser's, of the same text.

    Yields:
        Each comment.

    Notes:
        A `#` begins a comment when it begins a line or follows a blank, and stands in no
        scalar; the events tell where the scalars lie. A tag or an anchor holds no blank.
    """
    starts, ends = _scalars(source, events)
    for line in range(len(source.lines)):
        row = source.lines[line]
        if "#" not in row:
            continue
        for found in _BEGINS.finditer(row):
            before = bisect_right(starts, (line, found.start())) - 1
            if before < 0 or ends[before] <= (line, found.start()):
                yield Comment(line, found.start(), row[found.end() :])
                break


def _scalars(source: Source, events: Iterable[Any]) -> tuple[list[Spot], list[Spot]]:
    starts: list[Spot] = []
    ends: list[Spot] = []
    for event in events:
        if hasattr(event, "value"):
            begin, end = event.start_mark, event.end_mark
            start = (begin.line, begin.column)
            if event.anchor or event.tag:
                start = _behind_properties(source, start)
            # Behind the | or > that begins a block a comment may stand; its text comes below.
            starts.append((start[0] + 1, 0) if event.style in _BLOCKS else start)
            ends.append((end.line, end.column))
    return starts, ends


def _behind_properties(source: Source, start: Spot) -> Spot:
    """Where a scalar begins behind its anchor and tag, which a comment may follow."""
    line, column = start
    while line < len(source.lines):
        skipped = _PROPERTIES.match(source.lines[line], column)
        assert skipped is not None
        if skipped.end() < len(source.lines[line]):
            return line, skipped.end()
        line, column = line + 1, 0
    return line, 0
