"""In which order components fall, and what takes each of them down."""

from collections.abc import Mapping
from dataclasses import dataclass

from drctl.analysis.availability import Loss, View
from drctl.analysis.cascade import Overload
from drctl.graph.wants import Wants
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Requirement
from drctl.model.source import Path


@dataclass(frozen=True, slots=True)
class Step:
    """One component goes down: by itself or by overload (`need` ""), or for want of a need.

    `because` names the down components that suffice; `gate` says how they combine. Of an
    `overload` they are those whose loss sent the load here.
    """

    component: str
    need: str
    gate: str
    because: tuple[str, ...]
    losses: tuple[Loss, ...]
    path: Path
    overload: Overload | None = None

    @property
    def address(self) -> str:
        """The need's address, or the component's name."""
        return f"{self.component}.{self.need}" if self.need else self.component


class Reasons:
    """The steps of one model, by what is down of all that a component needs.

    Nothing else decides them, so different failures share most.
    """

    def __init__(self, model: Model, *, people_act: bool) -> None:
        """Take a model; steps are worked out when asked for."""
        self._model = model
        self._people_act = people_act
        self._names: dict[str, tuple[str, ...]] = {}
        self._made: dict[tuple[str, ...], Step] = {}

    def step(self, component: Component, waves: Mapping[str, int]) -> Step:
        """Why a component falls, given the waves in which others do."""
        name = component.name
        wave = waves[name]
        down = [n for n in self._needed(component) if waves.get(n, wave) < wave]
        key = (name, *down)
        if key not in self._made:
            self._made[key] = _worked_out(View(self._model, down, self._people_act), component)
        return self._made[key]

    def _needed(self, component: Component) -> tuple[str, ...]:
        if component.name not in self._names:
            view = View(self._model, ())
            found = set() if component.placement is None else {*view.names(component.placement)}
            found.update(*(view.names(need.requirement) for need in component.needs if need.hard))
            self._names[component.name] = tuple(sorted(found))
        return self._names[component.name]


def _worked_out(view: View, component: Component) -> Step:
    name, place = component.name, component.placement
    if place is not None and not view.met(place):
        losses, gate = _losses(view, place, ())
        return Step(name, "in", gate, view.culprits(place), losses, place.path)
    for need in component.needs:
        if need.hard and not view.met(need.requirement, need.wants):
            losses, gate = _losses(view, need.requirement, need.wants)
            because = view.culprits(need.requirement, need.wants)
            return Step(name, need.slot, gate, because, losses, need.path)
    raise AssertionError(f"{name} fell without a reason")


class Falls:
    """What falls with given failures, and the step by which each component does."""

    def __init__(
        self,
        model: Model,
        fails: frozenset[str],
        waves: dict[str, int],
        overloaded: Mapping[str, tuple[Overload, tuple[str, ...]]],
        reasons: Reasons,
    ) -> None:
        """Take the waves in which components fall; steps are worked out when asked for.

        `overloaded` gives those that fail by overload, and whose loss sent the load there.
        """
        self._model = model
        self._fails = fails
        self._waves = waves
        self._overloaded = overloaded
        self._reasons = reasons
        self._made: dict[str, Step] = {}

    def steps(self, name: str) -> tuple[Step, ...]:
        """The steps that lead to a component, causes first; none when it stands."""
        if name not in self._waves:
            return ()
        # Without recursion: a chain may be longer than Python's stack.
        stack = [(name, False)]
        seen: set[str] = set()
        found: list[Step] = []
        while stack:
            at, ready = stack.pop()
            if ready:
                found.append(self._step(at))
            elif at not in seen:
                seen.add(at)
                stack.append((at, True))
                # What sent a load here before people acted may be up again by now.
                causes = [name for name in self._step(at).because if name in self._waves]
                stack += [(cause, False) for cause in reversed(causes)]
        return tuple(found)

    def _step(self, name: str) -> Step:
        if name not in self._made:
            self._made[name] = self._worked_out(self._model.components[name])
        return self._made[name]

    def _worked_out(self, component: Component) -> Step:
        name = component.name
        if name in self._fails:
            return Step(name, "", "fails", (), (), component.path)
        if name in self._overloaded:
            overload, because = self._overloaded[name]
            path = (*component.path, "capacity")
            return Step(name, "", "over capacity", because, (), path, overload)
        return self._reasons.step(component, self._waves)


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
