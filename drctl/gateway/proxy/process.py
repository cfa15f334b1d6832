"""A gateway's process: started, waited for, ended."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

LOCAL = "127.0.0.1"

LAUNCHER = Path(__file__).with_name("launcher.py")
_KEPT = 60
_LAST = 12
_PATIENCE = 10.0


class CannotRun(Exception):
    """A gateway does not run, for the reason that the text tells."""


class Process:
    """A running gateway; `port` is where it listens, on 127.0.0.1 only."""

    def __init__(
        self, started: "subprocess.Popen[bytes]", port: int, secrets: Sequence[str]
    ) -> None:
        """Take over what the launcher has started.

        Args:
            started: the launcher.
            port: where the gateway will listen.
            secrets: what must not be shown of its log.
        """
        self.port = port
        self._started = started
        self._secrets = sorted((s for s in secrets if len(s) > 5), key=len, reverse=True)
        self._log: deque[str] = deque(maxlen=_KEPT)
        self._tell: Callable[[str], None] | None = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._started.poll()

    def follow(self, tell: Callable[[str], None]) -> None:
        """Have every line of its log told from now on, without secrets."""
        self._tell = tell

    def wait(self) -> int:
        """Wait until it ends; its exit code."""
        return self._started.wait()

    def last_lines(self) -> list[str]:
        """The end of its log, without secrets."""
        return list(self._log)[-_LAST:]

    def stop(self) -> None:
        """End it and all that it has started; nothing is left when this returns."""
        if self._started.stdin is not None:
            with suppress(OSError):
                self._started.stdin.close()
        try:
            self._started.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._started.kill()
            self._started.wait()
        self._reader.join(1.0)
        # Whoever still holds the other end would keep us waiting.
        if self._started.stdout is not None and not self._reader.is_alive():
            self._started.stdout.close()

    def _read(self) -> None:
        stream = self._started.stdout
        if stream is None:
            return
        with suppress(ValueError, OSError):
            for raw in stream:
                line = self._without_secrets(raw.decode("utf-8", "replace").rstrip())
                if line.strip():
                    self._log.append(line)
                    if self._tell is not None:
                        self._tell(line)

    def _without_secrets(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return re.sub(r"\x1b\[[0-9;]*m", "", line)


@contextmanager
def running(
    command: Callable[[Path, int], Sequence[str]],
    files: Mapping[str, str],
    environ: Mapping[str, str],
    *,
    port: int | None = None,
    secrets: Sequence[str] = (),
) -> Iterator[Process]:
    """Run a gateway for as long as the block lasts.

    Args:
        command: its command line, from the folder of its files and its port.
        files: what to put into a folder of its own, which goes with it.
        environ: its whole environment.
        port: where it is to listen; by default a free one.
        secrets: what must not be shown of its log.

    Yields:
        The process, which may not be ready yet.

    Raises:
        CannotRun: the port is in use.
    """
    chosen = free_port() if port is None else _unused(port)
    folder = Path(tempfile.mkdtemp(prefix="drctl-gateway-"))
    started: subprocess.Popen[bytes] | None = None
    try:
        for name, text in files.items():
            path = folder / name
            path.touch(0o600)
            path.write_text(text, encoding="utf-8")
        started = subprocess.Popen(
            [sys.executable, "-I", str(LAUNCHER), str(folder), *command(folder, chosen)],
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is drctl's to handle
        )
    finally:
        if started is None:
            _remove(folder)
    process = Process(started, chosen, secrets)
    try:
        yield process
    finally:
        process.stop()
        _remove(folder)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at the moment."""
    with socket.socket() as found:
        found.bind((LOCAL, 0))
        return int(found.getsockname()[1])


def _unused(port: int) -> int:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((LOCAL, port))
        except OSError as problem:
            raise CannotRun(f"port {port} of {LOCAL} cannot be used: {problem.strerror}") from None
    return port


def ready(process: Process, path: str, seconds: float, waits: Callable[[float], None]) -> float:
    """Wait until a gateway answers.

    Args:
        process: the gateway.
        path: what it answers with 200 when it is ready.
        seconds: how long it may take.
        waits: told every second how long that has been.

    Returns:
        How long it took, in seconds.

    Raises:
        CannotRun: it ended, or has not answered in time.
    """
    began = time.monotonic()
    told = 0
    while (passed := time.monotonic() - began) < seconds:
        if process.code is not None:
            time.sleep(0.2)  # for the end of its log
            raise CannotRun(_why(process, f"the gateway ended with exit code {process.code}"))
        if _answers(process.port, path):
            return passed
        if int(passed) > told:
            told = int(passed)
            waits(passed)
        time.sleep(0.1)
    raise CannotRun(_why(process, f"the gateway has not answered for {seconds:g}s"))


def _why(process: Process, told: str) -> str:
    lines = process.last_lines()
    return "\n".join([told + ("; its last words:" if lines else ""), *(f"  {x}" for x in lines)])


def _answers(port: int, path: str) -> bool:
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection(LOCAL, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def environment(*further: Mapping[str, str]) -> dict[str, str]:
    """An environment for a gateway: nothing of the user's but where programs are found."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    for each in further:
        kept |= each
    return kept
