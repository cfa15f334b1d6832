"""What a change does to blast radii, recovery times and unavailabilities."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import isclose

from drctl.analysis.causes import causes
from drctl.analysis.risks import availability
from drctl.analysis.unavailability import own_unavailability
from drctl.analysis.unchanged import differing
from drctl.assessment import Assessment
from drctl.audit.change import Effect
from drctl.model.component import Component
from drctl.model.draft import beside, needed, procedures_named
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements
from drctl.model.requirement import refs

SERVICES = 50
"""Services whose recovery and unavailability are compared, at most."""

CAUSES = 400
"""Causes that are played in time of each model, at most."""

NODES = 10_000
"""Nodes of one decision diagram, at most."""


def effects(before: Assessment, after: Assessment) -> tuple[tuple[Effect, ...], int]:
    """The figures that a change moved.

    Args:
        before: the model before it.
        after: the model after it.

    Returns:
        The effects, by tier and component, and the number of services that the change may touch
        and whose recovery and unavailability were not compared.

    Notes:
        Blast radii are counted for all, by the sweeps that the audit has made. The rest is worked
        out for services in both models that need, at any depth, something that the change
        touched: the highest tier first, while what they need, and so what may take them down,
        stays within `CAUSES`. Where rates are written overload may run against the needs, and all
        causes are played or none.
    """
    models = (before.model, after.model)
    ranked = _ranked(after.model)
    touched = differing(*models)
    reached = frozenset().union(*(_above(model, touched) for model in models))
    concerned = [c for c in ranked if c.name in reached and c.name in before.model.components]
    told: list[Component] = []
    below: set[str] = set()
    for component in concerned[:SERVICES]:
        cone = frozenset().union(*(_below(model, component.name) for model in models))
        if len(below | cone) <= CAUSES:
            below |= cone
            told.append(component)
    found = [
        *_radii(before, after),
        *_recoveries(before, after, told, below),
        *_unavailabilities(before, after, told, below),
    ]
    order = {component.name: number for number, component in enumerate(ranked)}
    found.sort(key=lambda e: (order.get(e.component, len(order)), e.component, e.aspect))
    return tuple(found), len(concerned) - len(told)


def _ranked(model: Model) -> list[Component]:
    tiers = [*model.policy.tiers]
    rank = {tier: number for number, tier in enumerate(tiers)}
    return sorted(
        model.of_kind("service"), key=lambda c: (rank.get(c.tier or "", len(tiers)), c.name)
    )


def _direct(model: Model, name: str) -> set[str]:
    """What a component names: its needs, its placement, its repair, the steps of its people."""
    component = model.components.get(name)
    if component is None:
        return set()
    requirements = [*needed(component), *beside(component)]
    for procedure, _ in procedures_named(component):
        requirements += procedure_requirements(model.procedures, procedure)
    return {ref.name for requirement in requirements for ref in refs(requirement)}


def _below(model: Model, name: str) -> set[str]:
    """A component with all that it needs at any depth; cut short above `CAUSES`."""
    seen, left = {name}, [name]
    while left and len(seen) <= CAUSES:
        more = _direct(model, left.pop()) - seen
        seen |= more
        left += more
    return seen


def _above(model: Model, names: Collection[str]) -> set[str]:
    """Components with all that need one of them at any depth."""
    if not names:
        return set()
    users: dict[str, list[str]] = {}
    for name in model.components:
        for used in _direct(model, name):
            users.setdefault(used, []).append(name)
    seen, left = set(names), list(names)
    while left:
        more = set(users.get(left.pop(), ())) - seen
        seen |= more
        left += more
    return seen


def _radii(before: Assessment, after: Assessment) -> Iterator[Effect]:
    old, new = before.sweep.blast, after.sweep.blast
    for name in sorted(old.keys() | new.keys()):
        was, is_now = old.get(name), new.get(name)
        # What came or went and takes nothing down has nothing to tell.
        if was != is_now and (was or is_now):
            yield Effect(name, "blast_radius", was, is_now)


def _recoveries(
    before: Assessment, after: Assessment, told: Sequence[Component], below: Collection[str]
) -> Iterator[Effect]:
    if not told:
        return
    old, new = (_longest(each, [c.name for c in told], below) for each in (before, after))
    for component in told:
        was, is_now = old.get(component.name), new.get(component.name)
        if was != is_now:
            yield Effect(component.name, "recovery", was, is_now, component.promise.rto)


def _longest(
    assessment: Assessment, names: Collection[str], below: Collection[str]
) -> dict[str, float]:
    """The longest time for which anything keeps each down, where all that matters is written."""
    model, outcomes = assessment.model, assessment.outcomes
    played = [c for c in causes(model) if outcomes.cascades.possible or not _apart(c.fails, below)]
    if len(played) > CAUSES:
        return {}
    least, most = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    for cause in played:
        reader = outcomes.times(cause)
        for name in reader.hit():
            if name in least:
                bounds = reader.bounds(name)
                least[name] = max(least[name], bounds.least)
                most[name] = max(most[name], bounds.most)
    return {name: time for name, time in least.items() if time == most[name]}


def _apart(fails: Iterable[str], below: Collection[str]) -> bool:
    return not any(name in below for name in fails)


def _unavailabilities(
    before: Assessment, after: Assessment, told: Sequence[Component], below: Collection[str]
) -> Iterator[Effect]:
    figures = (
        own_unavailability(model.components[name])
        for model in (before.model, after.model)
        for name in below
        if name in model.components
    )
    if not any(figures):
        return
    for component in told:
        was, is_now = (_unavailable(each, component.name) for each in (before, after))
        if was is None or is_now is None or not isclose(was, is_now, rel_tol=1e-9):
            if was is None and is_now is None:
                continue
            slo = component.promise.slo
            limit = None if slo is None else 1 - slo
            yield Effect(component.name, "unavailability", was, is_now, limit)


def _unavailable(assessment: Assessment, name: str) -> float | None:
    return availability(assessment.model, assessment.graph, name, budget=NODES).before.value
