"""Which few failures together take down services that promise to survive as many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drctl.analysis.cut_sets.best import best
from drctl.analysis.cut_sets.solve import solve_to
from drctl.analysis.cut_sets.unfold import fault_tree
from drctl.analysis.cut_sets.work import EACH, prepared
from drctl.graph import FaultGraph, Question
from drctl.graph.cone import cone, reached
from drctl.graph.kernel import bits, propagate
from drctl.graph.net import Net

WALKED = 6
"""So many edges of a walk are one step."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The minimal groups of two or more whose failure takes a component down for good.

    All those of at most `complete_to` members are there, and no larger ones.
    """

    groups: tuple[tuple[str, ...], ...]
    complete_to: int


def risk_groups(
    graph: FaultGraph, survives: Mapping[str, int], *, effort: int | None = None
) -> dict[str, Groups]:
    """The small risk groups of many components at once.

    Args:
        graph: the fault graph.
        survives: for each component the size up to which groups are wanted.
        effort: how many steps all of it may take; by default it grows with the model.

    Returns:
        For each component its groups up to that size, or as far as the effort goes.

    Notes:
        Pairs come from walks of a net: with one component failed, every other fails besides, one
        bit each; C walks for C components in it. Where cones overlap little each has a net of its
        own, else one serves all. Larger groups, and pairs where that is too much, come from each
        component's own fault tree, with equal shares of the effort that is left.
    """
    effort = EACH * len(graph) if effort is None else effort
    found = dict.fromkeys(survives, Groups((), 1))
    walks = _walks(graph, [graph.ids[name] for name in survives])
    steps = sum(walk.steps for walk in walks)
    if steps <= effort:
        effort -= steps
        for walk in walks:
            for node, pairs in walk.pairs().items():
                found[graph.names[node]] = _named(graph.names, pairs, 2)
    left = [name for name, size in survives.items() if size > found[name].complete_to]
    for name in left:
        larger = _by_tree(graph, name, survives[name], effort // len(left))
        if larger.complete_to > found[name].complete_to:
            found[name] = larger
    return found


@dataclass(frozen=True, slots=True)
class _Walk:
    """Components whose pairs are found together, in the part of the net that they rest on."""

    net: Net
    wanted: tuple[int, ...]
    failing: tuple[int, ...]
    steps: int

    def pairs(self) -> dict[int, list[tuple[int, int]]]:
        """For each component the pairs that take it down, and neither alone."""
        below = cone(self.net, self.wanted)
        number, nodes = below.number, list(below.number)
        failing = sorted([number[n] for n in self.failing], key=below.net.places.__getitem__)
        found = _pairs(below.net, failing, [number[node] for node in self.wanted])
        return {
            nodes[node]: [(nodes[a], nodes[b]) for a, b in pairs] for node, pairs in found.items()
        }


def _walks(graph: FaultGraph, wanted: Sequence[int]) -> list[_Walk]:
    """One walk for each component, or one for all where that is less work."""
    together = _walk(graph, wanted)
    alone: list[_Walk] = []
    steps = 0
    for node in wanted:
        alone.append(_walk(graph, (node,)))
        steps += alone[-1].steps
        if steps >= together.steps:
            return [together]
    return alone


def _walk(graph: FaultGraph, wanted: Sequence[int]) -> _Walk:
    net = graph.net(Question.EVENTUAL)
    below = reached(net, wanted)
    failing = tuple([n for n in below if n < len(graph) and graph.can_fail[n]])
    steps = len(failing) * sum([len(net.children[node]) for node in below]) // WALKED
    return _Walk(net, tuple(wanted), failing, steps)


def _by_tree(graph: FaultGraph, name: str, size: int, effort: int) -> Groups:
    net = graph.net(Question.EVENTUAL)
    effort = prepared(effort, graph.ids[name], net.children.__getitem__)
    if effort < 0:
        return Groups((), 1)
    tree, names = fault_tree(graph, name, Question.EVENTUAL)
    solution = solve_to(tree, size, effort)
    most = size if solution.limit is None else min(size, solution.limit)
    small = best(solution, lambda event: (1, 0), most)
    return _named(names, (group for group in small if len(group) > 1), most)


def _named(names: Sequence[str], groups: Iterable[Iterable[int]], complete_to: int) -> Groups:
    every = [tuple(sorted(names[event] for event in group)) for group in groups]
    return Groups(tuple(sorted(every)), complete_to)


def _pairs(
    net: Net, failing: Sequence[int], wanted: Iterable[int]
) -> dict[int, list[tuple[int, int]]]:
    """For each wanted node the pairs that make it hold, and neither alone."""
    found: dict[int, list[tuple[int, int]]] = {node: [] for node in wanted}
    rows = propagate(net, {node: 1 << bit for bit, node in enumerate(failing)}, len(failing))
    alone = {node: rows[node] for node in found}
    for at, cause in enumerate(failing):
        others = failing[at + 1 :]
        width = len(others)
        failed = {node: 1 << bit for bit, node in enumerate(others)}
        failed[cause] = (1 << width) - 1
        rows = propagate(net, failed, width)
        for node, pairs in found.items():
            single = alone[node] >> at
            if not single & 1:
                pairs += [(cause, others[bit]) for bit in bits(rows[node] & ~(single >> 1))]
    return found
