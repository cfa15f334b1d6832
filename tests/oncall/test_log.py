"""The log on the disk: torn lines, several writers, terminals that die."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from drctl.oncall.event import event_of
from drctl.oncall.log import EVENTS, TORN, Log, Refused, Unreadable, create, runs_in
from drctl.oncall.masking import Mask
from tests.oncall.scripts import LOOK, ROUTE, SAY, script

HEAD = '{{"seq": {}, "at": "2026-01-01T00:00:00Z", "by": "a", "session": "s", "what": "{}"}}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return create(tmp_path / "runs", "run", script(LOOK, ROUTE, SAY), "anna", None, time.time)


def lines(folder: Path) -> list[str]:
    return (folder / EVENTS).read_text().splitlines()


def test_a_run_begins_with_its_first_event(tmp_path: Path) -> None:
    names = [create(tmp_path, "run", script(LOOK), "anna", None, time.time).name for _ in range(3)]
    assert names == ["run", "run-2", "run-3"]
    assert [f.name for f in runs_in(tmp_path)] == sorted(names)
    assert len(list(tmp_path.iterdir())) == 3
    (tmp_path / ".half").mkdir()
    (tmp_path / "no-run").mkdir()
    assert len(runs_in(tmp_path)) == 3
    assert runs_in(tmp_path / "nowhere") == ()


def test_two_terminals_see_each_other(folder: Path) -> None:
    anna, bob = Log(folder, "anna"), Log(folder, "bob")
    anna.append("noted", text="here")
    assert [e.what for e in bob.refresh()] == ["noted"]
    anna.append("took", "chat.look")
    with pytest.raises(Refused, match="anna works on it"):
        bob.append("took", "chat.look")
    assert len(lines(folder)) == 3, "what is refused is not written"


@pytest.mark.parametrize("count", [1, 20, 40])
def test_a_half_written_line_is_kept_aside(folder: Path, count: int) -> None:
    log = Log(folder, "anna")
    log.append("noted", text="before")
    half = lines(folder)[-1].replace('"seq": 2', '"seq": 3')[:count]
    with (folder / EVENTS).open("a") as file:
        file.write(half)
    other = Log(folder, "bob")
    assert len(other.run.events) == 2, "readers leave it alone"
    assert (folder / EVENTS).read_text().endswith(half)
    other.append("noted", text="after")
    assert [event_of(line).seq for line in lines(folder)] == [1, 2, 3]
    assert (folder / TORN).read_text() == half + "\n"


def test_a_line_that_lacks_only_its_end_counts(folder: Path) -> None:
    log = Log(folder, "anna")
    log.append("noted", text="whole")
    text = (folder / EVENTS).read_text()
    (folder / EVENTS).write_text(text[:-1])
    other = Log(folder, "bob")
    other.append("noted", text="after")
    assert [event_of(line).data.get("text") for line in lines(folder)[1:]] == ["whole", "after"]
    assert not (folder / TORN).exists()


def test_zeros_at_the_end_are_no_line(folder: Path) -> None:
    """What some file systems leave after the power failed."""
    with (folder / EVENTS).open("ab") as file:
        file.write(b"\0" * 50)
    Log(folder, "anna").append("noted", text="after")
    assert [event_of(line).seq for line in lines(folder)] == [1, 2]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("no event\n", ":2:1: no event stands here"),
        ("\xff\n", ":2:1: no event stands here"),
        (
            HEAD.format(9, "left"),
            ":2:1: event 9 stands where 2 should",
        ),
        (
            HEAD.format(2, "value"),
            ":2:1: this event lacks something",
        ),
    ],
)
def test_a_log_that_somebody_changed_is_not_followed(folder: Path, line: str, told: str) -> None:
    with (folder / EVENTS).open("a", encoding="latin-1") as file:
        file.write(line)
    with pytest.raises(Unreadable, match=told):
        Log(folder, "anna")


def test_a_secret_never_reaches_the_log(folder: Path) -> None:
    mask = Mask()
    mask.learn("token", "hunter2")
    log = Log(folder, "anna", mask)
    log.append("noted", text="it is hunter2", more=["hunter2", {"a": "hunter2"}])
    assert "hunter2" not in (folder / EVENTS).read_text()
    assert event_of(lines(folder)[-1]).data["text"] == "it is ***"


def test_the_clock_never_goes_back(folder: Path) -> None:
    log = Log(folder, "anna", clock=lambda: 1.0)
    log.append("noted", text="a clock that is wrong")
    times = [event_of(line).at for line in lines(folder)]
    assert times == sorted(times)


def _write(folder: Path, name: str, count: int) -> None:
    log = Log(folder, name)
    for number in range(count):
        log.append("noted", text=f"{name} {number}")


def test_four_writers_at_once(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(folder, f"p{i}", 25)) for i in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    events = [event_of(line) for line in lines(folder)]
    assert [e.seq for e in events] == list(range(1, 102))
    told = [e.data["text"] for e in events[1:]]
    assert sorted(told) == sorted(f"p{i} {n}" for i in range(4) for n in range(25))
    for i in range(4):
        mine = [text for text in told if text.startswith(f"p{i} ")]
        assert mine == [f"p{i} {n}" for n in range(25)], "each in its own order"


_HOLDER = """
import sys, time
from pathlib import Path
from drctl.oncall.log import Log
log = Log(Path(sys.argv[1]), "anna")
log.enter()
log.append("took", "chat.look")
log.append("started", "chat.look", part="run", command="sleep")
print(log.session, flush=True)
time.sleep(60)
"""


def test_the_others_know_when_a_terminal_dies(folder: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    session = holder.stdout.readline().strip()
    log = Log(folder, "bob")
    assert log.alive(session)
    assert log.find_lost() == ()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert not log.alive(session)
    assert log.find_lost() == ("chat.look",)
    assert Log(folder, "cara").find_lost() == (), "it is told once"
    assert log.run.walked("chat.look").status == "unknown"


def test_who_leaves_is_gone(folder: Path) -> None:
    log, other = Log(folder, "anna"), Log(folder, "bob")
    log.enter()
    assert other.alive(log.session)
    other.refresh()
    assert list(other.run.people.values()) == ["anna"]
    log.leave()
    other.refresh()
    assert not other.alive(log.session)
    assert not other.run.people


def test_a_command_that_outlived_its_terminal_is_found(folder: Path) -> None:
    log, other = Log(folder, "anna"), Log(folder, "bob")
    log.enter()
    assert other.left_running(log.session) == 0
    child = subprocess.Popen(["sleep", "60"], process_group=0)
    log.tell(child.pid)
    assert other.left_running(log.session) == child.pid
    child.kill()
    child.wait()
    assert other.left_running(log.session) == 0
    note = json.loads((folder / "sessions" / log.session).read_text())
    assert set(note) == {"host", "group"}
    log.leave()
