"""Intervals against published values, and against what they promise."""

import random

import pytest

from drctl.analysis.lifetimes.confidence import mean, percentile, share


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    # Newcombe, Stat. Med. 17 (1998), table I, method 3 (the score interval).
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_shares(hits: int, count: int, low: float, high: float) -> None:
    found = share(hits, count)
    assert (round(found.low or 0, 4), round(found.high or 0, 4)) == (low, high)
    other = share(count - hits, count)
    assert other.low == pytest.approx(1 - high, abs=6e-5)
    assert other.high == pytest.approx(1 - low, abs=6e-5)


@pytest.mark.parametrize(
    ("count", "level", "quantile"),
    # Student's t from tables.
    [(10, 0.95, 2.262), (30, 0.95, 2.045), (10, 0.99, 3.250), (121, 0.999, 3.373)],
)
def test_means(count: int, level: float, quantile: float) -> None:
    values = [1.0, 3.0] * (count // 2) + [2.0] * (count % 2)
    found = mean(values, level)
    assert found.value == pytest.approx(2)
    half = quantile * ((count // 2 * 2) / (count - 1) / count) ** 0.5
    assert (found.high or 0) - 2 == pytest.approx(half, rel=5e-4)


def test_few_years_with_downtime_give_no_interval() -> None:
    assert mean([0.0] * 1000).low is None
    assert mean([0.0] * 1000 + [5.0] * 9).high is None
    assert mean([0.0] * 1000 + [5.0] * 10).high is not None


def test_95_of_100_intervals_hold_the_mean() -> None:
    dice = random.Random(1)
    held = 0
    for _ in range(2_000):
        found = mean([dice.expovariate(1) for _ in range(60)])
        held += (found.low or 0) <= 1 <= (found.high or 0)
    assert 0.92 < held / 2_000 < 0.96


@pytest.mark.parametrize(("part", "value"), [(0.5, 5), (0.9, 9), (0.91, 10), (0.05, 1), (1.0, 10)])
def test_percentiles(part: float, value: float) -> None:
    assert percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], part) == value
