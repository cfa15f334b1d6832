"""A key or an item taken out of a YAML text, with the comments that are its own."""

from drctl.model.put_in import replace
from drctl.model.splice import CannotEdit, Splice, tail
from drctl.model.written import Entry, Node, Written


def out_of_lines(written: Written, chain: list[Entry], into: Node, entry: Entry) -> list[Splice]:
    """Take an entry out of a map or list without brackets.

    Args:
        written: the text.
        chain: the entries that lead to it, itself the last.
        into: the map or list.
        entry: what goes. Of the last one brackets remain, with nothing between them.

    Raises:
        CannotEdit: the file would hold nothing.
    """
    text, column = written.text, written.column(entry.start)
    alone = len(into.entries) == 1
    if alone and len(chain) < 2:
        raise CannotEdit("nothing would be left in this file", written.place(entry.start))
    line = written.line_start(entry.start)
    if text[line : entry.start].strip(" "):
        if alone:
            return replace(written, chain[:-1], {} if into.kind == "map" else [])
        until = tail(written, entry, column)
        while until < len(text) and text[until] in " \t\n\r\x85\u2028\u2029":
            until += 1
        return [(entry.start, until, "")]
    gone = _whole_lines(written, into, entry, tail(written, entry, column))
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
    above = written.line_start(start - _break_length(text, start))
    if start > bound and not text[above:start].strip():
        row = text[below : written.line_end(below)]
        if below == len(text):
            start = above
        elif not row.strip():
            below = written.next_line(below)
    if below == end:
        # The file ends without a line break, and still does.
        start -= _break_length(text, start)
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


def out_of_brackets(written: Written, into: Node, entry: Entry) -> list[Splice]:
    """Take an entry out from between brackets, with one comma."""
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
        return [_with_comma(written, into, entry, behind)]
    number = into.entries.index(entry)
    before = into.entries[number - 1].value.end if number else entry.start
    start = entry.start if "#" in text[before : entry.start] else before
    return [(start, end, "")]


def _with_comma(written: Written, into: Node, entry: Entry, behind: int) -> Splice:
    """An entry with its comma, and with the comment behind when it is the line's only one."""
    text, number, start = written.text, into.entries.index(entry), entry.start
    after = _blanks(text, behind)
    if number and written.line_start(start) <= into.entries[number - 1].value.end:
        if after == written.line_end(after):
            start -= len(text[:start]) - len(text[:start].rstrip(" \t"))
        return start, after, ""
    if after == written.line_end(after) or text[after] == "#":
        below = _blanks(text, written.next_line(after))
        if text[below] not in "#\r\n":
            return start, below, ""
    return start, after, ""


def _blanks(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at
