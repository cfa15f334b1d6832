"""How failures take a component down, gate by gate, or which fallback saves it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from drctl.analysis.availability import Loss, View
from drctl.analysis.cascade import NO_CASCADE, Cascade, Cascades
from drctl.analysis.causes import several
from drctl.analysis.falls import Falls, Reasons, Step
from drctl.analysis.outcome import Outcome, Outcomes
from drctl.analysis.states import Standing, State
from drctl.graph import FaultGraph, Question
from drctl.graph.spread import Spread
from drctl.graph.wants import Wants
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Option, Ref, Requirement, said, targets


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


class Explainer:
    """Explains one model; what several questions share is worked out once."""

    def __init__(self, model: Model, graph: FaultGraph, cascades: Cascades) -> None:
        """Take a model, its fault graph and its cascades."""
        self._model = model
        self._graph = graph
        self._cascades = cascades
        # Questions about the same failure come together, so the latest are enough.
        self._asked: tuple[frozenset[str], Cascade] | None = None
        self._falls: dict[bool, Falls] = {}
        self._reasons = {act: Reasons(model, people_act=act) for act in (False, True)}

    def explain(self, outcome: Outcome, component: str) -> Explanation:
        """Explain a component's state.

        Args:
            outcome: what comes of a cause.
            component: whose state is explained.

        Returns:
            The explanation, of a shortest chain of conditions.

        Raises:
            KeyError: a name is no component.

        Notes:
            Conditions are found in waves from the failures (breadth first), so every step rests
            on steps of earlier waves; linear in what falls, once per cause. What overload fells
            is explained by all that the model sends.
        """
        self._turn_to(outcome.cause.fails, outcome.cascade)
        states = outcome.states
        before, after = states.before[component], states.after[component]
        falls = self._fall(people_act=before != "down" or after == "down")
        model, down = self._model, states.after.down
        saved = _saved(model, View(model, down), component) if after != "down" else ()
        degraded = self._degraded(outcome, component) if after == "degraded" else ()
        return Explanation(component, before, after, falls.steps(component), saved, degraded)

    def falls(self, outcome: Outcome, component: str, *, people_act: bool) -> tuple[Step, ...]:
        """The steps by which a component goes down before people act, or after; else none.

        Raises:
            KeyError: a name is no component.
        """
        self._turn_to(outcome.cause.fails, outcome.cascade)
        return self._fall(people_act=people_act).steps(component)

    def steps(self, fails: Collection[str], component: str) -> tuple[Step, ...]:
        """The steps by which failures take a component down for good, overload left out.

        Args:
            fails: the components that fail.
            component: what falls.

        Returns:
            The steps; none when it stands.

        Raises:
            KeyError: a failure is no component.

        Notes:
            What stands is not looked at: linear in what falls, once per set of failures.
        """
        self._turn_to(fails, NO_CASCADE)
        return self._fall(people_act=True).steps(component)

    def _turn_to(self, fails: Collection[str], cascade: Cascade) -> None:
        failed, last = frozenset(fails), self._asked
        if last is None or last[0] != failed or last[1] is not cascade:
            self._asked, self._falls = (failed, cascade), {}

    def _fall(self, *, people_act: bool) -> Falls:
        assert self._asked is not None
        if people_act not in self._falls:
            fails, cascade = self._asked
            waves = cascade.waves if people_act else cascade.before.waves
            graph = self._graph
            spread = Spread(graph.ways(Question.EVENTUAL if people_act else Question.INSTANT))
            spread.add(graph.ids[name] for name in fails)
            overloaded = {}
            for wave in waves:
                spread.add(graph.ids[overload.component] for overload in wave.overloads)
                for overload in wave.overloads:
                    pushed = self._cascades.pushed_by(overload.component, wave.situation)
                    overloaded[overload.component] = overload, pushed
            down = {graph.names[n]: wave for n, wave in spread.found.items() if n < len(graph)}
            falls = Falls(self._model, fails, down, overloaded, self._reasons[people_act])
            self._falls[people_act] = falls
        return self._falls[people_act]

    def _degraded(self, outcome: Outcome, name: str) -> tuple[str, ...]:
        sheds = tuple(
            f"{name} sheds load: {o.told}"
            for o in outcome.cascade.after.shedding
            if o.component == name
        )
        return (*sheds, *_degraded(self._model, outcome.states.after, name))


def explain(
    model: Model, graph: FaultGraph, fails: Collection[str], component: str
) -> Explanation:
    """One explanation; for more, `Explainer` shares the work."""
    outcomes = Outcomes(model, graph)
    explainer = Explainer(model, graph, outcomes.cascades)
    return explainer.explain(outcomes.of(several(fails)), component)


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


def _degraded(model: Model, after: Standing, name: str) -> tuple[str, ...]:
    """Why a component is degraded, in words, one per need."""
    view = View(model, after.down)
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
    after: Mapping[str, State],
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
