"""A fault tree solved: for every module a diagram and its minimal cut sets."""

from dataclasses import dataclass

from drctl.analysis.cut_sets.build import build
from drctl.analysis.cut_sets.diagram import Diagram, TooLarge, deep
from drctl.analysis.cut_sets.direct import direct_sets
from drctl.analysis.cut_sets.family import Family, minimal_sets
from drctl.analysis.cut_sets.modules import modules
from drctl.analysis.cut_sets.order import Orders
from drctl.analysis.cut_sets.simplify import simplify
from drctl.analysis.cut_sets.split import split
from drctl.analysis.cut_sets.tree import Tree

BUDGET = 1_000_000
"""Nodes that one diagram may have: some 1 GB with all that belongs to it."""

LIMITED = 200_000
"""Nodes for the cut sets of one order, when not all of them can be had."""


@dataclass(frozen=True, slots=True)
class Part:
    """One module: its variables by level, its function, its minimal cut sets.

    `limit` is the size up to which the cut sets are complete, None for all of them. `diagram` is
    None when it was too large.
    """

    node: int
    order: tuple[int, ...]
    diagram: Diagram | None
    root: int
    family: Family
    sets: int
    limit: int | None


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


def solve(tree: Tree, budget: int = BUDGET, *, sets: bool = True) -> Solution:
    """Solve a tree.

    Args:
        tree: any fault tree.
        budget: how many nodes each diagram may have.
        sets: whether cut sets are wanted; without them only the probability can be read.

    Returns:
        The solution; within the budget it holds all minimal cut sets, else those of the orders
        that could be completed.
    """
    with deep(len(tree.gates)):
        small = split(simplify(tree))
    apart = modules(small)
    known = frozenset(apart)
    parts: list[Part] = []
    for node in apart:
        orders = Orders(small, node, known)
        with deep(len(orders.first)):
            parts.append(_part(orders, budget, sets))
    return Solution(small.events, small.top, tuple(parts))


def _part(orders: Orders, budget: int, wanted: bool) -> Part:
    try:
        diagram, root, order = build(orders, budget)
    except TooLarge:
        return _short(orders, budget)
    if not wanted:
        return Part(orders.top, order, diagram, root, Family(0, 0), 0, 0)
    try:
        family, sets = minimal_sets(diagram, root, budget)
        return Part(orders.top, order, diagram, root, family, sets, None)
    except TooLarge:
        limit, (family, sets) = 0, (Family(0, 0), 0)
    few = min(LIMITED, budget)
    while True:
        try:
            family, sets = minimal_sets(diagram, root, few, limit + 1)
        except TooLarge:
            return Part(orders.top, order, diagram, root, family, sets, limit)
        limit += 1


def _short(orders: Orders, budget: int) -> Part:
    """The cut sets of the lowest orders, without a diagram."""
    few = min(LIMITED, budget)
    limit, (family, sets, order) = 0, (Family(0, 0), 0, orders.first)
    while True:
        try:
            family, sets, order = direct_sets(orders, limit + 1, few)
        except TooLarge:
            return Part(orders.top, order, None, 0, family, sets, limit)
        limit += 1
