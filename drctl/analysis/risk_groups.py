"""Which few failures together take down services that promise to survive as many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drctl.analysis.cut_sets.best import best
from drctl.analysis.cut_sets.solve import solve_to
from drctl.analysis.cut_sets.unfold import fault_tree
from drctl.analysis.cut_sets.work import EACH, prepared, shared
from drctl.graph import FaultGraph, Question
from drctl.graph.cone import cone, reached
from drctl.graph.kernel import bits, propagate
from drctl.graph.net import Net

PAIR = 2
"""The size of the groups that walks find."""

WALKED = 6
"""So many edges of a walk are one step."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The minimal groups of two or more whose failure takes a component down for good.

    All those of at most `complete_to` members are there, and no larger ones.
    """

    groups: tuple[tuple[str, ...], ...]
    complete_to: int


@dataclass(frozen=True, slots=True)
class Grouped:
    """The groups of many components; `steps` and `share` are those of their `Search`.

    `steps` is empty where what is known of one rests on the others too.
    """

    services: Mapping[str, Groups]
    steps: Mapping[str, int]
    share: int


@dataclass(frozen=True, slots=True)
class Others:
    """What is taken by those that are known already: steps of walks, and how many look further."""

    steps: int = 0
    further: int = 0


NOBODY = Others()


@dataclass(frozen=True, slots=True)
class Search:
    """How the groups of many components are found.

    `steps` has for each what a walk of its own takes. `apart` says that all of these together are
    not too many; what is found of one then follows from what it rests on, and from `share`, the
    steps that each search for larger groups may take. Else it rests on the others too.
    """

    graph: FaultGraph
    survives: Mapping[str, int]
    walks: tuple["_Walk", ...]
    apart: bool
    steps: Mapping[str, int]
    share: int

    def groups(self) -> dict[str, Groups]:
        """For each component its groups up to the size wanted, or as far as the effort goes."""
        found = dict.fromkeys(self.survives, Groups((), 1))
        for walk in self.walks:
            for node, pairs in walk.pairs().items():
                found[self.graph.names[node]] = _named(self.graph.names, pairs, PAIR)
        for name, size in self.survives.items():
            if size > found[name].complete_to:
                larger = _by_tree(self.graph, name, size, self.share)
                if larger.complete_to > found[name].complete_to:
                    found[name] = larger
        return found


def risk_groups(
    graph: FaultGraph, survives: Mapping[str, int], *, effort: int | None = None
) -> dict[str, Groups]:
    """The small risk groups of many components at once; see `search`."""
    return search(graph, survives, effort=effort).groups()


def search(
    graph: FaultGraph,
    survives: Mapping[str, int],
    *,
    effort: int | None = None,
    others: Others = NOBODY,
) -> Search:
    """How to find the small risk groups of many components.

    Args:
        graph: the fault graph.
        survives: for each component the size up to which groups are wanted.
        effort: how many steps all of it may take; by default it grows with the model.
        others: what others take of it.

    Notes:
        Pairs come from walks of a net: with one component failed, every other fails besides, one
        bit each; C walks for C components in it. Where cones overlap little each has a net of its
        own, else one serves all. Larger groups, and pairs where that is too much, come from each
        component's own fault tree, with equal shares of the effort.
    """
    effort = EACH * len(graph) if effort is None else effort
    alone: list[_Walk] = []
    total = others.steps
    for name in survives:
        if total <= effort:
            alone.append(_walk(graph, (graph.ids[name],)))
            total += alone[-1].steps
    apart = total <= effort
    together = _walk(graph, [graph.ids[name] for name in survives])
    if apart and total - others.steps <= together.steps:
        walks = tuple(alone)
    else:
        walks = (together,) if together.steps <= effort else ()
    further = [name for name, size in survives.items() if size > (PAIR if walks else 1)]
    count = len(further) + others.further
    steps = {name: walk.steps for name, walk in zip(survives, alone, strict=False)}
    share = shared(effort, count) if count else 0
    return Search(graph, survives, walks, apart, steps, share)


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
