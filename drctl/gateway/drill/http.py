"""Just enough of HTTP/1.1 for stand-ins and callers on one machine."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

_LONGEST_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer: its first line, its headers in lower case, its body."""

    first: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def status(self) -> int:
        """The status of an answer; 0 where there is none."""
        parts = self.first.split(" ", 2)
        return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0

    @property
    def path(self) -> str:
        """The path of a request."""
        return self.first.split(" ")[1] if " " in self.first else "/"


async def read_head(reader: asyncio.StreamReader) -> Message | None:
    """The first line and the headers; None where the other side has gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return Message(first, {name.strip().lower(): value.strip() for name, value in pairs})


async def read_request(reader: asyncio.StreamReader) -> Message | None:
    """A whole request; None where the other side has gone."""
    head = await read_head(reader)
    if head is None:
        return None
    try:
        if "chunked" in head.headers.get("transfer-encoding", ""):
            body = b"".join([part async for part in chunks(reader)])
        else:
            body = await reader.readexactly(int(head.headers.get("content-length", "0")))
    except (asyncio.IncompleteReadError, ValueError, OSError):
        return None
    return Message(head.first, head.headers, body)


async def chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The parts of a chunked body.

    Raises:
        asyncio.IncompleteReadError: it ends before its end.
    """
    while size := int((await reader.readline()).split(b";")[0].strip() or b"-1", 16):
        if size < 0:
            raise asyncio.IncompleteReadError(b"", None)
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()


async def read_answer(reader: asyncio.StreamReader) -> tuple[Message, bool]:
    """An answer, and whether it is whole."""
    head = await read_head(reader)
    if head is None:
        return Message("", {}), False
    body = bytearray()
    try:
        if "chunked" in head.headers.get("transfer-encoding", ""):
            async for part in chunks(reader):
                body += part
        elif "content-length" in head.headers:
            body += await reader.readexactly(int(head.headers["content-length"]))
        else:
            body += await reader.read()
    except (asyncio.IncompleteReadError, ValueError, OSError):
        return Message(head.first, head.headers, bytes(body)), False
    return Message(head.first, head.headers, bytes(body)), True


def answer(status: int, body: bytes, kind: str = "application/json") -> bytes:
    """An answer with its body."""
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body
