"""Killed a hundred times at random moments, follow loses no event and repeats none.

The oracle is written by the terminals themselves, beside the log: each notes every event that it
was told is on the disk, and every command notes that it ran.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from drctl.oncall.event import Event, event_of
from drctl.oncall.log import EVENTS, TORN, Log, runs_in
from tests.oncall.kills import STEPS, ran

ROOT = Path(__file__).parents[2]
KILLS = 100


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("kills")
    command = [sys.executable, "-m", "tests.oncall.kills", str(folder), "20260330", str(KILLS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout.split()[0]) == KILLS
    return runs_in(folder)


def events(run: Path) -> list[Event]:
    text = (run / EVENTS).read_text()
    # The last kill may have torn a line; the next terminal to write would put it aside.
    whole = text[: text.rfind("\n") + 1]
    assert text == whole or '{"seq'.startswith(text[len(whole) :][:5])
    return [event_of(line) for line in whole.splitlines()]


def acknowledged(run: Path) -> Iterator[tuple[int, str, str, str]]:
    for line in (run.parent / f"{run.name}.acks").read_text().splitlines():
        seq, session, what, *step = line.split()
        yield int(seq), session, what, "".join(step)


def test_every_event_that_was_acknowledged_is_there_once(runs: tuple[Path, ...]) -> None:
    unheard = 0
    for run in runs:
        found = events(run)
        assert [e.seq for e in found] == list(range(1, len(found) + 1))
        told = list(acknowledged(run))
        assert len(set(told)) == len(told)
        for seq, session, what, step in told:
            event = found[seq - 1]
            assert (event.session, event.what, event.step) == (session, what, step)
        unheard += len(found) - 1 - len(told)
    # Of a kill one event may be on the disk of which nobody was told any more.
    assert 0 <= unheard <= KILLS


def test_no_command_runs_by_itself_again(runs: tuple[Path, ...]) -> None:
    for run in runs:
        found = events(run)
        starts = Counter(e.step for e in found if e.what == "started" and e.data["part"] == "run")
        assert all(count <= starts[step] for step, count in Counter(ran(run)).items())
        for step in starts:
            said: list[str] = []
            for event in (e for e in found if e.step == step):
                if event.what == "started" and event.data["part"] == "run":
                    # A second start: its end was seen, or somebody said that it did not work.
                    assert not said or said[-1] in ("failed", "ended")
                    said.append("started")
                elif event.what in ("failed", "lost"):
                    said.append(event.what)
                elif event.what == "ended" and not event.data["passed"]:
                    said.append("ended")


def test_all_runs_came_to_their_end(runs: tuple[Path, ...]) -> None:
    for run in runs:
        last = Log(run, "").run
        assert last.result == "passed"
        assert last.all_settled
        assert set(ran(run)) == {f"step-{number}" for number in range(STEPS)}


def test_the_kills_hit_where_it_hurts(runs: tuple[Path, ...]) -> None:
    """Else this tries nothing: lines were torn, and commands lost their terminal."""
    assert any((run / TORN).exists() for run in runs)
    assert sum(e.what == "lost" for run in runs for e in events(run)) > 3
    for run in runs:
        for line in (run / TORN).read_text().splitlines() if (run / TORN).exists() else ():
            assert line.startswith('{"seq'[: len(line)])
