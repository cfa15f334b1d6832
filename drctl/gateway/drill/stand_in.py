"""A stand-in for a provider: a server on 127.0.0.1 that answers, or fails as it is told.

It may stand before the real provider instead of for it: then what is healthy is passed on.
"""

import asyncio
import json
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from drctl.gateway.drill import speech
from drctl.gateway.drill.faults import Fault
from drctl.gateway.drill.http import Message, answer, read_request
from drctl.gateway.proxy.process import LOCAL

Upstream = Callable[[Message], Awaitable[bytes]]
"""Passes a request on, and gives the whole answer as it is to be sent."""

SERVICE = 0.02
"""Seconds that a healthy stand-in takes."""

_BROWN = 0.6
_TOO_LONG = "This model's maximum context length is 8192 tokens. Please reduce the length."


@dataclass(slots=True)
class Counted:
    """What a stand-in has seen since it was asked last."""

    requests: int = 0
    checks: int = 0


class StandIn:
    """One provider; `fault` is what is wrong with it, None when it is well."""

    def __init__(self, name: str, timeout: float, upstream: Upstream | None = None) -> None:
        """Prepare one.

        Args:
            name: the component's.
            timeout: how long the gateway waits for it, in seconds.
            upstream: the real provider.
        """
        self.name = name
        self.timeout = timeout
        self.upstream = upstream
        self.fault: Fault | None = None
        self.limit = float("inf")
        self.seen = Counted()
        self._changed = asyncio.Event()
        self._began = 0.0
        self._second: tuple[int, int] = (0, 0)
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._held: socket.socket | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        self._held = _bound(0)
        self.port = self._held.getsockname()[1]
        await self._listen()

    async def stop(self) -> None:
        """Stop listening and drop what is open."""
        await self._deafen()
        if self._held is not None:
            self._held.close()

    async def become(self, fault: Fault | None, limit: float = float("inf")) -> None:
        """Fail in a way from now on, or be well again.

        Args:
            fault: the way; None to be well.
            limit: answers in a second, beyond which it says HTTP 429.
        """
        was = self.fault
        self.fault, self.limit, self._began = fault, limit, time.monotonic()
        self._changed.set()
        self._changed = asyncio.Event()
        if fault is not None and fault.behaviour == "refuse":
            await self._deafen()
            self._held = _bound(self.port)
        elif was is not None and was.behaviour == "refuse":
            await self._listen()

    async def _listen(self) -> None:
        assert self._held is not None
        self._server = await asyncio.start_server(self._connected, sock=self._held)
        self._held = None

    async def _deafen(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while (request := await read_request(reader)) is not None:
                if not await self._answer(request, writer):
                    break
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(writer)
            with suppress(OSError):
                writer.close()

    async def _answer(self, request: Message, writer: asyncio.StreamWriter) -> bool:
        """Answer or fail; whether the connection may be used again."""
        drilled = speech.MARK.encode() in request.body
        self.seen.requests += drilled
        self.seen.checks += not drilled
        fault = self._present()
        behaviour = fault.behaviour if fault else "answer"
        if fault and behaviour in ("status", "context"):
            await self._refuse(request, writer, fault)
        elif behaviour == "reset":
            return _reset(writer)
        elif behaviour == "hang":
            await self._changed.wait()
            return _reset(writer)
        elif behaviour in ("cut", "stall") and _streams(request):
            await self._half(request, writer, wait=behaviour == "stall")
            return _reset(writer)
        elif not self._room():
            await self._say_no(request, writer, 429, "rate_limit_exceeded", "Rate limit reached")
        else:
            await asyncio.sleep(self._pause(behaviour))
            await self._serve(request, writer)
        return True

    def _present(self) -> Fault | None:
        """The fault that holds at the moment: one that flaps does so every other second."""
        fault = self.fault
        if fault is None or fault.behaviour != "flap":
            return fault
        down = int(time.monotonic() - self._began) % 2 == 0
        return Fault("503", "", "status", status=503) if down else None

    def _pause(self, behaviour: str) -> float:
        if behaviour == "slow":
            return self.timeout + 3
        return self.timeout * _BROWN if behaviour == "brown-out" else SERVICE

    def _room(self) -> bool:
        second = int(time.monotonic())
        count = self._second[1] + 1 if self._second[0] == second else 1
        self._second = (second, count)
        return count <= self.limit

    async def _serve(self, request: Message, writer: asyncio.StreamWriter) -> None:
        if self.upstream is not None:
            writer.write(await self.upstream(request))
        elif _streams(request):
            writer.write(_STREAM_HEAD)
            for part in speech.stream(request.path.partition("?")[0], self.name):
                writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
                await writer.drain()
            writer.write(b"0\r\n\r\n")
        else:
            writer.write(answer(200, speech.reply(request.path.partition("?")[0], self.name)))
        await writer.drain()

    async def _half(self, request: Message, writer: asyncio.StreamWriter, *, wait: bool) -> None:
        writer.write(_STREAM_HEAD)
        parts = list(speech.stream(request.path.partition("?")[0], self.name))
        for part in parts[: speech.WORDS // 2]:
            writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            await writer.drain()
            await asyncio.sleep(SERVICE / speech.WORDS)
        if wait:
            await self._changed.wait()

    async def _refuse(self, request: Message, writer: asyncio.StreamWriter, fault: Fault) -> None:
        if fault.behaviour == "context":
            await self._say_no(request, writer, 400, "context_length_exceeded", _TOO_LONG)
            return
        codes = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
        words = {401: "Incorrect API key provided", 429: "Rate limit reached"}
        code = codes.get(fault.status, "unavailable")
        told = words.get(fault.status, "The service is unavailable")
        await self._say_no(request, writer, fault.status, code, told)

    async def _say_no(
        self, request: Message, writer: asyncio.StreamWriter, status: int, code: str, told: str
    ) -> None:
        path = request.path.partition("?")[0]
        writer.write(answer(status, speech.refusal(path, status, code, told)))
        await writer.drain()


_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
)


def _bound(port: int) -> socket.socket:
    """A socket that holds a port; until it listens, connections are refused."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((LOCAL, port))
    made.setblocking(False)
    return made


def _reset(writer: asyncio.StreamWriter) -> bool:
    """Close a connection so that the other side sees a reset."""
    raw = writer.get_extra_info("socket")
    if raw is not None:
        with suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


def _streams(request: Message) -> bool:
    with suppress(ValueError):
        content = json.loads(request.body)
        return isinstance(content, dict) and content.get("stream") is True
    return False
