"""The site as a person meets it in Chromium; what it complains of and asks for is kept.

Every page that a test opens is held to this at its end: the console stays silent, nothing is
thrown, and no request leaves the folder or the address that the site lies at.
"""

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def write(pages: Mapping[str, str], folder: Path) -> Path:
    """Write a site; gives its folder."""
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / "site"


@contextmanager
def served(folder: Path) -> Generator[str, None, None]:
    """The address of a folder, served on this machine."""
    handler = partial(_Quiet, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Visitor:
    """Opens pages of one site, each in a profile of its own; `root` ends with a slash."""

    browser: Browser
    root: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str = "index.html", **options: Any) -> Page:
        """A page in a new profile.

        Args:
            path: below the site, with its fragment.
            options: Playwright's for a context, such as `viewport` and `color_scheme`.
        """
        context = self.browser.new_context(**({"viewport": DESK} | options))
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: self.complaints.append(f"{page.url}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._request)
        page.goto(self.root + path)
        return page

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def leave(self) -> None:
        """Close all; what was complained of or asked elsewhere is a failure."""
        for context in self._contexts:
            context.close()
        assert self.complaints == []
        assert [url for url in self.asked if not url.startswith(self.root)] == []
