"""Files written whole or not at all, and one writer at a time."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EISDIR
from os import strerror
from pathlib import Path


def replace(texts: Mapping[Path, str | bytes]) -> None:
    """Put whole files in place: all are written beside their places, then renamed over them.

    Args:
        texts: the new content of each file, as UTF-8 with its newlines, or as bytes. Their
            folders are there; modes are kept.

    Raises:
        OSError: something cannot be written, with its path. Before the first file is renamed
            nothing has changed; what was written beside the places is removed.
    """
    beside = {file: file.with_name(f".{file.name}.{os.getpid()}.new") for file in texts}
    try:
        for file, temporary in beside.items():
            content = texts[file]
            with _named(file):
                if file.is_dir():
                    raise IsADirectoryError(EISDIR, strerror(EISDIR))
                temporary.write_bytes(content if isinstance(content, bytes) else content.encode())
                if file.exists():
                    temporary.chmod(file.stat().st_mode & 0o777)
        for file, temporary in beside.items():
            with _named(file):
                temporary.replace(file)
    finally:
        for temporary in beside.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """An error tells of the file, not of what stands beside it for a moment."""
    try:
        yield
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(file)) from None


@contextmanager
def one_at_a_time(folder: Path, waits: Callable[[], None]) -> Iterator[None]:
    """Keep out every other process that asks for the same folder; nothing is left in it.

    Args:
        folder: an existing folder.
        waits: called once when another process is inside, before waiting for it.

    Notes:
        Where a system or a file system knows no such locks, all go in.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits()
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            pass
        yield
    finally:
        os.close(handle)


def through_link(root: Path, path: str) -> bool:
    """Whether a file below a folder is a link, or lies behind one."""
    here = root
    for part in Path(path).parts:
        here /= part
        if here.is_symlink():
            return True
    return False
