"""Which single failures need not be played: what they take down is surely back within its RTO."""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from math import inf

from drctl.analysis.outcome import Outcomes
from drctl.analysis.recovery_path import lasts
from drctl.graph.faultgraph import FaultGraph, Question
from drctl.graph.kernel import bits, single_failures
from drctl.model.model import Model
from drctl.model.requirement import refs


@dataclass(frozen=True, slots=True)
class Lengthy:
    """The failures that may break an RTO: those to play, and those that hit nothing else long."""

    play: frozenset[str]
    alone: frozenset[str]


def lengthy(
    model: Model,
    outcomes: Outcomes,
    rtos: Mapping[str, float],
    below: Mapping[str, Collection[str]],
    but: Mapping[str, Container[str]],
    lasting: Container[str],
) -> Lengthy:
    """The failures of which it does not show at once that they break no RTO.

    Args:
        model: the model.
        outcomes: its outcomes.
        rtos: the services that are asked about, and what they promise, in seconds.
        below: what each component rests on; see `unchanged.resting`.
        but: for a service the failures that are left out.
        lasting: the failures to play in any case.

    Notes:
        A simple failure is over once what failed is repaired and has started, for all others
        too; whom it takes down for longer than automatic switches need, one walk of the net
        tells. After any other whose repair needs nothing, what has fallen starts layer by layer
        at the latest when it is repaired. Linear, but for that walk.
    """
    simple, starting = set[str](), dict[str, float]()
    if not outcomes.clock.idle:
        order, circles = _from_below(model.components, below)
        simple = _simple(model, below) - circles
        starting = _starting(model, below, order)
    shortest = _least(rtos, below)
    spare = _least({name: rto - starting.get(name, inf) for name, rto in rtos.items()}, below)
    play, alone, slowest = set[str](), list[str](), outcomes.slowest_switch
    for name, component in model.components.items():
        if not component.can_fail:
            continue
        limit = shortest.get(name, inf)
        if name in lasting:
            play.add(name)
        elif name in simple and lasts(component) > limit:
            (alone.append if slowest <= limit else play.add)(name)
        elif name not in simple and limit < inf:
            over = component.repair_requires is None and lasts(component) <= spare[name]
            play |= set() if over else {name}
    play |= _hitting(outcomes.graph, alone, rtos, but)
    return Lengthy(frozenset(play), frozenset(alone) - play)


def _least(values: Mapping[str, float], below: Mapping[str, Collection[str]]) -> dict[str, float]:
    """For each component the least value of all that rest on it; linear."""
    found: dict[str, float] = {}
    for service in sorted(values, key=values.__getitem__):
        waiting = [service]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = values[service]
                waiting += below[name]
    return found


def _simple(model: Model, below: Mapping[str, Collection[str]]) -> set[str]:
    """The components for whose repair nothing is needed, and in which nothing lies.

    For what lies in something that falls would have to start again. Nothing that they start with
    may wait for them either: those on circles are still among them.
    """
    every = model.components.values()
    stack = [ref.name for c in every for ref in refs(c.placement)]
    held = set(stack)
    while stack:
        more = [name for name in below[stack.pop()] if name not in held]
        held.update(more)
        stack += more
    return {c.name for c in every if c.repair_requires is None} - held


def _from_below(
    names: Collection[str], below: Mapping[str, Collection[str]]
) -> tuple[list[str], set[str]]:
    """The components that rest on no circle, each after those below it; and those on circles."""
    from graphlib import CycleError, TopologicalSorter

    # Itself a component names where it is an option of its own.
    graph = {name: [each for each in below[name] if each != name] for name in names}
    try:
        return list(TopologicalSorter(graph).static_order()), set()
    except CycleError:
        import networkx as nx  # loads slowly, and most models have no circle

        edges = [(name, each) for name, those in graph.items() for each in those]
        parts: Iterable[set[str]] = nx.strongly_connected_components(nx.DiGraph(edges))
        circles = {name for part in parts if len(part) > 1 for name in part}
        left = {name: those for name, those in graph.items() if name not in circles}
        return [n for n in TopologicalSorter(left).static_order() if n in left], circles


def _starting(
    model: Model, below: Mapping[str, Collection[str]], order: Iterable[str]
) -> dict[str, float]:
    """How long each component takes to start at most, with all below it, when nothing is broken.

    In seconds, infinite for what rests on a circle.
    """
    found: dict[str, float] = {}
    for name in order:
        longest = max([found.get(each, inf) for each in below[name]], default=0.0)
        found[name] = longest + (model.components[name].spec.restart or 0.0)
    return found


def _hitting(
    graph: FaultGraph,
    causes: Iterable[str],
    services: Iterable[str],
    but: Mapping[str, Container[str]],
) -> set[str]:
    """Those of some failures that take other services down before people act."""
    names, found = graph.names, set[str]()
    for batch in single_failures(graph.net(Question.INSTANT), [graph.ids[n] for n in causes]):
        for name in services:
            hit = (names[batch.causes[bit]] for bit in bits(batch.row(graph.ids[name])))
            left = but.get(name, ())
            found.update(cause for cause in hit if cause != name and cause not in left)
    return found
