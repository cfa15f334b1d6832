"""Names that policy, procedures, scenarios, drills and acceptances use."""

from collections.abc import Iterator
from typing import Any

from drctl.finding import Finding
from drctl.model.draft import Draft
from drctl.model.errors import did_you_mean, error
from drctl.model.language.estate import (
    Expectation,
    FailsComponent,
    FailsJurisdiction,
    FailsVendor,
    Scenario,
)
from drctl.model.source import Path, Side

ASPECTS = ("before_people_act", "data_loss", "state", "within")


def check(draft: Draft) -> Iterator[Finding]:
    """Unknown names outside components, and scenarios that fail what never fails."""
    model = draft.model
    for i, name in enumerate(model.policy.hosted_on or ()):
        yield from _component(draft, name, ("policy", "hosted_on", i))
    for kind, failure in model.policy.failure.items():
        known = draft.declared["procedures"]
        if failure.procedure and failure.procedure not in known:
            path: Path = ("policy", "failure", kind, "procedure")
            yield draft.unknown("procedure", failure.procedure, known, path)
    yield from _secrets(draft)
    for name, scenario in model.scenarios.items():
        yield from _scenario(draft, scenario, ("scenarios", name))
    yield from _drills(draft)
    yield from _accepted(draft)


def _secrets(draft: Draft) -> Iterator[Finding]:
    """Secret values that stand in the model."""
    for procedure, spec in draft.model.procedures.items():
        for name, written in spec.parameters.items():
            if written.secret and written.default is not None:
                path: Path = ("procedures", procedure, "parameters", name)
                what = f'"{name}" is secret, and its default stands here for all to read'
                places = tuple(draft.model.place((*path, key)) for key in ("default", "secret"))
                hint = "take the default out, and change the secret"
                yield error("contradiction", what, places, hint)


def _component(draft: Draft, name: str, path: Path, side: Side = "value") -> Iterator[Finding]:
    if name not in draft.components:
        yield draft.unknown("component", name, draft.components, path, side)


def _need(draft: Draft, address: str, path: Path, side: Side = "value") -> Iterator[Finding]:
    name, _, slot = address.partition(".")
    component = draft.model.components.get(name)
    if name not in draft.components:
        yield from _component(draft, name, path, side)
    elif component is None or draft.written((*component.path, "needs", slot)):
        return
    elif slot != "in" or not draft.written((*component.path, "in")):
        slots = draft.keys((*component.path, "needs"))
        slots += ["in"] if component.placement is not None else []
        yield _nothing_there(draft, address, "need", slots, path, side)


def _need_or_store(draft: Draft, address: str, path: Path) -> Iterator[Finding]:
    name, _, store = address.partition(".")
    component = draft.model.components.get(name)
    if component is None or not draft.written((*component.path, "data", store)):
        yield from _need(draft, address, path)


def _nothing_there(
    draft: Draft, address: str, kind: str, known: list[str], path: Path, side: Side = "value"
) -> Finding:
    """A need or store that its component has not."""
    name, dot, wanted = address.partition(".")
    if not dot:
        what = f'"{name}" is a component; what is wanted here is one of its {kind}s'
        hint = f"write {name}.{known[0]}" if known else f'"{name}" has no {kind}s'
    else:
        what = f'"{name}" has no {kind} "{wanted}"; its {kind}s: {", ".join(known) or "none"}'
        hint = did_you_mean(wanted, known)
    return error("unknown-name", what, draft.model.place(path, side), hint)


def _scenario(draft: Draft, scenario: Scenario, path: Path) -> Iterator[Finding]:
    for i, fails in enumerate(scenario.fails or ()):
        yield from _fails(draft, fails, (*path, "fails", i))
    for i, store in enumerate(scenario.corrupts or ()):
        yield from _store(draft, store, (*path, "corrupts", i))
    for address in scenario.surge:
        yield from _surge(draft, address, (*path, "surge", address))
    for name, expected in scenario.expect.items():
        yield from _component(draft, name, (*path, "expect", name), "key")
        if name in draft.components and isinstance(expected, Expectation):
            yield from _expected(draft, name, expected, (*path, "expect", name))


def _expected(draft: Draft, name: str, expected: Expectation, path: Path) -> Iterator[Finding]:
    """A test that can't fail is no test: an expectation has to expect something."""
    loss = expected.data_loss
    for store in loss if isinstance(loss, dict) else ():
        yield from _store(draft, f"{name}.{store}", (*path, "data_loss", store), "key")
    asked = {key for key in draft.keys(path) if key in ASPECTS}
    if not asked or (asked == {"data_loss"} and loss == {}):
        what = f'nothing is expected of "{name}"; expected {", ".join(ASPECTS)}'
        yield error("missing-key", what, draft.model.place(path))
    component = draft.model.components.get(name)
    if component is not None and isinstance(loss, float) and not component.data:
        what = f'"{name}" keeps no data that could be lost'
        hint = f"say under {name}.data where its stores have their copies"
        places = (draft.model.place((*path, "data_loss")), draft.model.place(component.path))
        yield error("contradiction", what, places, hint)


def _surge(draft: Draft, address: str, path: Path) -> Iterator[Finding]:
    need = draft.model.need(address)
    name, _, slot = address.partition(".")
    component = draft.model.components.get(name)
    if slot == "in" and component is not None and component.placement is not None:
        what = f'a surge multiplies the load of a need; "{address}" is where {name} lies'
        yield error("contradiction", what, draft.model.place(path))
    elif need is None:
        yield from _need(draft, address, path, "key")
    elif need.load is None:
        what = f'a surge multiplies the load of "{address}", which has none'
        places = (draft.model.place(path), draft.model.place(need.path))
        yield error("contradiction", what, places, "give the need a load, such as 10 rps")


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


def _store(draft: Draft, address: str, path: Path, side: Side = "value") -> Iterator[Finding]:
    name, _, store = address.partition(".")
    component = draft.model.components.get(name)
    if name not in draft.components:
        yield from _component(draft, name, path, side)
    elif component is not None and not draft.written((*component.path, "data", store)):
        stores = draft.keys((*component.path, "data"))
        yield _nothing_there(draft, address, "store", stores, path, side)


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
            yield from _need_or_store(draft, accepted.object, (*path, "object"))
        else:
            yield from _component(draft, accepted.object, (*path, "object"))
        for j, name in enumerate(accepted.cause or ()):
            yield from _component(draft, name, (*path, "cause", j))
