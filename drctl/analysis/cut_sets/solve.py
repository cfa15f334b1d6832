"""A fault tree solved: for every module a diagram and its minimal cut sets."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from drctl.analysis.cut_sets.build import build
from drctl.analysis.cut_sets.diagram import Diagram, deep
from drctl.analysis.cut_sets.direct import direct_sets
from drctl.analysis.cut_sets.family import Family, minimal_sets
from drctl.analysis.cut_sets.modules import modules
from drctl.analysis.cut_sets.order import Orders
from drctl.analysis.cut_sets.simplify import simplify
from drctl.analysis.cut_sets.split import split
from drctl.analysis.cut_sets.tree import Gate, Tree
from drctl.analysis.cut_sets.work import TooLarge, Work

BUDGET = 1_000_000
"""Nodes that one diagram may have: some 1 GB with all that belongs to it."""

EFFORT = 12_000_000
"""Steps for one tree: some 15 seconds; see `Work`."""

LIMITED = 200_000
"""Nodes for the cut sets of one order, when not all of them can be had."""

SPARE = 4
"""One step in so many is kept for the cut sets of the lowest orders, should it come to that."""

BOUNDING = 3
"""Where only the probability is wanted and can't be had, cut sets up to that size bound it."""


Found = tuple[Family, int, tuple[int, ...]]
"""A family, its root, and the variable of each level."""


@dataclass(frozen=True, slots=True)
class Part:
    """One module: its variables by level, its function, its minimal cut sets.

    `limit` is the size up to which the cut sets are complete, None for all of them. `diagram` is
    None when it was too large; the module's gates are then in `gates`.
    """

    node: int
    order: tuple[int, ...]
    diagram: Diagram | None
    root: int
    family: Family
    sets: int
    limit: int | None
    gates: tuple[tuple[int, Gate], ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """A tree's parts, those used by others first; the last is the top's, if it is a gate."""

    events: int
    top: int
    parts: tuple[Part, ...]

    @property
    def limit(self) -> int | None:
        """The size up to which the cut sets are complete; None for all of them."""
        limits = [part.limit for part in self.parts if part.limit is not None]
        return min(limits, default=None)

    @property
    def exact(self) -> bool:
        """Whether the probability can be worked out."""
        return all(part.diagram is not None for part in self.parts)

    def support(self) -> frozenset[int]:
        """The events that the top depends on; what was too large counts all its events."""
        if self.top < self.events:
            return frozenset((self.top,)) if self.top >= 0 else frozenset()
        found: set[int] = {self.top}
        for part in reversed(self.parts):
            if part.node not in found:
                continue
            if part.diagram is None:
                found.update(part.order)
            else:
                nodes = part.diagram.reachable(part.root)
                found.update({part.order[part.diagram.level[node]] for node in nodes})
        return frozenset(node for node in found if node < self.events)


def solve(
    tree: Tree, budget: int = BUDGET, effort: int = EFFORT, *, sets: bool = True
) -> Solution:
    """Solve a tree.

    Args:
        tree: any fault tree.
        budget: how many nodes each diagram may have.
        effort: how many steps all of it may take.
        sets: whether cut sets are wanted; without them only the probability can be read.

    Returns:
        The solution; within the budget and the effort it holds all minimal cut sets, else those of
        the orders that could be completed.

    """
    solver = _Solver(budget, Work(effort - effort // SPARE), Work(effort // SPARE), sets)
    return _solved(tree, solver)


def solve_to(tree: Tree, size: int, effort: int, budget: int = BUDGET) -> Solution:
    """The small cut sets of a tree, without a diagram.

    Args:
        tree: any fault tree.
        size: the most members of a set that is wanted.
        effort: how many steps all of it may take.
        budget: how many nodes each family may have.

    Returns:
        A solution whose `limit` is that size, or less where the effort did not suffice, or None
        when there are no larger ones.
    """
    return _solved(tree, _Solver(budget, Work(0), Work(effort), sets=True, size=size))


def _solved(tree: Tree, solver: "_Solver") -> Solution:
    # The smallest modules come first, so that a hard one leaves the others their share.
    with deep(len(tree.gates)):
        small = split(simplify(tree))
    apart = modules(small)
    known, parents = frozenset(apart), small.parents()
    every = [Orders(small, node, known, parents) for node in apart]
    parts: dict[int, Part] = {}
    for done, orders in enumerate(sorted(every, key=lambda o: o.edges)):
        with deep(len(orders.first)):
            parts[orders.top] = solver.part(orders, len(every) - done)
    return Solution(small.events, small.top, tuple([parts[node] for node in apart]))


@dataclass(frozen=True, slots=True)
class _Solver:
    """What may be used for the parts of one tree.

    `spare` is for low orders only; with a `size` no others are looked for.
    """

    budget: int
    work: Work
    spare: Work
    sets: bool
    size: int | None = None

    def part(self, orders: Orders, left: int) -> Part:
        """Solve one module.

        Args:
            orders: the module.
            left: how many are still to come, this one included.
        """
        if self.size is not None:
            return self._short(orders, left)
        with self.work.part(left) as work:
            try:
                diagram, root, order = build(orders, self.budget, work)
            except TooLarge:
                return self._short(orders, left)
            if not self.sets:
                return Part(orders.top, order, diagram, root, Family(0, 0), 0, 0)
            try:
                family, sets = minimal_sets(diagram, root, self.budget, work)
                return Part(orders.top, order, diagram, root, family, sets, None)
            except TooLarge:
                pass

        def find(limit: int, spare: Work) -> Found:
            return *minimal_sets(diagram, root, self._few, spare, limit), order

        limit, (family, sets, order) = self._deeper(orders, left, find)
        return Part(orders.top, order, diagram, root, family, sets, limit)

    def _short(self, orders: Orders, left: int) -> Part:
        """The cut sets of the lowest orders, without a diagram."""

        def find(limit: int, spare: Work) -> Found:
            return direct_sets(orders, limit, self._few, spare)

        limit, (family, sets, order) = self._deeper(orders, left, find)
        first = orders.tree.events
        gates = tuple([(gate, orders.tree.gates[gate - first]) for gate in orders.gates])
        return Part(orders.top, order, None, 0, family, sets, limit, gates)

    @property
    def _few(self) -> int:
        return min(LIMITED, self.budget)

    def _deeper(
        self, orders: Orders, left: int, find: Callable[[int, Work], Found]
    ) -> tuple[int | None, Found]:
        """The cut sets up to size 1, 2, and so on, until one step does not succeed."""
        found: Found = Family(len(orders.first), 0), 0, orders.first
        with self.spare.part(left) as spare:
            for limit in count(1):
                try:
                    found = find(limit, spare)
                except TooLarge:
                    return limit - 1, found
                if not found[0].shortened:
                    break
                if limit == (self.size if self.sets else BOUNDING):
                    return limit, found
        return None, found
