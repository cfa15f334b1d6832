"""A map or a list while its file is being read."""

from typing import Any

from drctl.model.source import Map, Seq

# What may stand in place of a key or a value. A container whose key is None is a list.
KEY_NEXT, MERGE_KEY, REFUSED = object(), object(), object()


class Open:
    """A container that is being read; `key` waits for its value, `where` is the key's mark."""

    merges: tuple[Any, ...] = ()
    # Keys and values in its inner containers, and the levels of them.
    inside = 0
    height = 1
    where: Any = None
    refused = False
    ignored = False
    dormant = 0

    def __init__(self, node: Map | Seq, event: Any, key: object) -> None:
        """Open a map or a list at its event."""
        self.node: Any = node
        self.anchor: str | None = event.anchor
        self.mark = event.start_mark
        self.spots: list[int] = [self.mark.line, self.mark.column]
        self.key: Any = key

    @property
    def ignores(self) -> bool:
        """Whether what is read next stands below a key that begins with x-."""
        return self.ignored or (self.key.__class__ is str and self.key[:2] == "x-")

    @property
    def size(self) -> int:
        """How many keys and values it has at all depths, itself included."""
        return len(self.spots) // 2 + self.inside


def maps(value: Any) -> bool:
    """Whether a value is a map or a list of maps, as `<<` takes them."""
    items = value if isinstance(value, Seq) else [value]
    return all(isinstance(item, Map) for item in items)


def merge(done: Open) -> None:
    """Add what `<<` brings; keys of the map itself win, then the first map that has them."""
    for value in done.merges:
        for other in value if isinstance(value, Seq) else [value]:
            if not isinstance(other, Map):
                continue
            for key, spots in other.spots():
                if key not in done.node:
                    done.node[key] = other[key]
                    done.spots += spots
