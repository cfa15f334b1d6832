"""How much work an analysis may take: steps are counted, not seconds, so that answers repeat."""

from collections.abc import Iterator
from contextlib import contextmanager


class TooLarge(Exception):
    """A diagram would have more nodes, or an answer take more steps, than is allowed."""


class Work:
    """Steps that are left.

    One step is one new entry in a table: a pair of nodes joined, a set cut, an edge of an order
    looked at. A million take about a second and a half.
    """

    def __init__(self, steps: int) -> None:
        """A budget of so many steps."""
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Take steps off.

        Raises:
            TooLarge: when no more are left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooLarge

    @contextmanager
    def part(self, number: int) -> Iterator["Work"]:
        """What one of several that are still to come may take: an equal part of what is left.

        What it takes is taken off here.
        """
        share = max(0, self.left) // number
        part = Work(share)
        try:
            yield part
        finally:
            self.left -= share - max(0, part.left)
