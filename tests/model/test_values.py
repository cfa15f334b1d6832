"""Durations, percentages, rates and the like, to the digit."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from drctl.model.language import values
from drctl.model.language.values import Each, Multiple, Rate


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0),
        ("500ms", 0.5),
        ("30s", 30),
        ("1.5h", 5400),
        ("15m", 900),
        ("1h30m", 5400),
        ("1h30m15s", 5415),
        ("90d", 7_776_000),
        ("2w", 1_209_600),
        ("30m1h", 5400),
        ("007s", 7),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert values.duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("99.9%", 0.999),
        ("100%", 1),
        ("100.000%", 1),
        ("0%", 0),
        ("99.99999%", 0.9999999),
        ("0099%", 0.99),
    ],
)
def test_percentages_are_exact(text: str, share: float) -> None:
    assert values.percent(text) == share


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("120 rps", Rate(120, "rps")),
        ("0.5 MB/s", Rate(0.5, "MB/s")),
        ("1e3 rps", Rate(1000, "rps")),
        ("2 requests  per second", Rate(2, "requests per second")),
    ],
)
def test_rates(text: str, rate: Rate) -> None:
    assert values.rate(text) == rate


@pytest.mark.parametrize(
    ("value", "load"),
    [
        ("120 rps", Rate(120, "rps")),
        ("2x", Multiple(2)),
        ("0.5x", Multiple(0.5)),
        ({"each": "3 rps"}, Each(Rate(3, "rps"))),
    ],
)
def test_loads(value: object, load: object) -> None:
    assert values.load(value) == load


def test_dates() -> None:
    assert values.date("2027-03-31") == datetime.date(2027, 3, 31)


def test_counts_of_any_of() -> None:
    assert values.at_least(2) == 2
    assert values.at_least("majority") == "majority"


def test_capabilities() -> None:
    assert [values.capability(v) for v in ("a", 1, 1.5, True)] == ["a", 1, 1.5, True]
    assert values.capability(["a", "b"]) == ("a", "b")


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (values.duration, ("", "5", 5, "5 m", "5M", ".5h", "1h-30m", "-5m", "٣s", "5m\n", None)),
        (values.percent, ("99.9", 99.9, "100.1%", "101%", "-1%", "1e1%", "%", "٩٩%", "99%\n")),
        (values.rate, ("rps", "120rps", "-1 rps", "1 2", 120, "120 ", "٣ rps", {})),
        (values.load, ("x", "-2x", "2 x", {"each": "2x"}, {"all": "2 rps"}, {}, 2)),
        (values.date, ("2026-02-30", "2026-2-3", "26-02-03", 20260203, "2026-02-03T10:00")),
        (values.at_least, (0, -1, 1.0, True, "half", None)),
        (values.amount, (-1, True, "1", float("nan"), float("inf"))),
        (values.above_zero, (0, -1, True, "1", float("nan"), float("inf"))),
        (values.capability, ([], [1], {}, None)),
        (values.text_or_number, (True, 1.5, [])),
    ],
)
def test_what_is_refused(kind: Callable[[object], Any], wrong: tuple[object, ...]) -> None:
    for value in wrong:
        with pytest.raises(PydanticCustomError):
            kind(value)
