"""Binary decision diagrams of coherent functions, on plain integers."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drctl.analysis.cut_sets.work import TooLarge, Work

FALSE = 0
TRUE = 1

BITS = 32
"""Two nodes are packed into one integer as a key; no diagram has more than 2^32 nodes."""


class Diagram:
    """Nodes 0 and 1 are false and true; node i tests `level[i]`, then is `high[i]` or `low[i]`.

    Levels grow from the top. Functions are monotone, so that a node's `low` implies its `high`.
    """

    def __init__(self, levels: int, budget: int, work: Work) -> None:
        """An empty diagram.

        Args:
            levels: how many variables there are.
            budget: how many nodes there may be.
            work: how many steps its operations may take.
        """
        self.levels = levels
        self.budget = budget
        self.work = work
        self._memos: list[dict[int, int]] = []
        self.level = [levels, levels]
        self.high = [FALSE, TRUE]
        self.low = [FALSE, TRUE]
        self.unique: list[dict[int, int]] = [{} for _ in range(levels)]

    def __len__(self) -> int:
        return len(self.level)

    def node(self, level: int, high: int, low: int) -> int:
        """The node with these parts."""
        if high == low:
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

    def both(self) -> Callable[[int, int], int]:
        """An operation: the and of two nodes; what it has worked out it remembers."""
        return self._operation(absorbing=FALSE)

    def either(self) -> Callable[[int, int], int]:
        """An operation: the or of two nodes."""
        return self._operation(absorbing=TRUE)

    def settle(self) -> None:
        """Forget what the operations made so far have worked out, and count their steps."""
        steps = sum(map(len, self._memos))
        self._memos.clear()
        self.work.spend(steps)

    def _operation(self, absorbing: int) -> Callable[[int, int], int]:
        level, high, low, unique = self.level, self.high, self.low, self.unique
        budget, steps = self.budget, self.work.left
        memo: dict[int, int] = {}
        self._memos.append(memo)
        get = memo.get

        # `node` stands here once more, and all names are local: it is the innermost loop.
        def apply(f: int, g: int) -> int:
            if f == g:
                return f
            if f < g:
                f, g = g, f
            if g <= TRUE:
                return absorbing if g == absorbing else f
            key = f << BITS | g
            found = get(key)
            if found is not None:
                return found
            at, other = level[f], level[g]
            if at < other:
                up, down = apply(high[f], g), apply(low[f], g)
            elif at > other:
                at = other
                up, down = apply(f, high[g]), apply(f, low[g])
            else:
                up, down = apply(high[f], high[g]), apply(low[f], low[g])
            if len(memo) > steps:
                raise TooLarge
            if up == down:
                memo[key] = up
                return up
            known = unique[at]
            pair = up << BITS | down
            found = known.get(pair)
            if found is None:
                found = len(level)
                if found > budget:
                    raise TooLarge
                known[pair] = found
                level.append(at)
                high.append(up)
                low.append(down)
            memo[key] = found
            return found

        return apply

    def reachable(self, root: int) -> list[int]:
        """The inner nodes below a root, itself included, children before parents."""
        found = {root, FALSE, TRUE}
        waiting = [root]
        while waiting:
            node = waiting.pop()
            for child in (self.high[node], self.low[node]):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        found -= {FALSE, TRUE}
        return sorted(found)


@contextmanager
def deep(levels: int) -> Iterator[None]:
    """Room for recursions over so many levels."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 4 * levels + 2_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
