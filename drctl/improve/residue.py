"""What a scenario leaves open: the gates that hold or not as changes are made or not.

All else is decided by the scenario, so that a question about changes walks a few gates and not
the whole estate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drctl.graph.kernel import propagate
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
            One walk tells which changes heal by themselves; those are needed. Where they are not
            enough each walk more finds one more: that which must stay when all before it are
            free. A walk has a bit for each change.
        """
        waiting = [change for change in changes if change in self.switches]
        count = len(waiting)
        every = (1 << count) - 1
        holds = self._holds({c: every ^ 1 << i for i, c in enumerate(waiting)}, count)
        kept = {c for i, c in enumerate(waiting) if not holds >> i & 1}
        waiting = [c for c in waiting if c not in kept]
        while waiting:
            # In scenario i all waiting changes before the i-th are free.
            count = len(waiting) + 1
            failed = {c: (2 << i) - 1 for i, c in enumerate(waiting)}
            failed |= dict.fromkeys(kept, (1 << count) - 1)
            free = self._holds(failed, count).bit_length() - 1
            kept.update(waiting[free : free + 1])
            waiting = waiting[free + 1 :]
        return frozenset(kept)

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
