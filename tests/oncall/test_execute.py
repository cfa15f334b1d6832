"""Commands as processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from drctl.oncall.execute import KEPT, Ended, execute
from drctl.oncall.masking import Mask


def run(command: str, **more: object) -> tuple[Ended, str]:
    shown: list[str] = []
    known: dict[str, object] = {"mask": Mask(), "environment": {}, **more}
    ended = execute(command, show=shown.append, **known)  # type: ignore[arg-type]
    return ended, "".join(shown)


def test_what_it_says_and_how_it_ends() -> None:
    ended, shown = run("echo out; echo err >&2; exit 3")
    assert (ended.code, ended.passed, ended.found) == (3, False, None)
    assert sorted(shown.splitlines()) == ["err", "out"] == sorted(ended.output.splitlines())


@pytest.mark.parametrize(
    ("command", "expect", "passed"),
    [
        ("echo no response; exit 2", "no response", True),
        ("echo ready", "no response", False),
        ("printf 'no resp'; sleep 0.1; printf onse", "no response", True),
        ("true", "", True),
        ("printf 'a\\303\\251b'", "é", True),
    ],
)
def test_what_is_expected_decides(command: str, expect: str, passed: bool) -> None:
    ended, _ = run(command, expect=expect)
    assert (ended.passed, ended.found) == (passed, passed)


def test_values_come_as_variables() -> None:
    assert run('printf %s "$DRCTL_X"', environment={"DRCTL_X": "a  'b"})[1] == "a  'b"


def test_a_secret_is_masked_while_it_comes_and_in_what_is_kept() -> None:
    mask = Mask()
    mask.learn("token", "hunter2")
    command = 'printf "is $S a"; sleep 0.1; printf hunt; sleep 0.1; printf "er2 b\\n"'
    ended, shown = run(command, mask=mask, environment={"S": "hunter2"}, expect="hunter2 b")
    assert shown == ended.output == "is *** a*** b\n"
    assert ended.found is True


def test_the_output_is_shown_before_the_end() -> None:
    times: list[tuple[float, str]] = []
    execute(
        "echo one; sleep 0.5; echo two",
        {},
        lambda text: times.append((time.monotonic(), text)),
        mask=Mask(),
    )
    assert [text for _, text in times] == ["one\n", "two\n"]
    assert times[1][0] - times[0][0] > 0.3


def test_only_the_end_of_much_output_is_kept() -> None:
    ended, shown = run("i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i + 1)); done")
    assert shown.startswith("line 0\n")
    assert len(ended.output) == KEPT
    assert ended.output.endswith("line 1999\n")


def test_one_is_told_once_that_it_takes_longer() -> None:
    told: list[int] = []
    run("sleep 0.4", planned=0.1, late=lambda: told.append(1))
    assert told == [1]
    run("sleep 0.1", planned=5.0, late=lambda: told.append(2))
    assert told == [1]


def test_ctrl_c_reaches_the_command_and_not_us() -> None:
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    ended, shown = run("trap 'echo stopped; exit 7' INT; sleep 20 & wait")
    assert (ended.code, shown) == (7, "stopped\n")
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    assert run("exec sleep 20")[0].code == -signal.SIGINT


def test_one_that_stops_itself_goes_on() -> None:
    assert run("kill -STOP $$; echo on")[1] == "on\n"


def test_what_a_command_leaves_in_the_background_does_not_hold_us() -> None:
    start = time.monotonic()
    run("sleep 20 & echo $!")
    assert time.monotonic() - start < 10


def test_it_asks_nobody() -> None:
    assert run("read x || echo nobody")[1] == "nobody\n"


_PARENT = """
import sys
from drctl.oncall.execute import execute
from drctl.oncall.masking import Mask
command = "echo $$; sleep 1; echo still here; echo done > " + sys.argv[1]
execute(command, {}, lambda text: print(text, end="", flush=True), mask=Mask())
"""


def test_a_command_outlives_us(tmp_path: Path) -> None:
    """No pipe breaks when the terminal is killed: what was begun is not cut off half-way."""
    done = tmp_path / "done"
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(done)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    parent.stdout.readline()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert not done.exists()
    for _ in range(100):
        if done.exists() and done.read_text():
            break
        time.sleep(0.1)
    assert done.read_text() == "done\n"


def test_a_closed_terminal_does_not_hang_up_on_a_command() -> None:
    ended, shown = run("kill -HUP $$; sh -c 'kill -HUP $$'; echo still here")
    assert (ended.code, shown) == (0, "still here\n")
