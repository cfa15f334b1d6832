"""What a change moves, against working everything out for every service of both models."""

import copy
import json
import random
from math import isclose
from typing import Any

import pytest

from drctl.analysis.single_failures import blast_radius
from drctl.assessment import Assessment
from drctl.audit.effects import SERVICES, effects
from drctl.model import load_text
from tests.oracle.models import maps, random_model


def assessed(made: dict[str, Any]) -> Assessment | None:
    model, _ = load_text(json.dumps(made))
    if model is None:
        return None
    assessment = Assessment(model)
    return None if assessment.normal_state() else assessment


def changed(made: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The model with a fallback, a time or a figure taken away or set."""
    other = copy.deepcopy(made)
    kinds = ("domains", "providers", "services")
    components = [c for kind in kinds for c in other.get(kind, {}).values()]
    component = dice.choice(components)
    match dice.randrange(4):
        case 0:
            choices = [m for c in components for m in maps(c) if m.get("fallbacks")]
            if choices:
                chosen = dice.choice(choices)
                del chosen["fallbacks"][dice.randrange(len(chosen["fallbacks"]))]
                if not chosen["fallbacks"]:
                    del chosen["fallbacks"]
        case 1:
            if component.get("failure") != "never":
                component["failure"] = {"mtbf": "30d", "restore": f"{dice.randrange(1, 90)}m"}
        case 2:
            component["restart"] = f"{dice.randrange(1, 90)}m"
        case 3:
            if component.get("needs"):
                del component["needs"][dice.choice(sorted(component["needs"]))]
    return other


def figured(made: dict[str, Any]) -> dict[str, Any]:
    """The model with figures and times for every failure, so that there is something to tell."""
    for kind in ("domains", "providers", "services"):
        for number, component in enumerate(made.get(kind, {}).values(), 1):
            if not component.get("failure"):
                component["failure"] = {"mtbf": "10d", "restore": f"{number * 7}m"}
    return made


def worked_out(assessment: Assessment) -> dict[tuple[str, str], float | None]:
    model = assessment.model
    names = [c.name for c in model.of_kind("service")]
    found: dict[tuple[str, str], float | None] = {
        (name, "blast_radius"): len(blast_radius(assessment.graph, name))
        if model.components[name].can_fail
        else 0
        for name in model.components
    }
    for name, answer in assessment.outcomes.answers(names).items():
        least = max((case.recovery.least for case in answer.cases), default=0.0)
        most = max((case.recovery.most for case in answer.cases), default=0.0)
        found[name, "recovery"] = least if least == most else None
        found[name, "unavailability"] = assessment.unavailability(name).before.value
    return found


@pytest.mark.parametrize("seed", range(150))
def test_random_changes(seed: int) -> None:
    dice = random.Random(seed)
    made = figured(random_model(seed))
    before, after = assessed(made), assessed(changed(made, dice))
    if before is None or after is None:
        return  # not every change leaves a model
    told, left_out = effects(before, after)
    assert left_out == 0
    old, new = worked_out(before), worked_out(after)
    expected = {
        key: (old[key], new[key])
        for key in old.keys() & new.keys()
        if old[key] != new[key]
        and not (
            key[1] == "unavailability"
            and old[key] is not None
            and new[key] is not None
            and isclose(old[key] or 0.0, new[key] or 0.0, rel_tol=1e-9)
        )
    }
    assert {(e.component, e.aspect): (e.before, e.after) for e in told} == expected


def test_most_random_changes_are_told_of() -> None:
    """Or the test above would hold nothing."""
    moved = 0
    for seed in range(150):
        made = figured(random_model(seed))
        before, after = assessed(made), assessed(changed(made, random.Random(seed)))
        if before is not None and after is not None:
            moved += bool(effects(before, after)[0])
    assert moved > 60


def test_a_change_below_many_services_is_told_of_the_first() -> None:
    def estate(restore: str) -> dict[str, Any]:
        services = {
            f"s{number:03}": {"needs": {"x": "a"}, "failure": "never"} for number in range(80)
        }
        services["s079"]["tier"] = "critical"
        provider = {"failure": {"mtbf": "30d", "restore": restore}}
        policy = {"tiers": {"critical": {"rto": "1h"}}}
        return {"drctl": 1, "policy": policy, "providers": {"a": provider}, "services": services}

    before, after = assessed(estate("1h")), assessed(estate("2h"))
    assert before is not None
    assert after is not None
    told, left_out = effects(before, after)
    assert left_out == 80 - SERVICES
    assert (told[0].component, told[0].aspect) == ("s079", "recovery")
    assert (told[0].before, told[0].after, told[0].limit) == (3600, 7200, 3600)
    names = {effect.component for effect in told}
    assert names == {"s079", *(f"s{number:03}" for number in range(SERVICES - 1))}


def test_a_component_that_comes_has_no_figure_of_before() -> None:
    before = assessed({"drctl": 1, "services": {"a": {}}})
    after = assessed({"drctl": 1, "services": {"a": {"needs": {"x": "b"}}, "b": {}}})
    assert before is not None
    assert after is not None
    told, _ = effects(before, after)
    assert [(e.component, e.aspect, e.before, e.after) for e in told] == [
        ("b", "blast_radius", None, 1)
    ]
