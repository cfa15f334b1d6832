"""Waves, states, lost data and times of loaded models, against a direct reading of the text.

The oracle (`tests/oracle/loading.py`, `losing.py`, `recovering.py`) reads the rules of load,
data and time over plain data, in fractions, without drctl.
"""

import json
from math import inf, isclose
from random import Random
from typing import Any

import pytest

from drctl.analysis.causes import Cause
from drctl.analysis.load import Situation
from drctl.analysis.outcome import Outcome, Outcomes
from drctl.graph import build
from drctl.model import load_text
from drctl.model.model import Model
from tests.analysis.test_recovery import timed
from tests.oracle.dice import Seeded
from tests.oracle.load_cases import LOAD_CASES, LoadCase
from tests.oracle.loaded import SCENARIOS, Trouble, loaded, troubles
from tests.oracle.loading import Loading, Run
from tests.oracle.losing import Losing
from tests.oracle.models import random_model
from tests.oracle.recovering import Playing

MODELS = 2000
PER_TEST = 100


@pytest.mark.parametrize("first", range(0, MODELS, PER_TEST))
def test_random_models_under_load(first: int) -> None:
    waves = 0
    for seed in range(first, first + PER_TEST):
        written = loaded(random_model(seed), Seeded(seed))
        model, oracle = read(written), Losing(written)
        outcomes = Outcomes(model, build(model))
        assert outcomes.cascades.ordinary() == (), f"seed {seed}"
        for trouble in troubles(written):
            waves += agreed(oracle, outcomes, trouble, f"seed {seed}, {trouble}")
    assert waves > PER_TEST // 2


def read(model: dict[str, Any]) -> Model:
    found, findings = load_text(json.dumps(model))
    assert found is not None, [f"{f.place}: {f.message}" for f in findings]
    return found


def agreed(oracle: Losing, outcomes: Outcomes, trouble: Trouble, where: str) -> int:
    """Compare one outcome with the oracle's; how many waves there were."""
    found = outcomes.of(cause(trouble))
    expected = oracle.loading.run(trouble.fails, trouble.surge)
    assert waves_of(found) == list(expected.waves), where
    for people_act, phase in ((False, found.cascade.before), (True, found.cascade.after)):
        assert phase.down == expected.down[people_act], where
        assert {o.component for o in phase.shedding} == expected.shed[people_act], where
    assert found.states.before == expected.states[False], where
    assert found.states.after == expected.states[True], where
    assert_loads(oracle.loading, outcomes, expected, trouble, where)
    assert_losses(oracle, found, trouble, where)
    return len(found.cascade.waves)


def cause(trouble: Trouble) -> Cause:
    return Cause(
        "several",
        "",
        dict.fromkeys(sorted(trouble.fails)),
        trouble.surge,
        tuple(sorted(trouble.corrupts)),
    )


def waves_of(outcome: Outcome) -> list[tuple[bool, frozenset[str]]]:
    return [(wave.situation.people_act, frozenset(wave.felled)) for wave in outcome.cascade.waves]


def assert_loads(
    reading: Loading, outcomes: Outcomes, expected: Run, trouble: Trouble, where: str
) -> None:
    """What everybody who stands receives, and what arrives there need by need."""
    loads = outcomes.cascades.loads
    for people_act in (False, True):
        down = expected.down[people_act]
        situation = Situation(down, people_act, trouble.surge)
        usual, changed = loads.usual(people_act=people_act), loads.changed(situation)
        wanted = reading.received(down, people_act, trouble.surge)
        for name in reading.components.keys() - down:
            got = changed.get(name, usual.get(name, 0.0))
            assert close(got, float(wanted.get(name, 0))), (where, name)
            parts = loads.arrivals(name, situation)
            assert close(sum(part.amount for part in parts), got), (where, name)


def close(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)


def assert_losses(oracle: Losing, found: Outcome, trouble: Trouble, where: str) -> None:
    usual = oracle.losses(frozenset())
    now = oracle.losses(trouble.fails, trouble.surge, trouble.corrupts)
    beyond = {a: (x.seconds, x.place) for a, x in now.items() if x.seconds > usual[a].seconds}
    assert {x.address: (x.seconds, x.best) for x in found.losses} == beyond, where


@pytest.mark.parametrize("first", range(0, MODELS, PER_TEST))
def test_times_of_random_models_under_load(first: int) -> None:
    compared = 0
    for seed in range(first, first + PER_TEST):
        written = timed(loaded(random_model(seed), Seeded(seed)), Random(seed))
        model, _ = load_text(json.dumps(written))
        if model is None:  # the times made a circle of procedures or named a thing twice
            continue
        outcomes = Outcomes(model, build(model))
        assert outcomes.cascades.ordinary() == (), f"seed {seed}"
        trouble = list(troubles(written))[seed % SCENARIOS]
        reader = outcomes.times(cause(trouble))
        for unknown, run in zip((0.0, inf), reader.runs, strict=True):
            oracle = Playing(written, unknown)
            wanted = oracle.times(trouble.fails, trouble.surge, trouble.corrupts)
            found = {name: run.up(i) for name, i in reader.clock.ids.items()}
            assert found == wanted, f"seed {seed}, {trouble}, unknown {unknown}"
            compared += 1
    assert compared > PER_TEST


@pytest.mark.parametrize("case", LOAD_CASES, ids=lambda case: case.name)
def test_cases_worked_out_by_hand(case: LoadCase) -> None:
    model = read(case.model)
    outcomes = Outcomes(model, build(model))
    trouble = Trouble(case.fails, dict(case.surge), frozenset(case.corrupts))
    found = outcomes.of(cause(trouble))
    assert waves_of(found) == list(case.waves)
    for people_act, phase in ((False, found.cascade.before), (True, found.cascade.after)):
        assert {o.component for o in phase.shedding} == case.shed[people_act]
        states = found.states.after if people_act else found.states.before
        assert states == case.states[people_act]
    for unknown, run in zip((0.0, inf), found.times.runs, strict=True):
        if case.times is not None:
            times = {name: run.up(i) for name, i in found.times.clock.ids.items()}
            assert times == case.times[unknown]
