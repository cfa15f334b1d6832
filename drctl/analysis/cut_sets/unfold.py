"""The fault tree of one component, taken out of a net; circles become their least fixpoint."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drctl.analysis.cut_sets.tree import NEVER, Gate, Tree, TreeMaker
from drctl.graph import FaultGraph, Question
from drctl.graph.cone import reached
from drctl.graph.net import Net


def fault_tree(
    graph: FaultGraph, component: str, question: Question
) -> tuple[Tree, tuple[str, ...]]:
    """What takes a component down.

    Args:
        graph: the fault graph.
        component: a name of the graph.
        question: before or after people act.

    Returns:
        The tree, and whose own failure each of its events is.

    Notes:
        Only the component's cone is visited. A circle is written out: with a set W of nodes that
        all its rings pass through, first taken as never down, its gates repeat until W is settled,
        at most |W| times. Ors that need one another fall together and count as one node.
    """
    found = unfold(graph, (component,), question)
    tree, events = found.maker.compact(found.node[graph.ids[component]])
    return tree, tuple([graph.names[event] for event in events])


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A net without circles: `node` gives for each wanted component the node of its fall."""

    maker: TreeMaker
    node: dict[int, int]

    @property
    def events(self) -> int:
        """How many basic events there are."""
        return self.maker.events

    @property
    def gates(self) -> list[Gate]:
        """All gates, children first."""
        return self.maker.gates

    def children(self, node: int) -> tuple[int, ...]:
        """What a node rests on; nothing for an event."""
        return self.gates[node - self.events][1] if node >= self.events else ()


def unfold(graph: FaultGraph, components: Iterable[str], question: Question) -> Unfolded:
    """What takes several components down, and all components below them; see `fault_tree`."""
    net = graph.net(question)
    maker = TreeMaker(len(graph))
    wanted = reached(net, [graph.ids[name] for name in components])
    new: dict[int, int] = {}
    for group in sorted({net.position[node] for node in wanted}):
        nodes = net.order[group]
        if len(nodes) > 1:
            _Circle(graph, net, maker, [node for node in nodes if node in wanted]).solve(new)
            continue
        (node,) = nodes
        # What a node needs of itself is not there at first, and so never takes it down.
        kids = [NEVER if kid == node else new[kid] for kid in net.children[node]]
        gate = maker.gate(net.least[node], kids)
        new[node] = maker.gate(1, (node, gate)) if _fails(graph, node) else gate
    return Unfolded(maker, {node: new[node] for node in sorted(wanted) if node < len(graph)})


class _Circle:
    """One strongly connected component of a net."""

    def __init__(
        self, graph: FaultGraph, net: Net, maker: TreeMaker, nodes: Sequence[int]
    ) -> None:
        self.graph = graph
        self.net = net
        self.maker = maker
        self.nodes = nodes
        inside = set(nodes)
        self.head = {node: node for node in nodes}
        if len(nodes) > 1:
            ors = [node for node in nodes if net.least[node] == 1]
            for ring in _rings(ors, net):
                self.head |= dict.fromkeys(ring, min(ring))
        self.members: dict[int, list[int]] = {}
        for node in nodes:
            self.members.setdefault(self.head[node], []).append(node)
        self.inner = {
            head: {
                self.head[kid]
                for node in group
                for kid in net.children[node]
                if kid in inside and self.head[kid] != head
            }
            for head, group in self.members.items()
        }

    def solve(self, new: dict[int, int]) -> None:
        """Add the tree's node of each of the circle's nodes to `new`."""
        cut = _feedback(self.inner)
        order = _children_first(self.inner, cut)
        values = dict.fromkeys(cut, NEVER)
        for _ in range(len(cut)):
            found = self._round(order, values, new)
            after = {head: self._value(head, found, new) for head in cut}
            if after == values:
                break
            values = after
        found = self._round(order, values, new)
        for node in self.nodes:
            new[node] = found[self.head[node]]

    def _round(
        self, order: Sequence[int], values: dict[int, int], new: dict[int, int]
    ) -> dict[int, int]:
        found = dict(values)
        for head in order:
            found[head] = self._value(head, found, new)
        return found

    def _value(self, head: int, found: dict[int, int], new: dict[int, int]) -> int:
        group = self.members[head]
        if len(group) > 1:
            inside = set(group)
            kids = {k for node in group for k in self.net.children[node] if k not in inside}
            below = [self._now(kid, found, new) for kid in sorted(kids)]
            return self.maker.gate(1, [*self._own(group), *below])
        # What a node needs of itself is not there at first, and so never takes it down.
        kids_of_one = [
            NEVER if kid == head else self._now(kid, found, new) for kid in self.net.children[head]
        ]
        gate = self.maker.gate(self.net.least[head], kids_of_one)
        return self.maker.gate(1, [*self._own(group), gate])

    def _now(self, kid: int, found: dict[int, int], new: dict[int, int]) -> int:
        return found[self.head[kid]] if kid in self.head else new[kid]

    def _own(self, group: Iterable[int]) -> list[int]:
        return [node for node in group if _fails(self.graph, node)]


def _fails(graph: FaultGraph, node: int) -> bool:
    return node < len(graph) and graph.can_fail[node]


def _rings(ors: Sequence[int], net: Net) -> list[list[int]]:
    """The sets of ors that need one another."""
    import networkx as nx

    known = set(ors)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from((n, kid) for n in ors for kid in net.children[n] if kid in known)
    return [sorted(ring) for ring in nx.strongly_connected_components(graph) if len(ring) > 1]


def _feedback(inner: dict[int, set[int]]) -> list[int]:
    """Nodes that all rings pass through: the busiest ones, until no ring is left."""
    kids = {node: set(below) for node, below in inner.items()}
    above: dict[int, set[int]] = {node: set() for node in inner}
    for node, below in inner.items():
        for kid in below:
            above[kid].add(node)
    cut: list[int] = []

    def remove(node: int) -> set[int]:
        near = kids[node] | above[node]
        for kid in kids.pop(node):
            above[kid].discard(node)
        for parent in above.pop(node):
            kids[parent].discard(node)
        return near - {node}

    waiting = set(kids)
    while kids:
        while waiting:
            node = waiting.pop()
            if node in kids and not (kids[node] and above[node]):
                waiting |= remove(node)
        if kids:
            busiest = max(kids, key=lambda n: (len(kids[n]) * len(above[n]), -n))
            cut.append(busiest)
            waiting = remove(busiest)
    return sorted(cut)


def _children_first(inner: dict[int, set[int]], cut: Sequence[int]) -> list[int]:
    """The other nodes in an order in which each comes after what it needs."""
    missing = {n: len(below.difference(cut)) for n, below in inner.items() if n not in cut}
    above: dict[int, list[int]] = {node: [] for node in inner}
    for node in missing:
        for kid in inner[node]:
            above[kid].append(node)
    order = sorted(node for node, count in missing.items() if not count)
    for node in order:
        for parent in above[node]:
            missing[parent] -= 1
            if not missing[parent]:
                order.append(parent)
    return order
