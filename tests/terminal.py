"""A pseudo-terminal with drctl in it: type, and wait for what the screen shows."""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
_SESSION = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "drctl", *sys.argv[1:]])
"""
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A terminal of 80 columns and 24 lines in which one drctl runs."""

    def __init__(self, *args: str, cwd: Path, env: Mapping[str, str] | None = None) -> None:
        """Start `drctl ARGS`."""
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SESSION, *args],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **(env or {})},
            stdin=slave,
            stdout=slave,
            stderr=slave,
        )
        os.close(slave)
        self.raw = ""
        self._at = 0

    @property
    def text(self) -> str:
        """All that was shown, without colours."""
        return _ESCAPE.sub("", self.raw).replace("\r\n", "\n")

    def expect(self, pattern: str, timeout: float = 30.0) -> str:
        """Wait until something is shown that was not waited for before; the text up to it."""
        end = time.monotonic() + timeout
        while not (found := re.compile(pattern, re.MULTILINE).search(self.text, self._at)):
            if not self._read(end - time.monotonic()):
                shown = self.text[self._at :]
                raise AssertionError(f"no {pattern!r} came; the screen shows:\n{shown}")
        before = self.text[self._at : found.end()]
        self._at = found.end()
        return before

    def send(self, line: str) -> None:
        """Type a line."""
        os.write(self.master, line.encode() + b"\n")

    def press(self, key: bytes) -> None:
        """Press a key, such as Ctrl-C."""
        os.write(self.master, key)

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.close()

    def close(self) -> int:
        """Wait for the end; the exit code."""
        while self._read(30.0):
            pass
        code = self.process.wait(30)
        os.close(self.master)
        return code

    def _read(self, seconds: float) -> bool:
        """Read what is shown; whether something was."""
        if seconds <= 0 or not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            read = os.read(self.master, 65536)
        except OSError:  # the other side is closed
            return False
        self.raw += read.decode("utf-8", "replace")
        return bool(read)
