"""A net of gates: what fails when what else fails."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

NEVER = -1
"""The condition that never holds."""
ALWAYS = -2
"""The condition that always holds."""


@dataclass(frozen=True, slots=True)
class Net:
    """Nodes with integer ids; the node's condition holds when at least `least` children's do.

    `least` 1 is an or, all children an and, between them k-of-n. A node also holds when its
    basic event is among the failed ones. `order` lists the strongly connected components,
    children first; a circle is one tuple of several ids. `position` is a node's place in it, and
    `above` has the places of those that have the node as a child.
    """

    children: tuple[tuple[int, ...], ...]
    least: tuple[int, ...]
    order: tuple[tuple[int, ...], ...]
    position: tuple[int, ...]
    above: tuple[tuple[int, ...], ...]
    always: tuple[int, ...]


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
        """The finished net, with its order."""
        parents: list[list[int]] = [[] for _ in self.children]
        for node, kids in enumerate(self.children):
            for kid in kids:
                parents[kid].append(node)
        order = _order(self.children, parents)
        position = [0] * len(parents)
        for place, group in enumerate(order):
            for node in group:
                position[node] = place
        above = tuple([tuple([position[node] for node in nodes]) for nodes in parents])
        always = tuple([node for node, least in enumerate(self.least) if least == 0])
        return Net(
            tuple(self.children), tuple(self.least), order, tuple(position), above, always
        )


def _order(children: list[tuple[int, ...]], parents: list[list[int]]) -> tuple[tuple[int, ...], ...]:
    """Strongly connected components, children first; linear in the edges.

    Notes:
        Nodes on no circle are peeled off from below and from above. What is left, mostly
        nothing, goes to networkx, whose Tarjan emits a component after all that it reaches.
    """
    below = _peeled(children, parents)
    if len(below) == len(children):
        return tuple([(node,) for node in below])
    under = set(below)
    over = [node for node in _peeled(parents, children) if node not in under]
    rest = set(range(len(children))).difference(under, over)
    order = [(node,) for node in below]
    order += _circles(children, rest)
    order += [(node,) for node in reversed(over)]
    return tuple(order)


def _peeled(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> list[int]:
    """The nodes that can be put in order, each after all those before it (Kahn's algorithm)."""
    missing = [len(nodes) for nodes in before]
    ready = [node for node, count in enumerate(missing) if not count]
    for node in ready:
        for other in after[node]:
            missing[other] -= 1
            if not missing[other]:
                ready.append(other)
    return ready


def _circles(children: Sequence[tuple[int, ...]], nodes: set[int]) -> Iterator[tuple[int, ...]]:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from((node, kid) for node in graph for kid in children[node] if kid in nodes)
    for group in nx.strongly_connected_components(graph):
        yield tuple(sorted(group))
