"""One change to an estate: what it does to the model, what it costs, how it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from drctl.model.component import Component
from drctl.model.requirement import Need, Option, Requirement
from drctl.model.source import Path

Kind = Literal["fallback", "spread", "move", "copy", "optional"]

KINDS: tuple[Kind, ...] = ("fallback", "spread", "move", "copy", "optional")


@dataclass(frozen=True, slots=True)
class Also:
    """What stands at a path may be this besides: `zone-a` becomes any of `zone-a`, `zone-b`.

    At an `any_of` it is one member more. With `instead` it takes the place of what stood there.
    `written` is the new requirement as it is written.
    """

    path: Path
    requirement: Requirement
    written: object
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Fallback:
    """A need gets one way more, the last in its order.

    `candidate` is its number among the need's candidates, None when it is none of them.
    """

    need: Need
    option: Option
    written: Mapping[str, object]
    candidate: int | None = None


@dataclass(frozen=True, slots=True)
class Optional:
    """A hard need becomes a soft one."""

    need: Need


@dataclass(frozen=True, slots=True)
class New:
    """A component more, written after another one."""

    component: Component
    written: Mapping[str, object]
    beside: str


Effect = Also | Fallback | Optional | New


@dataclass(frozen=True, slots=True)
class Change:
    """A change that could be made.

    `place` is the stable address of what is changed (`chat-api.llm`, `vpn.in`, or a component);
    `brings` names what it makes use of. `cost` is per month, None when the model gives none.
    """

    kind: Kind
    place: str
    brings: tuple[str, ...]
    words: str
    effects: tuple[Effect, ...]
    cost: float | None = None

    @property
    def owners(self) -> frozenset[str]:
        """The components to which something is added; only if they are down can it help."""
        found: set[str] = set()
        for effect in self.effects:
            match effect:
                case Also(path):
                    found.add(str(path[1]))
                case Fallback(need) | Optional(need):
                    found.add(need.component)
                case New():
                    pass
        return frozenset(found)

    @property
    def adds(self) -> tuple[str, ...]:
        """The names of the components that are new."""
        return tuple(e.component.name for e in self.effects if isinstance(e, New))

    @property
    def name(self) -> str:
        """A short identity, the same as long as the model's names are: `spread vpn.in b`."""
        return " ".join((self.kind, self.place, *self.brings))
