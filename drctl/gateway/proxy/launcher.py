"""Runs one program and ends it when whoever started the launcher is gone, however that went.

A script by itself, started as `python launcher.py FOLDER PROGRAM ARGUMENT…`. Its standard input is
a pipe that nobody writes to: it ends when the other side closes it or dies, also by kill -9. Then
the program with all that it started is ended, and the folder removed. Where the launcher itself is
killed, Linux kills the program.
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

_PATIENCE = 3.0
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main(folder: str, command: list[str]) -> int:
    """Run a program until it ends or standard input does; its exit code, 0 in the second case."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ignored)
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent,
    )
    try:
        while child.poll() is None:
            if _closed(0.1):
                _end(child)
                return 0
        return child.returncode
    finally:
        _end(child)
        shutil.rmtree(folder, ignore_errors=True)


def _ignored(number: int, frame: object) -> None:
    """Only the pipe counts; a handler, not SIG_IGN, which the program would inherit."""


def _die_with_parent() -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)


def _closed(seconds: float) -> bool:
    ready, _, _ = select.select([0], [], [], seconds)
    return bool(ready) and not os.read(0, 1024)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """First politely, then not; the whole group, also when its leader is gone."""
    for number, patience in ((signal.SIGTERM, _PATIENCE), (signal.SIGKILL, 1.0)):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, number)
        until = time.monotonic() + patience
        while child.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        if child.poll() is not None and number == signal.SIGKILL:
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
