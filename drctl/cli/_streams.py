"""Standard output and error: they may be closed, gone or unable to show a character."""

import io
import os
import sys


def tolerant() -> None:
    """Let both streams write a character they cannot encode as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def flush() -> None:
    """Write out what is buffered; a reader that has gone away is no error.

    Raises:
        OSError: when it cannot be written for another reason, such as a full disk.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError as error:
            # Python flushes once more at exit and would complain there.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            if not isinstance(error, BrokenPipeError):
                raise
