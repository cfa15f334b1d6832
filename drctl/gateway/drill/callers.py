"""Callers of a gateway: requests one beside another, and what came of each."""

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from drctl.gateway.configuration import Deployment
from drctl.gateway.drill import speech
from drctl.gateway.drill.http import Message, read_answer
from drctl.gateway.proxy.process import LOCAL


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a gateway."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


class Dialect(Protocol):
    """How one kind of gateway is asked."""

    def chain(self, name: str, *, stream: bool, embedding: bool) -> Asked:
        """Ask for what callers ask for."""
        ...

    def alone(self, number: int, deployment: Deployment, *, embedding: bool) -> Asked:
        """Ask one deployment, of a number in the file, and no other."""
        ...

    def served_by(self, asked: Asked, answer: Message) -> str:
        """What the answer's headers say of who served it; "" where they say nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Sample:
    """One request: when it began and ended (seconds), whether it was answered, and by whom.

    `status` is 0 where nothing came, as when the caller gave up.
    """

    began: float
    ended: float
    ok: bool
    who: str
    status: int
    phase: str = ""

    @property
    def took(self) -> float:
        """Seconds."""
        return self.ended - self.began


async def ask(port: int, asked: Asked, patience: float, dialect: Dialect) -> Sample:
    """Send one request and read its answer.

    Args:
        port: the gateway's.
        asked: the request.
        patience: how long the caller waits, in seconds.
        dialect: how the gateway is asked.
    """
    began = time.monotonic()
    answer, whole = Message("", {}), False
    writer: asyncio.StreamWriter | None = None
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(LOCAL, port, limit=1 << 20)
            writer.write(_written(asked))
            answer, whole = await read_answer(reader)
    if writer is not None:
        writer.transport.abort()
    ended = time.monotonic()
    ok = whole and answer.status == 200
    if ok and asked.body.get("stream"):
        ok = speech.whole(answer.body)
    who = (dialect.served_by(asked, answer) or named(answer.body)) if ok else ""
    return Sample(began, ended, ok, who, answer.status if whole else 0)


def _written(asked: Asked) -> bytes:
    body = json.dumps(asked.body).encode()
    headers = {
        "host": LOCAL,
        "content-type": "application/json",
        "content-length": str(len(body)),
        "connection": "close",
        **asked.headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {asked.path} HTTP/1.1\r\n{head}\r\n".encode() + body


def named(body: bytes) -> str:
    """Who says in an answer that it gave it; "" where nobody does."""
    with suppress(ValueError, KeyError, IndexError, TypeError, AttributeError):
        content = json.loads(body)
        if "choices" in content:
            return str(content["choices"][0]["message"]["content"])
        return str(content.get("model", ""))
    for line in body.split(b"\n"):
        with suppress(ValueError, KeyError, IndexError, TypeError):
            said = json.loads(line.removeprefix(b"data: "))["choices"][0]["delta"]["content"]
            if said:
                return str(said)
    return ""
