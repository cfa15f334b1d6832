"""What is told between questions: others' doings, late steps, the clock."""

import io
from pathlib import Path

import pytest

from drctl.oncall.event import moment
from drctl.oncall.keyboard import Keyboard
from drctl.oncall.log import Log, create
from drctl.oncall.screen import Screen
from drctl.oncall.seat import Seat
from drctl.oncall.walk import walk
from tests.oncall.scripts import LOOK, ROUTE, SAY, script


class Clock:
    """A clock that is set."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    return create(tmp_path, "run", script(LOOK, ROUTE, SAY), "anna", clock.now, clock)


def seat_of(folder: Path, by: str, clock: Clock) -> Seat:
    log = Log(folder, by, clock=clock)
    return Seat(log, Screen(io.StringIO(), color=False), Keyboard(0), None)


def shown(seat: Seat) -> str:
    """What was shown since it was asked last."""
    file = seat.screen._console.file
    assert isinstance(file, io.StringIO)
    text = file.getvalue()
    file.seek(0)
    file.truncate()
    return text


def test_the_clock_speaks_up_at_three_quarters_of_the_way(folder: Path, clock: Clock) -> None:
    """The RTO is 15 minutes."""
    seat = seat_of(folder, "anna", clock)
    told = []
    for minute in range(20):
        clock.now = 1_000_000.0 + 60 * minute
        if seat.news():
            told.append((minute, shown(seat).split("RTO 15m (chat), ")[1].strip()))
    assert told == [(8, "7m left"), (12, "3m left"), (15, "0s left")]
    clock.now += 60
    seat.board()
    assert "RTO 15m (chat), 5m over" in shown(seat)


def test_what_others_do_is_told_once_and_what_one_does_oneself_is_not(
    folder: Path, clock: Clock
) -> None:
    anna, bob = seat_of(folder, "anna", clock), seat_of(folder, "bob", clock)
    anna.do("noted", text="the phones ring\x1b[2J")
    assert not anna.news()
    assert bob.news()
    assert "anna: note: the phones ring\ufffd[2J" in shown(bob)
    assert not bob.news()
    bob.do("took", "chat.look")
    assert not anna.do("took", "chat.look")
    assert "not now: bob works on it" in shown(anna)


def test_another_s_step_that_takes_too_long(folder: Path, clock: Clock) -> None:
    anna, bob = seat_of(folder, "anna", clock), seat_of(folder, "bob", clock)
    anna.log.enter()
    anna.do("took", "chat.look")
    anna.do("started", "chat.look", part="run", command="")
    bob.news()
    shown(bob)
    clock.now += 61
    assert bob.news()
    assert "Look takes longer than planned (1m)" in shown(bob)
    assert not bob.news()
    anna.log.leave()


def test_a_board_of_many_steps_fits_a_small_terminal(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    monkeypatch.setenv("COLUMNS", "80")
    many = [
        replace(LOOK, id=f"s{n}", do=f"Look at thing {n} " + "and on " * 30) for n in range(50)
    ]
    folder = create(tmp_path, "many", script(*many), "anna", clock.now, clock)
    seat = seat_of(folder, "anna", clock)
    seat.board()
    lines = shown(seat).splitlines()
    assert len(lines) < 22
    assert max(map(len, lines)) <= 80
    assert "38 more can start (a shows all)" in lines[-1]
    seat.board(everything=True)
    assert len(shown(seat).splitlines()) > 50


def test_where_there_are_no_locks_one_is_told(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import fcntl

    def none(file: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    seat = seat_of(folder, "anna", clock)
    seat.do("finished", result="aborted")
    assert walk(seat, lambda seat: True)
    assert "this folder knows no locks: follow alone" in shown(seat)
    assert seat.log.alive(seat.run.events[-1].session)


def test_the_moment_it_began_is_not_lost(folder: Path, clock: Clock) -> None:
    seat = seat_of(folder, "anna", clock)
    assert seat.run.since == 1_000_000.0
    seat.do("since", moment=moment(999_000.0))
    assert Log(folder, "bob").run.since == 999_000.0
