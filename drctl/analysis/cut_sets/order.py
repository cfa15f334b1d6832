"""In which order a module's diagram tests its variables: candidates, the likeliest first."""

import random
from collections.abc import Callable, Collection, Iterator, Sequence

from drctl.analysis.cut_sets.tree import Tree
from drctl.analysis.cut_sets.work import Work

DRAWN = 10
"""How many random starts the last resort takes."""

CHOSEN = 4
"""How many of the orders with the shortest spans are tried."""

PATIENCE = 6
"""Rounds without a gain after which pulling stops."""


class Orders:
    """The orders for one module; dear ones are made when they are asked for.

    The variables of a module are the events and the modules below it. The first order is a walk
    that takes gates before variables and what is used most first. The others pull what is used
    together together (F. A. Aloul, I. L. Markov, K. A. Sakallah, "FORCE", GLSVLSI 2003), from
    several starts, and prefer short spans: the sum over all gates of the distance between the
    first and the last variable below it.
    """

    def __init__(
        self, tree: Tree, top: int, apart: Collection[int], parents: Sequence[int]
    ) -> None:
        """Orders for the module with this top; `parents` counts the tree's."""
        self.tree = tree
        self.top = top
        self.apart = apart
        self.parents = parents
        self.gates = sorted(self._cone())
        self.edges = sum(len(self.children(gate)) for gate in self.gates)
        self.first = self.walk(lambda k: (self.is_variable(k), -self.parents[k]))
        self._pulled: list[tuple[int, ...]] | None = None
        self._drawn: list[tuple[int, ...]] | None = None

    def is_variable(self, node: int) -> bool:
        """Whether a node below the top is a variable of the module."""
        return node < self.tree.events or (node in self.apart and node != self.top)

    def children(self, gate: int) -> tuple[int, ...]:
        """The children of a gate."""
        return self.tree.gates[gate - self.tree.events][1]

    def pulled(self, work: Work) -> list[tuple[int, ...]]:
        """The first order pulled together, and the written one."""
        if self._pulled is None:
            starts = (self.first, self.walk(lambda k: 0))
            self._pulled = self._best([self._pull(start, work) for start in starts], 2)
        return self._pulled

    def drawn(self, work: Work) -> list[tuple[int, ...]]:
        """The best of many random starts and of all orders before."""
        if self._drawn is None:
            made = [*self.pulled(work), self.first, self.walk(self._lightest())]
            dice = random.Random(0)
            for number in range(DRAWN):
                start = list(self.first)
                dice.shuffle(start)
                if number % 2:
                    rank = {node: i for i, node in enumerate(start)}
                    chance = {gate: dice.random() * len(start) for gate in self.gates}
                    start = list(self.walk((rank | chance).__getitem__))
                made.append(self._pull(tuple(start), work))
            self._drawn = self._best(made, CHOSEN)
        return self._drawn

    def walk(self, key: Callable[[int], object]) -> tuple[int, ...]:
        """The variables as a walk down from the top meets them; children sorted by a key."""
        found: dict[int, None] = {}
        seen: set[int] = set()
        waiting = [self.top]
        while waiting:
            node = waiting.pop()
            if self.is_variable(node):
                found[node] = None
            elif node not in seen:
                seen.add(node)
                ordered: Sequence[int] = sorted(self.children(node), key=key)  # type: ignore[arg-type]
                waiting += reversed(ordered)
        return tuple(found)

    def span(self, order: Sequence[int]) -> int:
        """How far apart the variables below each gate lie, summed up."""
        first = {node: i for i, node in enumerate(order)}
        last = dict(first)
        total = 0
        for gate in self.gates:
            kids = self.children(gate)
            first[gate] = min([first[kid] for kid in kids])
            last[gate] = max([last[kid] for kid in kids])
            total += last[gate] - first[gate]
        return total

    def _cone(self) -> Iterator[int]:
        seen = {self.top}
        waiting = [self.top]
        while waiting:
            gate = waiting.pop()
            yield gate
            for kid in self.children(gate):
                if kid not in seen and not self.is_variable(kid):
                    seen.add(kid)
                    waiting.append(kid)

    def _lightest(self) -> Callable[[int], object]:
        weight: dict[int, int] = {}
        for gate in self.gates:
            weight[gate] = sum(weight.get(kid, 1) for kid in self.children(gate))
        return lambda k: (weight.get(k, 1), -self.parents[k])

    def _pull(self, start: tuple[int, ...], work: Work) -> tuple[int, ...]:
        """Move every node to the middle of the gates that it belongs to, again and again."""
        place = {node: float(i) for i, node in enumerate(start)}
        for gate in self.gates:
            kids = self.children(gate)
            place[gate] = sum([place[kid] for kid in kids]) / len(kids)
        groups = [(gate, *self.children(gate)) for gate in self.gates]
        best, shortest = start, self.span(start)
        waited = 0
        while waited < PATIENCE:
            work.spend(self.edges)
            sums = dict.fromkeys(place, 0.0)
            counts = dict.fromkeys(place, 0)
            for group in groups:
                middle = sum([place[node] for node in group]) / len(group)
                for node in group:
                    sums[node] += middle
                    counts[node] += 1
            moved = sorted(place, key=lambda node: sums[node] / counts[node])
            place = {node: float(i) for i, node in enumerate(moved)}
            order = tuple([node for node in moved if self.is_variable(node)])
            length = self.span(order)
            waited += 1
            if length < shortest:
                best, shortest, waited = order, length, 0
        return best

    def _best(self, orders: list[tuple[int, ...]], count: int) -> list[tuple[int, ...]]:
        return sorted(dict.fromkeys(orders), key=self.span)[:count]
