import pytest

from drctl.analysis.procedure_time import critical_path
from drctl.model.language.estate import Procedure, Step
from drctl.model.times import duration, share


def _step(name: str, takes: float | None, *after: str) -> Step:
    return Step(id=name, do=name, takes=takes, after=after or None)


def test_steps_without_an_order_go_side_by_side() -> None:
    steps = (_step("a", 60.0), _step("b", 120.0), _step("c", 30.0, "a", "b"))
    assert critical_path(Procedure(steps=steps)) == 150.0


def test_order_does_not_follow_the_page() -> None:
    steps = (_step("c", 30.0, "a"), _step("a", 60.0))
    assert critical_path(Procedure(steps=steps)) == 90.0


def test_a_step_of_unknown_length_makes_the_whole_unknown() -> None:
    assert critical_path(Procedure(steps=(_step("a", 60.0), _step("b", None)))) is None


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0s"), (0.25, "250ms"), (30, "30s"), (90, "1m30s"), (5400, "1h30m"),
        (86400, "1d"), (90000, "25h"), (7776000, "90d"), (26040, "7h14m"), (None, "not given"),
    ],
)  # fmt: skip
def test_durations_in_the_words_of_the_language(seconds: float | None, told: str) -> None:
    assert duration(seconds) == told


def test_shares_keep_their_digits() -> None:
    told = [share(x) for x in (0.999, 0.99995, 1.0, 0.0, 0.5)]
    assert told == ["99.9%", "99.995%", "100%", "0%", "50%"]
