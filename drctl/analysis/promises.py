"""Which services promise more availability than what they need can give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drctl.analysis.cut_sets.bounds import any_of, bounds, gate_most
from drctl.analysis.cut_sets.solve import BUDGET, solve
from drctl.analysis.cut_sets.tree import ALWAYS, NEVER, Gate
from drctl.analysis.cut_sets.unfold import Unfolded, unfold
from drctl.analysis.cut_sets.work import EACH, prepared, shared
from drctl.analysis.risks import ROUNDED
from drctl.analysis.single_failures import sweep
from drctl.analysis.unavailability import own_unavailability
from drctl.graph import FaultGraph, Question
from drctl.model.model import Model


@dataclass(frozen=True, slots=True)
class Lost:
    """The share of time that a service's needs and placement alone lose, or what is at least.

    `points` are the failures that take it down alone before people act, but for its own.
    """

    least: float
    exact: bool
    points: frozenset[str] = frozenset()

    def breaks(self, slo: float) -> bool:
        """Whether a promise cannot be kept."""
        return self.least > 1 - slo + ROUNDED


@dataclass(frozen=True, slots=True)
class Losses:
    """What the services in doubt lose, and how many steps each of them might take.

    What a service loses follows from what it rests on and from that `share`.
    """

    services: Mapping[str, Lost]
    share: int


def beyond_reach(
    model: Model, graph: FaultGraph, slos: Mapping[str, float], *, effort: int | None = None
) -> dict[str, float]:
    """The services whose needs alone break their promises, and what those lose; see `lost`."""
    found = lost(model, graph, slos, effort=effort).services
    return {name: each.least for name, each in found.items() if each.breaks(slos[name])}


def lost(
    model: Model,
    graph: FaultGraph,
    slos: Mapping[str, float],
    *,
    effort: int | None = None,
    others: int = 0,
) -> Losses:
    """What the needs and placement of services lose, where that may break a promise.

    Args:
        model: a checked model.
        graph: its fault graph.
        slos: for each service the share of time that is promised.
        effort: how many steps all of it may take; by default it grows with the model.
        others: how many services in doubt are not asked about here, and have their share too.

    Returns:
        For each service that one bound leaves in doubt the least unavailability, before people
        act, its own failure and all without figures left out: exact where the promise is broken,
        or a lower bound where that would be too much work.

    Notes:
        One pass over the gates of all services bounds each from above, which mostly is enough to
        know that a promise can be kept; the others have equal shares of the effort. Of each its
        single points of failure are taken out first, and the rest is bounded once more.
    """
    effort = EACH * len(graph) if effort is None else effort
    chances = [own_unavailability(model.components[name]) or 0.0 for name in graph.names]
    doubtful: list[str] = []
    if any(chances) and slos:
        whole = unfold(graph, slos, Question.INSTANT)
        most = _most(whole.gates, chances)
        doubtful += (
            name
            for name, slo in slos.items()
            if _needs_most(whole, most, graph.ids[name]) > 1 - slo + ROUNDED
        )
    share = shared(effort, len(doubtful) + others)
    if not doubtful:
        return Losses({}, share)
    alone = sweep(graph, doubtful, Question.INSTANT).causes
    found = {}
    for name in doubtful:
        asked = _Asked(graph.ids[name], frozenset([graph.ids[point] for point in alone[name]]))
        found[name] = Lost(*_solved(whole, asked, chances, 1 - slos[name], share), alone[name])
    return Losses(found, share)


def _most(gates: Iterable[Gate], chances: Sequence[float]) -> list[float]:
    """The most that the probability of every node can be: of events, then of gates."""
    most = list(chances)
    for gate in gates:
        most.append(gate_most(gate, [most[kid] for kid in gate[1]]))
    return most


def _needs_most(whole: Unfolded, most: Sequence[float], component: int) -> float:
    """The same for what a component needs."""
    node = whole.node[component]
    if node < 0:
        return float(node == ALWAYS)
    if node < whole.events:
        return 0.0 if node == component else most[node]
    least, children = whole.gates[node - whole.events]
    if least > 1 or component not in children:
        return most[node]
    return any_of(most[kid] for kid in children if kid != component)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A component in doubt, and what takes it down alone."""

    component: int
    points: frozenset[int]


def _solved(
    whole: Unfolded, asked: _Asked, chances: Sequence[float], allowed: float, effort: int
) -> tuple[float, bool]:
    """What the needs of a component lose at least, and whether that is exact.

    What takes it down alone is independent of all the rest, and stands for itself. Where the rest
    surely leaves what is allowed, or there is no time to look at it, only that is told.
    """
    node, points = whole.node[asked.component], sorted(asked.points)
    alone = any_of([chances[point] for point in points])
    effort = prepared(effort, node, whole.children)
    if effort < 0:
        return alone, False
    apart = dict.fromkeys(asked.points | {asked.component}, NEVER)
    tree, events = whole.maker.fixed((node,), apart)
    rest = [chances[event] for event in events]
    most = _most(tree.gates, rest)[tree.top] if tree.top >= 0 else float(tree.top == ALWAYS)
    if _both(alone, most) <= allowed + ROUNDED:
        return alone, False
    least, most = bounds(solve(tree, BUDGET, effort, sets=False), rest)
    return _both(alone, least), least == most


def _both(one: float, other: float) -> float:
    return one + (1 - one) * other
