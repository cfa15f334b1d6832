"""Which components can start only after one another (DESIGN §5.4)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from drctl.analysis.recovery import Onset, Run, Times, play
from drctl.graph.clock import ALWAYS, Clock, Gate
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements, requirement
from drctl.model.requirement import Need, Requirement, options, refs
from drctl.model.source import Path

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, slots=True)
class Link:
    """A component that waits for another to start, and the need (or `in`) by which it does.

    `written` is False when the need does not say whether it counts at the start.
    """

    component: str
    need: str
    on: str
    written: bool
    path: Path


@dataclass(frozen=True, slots=True)
class Circle:
    """Components that wait for one another.

    `links` lead around once, through some or all of the `members`. `alone` says that it is
    enough that one of them stops; otherwise all have to be down together.
    """

    members: tuple[str, ...]
    links: tuple[Link, ...]
    alone: bool

    @property
    def certain(self) -> bool:
        """Whether all that it rests on is written."""
        return all(link.written for link in self.links)


def circles(model: Model, clock: Clock) -> tuple[Circle, ...]:
    """The circles of a model, those that others wait for first.

    Args:
        model: the model.
        clock: its gates.

    Notes:
        One pass over the gates, as if everything started from nothing, leaves what may be stuck;
        only that is played. Of what stays stuck the innermost circles are told and counted as
        started, until nothing is.
    """
    suspects = tuple(_suspects(model, clock))
    failed = dict.fromkeys(_failing(model, suspects), 0.0) if suspects else {}
    left = replace(clock, repairs=((),) * len(clock))
    found: list[Circle] = []
    while inner := list(_inner(model, clock, left, _played(left, failed)) if failed else ()):
        found += inner
        left = _started(left, {clock.ids[name] for circle in inner for name in circle.members})
    return tuple(found)


def _failing(model: Model, suspects: Iterable[str]) -> set[str]:
    """What has to fail so that all suspects have to start: themselves, or where they lie."""
    found, stack = set[str](), list(suspects)
    seen = set[str]()
    while stack:
        name = stack.pop()
        component = model.components[name]
        if name in seen:
            continue
        seen.add(name)
        if component.can_fail:
            found.add(name)
        else:
            stack += [ref.name for ref in refs(component.placement)]
            stack += [r.name for need in component.needs for r in refs(need.requirement)]
    return found


def _started(clock: Clock, members: set[int]) -> Clock:
    """The gates when some components start without anything."""
    starts = tuple(() if i in members else nodes for i, nodes in enumerate(clock.starts))
    count, free = len(clock), Gate(1, (), ())
    gates = tuple(
        free if count <= node < 2 * count and node - count in members else gate
        for node, gate in enumerate(clock.gates)
    )
    above = tuple(
        tuple(pair for pair in parents if gates[pair[0]] is not free) for parents in clock.above
    )
    return replace(clock, starts=starts, gates=gates, above=above)


def _played(clock: Clock, failed: Mapping[str, float]) -> Run:
    """Everything repaired at once, nothing takes time: what is not up then never is."""
    none = (0.0,) * len(clock)
    known = Times(none, none, (0.0,) * len(clock.joins), 0.0)
    return play(clock, known, Onset(failed))


def _suspects(model: Model, clock: Clock) -> Iterator[str]:
    """What does not start from nothing when all that runs is taken for something that starts."""
    count, gates = len(clock), clock.gates
    able = [model.components[n].can_fail or clock.placed[i] is not None for i, n in _each(clock)]
    first_join = len(gates)
    left = [len(gate.children) - gate.least + 1 for gate in gates]
    left += [len(join.helped) + len(join.noticed) for join in clock.joins]
    first_start = len(left)
    left += [len(starts) for starts in clock.starts]
    wakes: list[list[int]] = [[] for _ in left]
    for j, join in enumerate(clock.joins):
        _wake(wakes, (*join.helped, *join.noticed), first_join + j)
    for i, starts in enumerate(clock.starts):
        _wake(wakes, starts, first_start + i)
        if able[i]:
            left[i] += 1
            left[count + i] = 1
            wakes[first_start + i] += [i, count + i]
    for node, gate in enumerate(gates):
        if count <= node < 2 * count and able[node - count]:
            continue
        for child, join_of in zip(gate.children, gate.joins, strict=True):
            at = child
            if join_of is not None:
                at = len(left)
                left.append(2)
                wakes.append([])
                wakes[child].append(at)
                wakes[first_join + join_of].append(at)
            wakes[at].append(node)
    done = [False] * len(left)
    ready = [at for at, missing in enumerate(left) if missing <= 0]
    while ready:
        at = ready.pop()
        if done[at]:
            continue
        done[at] = True
        for later in wakes[at]:
            left[later] -= 1
            if left[later] <= 0:
                ready.append(later)
    return (name for i, name in _each(clock) if not (done[i] and done[count + i]))


def _each(clock: Clock) -> Iterable[tuple[int, str]]:
    return enumerate(clock.names)


def _wake(wakes: list[list[int]], nodes: Iterable[int], waiter: int) -> None:
    for node in nodes:
        if node != ALWAYS:
            wakes[node].append(waiter)


def _inner(model: Model, clock: Clock, left: Clock, run: Run) -> Iterator[Circle]:
    """The circles from which no way leads to another one."""
    import networkx as nx

    graph = _waits(left, run)
    parts = nx.condensation(graph)
    for part in parts:
        inside = graph.subgraph(parts.nodes[part]["members"])
        if not parts.out_degree(part) and inside.number_of_edges():
            members = tuple(sorted({clock.names[n % len(clock)] for n in inside}))
            links = _shortest(model, clock, inside)
            if links:
                yield Circle(members, links, _alone(model, clock, members))


def _waits(clock: Clock, run: Run) -> "networkx.DiGraph[int]":
    """Which component that never comes up waits for which, in both layers."""
    import networkx as nx

    count = len(clock)
    graph: nx.DiGraph[int] = nx.DiGraph()
    stuck = {node for node, time in run.clear.items() if time == inf}
    waiting = {i for i, leave in run.left.items() if leave.at == inf}
    for node in sorted(n for n in stuck if n < 2 * count):
        i = node % count
        if i not in waiting:
            begin = clock.gates[node].children
        else:
            begin = clock.starts[i] if node >= count else (count + i,)
        graph.add_edges_from((node, other) for other in _behind(clock, begin, stuck))
    return graph


def _behind(clock: Clock, begin: Iterable[int], stuck: set[int]) -> Iterator[int]:
    """The components that never come up behind some conditions."""
    stack, seen = list(begin), set[int]()
    while stack:
        node = stack.pop()
        if node in seen or node not in stuck:
            continue
        seen.add(node)
        if node < 2 * len(clock):
            yield node
            continue
        gate = clock.gates[node]
        stack += gate.children
        for j in gate.joins:
            if j is not None:
                stack += (*clock.joins[j].helped, *clock.joins[j].noticed)


def _alone(model: Model, clock: Clock, members: tuple[str, ...]) -> bool:
    clock = replace(clock, repairs=((),) * len(clock))
    able = (name for name in members if model.components[name].can_fail)
    return any(
        _played(clock, {name: 0.0}).up(len(clock) + clock.ids[name]) == inf for name in able
    )


def _shortest(model: Model, clock: Clock, inside: "networkx.DiGraph[int]") -> tuple[Link, ...]:
    """A shortest way around, over written links only where there is one."""
    import networkx as nx

    count, names = len(clock), clock.names
    links: dict[tuple[str, str], Link] = {}
    for node, other in sorted(inside.edges):
        if node % count != other % count:
            name, on = names[node % count], names[other % count]
            links[name, on] = _link(model, name, on, starting=node >= count)
    written: nx.DiGraph[str] = nx.DiGraph([pair for pair, link in links.items() if link.written])
    every: nx.DiGraph[str] = nx.DiGraph(list(links))
    return tuple(links[pair] for pair in _cycle(written) or _cycle(every))


def _cycle(graph: "networkx.DiGraph[str]") -> list[tuple[str, str]]:
    """The shortest circle, the first by name of its kind; breadth first from each component."""
    import networkx as nx

    best: list[str] = []
    for part in nx.strongly_connected_components(graph):
        inside = graph.subgraph(part)
        for name in sorted(part) if len(part) > 1 else ():
            ways = nx.single_source_shortest_path(inside, name)
            back = min((ways[n] for n in inside.predecessors(name)), key=lambda w: (len(w), w))
            if not best or (len(back), back) < (len(best), best):
                best = back
            if len(best) == 2:
                break
    return list(zip(best, [*best[1:], *best[:1]], strict=True))


def _link(model: Model, name: str, on: str, *, starting: bool) -> Link:
    component = model.components[name]
    if component.placement is not None and on in named(model, component.placement):
        return Link(name, "in", on, True, component.placement.path)
    need = next(_needs_on(model, component, on, starting=starting))
    # What never fails is never started: there is nothing to say of its start.
    open_one = starting and component.can_fail and need.at_start is None
    return Link(name, need.slot, on, not open_one, need.path)


def _needs_on(model: Model, component: Component, on: str, *, starting: bool) -> Iterator[Need]:
    for need in component.needs:
        counts = need.optional is False and not (starting and need.at_start is False)
        if counts and on in named(model, need.requirement, need):
            yield need


def named(model: Model, what: Requirement, need: Need | None = None) -> set[str]:
    """All that a requirement names, what its procedures and its detection require too."""
    found = {ref.name for ref in refs(what)}
    for option in options(what):
        if option.procedure is not None:
            for needed in procedure_requirements(model.procedures, option.procedure):
                found |= named(model, needed)
    if need is not None and need.detect is not None and need.detect.requires is not None:
        found |= named(model, requirement(need.detect.requires, need.path))
    return found
