"""A value put into a YAML text: in place of another, between brackets, or on lines of its own."""

from typing import Any

from drctl.model.flow import WIDTH, lines, on_a_line, quoted
from drctl.model.model import LISTS, SECTIONS
from drctl.model.splice import CannotEdit, Splice, line_break, tail, unused
from drctl.model.written import BREAK, Entry, Node, Written

SPREAD = (*SECTIONS, *LISTS)
"""What has one declaration below the other."""


def replace(
    written: Written, chain: list[Entry], value: Any, spread: bool = False
) -> list[Splice]:
    """A new value in place of an old one, whose comments stay where they stand beside it."""
    if not chain:
        raise CannotEdit("a file is not replaced as a whole", written.place(0))
    entry = chain[-1]
    into = chain[-2].value if len(chain) > 1 else written.top
    old, text = entry.value, written.text
    unused(written, old.start, old.end)
    if into.flow:
        return [_in_brackets(written, into, entry, value)]
    if written.line_end(entry.behind) < old.start and old.kind == "scalar" and not _is_block(old):
        return [(old.start, old.end, on_a_line(value))]
    head = "-" if entry.key is None else text[entry.start : entry.behind]
    column = written.column(entry.start)
    first, *below = lines(head, value, column, spread=spread)
    new = first[column + len(head) :]
    start, after = entry.behind, _first_part_end(written, entry)
    if new and not below and start < old.start <= after and not text[start : old.start].strip(" "):
        # Values that stand in one column keep it.
        start, new = old.start, new[1:]
    end = behind = written.line_end(after)
    if old.kind in ("map", "list") and not old.flow and written.line_end(old.start) < old.end:
        behind = tail(written, entry, column)
    hanging = "".join(line_break(written) + line for line in below)
    return [(start, after, new), (end, max(end, behind, old.end), hanging)]


def _first_part_end(written: Written, entry: Entry) -> int:
    """The end of what stands of a value on its key's line; behind it a comment may stay."""
    old, line_end = entry.value, written.line_end(entry.behind)
    if old.start > line_end:
        return entry.behind
    if _is_block(old):
        return written.header_end(old)
    if old.kind in ("map", "list") and not old.flow and old.body > written.line_end(old.start):
        return written.properties_end(old)
    return old.end


def _is_block(node: Node) -> bool:
    return node.style in ("|", ">")


def _in_brackets(written: Written, into: Node, entry: Entry, value: Any) -> Splice:
    old, new = entry.value, on_a_line(value)
    colon = written.text[old.start - 1 : old.start] == ":"
    if old.start == old.end and entry.key is not None and not colon:
        return old.start, old.end, f": {new}"
    return old.start, old.end, f" {new}" if colon else new


def insert(
    written: Written,
    chain: list[Entry],
    key: str | None,
    value: Any,
    beside: str,
    spread: bool | None,
) -> list[Splice]:
    """Put a new entry into a map or list.

    Args:
        written: the text.
        chain: the entries that lead to the map or list.
        key: the new key; None for an item of a list.
        value: plain data.
        beside: the key behind which it is put; the last one when it is "".
        spread: put each key of the value on a line of its own where the neighbour does so, or
            in any case (None).

    Raises:
        CannotEdit: nothing is called `beside`, or `[key: value]` is a map without braces.
    """
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
        made = [value] if key is None else {key: value}
        return replace(written, chain, made, len(chain) == 1 and chain[0].name in SPREAD)
    item = on_a_line(value) if key is None else f"{quoted(key)}: {on_a_line(value)}"
    if after is None:
        comment = written.text[into.body + 1] == "#"
        return [(into.body + 1, into.body + 1, item + " " * comment)]
    return _into_brackets(written, into, after, item)


def _into_brackets(written: Written, into: Node, after: Entry, item: str) -> list[Splice]:
    text, end = written.text, after.value.end
    newline, comma = line_break(written), written.gap(end)
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
    at = tail(written, after, column)
    newline = line_break(written)
    gap = newline if _apart(written, into, after) else ""
    return [(at, at, gap + "".join(newline + line for line in made))]


def _apart(written: Written, into: Node, after: Entry) -> bool:
    """Whether a blank line stands between an entry and the next, or the one before the last."""
    number = min(into.entries.index(after), len(into.entries) - 2)
    if number < 0:
        return False
    between = written.text[into.entries[number].value.end : into.entries[number + 1].start]
    return any(not row.strip(" \t") for row in BREAK.split(between)[1:-1])
