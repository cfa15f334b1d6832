"""Simulated years against closed forms, all sets of failures, and a year lived step by step."""

import json
from math import exp, sqrt
from statistics import fmean, variance
from typing import Any

import pytest

from drctl.analysis.lifetimes import play, simulate
from drctl.analysis.lifetimes.confidence import mean
from drctl.analysis.lifetimes.life import Life
from drctl.analysis.lifetimes.simulate import Plan, Years, plan
from drctl.analysis.unavailability import YEAR
from drctl.graph import build
from drctl.graph.kernel import BATCH
from drctl.model import load_text
from drctl.workers import on_cores
from tests.oracle import living
from tests.oracle.dice import Seeded
from tests.oracle.models import random_model
from tests.oracle.reading import Reading

DAY = 86_400.0
SURE = 3.29
"""So many standard deviations hold 99.9 % of a normal distribution."""


def planned(text: str, *services: str, years: int = 100, seed: int = 1) -> Plan:
    model, findings = load_text(text)
    assert model is not None, [f.message for f in findings]
    return plan(model, build(model), services, years=years, seed=seed)


def failing_model(seed: int) -> tuple[dict[str, Any], dict[str, tuple[float, float]]]:
    """A random model in which everything that can fail does so every few weeks."""
    made, dice = random_model(seed), Seeded(seed)
    figures: dict[str, tuple[float, float]] = {}
    for section in ("domains", "providers", "services"):
        for name, has in made.get(section, {}).items():
            if has.get("failure") != "never":
                mtbf, restore = dice.number(5, 60), dice.number(1, 15)
                has["failure"] = {"mtbf": f"{mtbf}d", "restore": f"{restore}d"}
                figures[name] = (mtbf * DAY, restore * DAY)
    return made, figures


def lives(text: str, services: list[str], years: int, seed: int) -> list[tuple[Years, Years]]:
    found = planned(text, *services, years=years, seed=seed).lifetimes()
    assert [one.missing for one in found] == [()] * len(services)
    return [(one.before, one.after) for one in found]


@pytest.mark.parametrize(
    ("mtbf", "restore"), [(30 * DAY, 4 * 3600.0), (300 * DAY, 40 * DAY), (2 * YEAR, 3600.0)]
)
def test_one_component_s_years_are_those_of_the_closed_forms(mtbf: float, restore: float) -> None:
    """An alternating renewal process in balance: its covariance is q (1 - q) exp(-at)."""
    q, a, count = restore / (mtbf + restore), 1 / mtbf + 1 / restore, 20_000
    spread = 2 * q * (1 - q) * (YEAR / a - (1 - exp(-a * YEAR)) / a**2)
    one = Life("one", mtbf, restore)
    fates = [one.outages(one.key(5), year) for year in range(count)]
    down = [sum(end - start for start, end in fate) for fate in fates]
    assert abs(fmean(down) - q * YEAR) < SURE * sqrt(spread / count)
    kurtosis = fmean((x - q * YEAR) ** 4 for x in down) / spread**2
    assert abs(variance(down) / spread - 1) < SURE * sqrt((kurtosis - 1) / count)
    began = [sum(start > 0 for start, _ in fate) for fate in fates]
    assert abs(fmean(began) - one.failures) < SURE * sqrt(variance(began) / count)
    clean = (1 - q) * exp(-YEAR / mtbf)
    seen = fmean(not fate for fate in fates)
    assert abs(seen - clean) <= SURE * sqrt(clean * (1 - clean) / count)


@pytest.mark.parametrize("seed", range(12))
def test_means_agree_with_all_sets_of_failures(seed: int) -> None:
    made, figures = failing_model(seed)
    reading = Reading(made)
    services = sorted(made["services"])
    found = lives(json.dumps(made), services, 400, seed)
    for service, both in zip(services, found, strict=True):
        for years, people_act in zip(both, (False, True), strict=True):
            share, often = living.long_run(reading, figures, service, people_act=people_act)
            assert_holds(years.lived.down, share * YEAR)
            assert_holds(years.lived.began, often * YEAR)


def assert_holds(seen: Any, true: float) -> None:
    """The 99.9 % interval of what was seen holds the true mean."""
    found = mean(seen, level=0.999)
    if found.low is None or found.high is None:
        assert found.value <= max(2 * true, DAY)
    else:
        assert found.low - 1e-6 <= true <= found.high + 1e-6


@pytest.mark.parametrize("batch", [1, 7, BATCH])
@pytest.mark.parametrize("seed", range(20, 26))
def test_years_are_those_lived_change_by_change(
    seed: int, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play, "BATCH", batch)
    made, figures = failing_model(seed)
    reading = Reading(made)
    services = sorted(made["services"])
    found = lives(json.dumps(made), services, 3, seed)
    fates = {name: Life(name, *times) for name, times in figures.items()}
    for year in range(3):
        failed = {n: one.outages(one.key(seed), year) for n, one in fates.items()}
        for service, both in zip(services, found, strict=True):
            for years, people_act in zip(both, (False, True), strict=True):
                downs = living.downs(reading, failed, service, people_act=people_act)
                total = sum(end - start for start, end in downs)
                assert years.lived.down[year] == pytest.approx(total, abs=1e-3)
                longest = max((end - start for start, end in downs), default=0)
                assert years.lived.longest[year] == pytest.approx(longest, abs=1e-3)
                assert years.lived.began[year] == sum(start > 0 for start, _ in downs)


MODEL = """\
drctl: 1
providers:
  a: {failure: {availability: 95%, restore: 6h}}
  b: {failure: {mtbf: 20d, restore: 2d}}
  c: {failure: {availability: 90%}}
  d: {failure: {restore: 2h}}
  sure: {failure: {availability: 100%}}
  gone: {failure: {availability: 0%}}
services:
  s: {failure: never, needs: {one: {any_of: [a, b]}}}
  t:
    failure: {mtbf: 9d, restore: 1h}
    needs: {one: a, two: [c, sure], three: {use: b, fallbacks: [d]}}
  u: {failure: never, needs: {one: {any_of: [a, gone]}}}
  v: {failure: never, needs: {one: [a], two: {any_of: [a, d]}}}
"""


def figures(found: Any) -> list[Any]:
    return [(one.service, one.before.lived, one.after.lived, one.missing) for one in found]


def test_who_does_the_work_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = planned(MODEL, "s", "t", years=200)
    # Together, then in pieces of some 25 years.
    alone = figures(whole.lifetimes())
    monkeypatch.setattr(simulate, "PIECE", 3_000)
    assert figures(whole.lifetimes(on_cores(3))) == alone
    assert figures(whole.lifetimes(on_cores(1))) == alone


def test_a_service_s_years_do_not_depend_on_what_else_is_asked_or_modelled() -> None:
    """So two models can be compared under one seed: what both have fails alike."""
    both = planned(MODEL, "s", "t").lifetimes()
    assert figures(planned(MODEL, "s").lifetimes()) == figures(both[:1])
    more = MODEL.replace("services:", "services:\n  aa: {failure: {mtbf: 1d, restore: 1h}}")
    assert figures(planned(more, "s").lifetimes()) == figures(both[:1])
    longer = planned(MODEL, "s", years=150).lifetimes()[0]
    assert longer.before.lived.down[:100] == both[0].before.lived.down
    other = planned(MODEL, "s", seed=2).lifetimes()[0]
    assert other.before.lived.down != both[0].before.lived.down


def test_what_has_no_full_figures_is_named_where_it_can_matter() -> None:
    found = planned(MODEL, "s", "t", "u", "v").lifetimes()
    # c has no length, d no frequency; for v it makes no difference, for it has fallen with a.
    assert [one.missing for one in found] == [(), ("c", "d"), (), ()]
    # a or nothing: what is always down is as if it were not there.
    assert found[2].before.lived == found[3].before.lived
    assert found[2].before.clean().value < 0.5


@pytest.mark.parametrize(
    ("text", "services", "years", "told"),
    [
        (
            "drctl: 1\nservices:\n  s: {failure: {mtbf: 1s, restore: 1s}}\n",
            ["s"],
            1,
            "some 15,768,000 failures a year are too many to simulate (3,000,000 at most); "
            "s alone fails 15,768,000 times",
        ),
        (
            MODEL,
            ["s", "u"],
            10**30,
            "2 services, 3 components and some 90 failures a year; at most",
        ),
        (MODEL, ["s", "u"], 5_000_001, "5,000,001 years are too many for 2 services"),
        (MODEL, ["s", "u"], 5_000_000, None),
    ],
)
def test_the_work_is_bounded(text: str, services: list[str], years: int, told: str | None) -> None:
    reason = planned(text, *services, years=years).too_much()
    assert (reason is None) if told is None else (told in (reason or ""))
