"""The minimal cut sets in order of size or of probability, one after another."""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from math import inf

from drctl.analysis.cut_sets.family import EMPTY, NONE
from drctl.analysis.cut_sets.solve import Part, Solution
from drctl.analysis.cut_sets.tree import NEVER

Cost = tuple[float, float]
"""What counts first, and what decides between equals; both add up over a set's members."""

_NEVER: Cost = (inf, inf)
"""The cost of a set where there is none."""

Rest = tuple["Part", int, Cost, "Rest"] | None
"""What is still to be walked: a part, a node in it, the least cost of all that, and so on."""

Chain = tuple[int, "Chain"] | None


def best(solution: Solution, cost: Callable[[int], Cost]) -> Iterator[frozenset[int]]:
    """The minimal cut sets, those that cost least first.

    Args:
        solution: of one tree.
        cost: what an event costs; finite.

    Yields:
        Sets of events; of those with more than `solution.limit` members only some.

    Notes:
        The least cost below each node is known from one pass, so that a search that always goes
        on with the cheapest prefix reaches a next set with every descent: work for K sets is
        K times the depth, whatever their number.
    """
    if solution.top < 0:
        if solution.top != NEVER:
            yield frozenset()
        return
    if solution.top < solution.events:
        yield frozenset((solution.top,))
        return
    search = _Search(solution, cost)
    yield from search.run()


class _Search:
    def __init__(self, solution: Solution, cost: Callable[[int], Cost]) -> None:
        self.parts = {part.node: part for part in solution.parts}
        self.top = self.parts[solution.top]
        self.events = solution.events
        self.least: dict[int, Cost] = {}
        self.below: dict[int, dict[int, Cost]] = {}
        for part in solution.parts:
            self._prepare(part, cost)

    def _prepare(self, part: Part, cost: Callable[[int], Cost]) -> None:
        for node in part.order:
            if node < self.events and node not in self.least:
                self.least[node] = cost(node)
        below: dict[int, Cost] = {NONE: _NEVER, EMPTY: (0.0, 0.0)}
        family = part.family
        for node in family.reachable(part.sets):
            with_it = _added(self.least[part.order[family.level[node]]], below[family.high[node]])
            below[node] = min(with_it, below[family.low[node]])
        self.below[part.node] = below
        self.least[part.node] = below[part.sets]

    def run(self) -> Iterator[frozenset[int]]:
        start: Rest = self._push(self.top, self.top.sets, None)
        heap: list[tuple[Cost, int, Cost, Rest, Chain]] = []
        number = 0
        if self.least[self.top.node] != _NEVER:
            heappush(heap, (self.least[self.top.node], 0, (0.0, 0.0), start, None))
        while heap:
            _, _, paid, rest, chain = heappop(heap)
            # Go down the cheaper branch, and leave the other one for later.
            while rest is not None:
                part, node, _, after = rest
                if node == EMPTY:
                    rest = after
                    continue
                family, below = part.family, self.below[part.node]
                low, high = family.low[node], family.high[node]
                variable = part.order[family.level[node]]
                without = below[low]
                with_it = _added(self.least[variable], below[high])
                if with_it <= without:
                    if without != _NEVER:
                        other = self._push(part, low, after)
                        number += 1
                        heappush(heap, (_all(paid, other), number, paid, other, chain))
                    rest = self._into(variable, part, high, after)
                    paid, chain = self._taken(variable, paid, chain)
                else:
                    if with_it[0] != inf:
                        into = self._into(variable, part, high, after)
                        number += 1
                        then, longer = self._taken(variable, paid, chain)
                        heappush(heap, (_all(then, into), number, then, into, longer))
                    rest = self._push(part, low, after)
            yield frozenset(_members(chain))

    def _taken(self, variable: int, paid: Cost, chain: Chain) -> tuple[Cost, Chain]:
        if variable >= self.events:
            return paid, chain
        return _added(paid, self.least[variable]), (variable, chain)

    def _into(self, variable: int, part: Part, high: int, after: Rest) -> Rest:
        rest = self._push(part, high, after)
        if variable >= self.events:
            inner = self.parts[variable]
            rest = self._push(inner, inner.sets, rest)
        return rest

    def _push(self, part: Part, node: int, after: Rest) -> Rest:
        if node == EMPTY:
            return after
        cost = self.below[part.node][node]
        return part, node, cost if after is None else _added(cost, after[2]), after


def _added(a: Cost, b: Cost) -> Cost:
    return a[0] + b[0], a[1] + b[1]


def _all(paid: Cost, rest: Rest) -> Cost:
    return paid if rest is None else _added(paid, rest[2])


def _members(chain: Chain) -> Iterator[int]:
    while chain is not None:
        yield chain[0]
        chain = chain[1]
