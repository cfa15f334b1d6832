"""Which single failures need not be played: what they take down is surely back within its RTO."""

from bisect import bisect_right
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf

from drctl.analysis.availability import View
from drctl.analysis.layers import Layers
from drctl.analysis.outcome import Outcomes
from drctl.analysis.recovery import after
from drctl.analysis.recovery_path import lasts
from drctl.analysis.unchanged import resting_below
from drctl.graph import FaultGraph, Question, build
from drctl.graph.kernel import Batch, bits, single_failures
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements
from drctl.model.requirement import Need, Option, options, refs
from drctl.model.source import Path


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
    order: Layers,
    but: Mapping[str, Container[str]],
    lasting: Container[str],
) -> Lengthy:
    """The failures of which it does not show at once that they break no RTO.

    Args:
        model: the model.
        outcomes: its outcomes.
        rtos: the services that are asked about, and what they promise, in seconds.
        below: what each component rests on; see `unchanged.resting`.
        order: the components in the order of that.
        but: for a service the failures that are left out.
        lasting: the failures to play in any case.

    Notes:
        A simple failure is over once what failed is repaired and has started, for all others
        too; whom it takes down for longer than switches take that wait for nothing, a walk of
        the net tells. After any other whose repair needs nothing, what has fallen starts layer
        by layer at the latest when it is repaired. Linear, but for the walks.
    """
    idle = _wanting(model) and outcomes.clock.idle
    simple = set() if idle else _simple(model, below) - order.circles
    starting = {} if idle else _starting(model, below, order.order)
    shortest = _least(rtos, below)
    spare = _least({name: rto - starting.get(name, inf) for name, rto in rtos.items()}, below)
    play, alone = set[str](), dict[str, float]()
    for name, component in model.components.items():
        if not component.can_fail:
            continue
        limit = shortest.get(name, inf)
        if name in lasting:
            play.add(name)
        elif name in simple and lasts(component) > limit:
            alone[name] = limit
        elif name not in simple and limit < inf:
            over = component.repair_requires is None and lasts(component) <= spare[name]
            play |= set() if over else {name}
    play |= _hitting(model, outcomes, alone, rtos, but)
    return Lengthy(frozenset(play), frozenset(alone.keys() - play))


def _wanting(model: Model) -> bool:
    """Whether a need wants something, so that what it runs on today may be ruled out."""
    return any(need.wants for c in model.components.values() for need in c.needs)


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
    held = resting_below([ref.name for c in every for ref in refs(c.placement)], below)
    return {c.name for c in every if c.repair_requires is None} - held


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
    model: Model,
    outcomes: Outcomes,
    causes: Mapping[str, float],
    services: Iterable[str],
    but: Mapping[str, Container[str]],
) -> set[str]:
    """Those of some simple failures that take other services down for longer than switches take.

    Each is asked with the shortest RTO above it: a switch that takes longer counts for nothing.
    """
    switches: dict[Path, float] = {}
    for path, time in _switches(model) if causes else ():
        # An option that is a choice of its own stands where the first of that stands.
        switches[path] = max(time, switches.get(path, 0.0))
    steps = sorted(set(switches.values()))
    together: dict[int, list[str]] = {}
    for name, limit in causes.items():
        together.setdefault(bisect_right(steps, limit), []).append(name)
    found = set[str]()
    for count, names in together.items():
        longest = steps[count - 1] if count else -1.0
        late = {path for path, time in switches.items() if time > longest}
        graph = build(model, late) if late else outcomes.graph
        for batch in single_failures(graph.net(Question.EVENTUAL), [graph.ids[n] for n in names]):
            found.update(_others(graph, batch, services, but))
    return found


def _others(
    graph: FaultGraph, batch: Batch, services: Iterable[str], but: Mapping[str, Container[str]]
) -> Iterator[str]:
    for name in services:
        for bit in bits(batch.row(graph.ids[name])):
            cause = graph.names[batch.causes[bit]]
            if cause != name and cause not in but.get(name, ()):
                yield cause


def _switches(model: Model) -> Iterator[tuple[Path, float]]:
    """How long each switch takes at most, by where it is written; infinite where it waits."""
    for component in model.components.values():
        for need in component.needs:
            for option in options(need.requirement):
                yield option.path, _takes(model, option, need)
        for option in options(component.placement):
            yield option.path, _takes(model, option)
    for name in model.procedures:
        for requirement in procedure_requirements(model.procedures, name):
            for option in options(requirement):
                yield option.path, _takes(model, option)


def _takes(model: Model, option: Option, need: Need | None = None) -> float:
    takes = after(model, option, inf)
    if option.switch == "automatic":
        return takes
    detect = need.detect if need is not None else None
    if View(model, ()).around(option) or (detect is not None and detect.requires is not None):
        return inf
    return takes + ((detect.within or 0.0) if detect is not None else 0.0)
