"""What a person types: a line at a time, with time for something else while nobody types."""

import os
import select
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_TICK = 1.0


class Gone(Exception):
    """Nobody types any more: the terminal was closed, or Ctrl-D was pressed."""


class Keyboard:
    """Reads lines from a terminal."""

    def __init__(self, file: int, tick: float = _TICK) -> None:
        """Read from an open file, and let others have their turn after each `tick` seconds."""
        self.file = file
        self._tick = tick
        self._typed = b""

    def line(self, turn: Callable[[], None] = lambda: None) -> str:
        """The next line, without its end.

        Args:
            turn: called again and again while nothing comes.

        Raises:
            Gone: there is none.
        """
        while b"\n" not in self._typed:
            if not select.select([self.file], [], [], self._tick)[0]:
                turn()
                continue
            try:
                read = os.read(self.file, 4096)
            except OSError:
                read = b""
            if not read:
                self._typed = b""
                raise Gone
            self._typed += read
        line, _, self._typed = self._typed.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    def forget(self) -> None:
        """Drop what was typed before the question was there: a yes is given to a question."""
        self._typed = b""
        with suppress(termios.error):
            termios.tcflush(self.file, termios.TCIFLUSH)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """What is typed meanwhile is not shown; begun before the question is asked."""
        try:
            before = termios.tcgetattr(self.file)
        except termios.error:
            yield
            return
        changed = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
        termios.tcsetattr(self.file, termios.TCSADRAIN, changed)
        try:
            yield
        finally:
            termios.tcsetattr(self.file, termios.TCSADRAIN, before)
