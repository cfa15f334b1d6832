"""When one component is failed by itself, in any year of any seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from math import inf, log
from struct import Struct

from drctl.analysis.unavailability import YEAR, own_unavailability
from drctl.model.component import Component

_WHERE = Struct("<QQ").pack
_EIGHT = Struct("<8Q").unpack
_STEP = 2.0**-53


@dataclass(frozen=True, slots=True)
class Life:
    """How a component fails and is repaired.

    `mtbf` and `restore` are mean times in seconds, both exponentially distributed; with an mtbf
    of 0 it is always failed.
    """

    name: str
    mtbf: float
    restore: float

    @property
    def failures(self) -> float:
        """How often it fails in a year, on average."""
        return YEAR / (self.mtbf + self.restore) if self.mtbf else 0.0

    def key(self, seed: int) -> bytes:
        """What its fate under a seed is drawn from: nothing but the seed and its name."""
        return blake2b(f"{seed}\0{self.name}".encode(), digest_size=16).digest()

    def outages(self, key: bytes, year: int) -> list[tuple[float, float]]:
        """When it is failed in a year.

        Args:
            key: the one of the seed.
            year: 0 or more; years know nothing of one another.

        Returns:
            From when to when, in seconds of the year; what begins at 0 had failed before, what
            ends with the year lasts on.

        Notes:
            In the long run's balance from the first moment on. Linear in the outages.
        """
        if not self.mtbf:
            return [(0.0, YEAR)]
        numbers = _numbers(key, year)
        now, found = 0.0, list[tuple[float, float]]()
        if next(numbers) * (self.mtbf + self.restore) < self.restore:
            now = -self.restore * log(1.0 - next(numbers))
            found.append((0.0, min(now, YEAR)))
        while (start := now - self.mtbf * log(1.0 - next(numbers))) < YEAR:
            now = start - self.restore * log(1.0 - next(numbers))
            found.append((start, min(now, YEAR)))
        # One too short for a float's digits would end before it begins, once sorted.
        return [(start, end) for start, end in found if start < end]


def life(component: Component) -> Life | None:
    """The life that a component's `failure` tells of.

    Args:
        component: of a checked model.

    Returns:
        One with an infinite mtbf for what never fails; None when the model does not say how
        often it fails, or not how long that lasts.
    """
    share = own_unavailability(component)
    if share is None:
        return None
    if share == 0 or share == 1:
        return Life(component.name, inf if share == 0 else 0.0, 0.0)
    restore = component.failure.restore if component.failure else None
    if not restore:
        return None
    return Life(component.name, restore * (1 - share) / share, restore)


def _numbers(key: bytes, year: int) -> Iterator[float]:
    """Evenly from 0 to below 1: the digests of a counter, alike on every machine."""
    block = 0
    while True:
        for number in _EIGHT(blake2b(key + _WHERE(year, block)).digest()):
            yield (number >> 11) * _STEP
        block += 1
