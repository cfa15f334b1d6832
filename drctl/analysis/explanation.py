"""How failures take a component down, gate by gate, or which fallback saves it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from drctl.analysis.availability import Loss, View
from drctl.analysis.states import State, states
from drctl.graph import FaultGraph, Question
from drctl.graph.net import Net
from drctl.graph.wants import Wants
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Option, Ref, Requirement, said, targets
from drctl.model.source import Path


@dataclass(frozen=True, slots=True)
class Step:
    """One component goes down: by itself (`need` ""), or for want of a need or placement.

    `because` names the down components that suffice; `gate` says how they combine.
    """

    component: str
    need: str
    gate: str
    because: tuple[str, ...]
    losses: tuple[Loss, ...]
    path: Path

    @property
    def address(self) -> str:
        """The need's address, or the component's name."""
        return f"{self.component}.{self.need}" if self.need else self.component


@dataclass(frozen=True, slots=True)
class Saved:
    """A need that lost options and is met all the same."""

    component: str
    need: str
    lost: tuple[Loss, ...]
    by: Option
    runs_on: str

    @property
    def address(self) -> str:
        """The need's address."""
        return f"{self.component}.{self.need}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a component is in its state under given failures.

    `steps` lead from the failures to the component, causes first; empty when it is up or
    degraded after people acted. `saved` are the needs on its way that a fallback meets.
    """

    component: str
    before: State
    after: State
    steps: tuple[Step, ...]
    saved: tuple[Saved, ...]
    degraded_by: tuple[str, ...]


def explain(
    model: Model, graph: FaultGraph, fails: Collection[str], component: str
) -> Explanation:
    """Explain a component's state.

    Args:
        model: the model.
        graph: its fault graph.
        fails: the components that fail.
        component: whose state is explained.

    Returns:
        The explanation, of a shortest chain of conditions.

    Raises:
        KeyError: a name is no component.

    Notes:
        Conditions are found in waves from the failures (breadth first), so every step rests on
        steps of earlier waves; linear in the net.
    """
    answer = states(graph, [fails])[0]
    before, after = answer.before[component], answer.after[component]
    people_act = before != "down" or after == "down"
    question = Question.EVENTUAL if people_act else Question.INSTANT
    ranks = _ranks(graph.net(question), [graph.ids[name] for name in fails])
    down = {graph.names[node]: wave for node, wave in ranks.items() if node < len(graph)}
    fallen = _Fallen(model, frozenset(fails), down, people_act)
    steps = fallen.steps(component) if component in down else ()
    shown = {n for n, s in answer.after.items() if s == "down"}
    saved = _saved(model, View(model, shown), component) if after != "down" else ()
    degraded = _degraded(model, answer.after, component) if after == "degraded" else ()
    return Explanation(component, before, after, steps, saved, degraded)


def _ranks(net: Net, failed: list[int]) -> dict[int, int]:
    """The wave in which each node's condition begins to hold."""
    parents: list[list[int]] = [[] for _ in net.children]
    for node, kids in enumerate(net.children):
        for kid in kids:
            parents[kid].append(node)
    missing = list(net.least)
    ranks = dict.fromkeys(failed, 0)
    ranks |= {node: 0 for node, least in enumerate(net.least) if least == 0}
    wave, number = list(ranks), 0
    while wave:
        number += 1
        following: list[int] = []
        for node in wave:
            for parent in parents[node]:
                missing[parent] -= 1
                if missing[parent] <= 0 and parent not in ranks:
                    ranks[parent] = number
                    following.append(parent)
        wave = following
    return ranks


@dataclass(frozen=True, slots=True)
class _Fallen:
    """What is down, and in which wave it fell."""

    model: Model
    fails: frozenset[str]
    waves: dict[str, int]
    people_act: bool

    def steps(self, name: str) -> tuple[Step, ...]:
        """The steps that lead to a component, causes first, without recursion."""
        stack = [(name, False)]
        made: dict[str, Step] = {}
        found: list[Step] = []
        while stack:
            at, ready = stack.pop()
            if ready:
                found.append(made[at])
            elif at not in made:
                made[at] = self._step(self.model.components[at])
                stack.append((at, True))
                stack += [(cause, False) for cause in reversed(made[at].because)]
        return tuple(found)

    def _step(self, component: Component) -> Step:
        name = component.name
        if name in self.fails:
            return Step(name, "", "fails", (), (), component.path)
        before = {n for n, wave in self.waves.items() if wave < self.waves[name]}
        view = View(self.model, before, self.people_act)
        place = component.placement
        if place is not None and not view.met(place):
            losses, gate = _losses(view, place, ())
            return Step(name, "in", gate, view.culprits(place), losses, place.path)
        for need in component.needs:
            if need.hard and not view.met(need.requirement, need.wants):
                losses, gate = _losses(view, need.requirement, need.wants)
                because = view.culprits(need.requirement, need.wants)
                return Step(name, need.slot, gate, because, losses, need.path)
        raise AssertionError(f"{name} fell without a reason")


def _losses(view: View, requirement: Requirement, wants: Wants) -> tuple[tuple[Loss, ...], str]:
    match requirement:
        case Choice(options):
            gate = "no option left" if len(options) > 1 else "the only option"
            return tuple(view.losses(requirement, wants)), gate
        case AnyOf(options, at_least):
            return tuple(view.losses(requirement, wants)), f"{at_least} of {len(options)} needed"
        case AllOf(items):
            return (), f"all of {len(items)} needed"
        case _:
            return (), "the only option"


def saved_needs(model: Model, down: Collection[str]) -> tuple[Saved, ...]:
    """Every need that lost options and is met all the same, of components that are not down.

    Args:
        model: the model.
        down: the components that are down after people acted.
    """
    view = View(model, down)
    alive = (c for name, c in model.components.items() if name not in down)
    return tuple(saved for c in alive for saved in _saved_of(view, c))


def _saved_of(view: View, component: Component) -> Iterator[Saved]:
    for need in component.needs:
        node = need.requirement
        if need.at_start == "only" or not isinstance(node, (Choice, AnyOf)):
            continue
        losses = tuple(x for x in view.losses(node, need.wants) if x.role != "ruled out")
        serving = view.available(node, need.wants)
        if not losses or not view.met(node, need.wants):
            continue
        if isinstance(node, AnyOf):
            runs_on = ", ".join(said(o.requirement) for o in serving)
            yield Saved(component.name, need.slot, losses, serving[0], runs_on)
        elif serving[0] is not node.primary:
            runs_on = said(serving[0].requirement)
            yield Saved(component.name, need.slot, losses, serving[0], runs_on)


def _saved(model: Model, view: View, name: str) -> tuple[Saved, ...]:
    """The saved needs on the way from a component."""
    found: list[Saved] = []
    seen = {name}
    queue = [name]
    while queue:
        component = model.components[queue.pop(0)]
        found += (s for s in _saved_of(view, component) if _is_hard(component, s.need))
        for need in component.needs:
            if need.hard:
                _queue(need.requirement, seen, queue)
        if component.placement is not None:
            _queue(component.placement, seen, queue)
    return tuple(found)


def _is_hard(component: Component, slot: str) -> bool:
    return any(need.hard for need in component.needs if need.slot == slot)


def _queue(requirement: Requirement, seen: set[str], queue: list[str]) -> None:
    for ref in targets(requirement):
        if ref.name not in seen:
            seen.add(ref.name)
            queue.append(ref.name)


def _degraded(model: Model, after: dict[str, State], name: str) -> tuple[str, ...]:
    """Why a component is degraded, in words, one per need."""
    view = View(model, {n for n, s in after.items() if s == "down"})
    reasons: list[str] = []
    component = model.components[name]
    if component.placement is not None:
        flaw = _flaw(view, after, component.placement)
        reasons += [f"it lies in {flaw}"] if flaw else []
    for need in component.needs:
        if need.soft and not view.met(need.requirement, need.wants):
            reasons.append(f"{need.address} is unmet, which it can do without")
        elif need.hard:
            flaw = _flaw(view, after, need.requirement, need.wants)
            reasons += [f"{need.address} runs on {flaw}"] if flaw else []
    return tuple(reasons)


def _flaw(
    view: View,
    after: dict[str, State],
    requirement: Requirement,
    wants: Wants = (),
    today: bool = True,
) -> str:
    """Rule 2: what a requirement is met by, when not by enough that is sound; else ""."""
    match requirement:
        case Ref(name):
            return f"{name}, which is degraded" if after[name] == "degraded" else ""
        case AllOf(items):
            flaws = [_flaw(view, after, item, wants, today) for item in items]
            return next(filter(None, flaws), "")
        case AnyOf() | Choice():
            least = requirement.at_least if isinstance(requirement, AnyOf) else 1
            flaws = [
                f"{said(option.requirement)}, a degraded option"
                if option.degraded
                else _flaw(view, after, option.requirement, wants, runs_today)
                for option, loss, runs_today in view.judged(requirement, wants, today)
                if loss is None
            ]
            return "" if flaws.count("") >= least else next(filter(None, flaws))
