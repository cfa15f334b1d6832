"""missing-fallback on random models, against a slow, independent reading of each requirement."""

import datetime
import json
from typing import Any

import pytest

from drctl.assessment import Assessment
from drctl.audit.run import audit
from drctl.model import load_text
from tests.oracle.models import random_model
from tests.oracle.reading import Reading, World, met, of, single_points
from tests.oracle.wants import offered

RULE = "missing-fallback"
Triple = tuple[str, str, str]


def expected(model: dict[str, Any]) -> set[Triple]:
    """Provider, service and slot: the need is unmet without the provider alone."""
    reading = Reading(model)
    found: set[Triple] = set()
    for service, has in model.get("services", {}).items():
        promised = has.get("survives", 0) >= 1
        told = single_points(model, service) if promised else frozenset()
        for slot, need in has.get("needs", {}).items():
            if of(need, "optional") not in (None, False) or of(need, "at_start") == "only":
                continue
            if of(need, "fallbacks"):
                continue
            for provider in set(model.get("providers", {})) & reading.can_fail & used(need):
                alone = World(frozenset({provider}), True, reading.procedures)
                if provider not in told and not met(offered(need, reading.components), alone):
                    found.add((provider, service, slot))
    return found


def used(requirement: Any) -> set[str]:
    """The names that a requirement uses; not what its options require or are switched by."""
    match requirement:
        case str(name):
            return {name}
        case list(items) | {"all_of": items} | {"any_of": items}:
            return set().union(*map(used, items))
        case {"use": primary}:
            return used(primary).union(*map(used, requirement.get("fallbacks", [])))
    raise TypeError(requirement)


def reported(model: dict[str, Any]) -> set[Triple]:
    loaded, findings = load_text(json.dumps(model))
    assert loaded is not None, [f.message for f in findings]
    report = audit(Assessment(loaded), today=datetime.date(2026, 11, 1))
    return {
        (f.cause[0], v.component, v.need)
        for f in report.findings
        if f.rule == RULE
        for v in f.victims
    }


@pytest.mark.parametrize("block", range(10))
def test_random_models(block: int) -> None:
    some = 0
    for seed in range(block * 30, block * 30 + 30):
        model = random_model(seed)
        for has in list(model.get("services", {}).values())[::2]:
            has["survives"] = 1
        wanted = expected(model)
        assert reported(model) == wanted, f"seed {seed}"
        some += len(wanted)
    assert some
