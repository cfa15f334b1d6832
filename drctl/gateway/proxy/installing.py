"""A gateway's program in a folder of its own under the user's cache, made on first use."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from drctl.files import one_at_a_time
from drctl.gateway.proxy.process import LAUNCHER, CannotRun

Say = Callable[[str], None]

_DONE = "installed"


def cached(name: str) -> Path:
    """The folder of a name in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(cache) / "drctl" / name


def made(place: Path, what: str, cost: str, make: Callable[[Path], None], say: Say) -> None:
    """Have a folder made, once.

    Args:
        place: the folder.
        what: the program with its version.
        cost: what making it costs, in a few words.
        make: makes it, in the folder that is there.
        say: told in one line what is going on.

    Raises:
        CannotRun: it cannot be made; nothing half made is left.
    """
    if (place / _DONE).is_file():
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(place, lambda: say("waiting for another drctl, which installs it")):
            if (place / _DONE).is_file():
                return
            say(f"installing {what} into {place}: once, {cost}")
            began = time.monotonic()
            try:
                make(place)
                (place / _DONE).touch()
            finally:
                if not (place / _DONE).is_file():
                    _empty(place)
            say(f"installed after {time.monotonic() - began:.0f}s")
    except OSError as problem:
        raise CannotRun(f"{place} cannot be written: {problem.strerror}") from None


def _empty(place: Path) -> None:
    for each in place.iterdir():
        shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink()


def step(command: Sequence[str], what: str, reason: Callable[[list[str]], str], say: Say) -> None:
    """Run one step of an installation, with a word every ten seconds.

    Args:
        command: its command line.
        what: the program with its version.
        reason: why it failed, from what it printed.
        say: told in one line what is going on.

    Raises:
        CannotRun: it failed.
    """
    began = time.monotonic()
    scratch = tempfile.mkdtemp(prefix="drctl-install-")
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            # It must not go on alone when drctl is killed, nor leave its temporary files.
            [sys.executable, "-I", str(LAUNCHER), scratch, *command],
            env={**os.environ, "TMPDIR": scratch},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert process.stdin is not None
        try:
            while _runs(process, 10):
                say(f"{Path(command[0]).name} is at work for {time.monotonic() - began:.0f}s")
        finally:
            process.stdin.close()
            process.wait()
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode:
        printed = [line for line in text.splitlines() if line.strip()]
        why = reason(printed) if printed else f"exit code {process.returncode}"
        raise CannotRun(f"{what} cannot be installed: {why}")


def _runs(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Whether a process still runs after some time."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False
