"""Families of sets on plain integers: zero-suppressed diagrams."""

from collections.abc import Callable

from drctl.analysis.cut_sets.diagram import BITS, FALSE, TRUE, Diagram
from drctl.analysis.cut_sets.work import TooLarge, Work

NONE = 0
"""The family without any set."""
EMPTY = 1
"""The family of the empty set alone."""


class Family:
    """Node i is the sets of `high[i]`, each with `level[i]` added, and those of `low[i]`.

    `shortened` tells whether sets were left out for their size.
    """

    def __init__(self, levels: int, budget: int) -> None:
        """No families yet.

        Args:
            levels: how many different elements there are.
            budget: how many nodes there may be.
        """
        self.budget = budget
        self.level = [levels, levels]
        self.high = [NONE, NONE]
        self.low = [NONE, NONE]
        self.unique: list[dict[int, int]] = [{} for _ in range(levels)]
        self.shortened = False
        self._cut: dict[tuple[int, int], int] = {}

    def __len__(self) -> int:
        return len(self.level)

    def node(self, level: int, high: int, low: int) -> int:
        """The node with these parts."""
        if high == NONE:
            return low
        key = high << BITS | low
        known = self.unique[level]
        found = known.get(key)
        if found is None:
            found = len(self.level)
            if found > self.budget:
                raise TooLarge
            known[key] = found
            self.level.append(level)
            self.high.append(high)
            self.low.append(low)
        return found

    def cut(self, sets: int, limit: int) -> int:
        """The sets of at most `limit` elements."""
        if sets <= EMPTY:
            return sets
        if limit == 0:
            self.shortened = True
            # The low branches lead to the empty set, if it is there.
            while sets > EMPTY:
                sets = self.low[sets]
            return sets
        key = sets, limit
        found = self._cut.get(key)
        if found is None:
            high = self.cut(self.high[sets], limit - 1)
            found = self.node(self.level[sets], high, self.cut(self.low[sets], limit))
            self._cut[key] = found
        return found

    def reachable(self, root: int) -> list[int]:
        """The inner nodes below a root, itself included, children before parents."""
        found = {root, NONE, EMPTY}
        waiting = [root]
        while waiting:
            node = waiting.pop()
            for child in (self.high[node], self.low[node]):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return sorted(found - {NONE, EMPTY})


def minimal_sets(
    diagram: Diagram, root: int, budget: int, work: Work, limit: int | None = None
) -> tuple[Family, int]:
    """The minimal sets of variables that make a monotone function true.

    Args:
        diagram: holds the function.
        root: its node.
        budget: how many nodes the family may have.
        work: how many steps it may take.
        limit: the most elements a set may have; None for all sets.

    Returns:
        The family, and its root.

    Raises:
        TooLarge: when the budget or the work does not suffice.

    Notes:
        A. Rauzy, "New algorithms for fault trees analysis", Reliability Engineering and System
        Safety 40 (1993): the minimal sets of "x and f, or g" are those of g, and with x those of f
        that do not make g true. As g is at hand as a diagram, and monotone, removing them takes
        one step down per branch.
    """
    family = Family(diagram.levels, budget)
    memo: dict[int, int] = {}
    without = _without(diagram, family, memo, work.left)
    sets = {FALSE: NONE, TRUE: EMPTY}
    try:
        for node in diagram.reachable(root):
            low = diagram.low[node]
            high = without(sets[diagram.high[node]], low)
            if limit is not None:
                high = family.cut(high, limit - 1)
            sets[node] = family.node(diagram.level[node], high, sets[low])
    finally:
        work.left -= len(memo) + len(sets)
    return family, sets[root]


def _without(
    diagram: Diagram, family: Family, memo: dict[int, int], steps: int
) -> Callable[[int, int], int]:
    slevel, shigh, slow, unique = family.level, family.high, family.low, family.unique
    level, high, low = diagram.level, diagram.high, diagram.low
    budget = family.budget
    most = min(4 * budget, steps)
    get = memo.get

    # `Family.node` stands here once more, and all names are local: it is the innermost loop.
    def without(sets: int, function: int) -> int:
        """The sets that do not make the function true."""
        if sets <= EMPTY or function <= TRUE:
            return NONE if function == TRUE else sets
        key = sets << BITS | function
        found = get(key)
        if found is not None:
            return found
        at = slevel[sets]
        if level[function] < at:
            below = low[function]
            while level[below] < at:
                below = low[below]
            found = without(sets, below)
            memo[key] = found
            return found
        if level[function] == at:
            up, down = without(shigh[sets], high[function]), without(slow[sets], low[function])
        else:
            up, down = without(shigh[sets], function), without(slow[sets], function)
        if len(memo) > most:
            raise TooLarge
        if up == NONE:
            memo[key] = down
            return down
        known = unique[at]
        pair = up << BITS | down
        found = known.get(pair)
        if found is None:
            found = len(slevel)
            if found > budget:
                raise TooLarge
            known[pair] = found
            slevel.append(at)
            shigh.append(up)
            slow.append(down)
        memo[key] = found
        return found

    return without
