"""Who is hit by a failure, in which state, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from drctl.analysis.availability import View
from drctl.analysis.states import State
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Option, Requirement, refs, said
from drctl.render.subjects import Subject, rank


@dataclass(frozen=True, slots=True)
class Hit:
    """One component that is not up all the time, and the next reason for it."""

    name: str
    title: str
    kind: str
    tier: str
    owner: str
    before: State
    after: State
    why: str
    rto: float | None

    @property
    def waits(self) -> bool:
        """Whether it is down only until people act."""
        return self.before == "down" and self.after != "down"


def hits(model: Model, subject: Subject) -> tuple[Hit, ...]:
    """Everything that a failure hits, the most important tier first."""
    components = [model.components[name] for name in subject.hit()]
    before = View(model, subject.down(people_act=False), people_act=False)
    after = View(model, subject.down(people_act=True))
    found = []
    for component in sorted(components, key=lambda c: rank(model, c)):
        first = subject.states.before[component.name]
        last = subject.states.after[component.name]
        if last == "down":
            why = _lost(component, after)
        elif first == "down":
            why = _lost(component, before)
        else:
            states = subject.states.after if last == "degraded" else subject.states.before
            why = _degraded(component, after if last == "degraded" else before, states)
        found.append(
            Hit(
                name=component.name,
                title=component.title,
                kind=component.kind,
                tier=component.tier or "",
                owner=component.spec.owner or "",
                before=first,
                after=last,
                why=why,
                rto=component.promise.rto,
            )
        )
    return tuple(found)


def _lost(component: Component, view: View) -> str:
    """The first thing that a component is down for want of."""
    if component.placement is not None and not view.met(component.placement):
        return f"lies in {_listed(view.culprits(component.placement))}"
    for need in component.needs:
        if need.hard and not view.met(need.requirement, need.wants):
            culprits = _listed(view.culprits(need.requirement, need.wants))
            if culprits:
                return f"{need.slot} needs {culprits}"
            return f"{need.slot} waits for a person to switch"
    return "cannot run"


def _degraded(component: Component, view: View, states: dict[str, State]) -> str:
    for need in component.needs:
        if need.soft and not view.met(need.requirement, need.wants):
            return f"does without {need.slot} ({_listed(view.culprits(need.requirement))})"
    for need in component.needs:
        if not need.hard:
            continue
        serving = _serving(view, need)
        if serving is not None and serving.degraded:
            return f"{need.slot} runs on {said(serving.requirement)}, a degraded option"
        worse = _impaired(need.requirement, states)
        if worse:
            return f"{need.slot} rests on {worse}, which is {states[worse]}"
    worse = _impaired(component.placement, states)
    return f"lies in {worse}, which is {states[worse]}" if worse else "degraded"


def _serving(view: View, need: Need) -> Option | None:
    if isinstance(need.requirement, Choice):
        return next(iter(view.available(need.requirement, need.wants)), None)
    return None


def _impaired(requirement: Requirement | None, states: dict[str, State]) -> str:
    return next((r.name for r in refs(requirement) if states[r.name] == "degraded"), "")


def _listed(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return " and ".join(names) if len(names) < 3 else f"{names[0]}, {names[1]} and {names[2]}"
