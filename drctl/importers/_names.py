"""Other tools' names -> names of the model: letters, digits, `-` and `_`, all different."""

import itertools
import re
from collections.abc import Hashable, Iterable
from typing import TypeVar

LONGEST = 100

_FOREIGN = re.compile(r"[^A-Za-z0-9_-]+")

K = TypeVar("K", bound=Hashable)


def cleaned(original: str) -> str:
    """A name that the model accepts; other characters become `-`."""
    name = _FOREIGN.sub("-", original).strip("-_")[:LONGEST].rstrip("-_")
    # The model ignores every key that begins with x-.
    return re.sub("^x-", "x_", name) or "unnamed"


def distinct(originals: Iterable[tuple[K, str]]) -> dict[K, str]:
    """A name for every key; the first to come keeps its own, collisions are numbered.

    Args:
        originals: keys and the names they have elsewhere, in the order of precedence.

    Returns:
        For every key a cleaned name; all differ even when letter case is ignored.
    """
    given: dict[K, str] = {}
    taken: set[str] = set()
    late: list[tuple[K, str]] = []
    for key, original in originals:
        name = cleaned(original)
        if name.casefold() in taken:
            late.append((key, name))
        else:
            taken.add(name.casefold())
            given[key] = name
    counters: dict[str, int] = {}
    for key, name in late:
        given[key] = _numbered(name, taken, counters)
    return given


def slots(wanted: Iterable[tuple[K, str]]) -> dict[K, str]:
    """Names for the needs of one component: as `distinct`, and none is `in`, its placement's."""
    placed = object()
    found = distinct(itertools.chain([(placed, "in")], wanted))
    del found[placed]
    return found  # type: ignore[return-value]


def _numbered(name: str, taken: set[str], counters: dict[str, int]) -> str:
    number = counters.get(name.casefold(), 1)
    while True:
        number += 1
        tail = f"-{number}"
        candidate = cleaned(name[: LONGEST - len(tail)] + tail)
        if candidate.casefold() not in taken:
            taken.add(candidate.casefold())
            counters[name.casefold()] = number
            return candidate
