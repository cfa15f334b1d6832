"""Servers of this machine that answer as strangers do: well, late, never, in drops, with lies."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

CERTIFICATES = Path(__file__).parent / "oncall" / "certificates"
GREEN = {
    "page": {"id": "x", "name": "X", "updated_at": "2026-11-20T09:15:02.000Z"},
    "status": {"indicator": "none", "description": "All Systems Operational"},
    "components": [{"id": "c1", "name": "API", "status": "operational"}],
    "incidents": [],
    "scheduled_maintenances": [],
}
SUMMARY = "api/v2/summary.json"

Way = Callable[[BaseHTTPRequestHandler], None]


def answers(body: object = "", status: int = 200, **headers: str) -> Way:
    """Answers with a text, bytes, or anything else as JSON."""
    data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else None
    sent = json.dumps(body).encode() if data is None else data

    def way(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for key, value in headers.items():
            handler.send_header(key.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)

    return way


def redirects(to: str, status: int = 302) -> Way:
    return answers("", status, Location=to)


def hangs(handler: BaseHTTPRequestHandler) -> None:
    handler.server.over.wait(60)  # type: ignore[attr-defined]


def drips(handler: BaseHTTPRequestHandler) -> None:
    """One byte of the body at a time, for ever."""
    handler.send_response(200)
    handler.end_headers()
    _drops(handler, b" ")


def drips_headers(handler: BaseHTTPRequestHandler) -> None:
    """A header line that never ends."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
    _drops(handler, b"x")


def _drops(handler: BaseHTTPRequestHandler, drop: bytes) -> None:
    while not handler.server.over.wait(0.05):  # type: ignore[attr-defined]
        handler.wfile.write(drop)
        handler.wfile.flush()


def resets(handler: BaseHTTPRequestHandler) -> None:
    """The connection is reset before an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def closes(handler: BaseHTTPRequestHandler) -> None:
    """The connection ends before an answer."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Less comes than was promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"{")


def floods(handler: BaseHTTPRequestHandler) -> None:
    """50 MB; how many were taken is noted."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"[")
    for _ in range(50):
        handler.wfile.write(b" " * 2**20)
        handler.server.taken += 1  # type: ignore[attr-defined]


def late(seconds: float, then: Way) -> Way:
    def way(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        then(handler)

    return way


def garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\xff no HTTP\r\n\r\n")


@dataclass
class Stranger:
    """A running server: its ways by path, and the requests that it has seen."""

    url: str
    ways: dict[str, Way]
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def stranger(ways: dict[str, Way] | None = None, *, tls: bool = False) -> Iterator[Stranger]:
    """A server on a free port; a path that it does not know is a 404."""
    found = Stranger("", ways if ways is not None else {})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.seen.append((self.path, dict(self.headers.items())))
            found.ways.get(self.path.partition("?")[0], answers("nothing here", 404))(self)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        over = threading.Event()
        taken = 0

        def handle_error(self, *_: Any) -> None:
            """Who asks may hang up."""

    server = Server(("127.0.0.1", 0), Handler)
    server.over = threading.Event()
    if tls:
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / "localhost.pem", CERTIFICATES / "localhost.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    found.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
