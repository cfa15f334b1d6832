"""Who does the work: this process, all cores of this machine, or a Dask cluster.

A task is a function of a module, so that other processes know it by name. What all its parts
share is sent to each worker once; answers come back in the order of the parts.
"""

import json
import os
import re
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

Shared = TypeVar("Shared")
Piece = TypeVar("Piece")
Answer = TypeVar("Answer")

MOST_PORT = 65_535

SECONDS = 10
"""So long a cluster may take to answer, and to show a worker."""


class Crew(Protocol):
    """Somebody who does the parts of a work."""

    def __call__(
        self, task: Callable[[Shared, Piece], Answer], shared: Shared, pieces: Sequence[Piece]
    ) -> Iterator[Answer]:
        """The task's answer for each piece, in their order."""


class Unusable(Exception):
    """Those who should do the work cannot; the text says why, for the person who asked."""


def alone(
    task: Callable[[Shared, Piece], Answer], shared: Shared, pieces: Sequence[Piece]
) -> Iterator[Answer]:
    """Do all of it in this process."""
    for piece in pieces:
        yield task(shared, piece)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def on_cores(count: int) -> Crew:
    """A crew of processes on this machine.

    Args:
        count: how many at most; work of one piece is done in this process.

    Raises:
        Unusable: a process was ended from outside.
    """

    def crew(
        task: Callable[[Shared, Piece], Answer], shared: Shared, pieces: Sequence[Piece]
    ) -> Iterator[Answer]:
        if min(count, len(pieces)) < 2:
            yield from alone(task, shared, pieces)
            return
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool
        from multiprocessing import get_context

        try:
            # NOTE: spawn, for a fork copies locks that other threads hold.
            with ProcessPoolExecutor(
                min(count, len(pieces)), get_context("spawn"), _receive, (task, shared)
            ) as pool:
                yield from pool.map(_work, pieces)
        except BrokenProcessPool:
            what = "a process that did a part of the work was ended"
            raise Unusable(f"{what}; if memory ran out, fewer cores take less") from None

    return crew


_received: list[Any] = []


def _receive(task: Callable[..., Any], shared: object) -> None:
    # Ctrl-C reaches all processes of a terminal; the first one answers for all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _received[:] = [task, shared]


def _work(piece: object) -> Any:
    task, shared = _received
    return task(shared, piece)


@contextmanager
def on_cluster(address: str) -> Iterator[Crew]:
    """A crew of a Dask cluster's workers.

    Args:
        address: of its scheduler, such as `tcp://10.0.0.5:8786`.

    Raises:
        Unusable: `distributed` is not installed, nothing answers there, there are no workers, or
            they have no drctl of this version; or the cluster is lost on the way.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise Unusable('a cluster needs more: pip install "drctl[cluster]"') from None
    with _quiet():
        client = _client(address)
        try:
            _check(client, address)
            yield _crew(client, address)
        finally:
            client.close(timeout=SECONDS)


def _crew(client: Any, address: str) -> Crew:
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    def crew(
        task: Callable[[Shared, Piece], Answer], shared: Shared, pieces: Sequence[Piece]
    ) -> Iterator[Answer]:
        try:
            sent = client.scatter(shared, broadcast=True, hash=False)
            waiting = deque([client.submit(task, sent, piece, pure=False) for piece in pieces])
            while waiting:
                # Popped, or the workers would keep every answer until the last is there.
                answer = waiting.popleft().result()
                yield answer
        except (KilledWorker, FutureCancelledError, OSError) as lost:
            raise Unusable(f"the cluster {address} was lost: {_words(lost)}") from None

    return crew


def _client(address: str) -> Any:
    import distributed

    _reach(address)
    client: Any = distributed.Client  # its methods have no types
    try:
        return client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as reason:
        raise _silent(address, reason) from None


def _reach(address: str) -> None:
    """See that a scheduler listens: a client would try again and again, some never give up."""
    import asyncio

    parts = re.fullmatch(r"(?:(?:tcp|tls|wss?)://)?(?:\[(.+)\]|([^:/\[\]\s]+)):(\d+)/?", address)
    if parts is None or int(parts[3]) > MOST_PORT:
        wanted = "the address of a Dask scheduler, such as tcp://10.0.0.5:8786"
        raise Unusable(f"a cluster is {wanted}, not {json.dumps(address, ensure_ascii=False)}")
    try:
        socket.create_connection((parts[1] or parts[2], int(parts[3])), SECONDS).close()
        asyncio.run(asyncio.wait_for(_identity(address), SECONDS))
    except TimeoutError:
        raise _silent(address, TimeoutError(f"nothing for {SECONDS} s")) from None
    except (OSError, ValueError, RuntimeError) as reason:
        raise _silent(address, reason) from None


async def _identity(address: str) -> None:
    from distributed.core import rpc

    connect: Any = rpc
    async with connect(address, timeout=SECONDS) as scheduler:
        await scheduler.identity()


def _silent(address: str, reason: BaseException) -> Unusable:
    return Unusable(f"no Dask scheduler answers at {address}: {_words(reason)}")


def _check(client: Any, address: str) -> None:
    from drctl import __version__

    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError:
        raise Unusable(f"the cluster {address} has no workers") from None
    advice = f"install drctl {__version__} there"
    try:
        found = set(client.run(_version).values())
    except ImportError as reason:
        what = f"the workers of {address} cannot run drctl"
        raise Unusable(f"{what}: {_words(reason)}; {advice}") from None
    if found != {__version__}:
        other = ", ".join(sorted(found - {__version__}))
        raise Unusable(f"the workers of {address} run drctl {other}; {advice}")


def _version() -> str:
    from drctl import __version__

    return __version__


@contextmanager
def _quiet() -> Iterator[None]:
    """The library's own log would tell on standard error what the message tells already."""
    import logging

    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def _words(reason: BaseException) -> str:
    told = reason.strerror if isinstance(reason, OSError) and reason.strerror else str(reason)
    return " ".join(told.split()) or type(reason).__name__
