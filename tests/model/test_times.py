"""Durations in words."""

from math import inf

import pytest

from drctl.model.times import lasting


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [
        (0, 0, "0s"),
        (540, 540, "9m"),
        (0, 540, "up to 9m"),
        (60, 5400, "1m to 1h30m"),
        (25980, inf, "7h13m or more"),
        (0, inf, "not known"),
        (inf, inf, "never up again"),
    ],
)
def test_how_long_something_is_down(least: float, most: float, told: str) -> None:
    assert lasting(least, most) == told
