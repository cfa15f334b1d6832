"""Percentiles against the definition, and when answer times rise: never for one slow answer."""

import random
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drctl.oncall.latency import WINDOW, Figures, History, percentile


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    enough = [v for v in values if sum(w <= v for w in values) >= share * len(values)]
    assert found == min(enough)


def fed(history: History, *times: float | None) -> Figures:
    for each in times:
        figures = history.add(each)
    return figures


def usual(history: History) -> History:
    """Forty answers between 0.2 and 0.3 s: a window, and as many before it."""
    fed(history, *(0.2 + 0.1 * (i % 10) / 10 for i in range(2 * WINDOW)))
    return history


@pytest.mark.parametrize("slow", [3.0, 1e9, None])
def test_one_slow_answer_raises_nothing(slow: float | None) -> None:
    history = usual(History(warn=1.0))
    assert fed(history, slow).rises == ""
    assert not any(fed(history, 0.25).rises for _ in range(3 * WINDOW))


def test_one_in_twenty_raises_nothing_for_ever() -> None:
    history = usual(History(warn=1.0))
    for _ in range(20):
        assert not fed(history, None).rises
        assert not any(fed(history, 0.25).rises for _ in range(WINDOW - 1))


def test_two_slow_answers_in_twenty_raise_p95() -> None:
    history = usual(History())
    assert fed(history, 2.0, 0.25, 2.0).rises == "the p95 is over 2 times the usual one"
    # It lasts until the first of the two has left the window, and no longer.
    assert fed(history, *[0.25] * (WINDOW - 3)).rises
    assert not fed(history, 0.25).rises


def test_silence_counts_as_longer_than_any() -> None:
    figures = fed(usual(History()), None, None)
    assert (figures.p95, figures.rises) == (inf, "the p95 is over 2 times the usual one")


def test_trouble_does_not_become_usual_by_lasting() -> None:
    history = usual(History())
    for _ in range(1000):
        figures = history.add(2.0)
    assert figures.rises
    assert figures.usual_p95 is not None
    assert figures.usual_p95 < 0.3
    assert not fed(history, *[0.25] * WINDOW).rises


def test_a_slow_rise_is_seen_before_it_is_an_outage() -> None:
    """One per cent more per answer, as the DeepSeek outage began: told below three times."""
    history = usual(History(warn=60.0))
    seconds = 0.25
    while not history.add(seconds).rises:
        seconds *= 1.01
        assert seconds < 0.75


def test_without_a_past_only_warn_speaks() -> None:
    history = History(warn=1.0)
    assert not fed(history, *[2.0] * (WINDOW - 1)).rises
    assert fed(history, 2.0).rises == "half of the answers take longer than its warn"
    assert not fed(History(), *[2.0] * WINDOW).rises


def test_milliseconds_are_no_trouble() -> None:
    history = History()
    fed(history, *[0.002] * (2 * WINDOW))
    assert not fed(history, *[0.040] * WINDOW).rises


def test_steady_noise_raises_nothing() -> None:
    """A day of answers every 30 s, log-normal with a p95 of more than twice the median."""
    noise = random.Random(1)
    history = History()
    raised = [history.add(0.3 * noise.lognormvariate(0, 0.45)).rises for _ in range(2880)]
    assert not any(raised)
