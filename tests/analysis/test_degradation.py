"""What degrades a component: every step is re-evaluated by the oracle's reading of rule 2."""

import json
import random
from typing import Any

import pytest

from drctl.analysis.degradation import Worse, degradation
from drctl.analysis.states import states
from drctl.graph import build
from drctl.model import Model, load_text
from tests.oracle.models import random_model
from tests.oracle.reading import Reading, World, clean, met
from tests.oracle.wants import offered

SEEDS = 600


def assert_it_follows(written: dict[str, Any], step: Worse, *, people_act: bool) -> None:
    """With nothing down but its `because`, nothing degraded but its `on`, it is degraded."""
    reading = Reading(written)
    world = World(frozenset(step.because), people_act, reading.procedures)
    has = reading.components[step.component]
    if step.need == "in":
        assert not clean(has["in"], world, frozenset((*step.because, *step.on)))
        return
    need = has["needs"][step.need]
    requirement = offered(need, reading.components)
    if isinstance(need, dict) and need.get("optional") is True:
        assert not met(requirement, world)
    else:
        assert not clean(requirement, world, frozenset((*step.because, *step.on)))


def test_every_step_follows_from_its_causes() -> None:
    told = 0
    for seed in range(SEEDS):
        written = random_model(seed)
        model, findings = load_text(json.dumps(written))
        assert model is not None, findings
        dice = random.Random(seed)
        able = [n for n, c in model.components.items() if c.can_fail]
        fails = dice.sample(able, min(len(able), dice.randint(0, 2)))
        (found,) = states(build(model), [fails])
        for people_act, now in ((False, found.before), (True, found.after)):
            for name, state in now.items():
                steps = degradation(model, now, name, people_act=people_act)
                assert bool(steps) == (state == "degraded"), (seed, name)
                shown: set[str] = set()
                for step in steps:
                    assert set(step.on) <= shown, (seed, name)
                    assert {now[n] for n in step.because} <= {"down"}
                    assert_it_follows(written, step, people_act=people_act)
                    shown.add(step.component)
                assert not steps or steps[-1].component == name
                told += len(steps)
    assert told > 500


def loaded(text: str) -> Model:
    model, findings = load_text("drctl: 1\n" + text)
    assert model is not None, findings
    return model


CIRCLE = """
services:
  a: {needs: {both: [b, c]}}
  b: {needs: {a: a}}
  c: {needs: {cache: {use: cache, optional: true}}}
  cache: {}
"""


def test_those_that_degrade_one_another_are_not_their_only_reason() -> None:
    """a names b first, but b is degraded by a alone: the cause is below c."""
    model = loaded(CIRCLE)
    (now,) = states(build(model), [["cache"]])
    steps = degradation(model, now.after, "a", people_act=True)
    assert [(s.component, s.on, s.because) for s in steps] == [
        ("c", (), ("cache",)),
        ("a", ("c",), ()),
    ]
    assert [s.text for s in degradation(model, now.after, "b", people_act=True)] == [
        "c.cache is unmet, which it can do without",
        "a.both runs on c, which is degraded",
        "b.a runs on a, which is degraded",
    ]


def test_one_that_sheds_is_a_reason_by_itself() -> None:
    model = loaded("services: {a: {needs: {b: b}}, b: {}}")
    steps = degradation(model, {"a": "degraded", "b": "degraded"}, "a", people_act=True, sheds="b")
    assert [(s.component, s.need, s.on) for s in steps] == [("b", "", ()), ("a", "b", ("b",))]


@pytest.mark.parametrize("state", ["up", "down"])
def test_nothing_to_explain(state: Any) -> None:
    model = loaded("services: {a: {}}")
    assert degradation(model, {"a": state}, "a", people_act=True) == ()


def test_a_chain_longer_than_pythons_stack() -> None:
    rows = [f"  s{i}: {{needs: {{n: s{i + 1}}}}}" for i in range(3000)]
    text = "services:\n" + "\n".join(rows) + "\n  s3000: {needs: {c: {use: c, optional: true}}}\n"
    model = loaded(text + "  c: {}\n")
    (now,) = states(build(model), [["c"]])
    assert len(degradation(model, now.after, "s0", people_act=True)) == 3001
