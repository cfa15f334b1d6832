"""One edit as several smaller ones, so that only what differs is written anew."""

from collections.abc import Iterator
from typing import Any

from drctl.model.edits import MISSING, Append, Edit, Put, Remove, at, plain, same
from drctl.model.source import Path
from drctl.model.surgery import reach
from drctl.model.written import Node, Written


def steps(written: Written, data: Any, edit: Edit) -> Iterator[Edit]:
    """Smaller edits that together do what one does: only what differs is written anew."""
    match edit:
        case Put(path, value, beside):
            new, old = plain(value), at(data, path)
            if old is MISSING:
                yield Put(path, new, beside)
            else:
                chain, rest = reach(written, path)
                node = chain[-1].value if chain and not rest else None
                yield from _difference(written, node, path, old, new)
        case Append(path, value):
            old = at(data, path)
            if isinstance(old, list) and reach(written, path)[1]:
                # `<<` brings the list; one of its own takes its place.
                yield Put(path, [*plain(old), plain(value)])
            else:
                yield Append(path, plain(value))
        case Remove():
            yield edit


def _difference(
    written: Written, node: Node | None, path: Path, old: Any, new: Any
) -> Iterator[Edit]:
    if same(old, new):
        return
    if node is None or node.kind == "alias" or written.shared(node):
        yield Put(path, new)
    elif isinstance(old, dict) and isinstance(new, dict) and _alike(node, old, new):
        yield from (Remove((*path, key)) for key in old if key not in new)
        for key in new:
            if key not in old:
                yield Put((*path, key), new[key])
            else:
                entry = node.find(key)
                inner = entry.value if entry else None
                yield from _difference(written, inner, (*path, key), old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _items(written, node, path, old, new)
    else:
        yield Put(path, new)


def _alike(node: Node, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a map can become another key by key: some stay, and `<<` brings none that go."""
    return any(key in new for key in old) and not any(
        node.brings(key) for key in old if key not in new
    )


def _items(
    written: Written, node: Node, path: Path, old: list[Any], new: list[Any]
) -> Iterator[Edit]:
    """The edits of a list: items changed where they stand, added behind, or taken out."""
    head = 0
    while head < min(len(old), len(new)) and same(old[head], new[head]):
        head += 1
    tail = len(old) - len(new) + head
    if len(new) < len(old) and all(map(same, old[tail:], new[head:])):
        yield from (Remove((*path, index)) for index in reversed(range(head, tail)))
    elif head == len(old):
        yield from (Append(path, item) for item in new[head:])
    elif len(old) == len(new):
        for index in range(head, len(new)):
            entry = node.entries[index]
            inner = (*path, index)
            yield from _difference(written, entry.value, inner, old[index], new[index])
    else:
        yield Put(path, new)
