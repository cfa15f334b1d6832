"""Two sources of chance behind one interface: fast and seeded, or drawn by hypothesis."""

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Dice(Protocol):
    """What a random model is made with; the first value is the plainest one."""

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        ...

    def pick(self, values: Sequence[T]) -> T:
        """One of the values."""
        ...

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred throws."""
        ...


class Seeded:
    """Dice that fall alike for one seed."""

    def __init__(self, seed: int) -> None:
        """Begin the row of throws that belongs to the seed."""
        self._random = random.Random(seed)

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[int(self._random.random() * len(values))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred throws."""
        return self._random.random() * 100 < percent


class Drawn:
    """Dice that hypothesis throws, and throws again to shrink a failing model."""

    def __init__(self, draw: st.DrawFn) -> None:
        """Draw from hypothesis."""
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return self._draw(st.integers(low, high))

    def pick(self, values: Sequence[T]) -> T:
        """One of the values."""
        return self._draw(st.sampled_from(values))

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred throws."""
        return self._draw(st.integers(0, 99)) >= 100 - percent
