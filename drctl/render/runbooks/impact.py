"""Who is hit by a failure, in which state, for how long, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from drctl.analysis.availability import View
from drctl.analysis.overloads import listed
from drctl.analysis.ranking import rank
from drctl.analysis.recovery_verdict import verdict
from drctl.analysis.states import State
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Option, Requirement, refs, said
from drctl.model.times import lasting
from drctl.render.subjects import Subject

VERDICTS = {"achievable": "kept", "not achievable": "broken", "unknown": "unknown", "no RTO": ""}


@dataclass(frozen=True, slots=True)
class Down:
    """How long something is down, in seconds, and whether its RTO is kept.

    `least` and `most` differ where a time is not written. `verdict` is one of `VERDICTS`, ""
    without a promise. `surge` says that demand keeps it down, for as long as that lasts.
    """

    least: float
    most: float
    rto: float | None
    verdict: str
    surge: bool = False

    @property
    def told(self) -> str:
        """The time in words."""
        return "as long as the surge lasts" if self.surge else lasting(self.least, self.most)


@dataclass(frozen=True, slots=True)
class Hit:
    """One component that is not up all the time, and the next reason for it.

    `down` is None for one that is never down, and where times are not told.
    """

    name: str
    title: str
    kind: str
    tier: str
    owner: str
    before: State
    after: State
    why: str
    rto: float | None
    down: Down | None

    @property
    def waits(self) -> bool:
        """Whether it is down only until people act."""
        return self.before == "down" and self.after != "down"

    @property
    def brief(self) -> bool:
        """Whether it is down only until something has switched by itself."""
        return self.before == self.after == "up"

    @property
    def by_people(self) -> bool:
        """Whether it goes down only once people have switched."""
        return self.before != "down" and self.after == "down"


def hits(model: Model, subject: Subject) -> tuple[Hit, ...]:
    """Everything that a failure hits: first what stays hit, the most important tier first."""
    brief = subject.interrupted()
    components = [model.components[name] for name in (*subject.hit(), *brief)]
    why = _Reasons(model, subject, frozenset(brief))
    return tuple(
        Hit(
            name=component.name,
            title=component.title,
            kind=component.kind,
            tier=component.tier or "",
            owner=component.spec.owner or "",
            before=subject.states.before[component.name],
            after=subject.states.after[component.name],
            why=why.of(component),
            rto=component.promise.rto,
            down=down_for(model, subject, component.name),
        )
        for component in sorted(components, key=lambda c: (c.name in brief, *rank(model, c)))
    )


def down_for(model: Model, subject: Subject, name: str) -> Down | None:
    """How long a failure keeps a component down; None when it doesn't, or nobody can tell."""
    if not subject.timed:
        return None
    times = subject.outcome.times
    found = times.bounds(name)
    if found.most == 0:
        return None
    rto = model.components[name].promise.rto
    surge = bool(subject.outcome.cause.surge) and found.least == inf
    surge = surge and not times.recovery(name).deadlock
    return Down(found.least, found.most, rto, VERDICTS[verdict(rto, [found])], surge)


def length(down: Down) -> tuple[float, float]:
    """By what the longest comes first: what is sure, then what may be."""
    return -down.least, -down.most


def open_ended(down: Down) -> bool:
    """Whether what is written does not tell when it ends."""
    return down.least < down.most == inf


class _Reasons:
    """Says why components are hit by one failure."""

    def __init__(self, model: Model, subject: Subject, brief: frozenset[str]) -> None:
        self.subject = subject
        self.brief = brief
        self.before = View(model, subject.down(people_act=False), people_act=False)
        self.after = View(model, subject.down(people_act=True))

    def of(self, component: Component) -> str:
        """The next reason why a component is not up all the time."""
        name, states = component.name, self.subject.states
        first, last = states.before[name], states.after[name]
        overloads = self.subject.overloads
        if "down" in (first, last) and name in overloads.felled:
            _, people_act, weighed = overloads.felled[name]
            when = " once people have switched" if people_act else ""
            return f"overload{when}: {weighed.why}"
        if last == "down":
            return _lost(component, self.after)
        if first == "down":
            return _lost(component, self.before)
        if (first, last) == ("up", "up"):
            return _waited(component, self.before, self.brief)
        for weighed in overloads.shedding if last == "degraded" else overloads.relieved:
            if weighed.name == name:
                return f"sheds load: {weighed.why}"
        if last == "degraded":
            return _degraded(component, self.after, states.after)
        return _degraded(component, self.before, states.before)


def _lost(component: Component, view: View) -> str:
    """The first thing that a component is down for want of."""
    if component.placement is not None and not view.met(component.placement):
        return f"lies in {listed(view.culprits(component.placement))}"
    for need in component.needs:
        if need.hard and not view.met(need.requirement, need.wants):
            culprits = listed(view.culprits(need.requirement, need.wants))
            if culprits:
                return f"{need.slot} needs {culprits}"
            return f"{need.slot} waits for a person to switch"
    return "cannot run"


def _waited(component: Component, view: View, brief: frozenset[str]) -> str:
    """What a component waited for that is up again without people."""
    for need in component.needs:
        if not need.hard:
            continue
        serving = _serving(view, need)
        if (
            serving is not None
            and isinstance(need.requirement, Choice)
            and serving is not need.requirement.primary
        ):
            return f"{need.slot} goes over to {said(serving.requirement)} by itself"
        waits = next((r.name for r in refs(need.requirement) if r.name in brief), "")
        if waits:
            return f"{need.slot} waits for {waits}"
    waits = next((r.name for r in refs(component.placement) if r.name in brief), "")
    return f"lies in {waits}" if waits else "starts again by itself"


def _degraded(component: Component, view: View, states: Mapping[str, State]) -> str:
    for need in component.needs:
        if need.soft and not view.met(need.requirement, need.wants):
            return f"does without {need.slot} ({listed(view.culprits(need.requirement))})"
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


def _impaired(requirement: Requirement | None, states: Mapping[str, State]) -> str:
    return next((r.name for r in refs(requirement) if states[r.name] == "degraded"), "")
