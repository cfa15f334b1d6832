"""A site in memory, served on this machine; who looks at a page is told of a newer one."""

import json
import sys
import threading
from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

HOST = "127.0.0.1"
_NAMES = frozenset((HOST, "localhost"))
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
}
_SCRIPT = '<script defer src="/live.js"></script>\n</head>'
_NOTHING_YET = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Nothing to show yet</title>
</head>
<body>
<h1>Nothing to show yet</h1>
<p>The site cannot be built. This page loads again as soon as it can.</p>
<pre>{wrong}</pre>
</body>
</html>
"""
_BREATH = 15.0
"""Seconds after which a silent line is tried: a closed page is noticed then."""


class Shelf:
    """The site as it was built last, and what is wrong since."""

    def __init__(self, script: str) -> None:
        """Begin with nothing; `script` is what every page gets besides."""
        self._script = script
        self._pages: dict[str, bytes] = {}
        self._wrong = ""
        self._version = 0
        self._number = 0
        self._closed = False
        self._change = threading.Condition()

    def show(self, texts: Mapping[str, str]) -> None:
        """Put a site in place of the one before."""
        pages = {
            path: text.replace("</head>", _SCRIPT, 1).encode() for path, text in texts.items()
        }
        pages["live.js"] = self._script.encode()
        with self._change:
            if pages != self._pages:
                self._version += 1
            self._pages, self._wrong = pages, ""
            self._tell()

    def complain(self, wrong: str) -> None:
        """Keep the last site, and say what is wrong."""
        with self._change:
            self._wrong = wrong
            if not self._version:
                page = _NOTHING_YET.format(wrong=escape(wrong)).replace("</head>", _SCRIPT, 1)
                self._pages = {"index.html": page.encode(), "live.js": self._script.encode()}
            self._tell()

    def close(self) -> None:
        """Let go who waits."""
        with self._change:
            self._closed = True
            self._tell()

    def page(self, path: str) -> bytes | None:
        """What lies at a path of the site."""
        return self._pages.get(path)

    def news(self, seen: int, within: float) -> tuple[int, str] | None:
        """What has changed after a change, by its number, and the next number.

        Returns:
            None when nothing has within some seconds.

        Raises:
            ConnectionError: there will be no more.
        """
        with self._change:
            self._change.wait_for(lambda: self._number != seen or self._closed, within)
            if self._closed:
                raise ConnectionError
            if self._number == seen:
                return None
            return self._number, json.dumps({"version": self._version, "wrong": self._wrong})

    def _tell(self) -> None:
        self._number += 1
        self._change.notify_all()


class Server(ThreadingHTTPServer):
    """Serves a shelf on this machine's own address."""

    daemon_threads = True

    def __init__(self, port: int, shelf: Shelf) -> None:
        """Take a port; 0 takes any that is free.

        Raises:
            OSError: it cannot be had.
        """
        self.shelf = shelf
        super().__init__((HOST, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that has gone away."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version = "drctl"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer with a page, or with what changes from now on."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the page."""
        self._answer(body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what is asked is nobody's news."""

    def _answer(self, *, body: bool) -> None:
        if not self._is_for_us():
            # Another site's name that leads here may not read what it shows.
            text = b"This address is for browsers of this machine only.\n"
            self._send(HTTPStatus.FORBIDDEN, "text/plain; charset=utf-8", text, body=body)
            return
        path = unquote(urlsplit(self.path).path).lstrip("/") or "index.html"
        if path == "live" and body:
            self._live()
            return
        page = self.server.shelf.page(path)
        if page is None:
            text = b"There is no such page.\n"
            self._send(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", text, body=body)
            return
        kind = _TYPES.get(path.rpartition(".")[2], "application/octet-stream")
        self._send(HTTPStatus.OK, kind, page, body=body)

    def _is_for_us(self) -> bool:
        asked = self.headers.get_all("Host") or []
        if len(asked) != 1:
            return False
        name, _, port = asked[0].strip().lower().partition(":")
        return name in _NAMES and port in ("", str(self.server.server_port))

    def _send(self, status: HTTPStatus, kind: str, content: bytes, *, body: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self._end_headers()
        if body:
            self.wfile.write(content)

    def _end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()

    def _live(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._end_headers()
        seen = -1
        while True:
            found = self.server.shelf.news(seen, _BREATH)
            if found is None:
                self.wfile.write(b": still here\n\n")
            else:
                seen, text = found
                self.wfile.write(f"data: {text}\n\n".encode())
            self.wfile.flush()
