"""Lines added to a YAML text as new entries of its maps; all else stays byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass

from drctl.finding import Place
from drctl.model.edits import same
from drctl.model.parse import parse
from drctl.model.source import Map, Source
from drctl.model.splice import CannotEdit, Splice, line_break, spliced, tail
from drctl.model.written import Node, Written


@dataclass(frozen=True, slots=True)
class Lines:
    """New entries of one map: their lines as they would stand with the map's keys at column 0.

    `path` leads to the map; where its last key is not there yet, it is made.
    """

    path: tuple[str, ...]
    lines: Sequence[str]


def with_lines(source: Source, additions: Sequence[Lines]) -> str:
    """A file's text with new entries at the ends of some of its maps.

    Args:
        source: a file without errors.
        additions: at most one for each map, none for a map inside of another's.

    Returns:
        The text.

    Raises:
        CannotEdit: a map stands between brackets or comes through an alias, or something would
            be said otherwise than before.

    Notes:
        The file is read twice, however much is added.
    """
    written = Written(source)
    before, _ = parse(source, source.text)
    splices = [splice for one in additions for splice in _splice(written, one)]
    text = spliced(source.text, _in_one_place(splices))
    after, wrong = parse(Source(source.path, text), text)
    if wrong or not kept(before, after):
        raise CannotEdit("lines cannot be added here safely", Place(source.path, 1, 1))
    return text


def takes_lines(written: Written, path: tuple[str, ...]) -> bool:
    """Whether lines can be added to the map at a path, or to the one in which it would stand."""
    try:
        _splice(written, Lines(path, ()))
    except CannotEdit:
        return False
    return True


def kept(before: object, after: object) -> bool:
    """Whether all that was said is said still: maps may have more keys, all else is the same."""
    if isinstance(before, dict) and isinstance(after, dict):
        return all(key in after and kept(value, after[key]) for key, value in before.items())
    return (before is None and isinstance(after, Map)) or same(before, after)


def _splice(written: Written, addition: Lines) -> list[Splice]:
    node, missing = written.top, list(addition.path)
    while missing:
        entry = node.find(missing[0])
        if entry is None:
            break
        if entry.value.kind != "map" or entry.value.flow:
            raise CannotEdit("this is no map with lines of its own", written.place(entry.start))
        node = entry.value
        missing.pop(0)
    if len(missing) > 1:
        raise CannotEdit(f'"{missing[0]}" does not stand here', written.place(node.start))
    lines = list(addition.lines)
    if missing:
        lines = [f"{missing[0]}:", *(f"  {line}" if line else "" for line in lines)]
    return [_at_end(written, node, lines)]


def _at_end(written: Written, node: Node, lines: Sequence[str]) -> Splice:
    newline = line_break(written)
    if not node.entries:
        raise CannotEdit("this map is empty", written.place(node.start))
    last = node.entries[-1]
    column = written.column(node.entries[0].start)
    if last.merge and last is node.entries[0]:
        raise CannotEdit("this map only repeats another", written.place(node.start))
    at = tail(written, last, column)
    new = "".join(newline + (" " * column + line if line else "") for line in lines)
    return at, at, new


def _in_one_place(splices: Sequence[Splice]) -> list[Splice]:
    """What is added behind the same character as one, the innermost map's lines first."""
    at: dict[int, list[str]] = {}
    for start, _, new in sorted(splices, key=lambda s: (s[0], -_indent(s[2]))):
        at.setdefault(start, []).append(new)
    return [(start, start, "".join(parts)) for start, parts in at.items()]


def _indent(text: str) -> int:
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines[0]) - len(lines[0].lstrip()) if lines else 0
