"""Unavailability and importance of models, summed over every state by the slow reading."""

import json
from itertools import combinations
from math import prod
from typing import Any

import pytest

from drctl.analysis.risks import Risks, Weight, risks
from drctl.graph import build
from drctl.model import load_text
from tests.oracle.dice import Seeded
from tests.oracle.models import random_model
from tests.oracle.reading import Names, Reading

MOST = 9


def with_figures(seed: int, *, some: bool = False) -> dict[str, Any]:
    """A random model in which everything, or nearly everything, fails for a share of time."""
    dice = Seeded(seed)
    made = random_model(seed)
    for section in ("domains", "providers", "services"):
        for has in made.get(section, {}).values():
            if has.get("failure") == "never":
                continue
            has.pop("failure", None)
            if not some or dice.number(1, 4) > 1:
                share = dice.pick(("50%", "90%", "99.9%", "80.5%", "100%"))
                has["failure"] = {"availability": share}
    return made


def chance_of(has: dict[str, Any]) -> float | None:
    """1 - availability, as it is written."""
    failure = has.get("failure")
    if failure is None:
        return None
    share = failure["availability"] if isinstance(failure, dict) else "100%"
    return 1 - float(share.rstrip("%")) / 100


class States:
    """For every set of failures what is down in it, and how likely it is."""

    def __init__(self, made: dict[str, Any]) -> None:
        self.reading = Reading(made)
        self.chances = {n: chance_of(c) for n, c in self.reading.components.items()}
        self.able = sorted(self.reading.can_fail)
        every = range(len(self.able) + 1)
        sets = [frozenset(s) for size in every for s in combinations(self.able, size)]
        self.down: dict[tuple[Names, bool], Names] = {
            (fails, act): self.reading.down(fails, people_act=act)
            for fails in sets
            for act in (True, False)
        }

    def chance(self, name: str, act: bool, **given: float) -> float:
        """How likely a component is down, some chances set; what has none never fails."""
        q = {n: given.get(n, self.chances[n] or 0.0) for n in self.able}
        return sum(
            prod(q[n] if n in fails else 1 - q[n] for n in self.able)
            for (fails, people), down in self.down.items()
            if people is act and name in down
        )

    def matter(self, name: str, act: bool) -> set[str]:
        """What can make a difference to a component."""
        return {
            n
            for (fails, people), down in self.down.items()
            if people is act and name in down
            for n in fails
            if name not in self.down[fails - {n}, act]
        }


def found_of(made: dict[str, Any], name: str) -> Risks:
    model, findings = load_text(json.dumps(made))
    assert model is not None, findings
    return risks(model, build(model), name)


@pytest.mark.parametrize("seed", range(60))
def test_figures_are_sums_over_every_state(seed: int) -> None:
    made = with_figures(seed)
    states = States(made)
    assert len(states.able) <= MOST
    for name in states.reading.components:
        found = found_of(made, name)
        after = True, found.after, found.importance
        before = False, found.before, found.importance_before
        for act, told, importance in (after, before):
            whole = states.chance(name, act)
            assert told.value == pytest.approx(whole, abs=1e-13)
            weights = {w.component: w for w in importance}
            for each in states.able if whole else ():
                failed = states.chance(name, act, **{each: 1.0})
                spared = states.chance(name, act, **{each: 0.0})
                hold(weights.get(each), whole, failed, spared)
            assert whole or not weights


def hold(weight: Weight | None, whole: float, failed: float, spared: float) -> None:
    """The four measures by their definitions."""
    if weight is None:
        assert failed == pytest.approx(spared, abs=1e-13)
        return
    assert weight.birnbaum == pytest.approx(failed - spared, abs=1e-12)
    assert weight.fussell_vesely == pytest.approx(1 - spared / whole, abs=1e-9)
    assert weight.raw == pytest.approx(failed / whole, rel=1e-9)
    if weight.rrw is None:
        assert spared == 0
    elif spared > 1e-9:
        assert weight.rrw == pytest.approx(whole / spared, rel=1e-6)


@pytest.mark.parametrize("seed", range(60))
def test_without_a_figure_the_least_is_told_and_what_is_missing(seed: int) -> None:
    made = with_figures(seed, some=True)
    states = States(made)
    unknown = {name for name in states.able if states.chances[name] is None}
    for name in states.reading.components:
        found = found_of(made, name)
        for act, told in ((True, found.after), (False, found.before)):
            assert set(told.missing) == unknown & states.matter(name, act)
            assert told.at_least == pytest.approx(states.chance(name, act), abs=1e-13)
            assert (told.value is None) is bool(told.missing)
            assert told.downtime is None or not told.missing
        for act, weights in ((True, found.importance), (False, found.importance_before)):
            whole = states.chance(name, act)
            for weight in weights:
                assert weight.component not in unknown
                spared = states.chance(name, act, **{weight.component: 0.0})
                assert weight.fussell_vesely == pytest.approx(1 - spared / whole, abs=1e-9)
            seen = {weight.component for weight in weights}
            assert not whole or seen == {
                n
                for n in states.matter(name, act) - unknown
                if states.chance(name, act, **{n: 1.0}) > states.chance(name, act, **{n: 0.0})
            }
