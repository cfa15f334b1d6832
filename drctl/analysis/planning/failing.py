"""A failure with what a plan is made from: what it makes switch, and the procedures in play."""

from collections.abc import Iterator
from dataclasses import dataclass

from drctl.analysis.causes import failure
from drctl.analysis.outcome import Outcome, Outcomes
from drctl.analysis.overloads import Overloads, overloads
from drctl.analysis.planning.procedures import Parameters, parameters
from drctl.analysis.switches import Switch, Switches
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import Ref


@dataclass(frozen=True, slots=True)
class Failing:
    """A failure with what a plan is made from.

    `subject` is its page's name, "" without one; `component` is what fails alone, None for a
    scenario or several. `found` are the needs that it makes switch; `own` those inside what never
    fails by itself, with what comes of the failure of what serves them.
    """

    subject: str
    title: str
    component: Component | None
    outcome: Outcome
    found: tuple[Switch, ...]
    own: tuple[tuple[Switch, Outcome], ...] = ()


def failing(
    model: Model,
    outcomes: Outcomes,
    outcome: Outcome,
    switches: Switches,
    told: Overloads | None = None,
) -> Failing:
    """What a plan is made from.

    Args:
        model: the model.
        outcomes: gives what comes of other failures.
        outcome: what comes of this one.
        switches: gives what a failure makes switch.
        told: what overload does in it, where that is known already.
    """
    cause = outcome.cause
    weighed = overloads(model, outcomes.cascades, outcome) if told is None else told
    found = switches.of(outcome, weighed)
    if cause.kind == "scenario":
        title = model.scenarios[cause.name].title or cause.name
        return Failing(f"scenario-{cause.name}", title, None, outcome, found)
    component = model.components.get(cause.name) if cause.kind == "failure" else None
    if component is None:
        return Failing("", cause.words, None, outcome, found)
    own = tuple(_own(model, outcomes, component, switches))
    return Failing(
        f"{component.kind}-{component.name}", component.title, component, outcome, found, own
    )


def _own(
    model: Model, outcomes: Outcomes, component: Component, switches: Switches
) -> Iterator[tuple[Switch, Outcome]]:
    """The manual switches inside what never fails by itself: its plan is made for them."""
    if component.can_fail:
        return
    seen: set[str] = set()
    for need in component.needs:
        primary = getattr(need.requirement, "primary", None)
        if primary is None or not isinstance(primary.requirement, Ref):
            continue
        first = primary.requirement.name
        if not model.components[first].can_fail:
            continue
        outcome = outcomes.of(failure(first))
        told = overloads(model, outcomes.cascades, outcome)
        for switch in switches.own(outcome, told, component.name):
            if switch.manual and switch.address not in seen:
                seen.add(switch.address)
                yield switch, outcome


def asked_for(model: Model, given: Failing) -> Parameters:
    """The parameters of all procedures in play, those behind what serves next included."""
    return parameters(model, procedures(model, given))


def procedures(model: Model, given: Failing) -> list[str]:
    """The procedures in play, in a stable order."""
    found: dict[str, None] = {}
    for switch in (*given.found, *(s for s, _ in given.own)):
        for way in switch.ways:
            if way.procedure and not way.lost:
                found.setdefault(way.procedure)
    for name in given.outcome.cause.fails:
        own = model.components[name].failure
        if own is not None and own.procedure:
            found.setdefault(own.procedure)
    return list(found)
