"""One net for many sets of spared needs, against a model of its own for each."""

import json

import pytest

from drctl.analysis.spared import Case, Spared, without
from drctl.analysis.states import fallen
from drctl.graph import build
from drctl.model import load_text
from drctl.model.model import Model
from tests.oracle.dice import Seeded
from tests.oracle.models import random_model

SEEDS = range(60)


def loaded(seed: int) -> Model:
    model, findings = load_text(json.dumps(random_model(seed)))
    assert model is not None, [f.message for f in findings]
    return model


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_as_a_model_without_those_needs(seed: int) -> None:
    model, dice = loaded(seed), Seeded(seed)
    addresses = [need.address for c in model.components.values() for need in c.needs]
    able = [name for name, c in model.components.items() if c.can_fail]
    may = frozenset(a for a in addresses if dice.chance(60))
    spared = Spared(model, build(model), may)
    cases = [
        Case(
            tuple(name for name in able if dice.chance(40)),
            frozenset(a for a in may if dice.chance(50)),
        )
        for _ in range(6)
    ]
    asked = [(case, name) for case in cases for name in model.components]
    answers = spared.down(asked)
    assert any(answers)
    for (case, name), down in zip(asked, answers, strict=True):
        graph = build(without(model, case.spared))
        assert down == bool(fallen(graph, [case.fails], [name])[0]), (case, name)
        steps = spared.fall(case, name)
        assert bool(steps) == down
        # What the steps begin with is enough.
        first = tuple(step.component for step in steps if step.gate == "fails")
        assert set(first) <= set(case.fails)
        assert not down or fallen(graph, [first], [name])[0]
