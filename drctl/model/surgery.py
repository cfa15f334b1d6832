"""One edit of a YAML text: the way to where it is made, and what must not be in that way."""

from typing import Any

from drctl.model.model import SECTIONS
from drctl.model.put_in import SPREAD, insert, replace
from drctl.model.source import Path
from drctl.model.splice import CannotEdit, Splice, unused
from drctl.model.take_out import out_of_brackets, out_of_lines
from drctl.model.written import Entry, Node, Written


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
        return replace(written, chain, value)
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
    if len(rest) == len(path) and path[0] in SPREAD:
        return insert(written, chain, str(rest[0]), value, beside, None)
    return insert(written, chain, str(rest[0]), value, beside, spread)


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
    return insert(written, chain, None, value, "", bool(node.entries))


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
    unused(written, entry.start, entry.value.end)
    if into.flow:
        return out_of_brackets(written, into, entry)
    return out_of_lines(written, chain, into, entry)


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
    """See that what is said in a node stands there."""
    if node.kind == "alias":
        what = "this is an alias; what it repeats stands elsewhere and counts there too"
        raise CannotEdit(what, written.place(node.start))
