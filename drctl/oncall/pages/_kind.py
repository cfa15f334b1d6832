"""What a kind of status page is, and what all of them tell.

A file of the folder reads one kind: `PATH`, where its JSON is below the page's address, and
`read`, which makes a `Told` of it. Whatever the JSON may be, it raises nothing but `Unreadable`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

State = Literal["ok", "unknown", "maintenance", "degraded", "down"]
WORST: tuple[State, ...] = ("ok", "unknown", "maintenance", "degraded", "down")
"""From good to bad; what is not known is never good."""

_LONGEST = 120


class Unreadable(Exception):
    """What came is not what such a page tells; the text says what it is."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page tells: a state, its own words for it, what one should know besides, and when.

    `updated` is the page's last change, None where it does not say.
    """

    state: State
    says: str
    notes: tuple[str, ...] = ()
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page."""

    path: str
    read: Callable[[object, str | None], Told]


def worst(*states: State) -> State:
    """The worst of some states; ok for none."""
    return max(states, key=WORST.index, default="ok")


def mapping(value: object) -> Mapping[str, Any]:
    """A JSON object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON list; none for anything else."""
    yield from (
        (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()
    )


def text(value: object) -> str:
    """A JSON string on one line, cut where it is long; "" for anything else."""
    words = " ".join(value.split()) if isinstance(value, str) else ""
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def moment(value: object) -> datetime | None:
    """A moment in ISO 8601, in UTC where it names no zone; None for anything else."""
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
