"""The minimal cut sets in order of size or of probability, one after another."""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count
from math import inf

from drctl.analysis.cut_sets.family import EMPTY, NONE
from drctl.analysis.cut_sets.solve import Part, Solution
from drctl.analysis.cut_sets.tree import NEVER

Cost = tuple[float, float]
"""What counts first, and what decides between equals; both add up over a set's members."""

_NEVER: Cost = (inf, inf)
"""The cost of a set where there is none."""

Rest = tuple["Part", int, Cost, float, "Rest"] | None
"""What is still to be walked: a part, a node in it, the least cost and size of all, the rest."""

Chain = tuple[int, "Chain"] | None

State = tuple[Cost, int, Rest, Chain]
"""A prefix: its cost and size, what is still to be walked, and its members."""


def best(
    solution: Solution, cost: Callable[[int], Cost], most: float = inf
) -> Iterator[frozenset[int]]:
    """The minimal cut sets, those that cost least first.

    Args:
        solution: of one tree.
        cost: what an event costs; finite.
        most: the most members of a set.

    Yields:
        Sets of events; of those with more than `solution.limit` members only some.

    Notes:
        The least cost and size below each node are known from one pass, so that a search that
        always goes on with the cheapest prefix reaches a next set with every descent: work for K
        sets is K times the depth, whatever their number.
    """
    if solution.top < 0:
        if solution.top != NEVER:
            yield frozenset()
        return
    if solution.top < solution.events:
        yield frozenset((solution.top,))
        return
    search = _Search(solution, cost, most)
    yield from search.run()


class _Search:
    def __init__(self, solution: Solution, cost: Callable[[int], Cost], most: float) -> None:
        self.most = most
        self.parts = {part.node: part for part in solution.parts}
        self.top = self.parts[solution.top]
        self.events = solution.events
        self.least: dict[int, Cost] = {}
        self.below: dict[int, dict[int, Cost]] = {}
        self.small: dict[int, float] = {}
        self.smallest: dict[int, dict[int, float]] = {}
        for part in solution.parts:
            self._prepare(part, cost)

    def _prepare(self, part: Part, cost: Callable[[int], Cost]) -> None:
        for node in part.order:
            if node < self.events and node not in self.least:
                self.least[node], self.small[node] = cost(node), 1
        below: dict[int, Cost] = {NONE: _NEVER, EMPTY: (0.0, 0.0)}
        smallest: dict[int, float] = {NONE: inf, EMPTY: 0}
        family = part.family
        for node in family.reachable(part.sets):
            variable, high, low = (
                part.order[family.level[node]],
                family.high[node],
                family.low[node],
            )
            below[node] = min(_added(self.least[variable], below[high]), below[low])
            smallest[node] = min(self.small[variable] + smallest[high], smallest[low])
        self.below[part.node], self.smallest[part.node] = below, smallest
        self.least[part.node], self.small[part.node] = below[part.sets], smallest[part.sets]

    def run(self) -> Iterator[frozenset[int]]:
        number = count()
        heap: list[tuple[Cost, int, State]] = []

        def later(state: State) -> None:
            if self._worth(state):
                heappush(heap, (_all(state), next(number), state))

        later(((0.0, 0.0), 0, self._push(self.top, self.top.sets, None), None))
        while heap:
            state = heappop(heap)[2]
            # Go down the cheaper branch, and leave the other one for later.
            while state[2] is not None:
                with_it, without = self._with(state), self._without(state)
                swapped = _all(without) < _all(with_it)
                cheap, dear = (without, with_it) if swapped else (with_it, without)
                later(dear)
                if not self._worth(cheap):
                    break
                state = cheap
            else:
                yield frozenset(_members(state[3]))

    def _worth(self, state: State) -> bool:
        """Whether a prefix leads to a set of the wanted size."""
        _, size, rest, _ = state
        return rest is None or (rest[2] != _NEVER and size + rest[3] <= self.most)

    def _with(self, state: State) -> State:
        paid, size, rest, chain = state
        assert rest is not None
        part, node, _, _, after = rest
        variable = part.order[part.family.level[node]]
        rest = self._push(part, part.family.high[node], after)
        if variable < self.events:
            return _added(paid, self.least[variable]), size + 1, rest, (variable, chain)
        inner = self.parts[variable]
        return paid, size, self._push(inner, inner.sets, rest), chain

    def _without(self, state: State) -> State:
        paid, size, rest, chain = state
        assert rest is not None
        part, node, _, _, after = rest
        return paid, size, self._push(part, part.family.low[node], after), chain

    def _push(self, part: Part, node: int, after: Rest) -> Rest:
        if node == EMPTY:
            return after
        cost, size = self.below[part.node][node], self.smallest[part.node][node]
        if after is not None:
            cost, size = _added(cost, after[2]), size + after[3]
        return part, node, cost, size, after


def _added(a: Cost, b: Cost) -> Cost:
    return a[0] + b[0], a[1] + b[1]


def _all(state: State) -> Cost:
    paid, _, rest, _ = state
    return paid if rest is None else _added(paid, rest[2])


def _members(chain: Chain) -> Iterator[int]:
    while chain is not None:
        yield chain[0]
        chain = chain[1]
