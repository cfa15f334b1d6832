"""Who is there: each terminal holds a file locked for as long as it lives, however it dies."""

import errno
import json
import os
import socket
from pathlib import Path

_NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


class Presence:
    """The files of a run's terminals, in a folder, and one terminal's own."""

    def __init__(self, folder: Path, session: str) -> None:
        """Look into a folder as a terminal; nothing is written yet."""
        self._folder, self._own = folder, folder / session
        self._file: int | None = None

    def begin(self) -> bool:
        """Be there; whether the folder knows locks, so that others see when we are gone."""
        self._folder.mkdir(exist_ok=True)
        self._file = os.open(self._own, os.O_RDWR | os.O_CREAT, 0o666)
        locks = lock(self._file, wait=False) is not None
        self.tell(0)
        return locks

    def end(self) -> None:
        """Be there no more."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
            self._own.unlink(missing_ok=True)

    def tell(self, group: int) -> None:
        """Note which group of processes a command runs in."""
        if self._file is not None:
            note = json.dumps({"host": socket.gethostname(), "group": group}).encode()
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, note, 0)

    def alive(self, session: str) -> bool:
        """Whether another terminal still runs; where there are no locks all do."""
        try:
            file = os.open(self._folder / session, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            return lock(file, wait=False) is not True
        finally:
            os.close(file)

    def left_running(self, session: str) -> int:
        """The process group that a terminal noted, if it still runs on this machine, else 0."""
        try:
            note = json.loads((self._folder / session).read_text())
            group = int(note["group"])
            if note["host"] != socket.gethostname() or group <= 1:
                return 0
            os.killpg(group, 0)
        except (OSError, ValueError, KeyError, TypeError):
            return 0
        return group


def lock(file: int, *, wait: bool) -> bool | None:
    """Lock an open file: whether it is ours now; None where there are no locks."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError as problem:
        if problem.errno in _NO_LOCKS:
            return None
        raise
    return True
