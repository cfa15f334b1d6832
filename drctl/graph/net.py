"""A net of gates: what fails when what else fails."""

from collections.abc import Iterable
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
    children first; a circle is one tuple of several ids.
    """

    children: tuple[tuple[int, ...], ...]
    least: tuple[int, ...]
    order: tuple[tuple[int, ...], ...]
    position: tuple[int, ...]


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
        order = _order(self.children)
        position = [0] * len(self.children)
        for place, group in enumerate(order):
            for node in group:
                position[node] = place
        return Net(tuple(self.children), tuple(self.least), order, tuple(position))


def _order(children: list[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Strongly connected components, children first.

    Notes:
        networkx's Tarjan emits a component after all that it reaches, which is the order
        wanted; linear in the edges.
    """
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(children)))
    graph.add_edges_from((node, kid) for node, kids in enumerate(children) for kid in kids)
    return tuple(tuple(sorted(group)) for group in nx.strongly_connected_components(graph))
