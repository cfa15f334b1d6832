"""What a scenario leaves open: the gates that hold or not as changes are made or not.

All else is decided by the scenario, so that a question about changes walks a few gates and not
the whole estate.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from drctl.graph.kernel import bits, propagate
from drctl.graph.net import Net


@dataclass(frozen=True, slots=True)
class Residue:
    """The open part of a net below a node that holds as long as no change is free.

    `switches` has the node of each change that has a say in it; it has failed unless the change
    is free.
    """

    net: Net
    top: int
    switches: Mapping[int, int]

    def needed(self, changes: Sequence[int]) -> frozenset[int]:
        """Of some changes those that must not be free, so that the node still holds.

        Args:
            changes: each is set free that can be, the first ones first.

        Returns:
            So few that none of them can be set free besides.

        Notes:
            In turn, one walk finds those that heal by themselves, which are needed, and one sets
            free as many of the others as it can from the first on; the next one is needed then.
            A walk has a bit for each change.
        """
        waiting = [change for change in changes if change in self.switches]
        kept: set[int] = set()
        while waiting:
            kept.update(self._healing(kept, waiting))
            waiting = [c for c in waiting if c not in kept]
            free = self._free(kept, waiting)
            kept.update(waiting[free : free + 1])
            waiting = waiting[free + 1 :]
        return frozenset(kept)

    def _healing(self, kept: Collection[int], waiting: Sequence[int]) -> Iterator[int]:
        """Those of some changes each of which must not be free even alone."""
        every = (1 << len(waiting)) - 1
        failed = {c: every ^ 1 << i for i, c in enumerate(waiting)} | dict.fromkeys(kept, every)
        return map(waiting.__getitem__, bits(every ^ self._holds(failed, len(waiting))))

    def _free(self, kept: Collection[int], waiting: Sequence[int]) -> int:
        """How many of some changes can be free, from the first on."""
        # In scenario i all before the i-th are.
        count = len(waiting) + 1
        failed = {c: (2 << i) - 1 for i, c in enumerate(waiting)}
        failed |= dict.fromkeys(kept, (1 << count) - 1)
        return self._holds(failed, count).bit_length() - 1

    def _holds(self, failed: Mapping[int, int], width: int) -> int:
        nodes = {self.switches[change]: row for change, row in failed.items()}
        return propagate(self.net, nodes, width)[self.top]


def residue(
    net: Net,
    top: int,
    switches: Mapping[int, int],
    rows: tuple[Sequence[int], Sequence[int]],
    bit: int,
) -> Residue:
    """Cut a net down to what is open below a node.

    Args:
        net: the gates.
        top: a node of it that holds when no change is free.
        switches: the change that each switch turns, by node.
        rows: for each node the scenarios in which it holds, when no change is free and when all
            are.
        bit: the scenario.

    Notes:
        Linear in what is kept. A node that holds when all are free leaves nothing open.
    """
    none, every = rows
    numbers = {top: 0}
    order = [top]
    children: list[tuple[int, ...]] = []
    least: list[int] = []
    for node in order:
        kids: list[int] = []
        left = 0 if every[node] >> bit & 1 else net.least[node]
        for kid in net.children[node] if left else ():
            if every[kid] >> bit & 1:
                left -= 1
            elif none[kid] >> bit & 1:
                if kid not in numbers:
                    numbers[kid] = len(order)
                    order.append(kid)
                kids.append(numbers[kid])
        children.append(tuple(kids))
        least.append(left)
    found = {switches[node]: number for node, number in numbers.items() if node in switches}
    return Residue(Net(tuple(children), tuple(least)), 0, found)
