"""What falls by overload, wave by wave (DESIGN §5.5)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overload:
    """A component over its capacity: what arrives, and what it can take of that now.

    `capacity` is what is left of the written one when the component is spread and some of its
    places are down. One that sheds stays, degraded; any other fails.
    """

    component: str
    load: float
    capacity: float
    unit: str
    sheds: bool = False


@dataclass(frozen=True, slots=True)
class Wave:
    """Those that fail by overload together.

    `down` is what was down when the loads were weighed, `fallen` what goes down with the wave.
    """

    people_act: bool
    down: frozenset[str]
    overloads: tuple[Overload, ...]
    fallen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cascade:
    """The waves of one failure, those before people act first, and who sheds at the end."""

    waves: tuple[Wave, ...] = ()
    shedding_before: tuple[Overload, ...] = ()
    shedding_after: tuple[Overload, ...] = ()

    @property
    def felled_before(self) -> frozenset[str]:
        """What overload fells before people act."""
        return _felled(wave for wave in self.waves if not wave.people_act)

    @property
    def felled(self) -> frozenset[str]:
        """What overload fells at all; nothing of it comes back by what people do next."""
        return _felled(self.waves)


def _felled(waves: Iterable[Wave]) -> frozenset[str]:
    return frozenset(o.component for wave in waves for o in wave.overloads)
