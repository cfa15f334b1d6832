"""Minimal cut sets without a diagram: gate by gate, minimal and short at every step.

A second algorithm beside Rauzy's recursion. With a low limit it answers for trees whose diagram
is too large; without one it is the test of the other.
"""

from drctl.analysis.cut_sets.family import EMPTY, NONE, Family
from drctl.analysis.cut_sets.order import Orders
from drctl.analysis.cut_sets.work import TooLarge, Work


def direct_sets(
    orders: Orders, limit: int, budget: int, work: Work
) -> tuple[Family, int, tuple[int, ...]]:
    """The minimal cut sets of a module, up to a size.

    Args:
        orders: the module.
        limit: the most elements of a set.
        budget: how many nodes the family may have.
        work: how many steps it may take.

    Returns:
        The family, its root, and the variable of each level.

    Raises:
        TooLarge: when the budget or the work does not suffice.
    """
    order = orders.first
    algebra = _Algebra(Family(len(order), budget), work)
    family = algebra.family
    made = {node: family.node(level, EMPTY, NONE) for level, node in enumerate(order)}
    for gate in orders.gates:
        least, children = orders.tree.gates[gate - orders.tree.events]
        kids = sorted([made[kid] for kid in children], key=lambda k: -family.level[k])
        reached = [EMPTY] + [NONE] * least
        for number, kid in enumerate(kids):
            # Fewer than this cannot reach `least` any more.
            needed = max(1, least - (len(kids) - 1 - number))
            for count in range(min(least, number + 1), needed - 1, -1):
                more = algebra.product(kid, reached[count - 1], limit)
                reached[count] = algebra.union(reached[count], more)
        made[gate] = reached[least]
    return family, made[orders.top], order


class _Algebra:
    """Operations on families whose sets are minimal; their results are minimal again."""

    def __init__(self, family: Family, work: Work) -> None:
        self.family = family
        self.work = work
        self._unions: dict[tuple[int, int], int] = {}
        self._products: dict[tuple[int, int, int], int] = {}
        self._kept: dict[tuple[int, int], int] = {}

    def _parts(self, sets: int, level: int) -> tuple[int, int]:
        if self.family.level[sets] == level:
            return self.family.high[sets], self.family.low[sets]
        return NONE, sets

    def _join(self, level: int, high: int, low: int) -> int:
        self._step()
        return self.family.node(level, self.without(high, low), low)

    def _step(self) -> None:
        self.work.spend()
        entries = len(self._unions) + len(self._products) + len(self._kept)
        if entries > 8 * self.family.budget:
            raise TooLarge

    def union(self, a: int, b: int) -> int:
        """The sets of both that hold no other one."""
        if a == b or b == NONE:
            return a
        if a == NONE:
            return b
        if EMPTY in (a, b):
            return EMPTY
        key = (a, b) if a < b else (b, a)
        found = self._unions.get(key)
        if found is None:
            level = min(self.family.level[a], self.family.level[b])
            (a1, a0), (b1, b0) = self._parts(a, level), self._parts(b, level)
            found = self._join(level, self.union(a1, b1), self.union(a0, b0))
            self._unions[key] = found
        return found

    def product(self, a: int, b: int, limit: int) -> int:
        """One set of each joined, in all ways that give at most `limit` elements."""
        if NONE in (a, b):
            return NONE
        if EMPTY in (a, b):
            return self.family.cut(a if b == EMPTY else b, limit)
        if limit == 0:
            self.family.shortened = True
            return NONE
        key = (a, b, limit) if a < b else (b, a, limit)
        found = self._products.get(key)
        if found is None:
            level = min(self.family.level[a], self.family.level[b])
            (a1, a0), (b1, b0) = self._parts(a, level), self._parts(b, level)
            high = NONE
            for x, y in ((a1, b1), (a1, b0), (a0, b1)):
                high = self.union(high, self.product(x, y, limit - 1))
            found = self._join(level, high, self.product(a0, b0, limit))
            self._products[key] = found
        return found

    def without(self, sets: int, smaller: int) -> int:
        """The sets that hold none of the smaller ones."""
        if smaller == NONE or sets == NONE:
            return sets
        if smaller == EMPTY or sets == smaller:
            return NONE
        if sets == EMPTY:
            return sets
        key = sets, smaller
        found = self._kept.get(key)
        if found is None:
            self._step()
            family = self.family
            level = family.level[sets]
            if family.level[smaller] < level:
                found = self.without(sets, family.low[smaller])
            else:
                s1, s0 = self._parts(smaller, level)
                high = self.without(self.without(family.high[sets], s1), s0)
                found = family.node(level, high, self.without(family.low[sets], s0))
            self._kept[key] = found
        return found
