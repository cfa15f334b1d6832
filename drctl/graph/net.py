"""A net of gates: what fails when what else fails."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain

NEVER = -1
"""The condition that never holds."""
ALWAYS = -2
"""The condition that always holds."""

Step = tuple[int, tuple[int, ...]]
"""A gate by places: how many of which."""


@dataclass(frozen=True)
class Net:
    """Nodes with integer ids; the node's condition holds when at least `least` children's do.

    `least` 1 is an or, all children an and, between them k-of-n. A node also holds when its
    basic event is among the failed ones.
    """

    children: tuple[tuple[int, ...], ...]
    least: tuple[int, ...]

    @cached_property
    def order(self) -> tuple[tuple[int, ...], ...]:
        """The strongly connected components, children first; a circle is one of several ids."""
        return _order(self.children)

    @cached_property
    def position(self) -> tuple[int, ...]:
        """Where in `order` each node stands."""
        found = [0] * len(self.children)
        for i, group in enumerate(self.order):
            for node in group:
                found[node] = i
        return tuple(found)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """A number for each node, in that order."""
        found = [0] * len(self.children)
        for place, node in enumerate(chain.from_iterable(self.order)):
            found[node] = place
        return tuple(found)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """`least` and `children` by place: a walk over them reads memory in sequence."""
        places, children = self.places, self.children
        return tuple(
            [
                (self.least[node], tuple([places[kid] for kid in children[node]]))
                for node in chain.from_iterable(self.order)
            ]
        )

    @cached_property
    def circles(self) -> tuple[range, ...]:
        """The places of each circle."""
        sizes = [len(group) for group in self.order]
        starts = accumulate(sizes, initial=0)
        return tuple(range(at, at + n) for at, n in zip(starts, sizes, strict=False) if n > 1)


class NetBuilder:
    """Collects gates; equal gates become one."""

    def __init__(self, nodes: int) -> None:
        """Start with `nodes` ors without children."""
        self.children: list[tuple[int, ...]] = [()] * nodes
        self.least: list[int] = [1] * nodes
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}

    def define(self, node: int, children: Iterable[int]) -> None:
        """Say what one of the first nodes is: the or of its children."""
        kept = self._or_children(children)
        # An or that always holds is written as one of no children needed.
        self.least[node] = 0 if kept is None else 1
        self.children[node] = kept or ()

    def any_of(self, children: Iterable[int]) -> int:
        """The node that holds when one child's condition does."""
        kept = self._or_children(children)
        if kept is None:
            return ALWAYS
        return self._gate(1, kept)

    def _or_children(self, children: Iterable[int]) -> tuple[int, ...] | None:
        kept: dict[int, None] = {}
        for child in children:
            if child == ALWAYS:
                return None
            if child != NEVER:
                kept[child] = None
        return tuple(kept)

    def at_least(self, least: int, children: Iterable[int]) -> int:
        """The node that holds when `least` children's conditions do; doubles count."""
        kept = list(children)
        least -= kept.count(ALWAYS)
        kept = sorted(child for child in kept if child >= 0)
        if least <= 0:
            return ALWAYS
        if least > len(kept):
            return NEVER
        if least == 1 or least == len(kept):
            kept = sorted(set(kept))
            least = 1 if least == 1 else len(kept)
        return self._gate(least, tuple(kept))

    def _gate(self, least: int, children: tuple[int, ...]) -> int:
        if not children:
            return NEVER
        if len(children) == 1:
            return children[0]
        known = self._known.get((least, children))
        if known is None:
            known = len(self.children)
            self.children.append(children)
            self.least.append(least)
            self._known[least, children] = known
        return known

    def net(self) -> Net:
        """The finished net."""
        return Net(tuple(self.children), tuple(self.least))


def _order(children: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Strongly connected components, children first; linear in the edges.

    Notes:
        Nodes on no circle are peeled off from below and from above. What is left, mostly
        nothing, goes to networkx, whose Tarjan emits a component after all that it reaches.
    """
    parents: list[list[int]] = [[] for _ in children]
    for node, kids in enumerate(children):
        for kid in kids:
            parents[kid].append(node)
    below = _peeled(children, parents)
    if len(below) == len(children):
        return tuple([(node,) for node in below])
    known = set(below)
    over = [node for node in _peeled(parents, children) if node not in known]
    rest = set(range(len(children))).difference(known, over)
    groups: list[tuple[int, ...]] = [(node,) for node in below]
    groups += _components(children, rest)
    groups += [(node,) for node in reversed(over)]
    return tuple(groups)


def _peeled(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> list[int]:
    """The nodes that can be put in order, each after all those before it (Kahn's method)."""
    missing = [len(nodes) for nodes in before]
    peeled = [node for node, count in enumerate(missing) if not count]
    for node in peeled:
        for other in after[node]:
            missing[other] -= 1
            if not missing[other]:
                peeled.append(other)
    return peeled


def _components(children: Sequence[Sequence[int]], nodes: set[int]) -> Iterator[tuple[int, ...]]:
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from((n, kid) for n in graph for kid in children[n] if kid in nodes)
    for group in nx.strongly_connected_components(graph):
        yield tuple(sorted(group))
