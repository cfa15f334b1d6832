"""One change of a YAML text: which spans give way to what. All else stays as it is."""

from collections.abc import Iterable
from typing import Any

from drctl.finding import Place
from drctl.model.flow import WIDTH, lines, on_a_line, quoted
from drctl.model.model import LISTS, SECTIONS
from drctl.model.source import Path
from drctl.model.written import BREAK, Entry, Node, Written

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


def put(written: Written, path: Path, value: Any, beside: str = "") -> list[Splice]:
    """Set a key of a map or an item of a list.

    Args:
        written: the text.
        path: keys and indices from the file's top. Maps on the way are made.
        value: plain data.
        beside: the key of the same map behind which a new key is put; else it comes last.

    Raises:
        CannotEdit: an alias or what it repeats is in the way, or something that is no map.
    """
    chain, rest = reach(written, path)
    if not rest:
        return _replace(written, chain, value)
    into = chain[-1].value if chain else written.top
    if into.kind != "map" or not all(isinstance(step, str) for step in rest):
        what = f"there is no map here in which {_said(rest[0])} could stand"
        raise CannotEdit(what, written.place(into.start))
    if len(rest) > 1 and into.brings(rest[0]):
        what = f'"{rest[0]}" comes from elsewhere through `<<` and cannot be changed here alone'
        raise CannotEdit(what, written.place(into.start))
    for step in reversed(rest[1:]):
        value = {step: value}
    spread = len(rest) == 1 and len(path) == 2 and path[0] in SECTIONS
    if len(rest) == len(path) and path[0] in (*SECTIONS, *LISTS):
        return _insert(written, chain, str(rest[0]), value, beside, None)
    return _insert(written, chain, str(rest[0]), value, beside, spread)


def append(written: Written, path: Path, value: Any) -> list[Splice]:
    """Add an item to the end of a list, which is made where there is none.

    Raises:
        CannotEdit: as `put`, or another thing than a list is there.
    """
    chain, rest = reach(written, path)
    if rest:
        return put(written, path, [value])
    node = chain[-1].value if chain else written.top
    _own(written, node)
    if node.kind != "list":
        raise CannotEdit(
            "no list stands here, to which an item could be added", written.place(node.start)
        )
    return _insert(written, chain, None, value, "", bool(node.entries))


def remove(written: Written, path: Path) -> list[Splice]:
    """Take out a key or an item, and the comments that are its own.

    Raises:
        CannotEdit: as `put`, or nothing is there.
    """
    chain, rest = reach(written, path)
    holder = chain[-1].value if chain else written.top
    if rest or not chain:
        through = " (it comes through `<<`)" if rest and holder.brings(rest[0]) else ""
        what = f"{_said(rest[0]) if rest else 'the file'} does not stand here{through}"
        raise CannotEdit(what, written.place(holder.start))
    entry = chain[-1]
    into = chain[-2].value if len(chain) > 1 else written.top
    if into.kind == "map" and into.brings(entry.name):
        what = f'without this "{entry.name}" the one that `<<` brings would count'
        raise CannotEdit(what, written.place(entry.start))
    _unused(written, entry.start, entry.value.end)
    if into.flow:
        return _out_of_brackets(written, into, entry)
    return _out_of_lines(written, chain, into, entry)


def reach(written: Written, path: Path) -> tuple[list[Entry], Path]:
    """The entries along a path as far as they are written, and the rest of it.

    Raises:
        CannotEdit: the path goes through an alias or through what one repeats.
    """
    node, chain = written.top, list[Entry]()
    for number, step in enumerate(path):
        _own(written, node)
        entry = node.find(step)
        if entry is None:
            return chain, path[number:]
        chain.append(entry)
        node = entry.value
    return chain, ()


def _said(step: str | int) -> str:
    return f'"{step}"' if isinstance(step, str) else f"item {step + 1}"


def _own(written: Written, node: Node) -> None:
    """See that a change inside a node changes nothing else."""
    if node.kind == "alias":
        what = "this is an alias; what it repeats stands elsewhere and counts there too"
        raise CannotEdit(what, written.place(node.start))
    if written.shared(node):
        what = f"aliases repeat what stands here (&{node.anchor}): a change would reach them too"
        raise CannotEdit(what, written.place(node.start))


def _unused(written: Written, start: int, end: int) -> None:
    if written.used_outside(start, end):
        what = "an alias elsewhere repeats something that stands here"
        raise CannotEdit(what, written.place(start))


def _newline(written: Written) -> str:
    found = BREAK.search(written.text)
    return found[0] if found and found[0] in ("\r\n", "\r") else "\n"


def _replace(written: Written, chain: list[Entry], value: Any) -> list[Splice]:
    """A new value in place of an old one, whose comments stay where they stand beside it."""
    if not chain:
        raise CannotEdit("a file is not replaced as a whole", written.place(0))
    entry = chain[-1]
    into = chain[-2].value if len(chain) > 1 else written.top
    old, text = entry.value, written.text
    _unused(written, old.start, old.end)
    if into.flow:
        return [_in_brackets(written, into, entry, value)]
    if written.line_end(entry.behind) < old.start and old.kind == "scalar" and not _is_block(old):
        return [(old.start, old.end, on_a_line(value))]
    # The value begins on the line of its key. What stays of that line is its end, a comment.
    here = max(entry.behind, old.start) if old.start <= written.line_end(entry.behind) else -1
    after = old.end
    if _is_block(old):
        after = written.header_end(old)
    elif here < 0:
        after = entry.behind
    elif old.kind in ("map", "list") and not old.flow and old.body > written.line_end(old.start):
        after = written.properties_end(old)
    head = "-" if entry.key is None else text[entry.start : entry.behind]
    column = written.column(entry.start)
    first, *below = lines(head, value, column)
    new = first[column + len(head) :]
    start = entry.behind
    if here >= 0 and new and not below and text[entry.behind : old.start].strip(" ") == "":
        start = old.start if old.start > entry.behind else entry.behind
        new = new[1:] if start > entry.behind else new
    splices = [(start, after, new)]
    end = written.line_end(after)
    newline = _newline(written)
    hanging = "".join(newline + line for line in below)
    splices.append((end, max(end, old.end), hanging))
    return splices


def _is_block(node: Node) -> bool:
    return node.style in ("|", ">")


def _in_brackets(written: Written, into: Node, entry: Entry, value: Any) -> Splice:
    old, new = entry.value, on_a_line(value)
    colon = written.text[old.start - 1 : old.start] == ":"
    if old.start == old.end and entry.key is not None and not colon:
        return old.start, old.end, f": {new}"
    return old.start, old.end, f" {new}" if colon else new


def _insert(
    written: Written,
    chain: list[Entry],
    key: str | None,
    value: Any,
    beside: str,
    spread: bool | None,
) -> list[Splice]:
    into = chain[-1].value if chain else written.top
    after = into.find(beside) if beside else (into.entries[-1] if into.entries else None)
    if beside and after is None:
        raise CannotEdit(f'"{beside}" does not stand here', written.place(into.start))
    if not into.flow:
        assert after is not None
        return _into_lines(written, into, after, key, value, spread)
    bare = written.text[into.body] not in "{["
    if bare:
        raise CannotEdit("this map needs its braces first", written.place(into.start))
    outer = chain[-2].value if len(chain) > 1 else written.top
    if chain and not outer.flow and not written.text[into.body + 1 : into.end - 1].strip(" "):
        return _replace(written, chain, [value] if key is None else {key: value})
    item = on_a_line(value) if key is None else f"{quoted(key)}: {on_a_line(value)}"
    if after is None:
        comment = written.text[into.body + 1] == "#"
        return [(into.body + 1, into.body + 1, item + " " * comment)]
    return _into_brackets(written, into, after, item)


def _into_brackets(written: Written, into: Node, after: Entry, item: str) -> list[Splice]:
    text, end = written.text, after.value.end
    newline, comma = _newline(written), written.gap(end)
    has_comma = text[comma : comma + 1] == ","
    line = written.line_start(after.start)
    pad = text[line : after.start]
    behind = comma + 1 if has_comma else end
    line_end = written.line_end(behind)
    alone = not pad.strip(" ") and written.gap(behind) >= line_end and line > into.start
    if after is into.entries[-1] and alone:
        if has_comma:
            return [(line_end, line_end, f"{newline}{pad}{item},")]
        return [(end, end, ","), (line_end, line_end, newline + pad + item)]
    rest = text[end : written.line_end(end)]
    width = written.line_end(end) - written.line_start(end) + len(item) + 2
    if width > WIDTH and "#" not in rest and after is into.entries[-1]:
        return [(end, end, f",{newline}{' ' * written.column(into.entries[0].start)}{item}")]
    return [(end, end, f", {item}")]


def _into_lines(
    written: Written, into: Node, after: Entry, key: str | None, value: Any, spread: bool | None
) -> list[Splice]:
    column = written.column(into.entries[0].start)
    like = after.value
    tall = like.kind in ("map", "list") and not like.flow
    step = written.column(like.entries[0].start) - column if tall and like.kind == "map" else 2
    alike = tall and isinstance(value, dict) == (like.kind == "map")
    head = "-" if key is None else f"{quoted(key)}:"
    made = lines(
        head, value, column, step if step > 0 else 2, spread is None or (spread and alike)
    )
    at = _tail(written, after, column)
    newline = _newline(written)
    gap = newline if _apart(written, into, after) else ""
    return [(at, at, gap + "".join(newline + line for line in made))]


def _apart(written: Written, into: Node, after: Entry) -> bool:
    """Whether a blank line stands between an entry and its neighbour."""
    number = into.entries.index(after)
    if len(into.entries) < 2:
        return False
    first = max(0, number - 1)
    between = written.text[into.entries[first].value.end : into.entries[first + 1].start]
    rows = BREAK.split(between)[1:-1]
    return any(not row.strip(" \t") for row in rows)


def _tail(written: Written, entry: Entry, column: int) -> int:
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


def _out_of_lines(written: Written, chain: list[Entry], into: Node, entry: Entry) -> list[Splice]:
    text, column = written.text, written.column(entry.start)
    alone = len(into.entries) == 1
    if alone and len(chain) < 2:
        raise CannotEdit("nothing would be left in this file", written.place(entry.start))
    line = written.line_start(entry.start)
    if text[line : entry.start].strip(" "):
        if alone:
            return _replace(written, chain[:-1], {} if into.kind == "map" else [])
        tail = _tail(written, entry, column)
        until = tail
        while until < len(text) and text[until] in " \t\n\r\x85\u2028\u2029":
            until += 1
        return [(entry.start, until, "")]
    gone = _whole_lines(written, into, entry, _tail(written, entry, column))
    if not alone:
        return [gone]
    behind = chain[-2].behind
    if into.start <= written.line_end(behind):
        behind = written.properties_end(into)
    return [(behind, behind, " {}" if into.kind == "map" else " []"), gone]


def _whole_lines(written: Written, into: Node, entry: Entry, end: int) -> Splice:
    """The lines of an entry with the comments right above; one blank line goes with them."""
    text, column = written.text, written.column(entry.start)
    number = into.entries.index(entry)
    bound = into.entries[number - 1].value.end if number else into.start
    if not number and not into.flow:
        bound = _holder_end(written, into)
    start = written.line_start(entry.start)
    while start > bound:
        above = written.line_start(start - _break_length(text, start))
        row = text[above:start]
        if above < bound or not row.startswith(" " * column + "#"):
            break
        start = above
    below = written.next_line(end)
    if below == end:
        return start - _break_length(text, start), end, ""
    before = text[written.line_start(start - _break_length(text, start)) : start]
    row = text[below : written.line_end(below)]
    if start > bound and not before.strip() and not row.strip() and below < len(text):
        below = written.next_line(below)
    return start, below, ""


def _holder_end(written: Written, node: Node) -> int:
    """How far up comments above a block's first entry can reach: to the token before."""
    text, at = written.text, written.line_start(node.body)
    while at > 0:
        above = written.line_start(at - _break_length(text, at))
        if text[above:at].strip() and not text[above:at].lstrip().startswith("#"):
            return at
        at = above
    return at


def _break_length(text: str, at: int) -> int:
    if at <= 0:
        return 0
    return 2 if text[at - 2 : at] == "\r\n" else 1


def _out_of_brackets(written: Written, into: Node, entry: Entry) -> list[Splice]:
    text, end = written.text, entry.value.end
    comma = written.gap(end)
    has_comma = text[comma : comma + 1] == ","
    behind = comma + 1 if has_comma else end
    line, line_end = written.line_start(entry.start), written.line_end(behind)
    if (
        line > into.start
        and not text[line : entry.start].strip(" ")
        and (written.gap(behind) >= line_end and line_end < into.end)
    ):
        return [_whole_lines(written, into, entry, line_end)]
    if has_comma:
        until = behind
        while text[until] in " \t":
            until += 1
        return [(entry.start, until, "")]
    number = into.entries.index(entry)
    before = into.entries[number - 1].value.end if number else entry.start
    start = entry.start if "#" in text[before : entry.start] else before
    return [(start, end, "")]
