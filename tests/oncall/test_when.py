"""Moments that people type."""

import datetime

import pytest

from drctl.oncall.when import clock, lasting, parsed, second, utc

NOW = datetime.datetime(2026, 11, 26, 3, 20, 30).astimezone().timestamp()


def here(text: str) -> float:
    return datetime.datetime.fromisoformat(text).astimezone().timestamp()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NOW),
        ("now", NOW),
        ("3:10", here("2026-11-26 03:10")),
        ("03:10:05", here("2026-11-26 03:10:05")),
        ("23:50", here("2026-11-25 23:50")),  # the last one lies before midnight
        ("12m ago", NOW - 720),
        ("1h30m", NOW - 5400),
        ("2026-11-26 03:00", here("2026-11-26 03:00")),
        (
            "2026-11-26T01:00:00Z",
            datetime.datetime(2026, 11, 26, 1, tzinfo=datetime.UTC).timestamp(),
        ),
        ("tomorrow", None),
        ("25:00", None),
        ("3", None),
        ("-5m", None),
        ("2027-01-01 00:00", None),  # ahead
    ],
)
def test_moments(text: str, expected: float | None) -> None:
    assert parsed(text, NOW) == expected


def test_shown() -> None:
    assert (clock(NOW), second(NOW), utc(0.0)) == ("03:20", "03:20:30", "1970-01-01 00:00:00")
    assert [lasting(x) for x in (-1, 0, 0.4, 59.6, 3725)] == ["0s", "0s", "0s", "1m", "1h2m5s"]
