"""How much work an analysis may take: steps are counted, not seconds, so that answers repeat."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

EACH = 4_000
"""Steps for each component of a model whose services are all asked about."""

PREPARED = 10
"""Steps to simplify a tree, for each of its edges."""


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


def shared(effort: int, among: int) -> int:
    """What each of several may take of an effort: an equal share, rounded down to a power of two.

    So it is mostly the same when a model has changed a little, and answers that rest on what has
    not changed are the same too.
    """
    share = effort // max(1, among)
    return 1 << (share.bit_length() - 1) if share else 0


def prepared(effort: int, top: int, children: Callable[[int], Collection[int]]) -> int:
    """What is left of an effort when the tree below a node has been simplified.

    Below zero where it does not suffice; counting its edges stops there.
    """
    waiting, seen = [top], {top}
    while waiting and effort >= 0:
        below = children(waiting.pop())
        effort -= PREPARED * len(below)
        new = set(below) - seen
        seen |= new
        waiting += new
    return effort
