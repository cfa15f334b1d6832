"""What drctl says of a model is what the text says: compared with the oracle, model by model.

The oracle (`tests/oracle/`) reads the rules of meaning over the plain data, without drctl.
"""

import json
import random
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from ruamel.yaml import YAML

from drctl.analysis.single_failures import blast_radius, single_points
from drctl.analysis.states import states
from drctl.graph import FaultGraph, build
from drctl.model.load import load_text
from tests.oracle.cases import CASES, Case
from tests.oracle.models import models, random_model
from tests.oracle.reading import Names, Reading

MODELS = 2000
PER_TEST = 100
SMALL = 4  # with no more basic events than this, all failure sets are tried


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases_worked_out_by_hand(case: Case) -> None:
    found = states(graph_of(case.model), [case.fails])[0]
    assert dict(found.before) == case.expected[False]
    assert dict(found.after) == case.expected[True]


@pytest.mark.parametrize("first", range(0, MODELS, PER_TEST))
def test_random_models(first: int) -> None:
    for seed in range(first, first + PER_TEST):
        assert_agreed(random_model(seed), seed)


# Drawing a model takes a few hundred throws, which hypothesis would call slow and large.
@settings(
    derandomize=True,
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(models())
def test_drawn_models(model: dict[str, Any]) -> None:
    assert_agreed(model, seed=0)


def assert_agreed(model: dict[str, Any], seed: int) -> None:
    """Compare states, single points of failure and blast radii; tell the first difference."""
    graph, oracle = graph_of(model), Reading(model)
    fails = list(failure_sets(sorted(oracle.can_fail), seed))
    for failed, found in zip(fails, states(graph, fails), strict=True):
        for people_act, got in ((False, found.before), (True, found.after)):
            expected = oracle.states(failed, people_act)
            assert got == expected, differing(model, failed, people_act, got, expected)
    down = {name: oracle.down(frozenset({name}), people_act=True) for name in oracle.can_fail}
    for name, fallen in down.items():
        assert blast_radius(graph, name) == fallen - {name}, told(model, f"{name} fails")
    services = list(model.get("services", {}))
    for service, found_points in single_points(graph, services).items():
        expected_points = {name for name in down if service in down[name]} - {service}
        assert found_points == expected_points, told(model, f"single points of {service}")


def failure_sets(names: list[str], seed: int) -> Iterator[Names]:
    """All failure sets of a small model; else none, every single one and ten random ones."""
    chance = random.Random(seed)
    sizes = range(len(names) + 1) if len(names) <= SMALL else (0, 1)
    for size in sizes:
        yield from map(frozenset, combinations(names, size))
    if len(names) > SMALL:
        for _ in range(10):
            yield frozenset(chance.sample(names, chance.randint(2, len(names) - 1)))


def graph_of(model: dict[str, Any]) -> FaultGraph:
    """drctl's fault graph of a model given as plain data; JSON is YAML."""
    loaded, findings = load_text(json.dumps(model))
    assert loaded is not None, told(model, "; ".join(f.message for f in findings))
    return build(loaded)


def differing(
    model: dict[str, Any],
    failed: Names,
    people_act: bool,
    got: Mapping[str, str],
    expected: Mapping[str, str],
) -> str:
    """Whose state differs, and how."""
    when = "after" if people_act else "before"
    who = [f"{n} is {expected[n]}, not {got[n]}" for n in expected if got[n] != expected[n]]
    return told(model, f"{sorted(failed)} fails; {when} people act {', '.join(who)}")


def told(model: dict[str, Any], what: str) -> str:
    """What differs, and the model as YAML."""
    stream = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    # Read again, so that nothing is shared and the YAML has no anchors.
    writer.dump(json.loads(json.dumps(model)), stream)
    return f"{what}\n{stream.getvalue()}"
