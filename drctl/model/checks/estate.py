"""Names that policy, procedures, scenarios, drills and acceptances use."""

from collections.abc import Iterator
from typing import Any

from drctl.finding import Finding
from drctl.model.component import Component
from drctl.model.draft import Draft
from drctl.model.errors import did_you_mean, error
from drctl.model.language.estate import (
    Expectation,
    FailsComponent,
    FailsJurisdiction,
    FailsVendor,
    Scenario,
)
from drctl.model.language.requirement import Requirement
from drctl.model.read import requirement
from drctl.model.requirement import refs
from drctl.model.source import Path, Side


def check(draft: Draft) -> Iterator[Finding]:
    """Unknown names outside components, and scenarios that fail what never fails."""
    model = draft.model
    for i, name in enumerate(model.policy.hosted_on or ()):
        yield from _component(draft, name, ("policy", "hosted_on", i))
    for kind, failure in model.policy.failure.items():
        path: Path = ("policy", "failure", kind)
        yield from _names(draft, failure.requires, (*path, "requires"))
        if failure.procedure and failure.procedure not in draft.declared["procedures"]:
            known = draft.declared["procedures"]
            yield draft.unknown("procedure", failure.procedure, known, (*path, "procedure"))
    for name, procedure in model.procedures.items():
        yield from _names(draft, procedure.requires, ("procedures", name, "requires"))
        for i, step in enumerate(procedure.steps):
            yield from _names(draft, step.requires, ("procedures", name, "steps", i, "requires"))
    for name, scenario in model.scenarios.items():
        yield from _scenario(draft, scenario, ("scenarios", name))
    yield from _drills(draft)
    yield from _accepted(draft)


def _component(
    draft: Draft, name: str, path: Path, side: Side = "value"
) -> Iterator[Finding]:
    if name not in draft.components:
        yield draft.unknown("component", name, draft.components, path, side)


def _names(draft: Draft, shape: Requirement | None, path: Path) -> Iterator[Finding]:
    if shape is not None:
        for ref in refs(requirement(shape, path)):
            yield from _component(draft, ref.name, ref.path)


def _need(
    draft: Draft, address: str, path: Path, side: Side = "value"
) -> Iterator[Finding]:
    name, dot, slot = address.partition(".")
    component = draft.model.components.get(name)
    if name not in draft.components:
        yield from _component(draft, name, path, side)
    elif component is None or (slot == "in" and component.placement is not None):
        return
    elif not dot or component.need(slot) is None:
        yield _no_slot(draft, component, slot, path, side)


def _no_slot(draft: Draft, component: Component, slot: str, path: Path, side: Side) -> Finding:
    slots = [need.slot for need in component.needs]
    listed = ", ".join(slots) or "none"
    what = f'"{component.name}" has no need "{slot}"; its needs are: {listed}'
    place = draft.model.place(path, side)
    return error("unknown-name", what, place, did_you_mean(slot, slots))


def _scenario(draft: Draft, scenario: Scenario, path: Path) -> Iterator[Finding]:
    for i, fails in enumerate(scenario.fails or ()):
        yield from _fails(draft, fails, (*path, "fails", i))
    for i, store in enumerate(scenario.corrupts or ()):
        yield from _store(draft, store, (*path, "corrupts", i))
    for address in scenario.surge:
        yield from _need(draft, address, (*path, "surge", address), "key")
    for name, expected in scenario.expect.items():
        yield from _component(draft, name, (*path, "expect", name), "key")
        component = draft.model.components.get(name)
        loss = expected.data_loss if isinstance(expected, Expectation) else None
        if component is not None and isinstance(loss, dict):
            for store in loss:
                yield from _store(
                    draft, f"{name}.{store}", (*path, "expect", name, "data_loss", store)
                )


def _fails(draft: Draft, fails: Any, path: Path) -> Iterator[Finding]:
    model = draft.model
    match fails:
        case FailsVendor(vendor=vendor):
            known = frozenset(c.spec.vendor for c in model.components.values() if c.spec.vendor)
            if vendor not in known:
                yield draft.unknown("vendor", vendor, known, (*path, "vendor"))
        case FailsJurisdiction(jurisdiction=country):
            stated = (c.spec.jurisdiction for c in model.components.values())
            known = frozenset(j for j in stated if j)
            if country not in known:
                yield draft.unknown("jurisdiction", country, known, (*path, "jurisdiction"))
        case _:
            mapped = isinstance(fails, FailsComponent)
            name = fails.component if mapped else fails
            where = (*path, "component") if mapped else path
            yield from _component(draft, name, where)
            component = model.components.get(name)
            if component is not None and not component.can_fail:
                what = f'"{name}" never fails by itself (failure: never), so no scenario fails it'
                places = (model.place(where, "value"), model.place((*component.path, "failure")))
                yield error("contradiction", what, places)


def _store(draft: Draft, address: str, path: Path) -> Iterator[Finding]:
    name, _, store = address.partition(".")
    component = draft.model.components.get(name)
    if name not in draft.components:
        yield from _component(draft, name, path)
    elif component is not None and store not in dict(component.data):
        stores = sorted(dict(component.data))
        what = f'"{name}" keeps no store "{store}"; its stores are: {", ".join(stores) or "none"}'
        place = draft.model.place(path, "value")
        yield error("unknown-name", what, place, did_you_mean(store, stores))


def _drills(draft: Draft) -> Iterator[Finding]:
    for i, drill in enumerate(draft.model.drills):
        path: Path = ("drills", i)
        if drill.need is not None:
            yield from _need(draft, drill.need, (*path, "need"))
        if drill.option is not None:
            yield from _component(draft, drill.option, (*path, "option"))
        known = draft.declared["scenarios"]
        if drill.scenario is not None and drill.scenario not in known:
            yield draft.unknown("scenario", drill.scenario, known, (*path, "scenario"))
        if drill.need is None and drill.scenario is None and drill.runbook is None:
            what = "a drill says what it rehearsed: need, scenario or runbook"
            yield error("missing-key", what, draft.model.place(path))


def _accepted(draft: Draft) -> Iterator[Finding]:
    for i, accepted in enumerate(draft.model.accepted):
        path: Path = ("accepted", i)
        if "." in accepted.object:
            yield from _need(draft, accepted.object, (*path, "object"))
        else:
            yield from _component(draft, accepted.object, (*path, "object"))
        for j, name in enumerate(accepted.cause or ()):
            yield from _component(draft, name, (*path, "cause", j))
