"""A step's command as a process: in its own group, its output shown while it comes.

The output goes through a file that has no name any more, not a pipe: a command outlives the
terminal that started it, and must not die half-way of a pipe that nobody reads.
"""

import codecs
import os
import signal
import subprocess
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from drctl.oncall.masking import Mask

KEPT = 4000
"""So many characters of the end of an output are kept in the log."""
_BREATH = 0.03


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a command.

    `code` is its exit code, negative for a signal. `output` is masked, its last part only;
    `found` says whether the text that was looked for was in it, None where none was.
    """

    code: int
    seconds: float
    output: str
    found: bool | None

    @property
    def passed(self) -> bool:
        """Whether it shows that the step worked: by the text where one is expected."""
        return self.code == 0 if self.found is None else self.found


def execute(
    command: str,
    environment: Mapping[str, str],
    show: Callable[[str], None],
    *,
    mask: Mask,
    expect: str | None = None,
    planned: float | None = None,
    late: Callable[[], None] = lambda: None,
    begun: Callable[[int], None] = lambda group: None,
    terminal: int | None = None,
) -> Ended:
    """Run a command to its end; there is no time-out.

    Args:
        command: for `/bin/sh -c`.
        environment: its variables besides ours.
        show: gets the output, masked, as it comes.
        mask: what must not be shown.
        expect: a text that the output must hold.
        planned: how many seconds it should take.
        late: called once when it takes longer.
        begun: gets the process group.
        terminal: the terminal to lend it, so that Ctrl-C ends the command and not us, and so
            that it can ask for a password.

    Returns:
        How it ended.
    """
    start = time.monotonic()
    with tempfile.TemporaryFile() as file, _terminal_kept(terminal):
        process = subprocess.Popen(
            # A terminal that is closed hangs up on what runs in it.
            ["/bin/sh", "-c", f"trap '' HUP\n{command}"],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            process_group=0,
        )
        with _lent(terminal, process.pid), _ctrl_c_to(process.pid):
            begun(process.pid)
            stream = _Stream(file, mask, expect, show)
            while not _over(process):
                stream.take()
                if planned is not None and time.monotonic() - start > planned:
                    late()
                    planned = None
                time.sleep(_BREATH)
        stream.take(last=True)
    return Ended(process.returncode, time.monotonic() - start, stream.kept, stream.found)


@contextmanager
def _ctrl_c_to(group: int) -> Iterator[None]:
    """Pass Ctrl-C on, for where the terminal could not be lent."""

    def passed(number: int, frame: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(group, number)

    before = signal.signal(signal.SIGINT, passed)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _over(process: "subprocess.Popen[bytes]") -> bool:
    """Whether it has ended; one that Ctrl-Z stopped goes on, for nobody could wake it."""
    pid, status = os.waitpid(process.pid, os.WNOHANG | os.WUNTRACED)
    if pid == 0:
        return False
    if os.WIFSTOPPED(status):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGCONT)
        return False
    process.returncode = os.waitstatus_to_exitcode(status)
    return True


@contextmanager
def _lent(terminal: int | None, group: int) -> Iterator[None]:
    """Make a process group the one that the terminal's keys reach."""
    try:
        if terminal is None:
            raise OSError
        ours = os.tcgetpgrp(terminal)
        os.tcsetpgrp(terminal, group)
    except OSError:
        yield
        return
    # Whoever is not in front and takes the terminal back, or writes, is stopped by this signal.
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGCONT)  # it may have asked the terminal too early
    try:
        yield
    finally:
        with suppress(OSError):
            os.tcsetpgrp(terminal, ours)
        signal.signal(signal.SIGTTOU, before)


@contextmanager
def _terminal_kept(terminal: int | None) -> Iterator[None]:
    """Put the terminal's modes back: a command that was killed may have left it without echo."""
    try:
        modes = termios.tcgetattr(terminal) if terminal is not None else None
    except termios.error:
        modes = None
    try:
        yield
    finally:
        if modes is not None and terminal is not None:
            with suppress(termios.error):
                termios.tcsetattr(terminal, termios.TCSADRAIN, modes)


class _Stream:
    """The output as it grows: what is shown of it, what is kept, what was looked for."""

    def __init__(
        self, file: IO[bytes], mask: Mask, expect: str | None, show: Callable[[str], None]
    ) -> None:
        self._file, self._mask, self._show = file.fileno(), mask, show
        self._expect = expect
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._at = 0
        self._held = ""
        self._seen = ""
        self.kept = ""
        self.found = None if expect is None else expect == ""

    def take(self, last: bool = False) -> None:
        """Read what is new."""
        while chunk := os.pread(self._file, 65536, self._at):
            self._at += len(chunk)
            self._add(self._decode(chunk))
        if last:
            self._add(self._decode(b"", True))
            self._give(len(self._held))

    def _add(self, text: str) -> None:
        if self._expect and not self.found:
            self._seen = self._seen[-len(self._expect) :] + text
            self.found = self._expect in self._seen
        self._held += text
        self._give(self._mask.settled(self._held))

    def _give(self, count: int) -> None:
        if not count:
            return
        text, self._held = self._mask(self._held[:count]), self._held[count:]
        self._show(text)
        self.kept = (self.kept + text)[-KEPT:]
