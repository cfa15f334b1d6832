"""The sweep against the slow reading of the language's meaning, one failure at a time."""

import json

import pytest

from drctl.analysis.single_failures import blast_radius, single_points, sweep
from drctl.assessment import Assessment
from drctl.model import Model, load_text
from tests.oracle import reading
from tests.oracle.models import random_model


def model_of(seed: int) -> Model:
    model, findings = load_text(json.dumps(random_model(seed)))
    assert model is not None, [f.message for f in findings]
    return model


@pytest.mark.parametrize("seed", range(60))
def test_sweep_is_each_failure_alone(seed: int) -> None:
    made, assessment = random_model(seed), Assessment(model_of(seed))
    names = list(assessment.model.components)
    able = reading.Reading(made).can_fail
    blast = {n: reading.blast_radius(made, n) if n in able else frozenset() for n in names}
    points = {n: reading.single_points(made, n) for n in names}
    found = sweep(assessment.graph, names)
    assert found.blast == {n: len(hit) for n, hit in blast.items()}
    assert found.points == {n: len(causes) for n, causes in points.items()}
    assert found.causes == points
    assert single_points(assessment.graph, names[:1]) == {names[0]: points[names[0]]}
    assert {n: blast_radius(assessment.graph, n) for n in able} == {n: blast[n] for n in able}
    assert assessment.blast == blast
    assert assessment.single_points == points


def test_only_the_chosen_are_named() -> None:
    assessment = Assessment(model_of(3))
    assert sweep(assessment.graph).causes == {}
    assert set(sweep(assessment.graph, ["a"]).causes) == {"a"}
