"""Which single failures surely keep services down for longer than their RTO (DESIGN §5.4)."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from math import inf

from drctl.analysis.bootstrap import named
from drctl.analysis.causes import failure
from drctl.analysis.outcome import Outcomes
from drctl.analysis.recovery_path import Recovery
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import refs


@dataclass(frozen=True, slots=True)
class TooLong:
    """A single failure, and the recoveries of the services whose RTO it surely breaks, by name."""

    cause: str
    recoveries: tuple[Recovery, ...]


def too_long(
    model: Model,
    outcomes: Outcomes,
    rtos: Mapping[str, float],
    below: Mapping[str, Collection[str]],
    but: Mapping[str, Container[str]],
    lasting: Container[str],
) -> tuple[TooLong, ...]:
    """The single failures that break an RTO although what they take down comes back.

    Args:
        model: the model.
        outcomes: its outcomes.
        rtos: the services that are asked about, and what they promise.
        below: what each component rests on; see `unchanged.resting`.
        but: for a service the failures that are left out.
        lasting: the failures after which something comes back later than what it needs: a store
            is restored from a backup, or something is overloaded.

    Returns:
        By the name of what fails. A time that is not written counts as none here.

    Notes:
        Plays only failures that can last longer than the shortest RTO above them; most are over,
        for all others too, once what failed is repaired and has started.
    """
    return tuple(_found(model, outcomes, rtos, below, but, lasting))


def joined(
    new: Iterable[TooLong], before: Iterable[TooLong], still: Container[str]
) -> tuple[TooLong, ...]:
    """What is newly known, with what was known before of services for which it still holds."""
    every: dict[str, list[Recovery]] = {found.cause: list(found.recoveries) for found in new}
    for found in before:
        kept = [each for each in found.recoveries if each.component in still]
        if kept:
            every.setdefault(found.cause, []).extend(kept)
    return tuple(
        TooLong(cause, tuple(sorted(found, key=lambda each: each.component)))
        for cause, found in sorted(every.items())
    )


def _found(
    model: Model,
    outcomes: Outcomes,
    rtos: Mapping[str, float],
    below: Mapping[str, Collection[str]],
    but: Mapping[str, Container[str]],
    lasting: Container[str],
) -> Iterator[TooLong]:
    shortest = _shortest(rtos, below)
    simple = _simple(model, outcomes) if rtos else set()
    for name in sorted(model.components) if rtos else ():
        component = model.components[name]
        least = 0.0 if name in simple else inf
        over = max(least, _lasts(component)) <= shortest.get(name, inf)
        if component.can_fail and (name in lasting or not over):
            broken = tuple(_broken(outcomes, rtos, name, but))
            if broken:
                yield TooLong(name, broken)


def _shortest(rtos: Mapping[str, float], below: Mapping[str, Collection[str]]) -> dict[str, float]:
    """For each component the shortest RTO of all that rest on it; linear."""
    found: dict[str, float] = {}
    for service in sorted(rtos, key=rtos.__getitem__):
        waiting = [service]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = rtos[service]
                waiting += below[name]
    return found


def _simple(model: Model, outcomes: Outcomes) -> set[str]:
    """The components whose failure is over once they are repaired and have started.

    Nothing is needed for the repair, nothing that they start with can wait for them, and nothing
    that others lie in falls with them, for those would have to start again.
    """
    every = model.components.values()
    if outcomes.clock.idle:
        return set()
    graph: dict[str, set[str]] = {}
    for component in every:
        needed = {n for need in component.needs for n in named(model, need.requirement, need)}
        graph[component.name] = needed | {ref.name for ref in refs(component.placement)}
    stack = [ref.name for c in every for ref in refs(c.placement)]
    below = set(stack)
    while stack:
        more = graph[stack.pop()] - below
        below |= more
        stack += more
    found = {c.name for c in every if c.repair_requires is None} - below
    return found - _in_circles(graph)


def _in_circles(graph: Mapping[str, Set[str]]) -> set[str]:
    """The nodes from which a way of several steps leads back to them."""
    from graphlib import CycleError, TopologicalSorter

    try:
        TopologicalSorter({node: below - {node} for node, below in graph.items()}).prepare()
    except CycleError:
        import networkx as nx  # loads slowly, and most models have no circle

        edges = [(node, other) for node, below in graph.items() for other in below]
        parts: Iterable[set[str]] = nx.strongly_connected_components(nx.DiGraph(edges))
        return {name for part in parts if len(part) > 1 for name in part}
    return set()


def _lasts(component: Component) -> float:
    """How long a failure lasts at least, repair and start side by side."""
    repair = component.failure.restore if component.failure is not None else None
    return max(repair or 0.0, component.spec.restart or 0.0)


def _broken(
    outcomes: Outcomes, rtos: Mapping[str, float], cause: str, but: Mapping[str, Container[str]]
) -> Iterator[Recovery]:
    reader = outcomes.times(failure(cause))
    for name in sorted(reader.hit()):
        told = name in rtos and cause not in but.get(name, ())
        if told and rtos[name] < reader.bounds(name).least < inf:
            yield reader.recovery(name)
