"""Changes of a YAML text: which spans give way to what. All else stays as it is."""

from collections.abc import Iterable

from drctl.finding import Place
from drctl.model.written import BREAK, Entry, Written

Splice = tuple[int, int, str]
"""From where to where, and what stands there then."""


class CannotEdit(Exception):
    """A change that cannot be made safely: why, and the place that stands in its way."""

    def __init__(self, what: str, place: Place) -> None:
        """Say what and where; `str()` of it says both."""
        super().__init__(f"{place}: {what}")
        self.what = what
        self.place = place


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """A text with some of its spans, which do not overlap, exchanged."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(splices, key=lambda splice: splice[0]):
        parts += (text[at:start], new)
        at = end
    return "".join((*parts, text[at:]))


def unused(written: Written, start: int, end: int) -> None:
    """See that no alias elsewhere repeats something in a span.

    Raises:
        CannotEdit: one does.
    """
    if written.used_outside(start, end):
        what = "an alias elsewhere repeats something that stands here"
        raise CannotEdit(what, written.place(start))


def line_break(written: Written) -> str:
    """The line break of a text."""
    found = BREAK.search(written.text)
    return found[0] if found and found[0] in ("\r\n", "\r") else "\n"


def tail(written: Written, entry: Entry, column: int) -> int:
    """The end of an entry's last line, and of the comments below that lie deeper than it."""
    text = written.text
    end = at = written.line_end(entry.value.end)
    while at < len(text):
        start = written.next_line(at)
        at = written.line_end(start)
        row = text[start:at]
        bare = row.lstrip(" \t")
        if bare.startswith("#") and len(row) - len(bare) > column:
            end = at
        elif bare or start == len(text):
            break
    return end
