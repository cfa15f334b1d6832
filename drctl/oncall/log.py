"""The log of a run: a folder under `runs/` that several terminals read and append to.

`events.jsonl` is only appended to, under a lock that every terminal asks for, on network folders
too; each line is on the disk before anything goes on. `torn.jsonl` keeps half-written last lines,
`sessions/` has a file per terminal, which it holds locked for as long as it lives: so others know
at once when it was killed. Nothing is watched; whoever wants to know the latest reads again.
"""

import errno
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from drctl.oncall.event import Event, NoEvent, What, event_of, line_of, moment
from drctl.oncall.masking import Mask
from drctl.oncall.presence import Presence, lock
from drctl.oncall.refusal import refusal
from drctl.oncall.run import Run, first, fold
from drctl.oncall.script import Mode, Script, data_of

EVENTS = "events.jsonl"
TORN = "torn.jsonl"
TIMELINE = "timeline.md"


class Refused(Exception):
    """Why an event cannot happen now, mostly because somebody else was first."""


class Unreadable(Exception):
    """A log that cannot be followed, with its place."""


class Log:
    """One terminal's view of a run."""

    def __init__(
        self,
        folder: Path,
        by: str,
        mask: Mask | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Read a run.

        Args:
            folder: the run's.
            by: who sits at this terminal.
            mask: what must not be written.
            clock: tells seconds since 1970.

        Raises:
            Unreadable: its first line begins no run, or a line in it is no event.
        """
        self.folder, self.by = folder, by
        self.mask = mask or Mask()
        self.clock = clock
        self.session = f"{_word(by)}-{uuid.uuid4().hex[:8]}"
        self.locks = True
        self._read = 0
        self._lines = 0
        self._run: Run | None = None
        self._presence = Presence(folder / "sessions", self.session)
        self.refresh()

    @property
    def run(self) -> Run:
        """The run as it was read last."""
        assert self._run is not None
        return self._run

    def refresh(self) -> tuple[Event, ...]:
        """Read what others have appended; a last line without an end is left for later."""
        before = len(self._run.events) if self._run else 0
        with (self.folder / EVENTS).open("rb") as file:
            file.seek(self._read)
            rest = file.read()
        self._fold(rest[: rest.rfind(b"\n") + 1])
        return self.run.events[before:]

    def _fold(self, whole: bytes) -> None:
        for raw in whole.splitlines(keepends=True):
            place = f"{self.folder / EVENTS}:{self._lines + 1}:1"
            try:
                event = event_of(raw.decode())
            except (NoEvent, UnicodeDecodeError):
                raise Unreadable(f"{place}: no event stands here") from None
            try:
                if self._run is None:
                    self._run = first(event)
                elif event.seq == self._lines + 1:
                    self._run = fold(self._run, event)
                else:
                    what = f"event {event.seq} stands where {self._lines + 1} should"
                    raise Unreadable(f"{place}: {what}")
            except (ValueError, KeyError, TypeError, AttributeError) as wrong:
                raise Unreadable(f"{place}: this event lacks something: {wrong}") from None
            self._read += len(raw)
            self._lines += 1
        if self._run is None:
            raise Unreadable(f"{self.folder / EVENTS} is empty")

    def append(self, what: What, step: str = "", **data: Any) -> Run:
        """Let something happen: on return it stands on the disk.

        Raises:
            Refused: it cannot happen; nothing is written.
            OSError: it cannot be written.
        """
        with self._locked(), (self.folder / EVENTS).open("r+b") as file:
            self._mend(file.fileno())
            self.refresh()
            at = max(self.clock(), self.run.events[-1].at)
            data = {key: _masked(value, self.mask) for key, value in data.items()}
            event = Event(self._lines + 1, at, self.by, self.session, what, step, data)
            if told := refusal(self.run, event):
                raise Refused(told)
            line = line_of(event).encode("utf-8", "replace")
            _write(file.fileno(), self._read, line)
            self._fold(line)
        return self.run

    def _mend(self, file: int) -> None:
        """Keep a last line aside that whoever wrote it did not end; we are the only writer now."""
        size = os.fstat(file).st_size
        start = max(0, self._read)
        tail = os.pread(file, size - start, start)
        torn = tail[tail.rfind(b"\n") + 1 :]
        if not torn:
            return
        try:
            event_of(torn.decode())
        except (NoEvent, UnicodeDecodeError):
            with (self.folder / TORN).open("ab") as aside:
                aside.write(torn.rstrip(b"\0") + b"\n")
                aside.flush()
                os.fsync(aside.fileno())
            os.ftruncate(file, size - len(torn))
        else:
            os.pwrite(file, b"\n", size)  # whole but for its end
        os.fsync(file)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time; locks of files that are opened for writing hold on NFS too."""
        with (self.folder / "lock").open("ab") as file:
            self.locks = lock(file.fileno(), wait=True) is not None
            yield

    # Who is there.

    def enter(self) -> Run:
        """Say that this terminal is there, and let others see when it is not any more."""
        self.locks = self._presence.begin()
        return self.append("joined", host=socket.gethostname(), pid=os.getpid())

    def leave(self) -> None:
        """Say that this terminal goes; the run stays."""
        with suppress(Refused):
            self.append("left")
        self._presence.end()

    def tell(self, group: int) -> None:
        """Note which group of processes a command runs in, for whom finds it without us."""
        self._presence.tell(group)

    def alive(self, session: str) -> bool:
        """Whether a terminal still runs; where there are no locks all do."""
        return session == self.session or self._presence.alive(session)

    def left_running(self, session: str) -> int:
        """The process group of a dead terminal's command that still runs on this machine, or 0."""
        return self._presence.left_running(session)

    def find_lost(self) -> tuple[str, ...]:
        """Mark the steps whose command ran in a terminal that is gone: nobody knows its result."""
        found = []
        for id, step in self.run.steps.items():
            if step.status == "running" and not self.alive(step.session):
                with suppress(Refused):
                    self.append("lost", id, session=step.session)
                    found.append(id)
        return tuple(found)


def create(
    runs: Path, name: str, script: Script, by: str, since: float | None, clock: Callable[[], float]
) -> Path:
    """Begin a run: its folder appears with the first event in it, or not at all.

    Args:
        runs: the workspace's folder of runs, made when it is not there.
        name: what the folder is to be called; a number is added when that is taken.
        script: what is walked.
        by: who begins.
        since: when it failed, in seconds since 1970; None when that is not known yet.
        clock: tells seconds since 1970.

    Raises:
        OSError: it cannot be written.
    """
    runs.mkdir(parents=True, exist_ok=True)
    session = f"{_word(by)}-{uuid.uuid4().hex[:8]}"
    mode: Mode = script.mode
    begun = None if since is None else moment(since)
    data = {"log": 1, "mode": mode, "since": begun, "plan": data_of(script)}
    line = line_of(Event(1, clock(), by, session, "began", "", data))
    beside = runs / f".{name}.{session}"
    beside.mkdir()
    with (beside / EVENTS).open("wb") as file:
        _write(file.fileno(), 0, line.encode("utf-8", "replace"))
    for number in range(1, 1000):
        folder = runs / (name if number == 1 else f"{name}-{number}")
        try:
            beside.rename(folder)
        except OSError as taken:
            if taken.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            continue
        _sync_folder(runs)
        return folder
    raise OSError(errno.EEXIST, "so many runs of one name are there already", str(runs / name))


def runs_in(runs: Path) -> tuple[Path, ...]:
    """The folders of all runs, the latest last."""
    if not runs.is_dir():
        return ()
    found = (f for f in runs.iterdir() if not f.name.startswith(".") and (f / EVENTS).is_file())
    return tuple(sorted(found))


def _write(file: int, at: int, line: bytes) -> None:
    while line:
        count = os.pwrite(file, line, at)
        line, at = line[count:], at + count
    os.fsync(file)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        pass  # some network folders know no such thing
    finally:
        os.close(handle)


def _masked(value: Any, mask: Mask) -> Any:
    match value:
        case str():
            return mask(value)
        case list() | tuple():
            return [_masked(item, mask) for item in value]
        case dict():
            return {key: _masked(inner, mask) for key, inner in value.items()}
        case _:
            return value


def _word(text: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text)[:40] or "somebody"
