"""`drctl serve` in a process of its own: what it answers to whom, what changes, how it ends."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Ran

FIRST = "drctl: 1\ninclude: [model/*.yaml]\nservices: {shop: {needs: {db: db}}}\n"
SECOND = "services: {db: {title: The database}}\n"
PATIENCE = 90


class Serving:
    """A running `drctl serve`, and all that it has said."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "drctl", "serve", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.told = 0
        threading.Thread(target=self._read, daemon=True).start()
        self.wait_for("watching")
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\n", self.lines[0])
        assert found, self.lines
        self.port = int(found[1])

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            self.lines.extend(iter(stream.readline, ""))

    def wait_for(self, words: str) -> str:
        """The next line with some words in it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for number in range(self.told, len(self.lines)):
                if words in self.lines[number]:
                    self.told = number + 1
                    return self.lines[number]
            time.sleep(0.02)
        raise AssertionError(f'"{words}" never comes: {self.lines}')

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str, str]:
        """Status, type and text of an answer; the path goes as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            kind = answer.headers.get("Content-Type", "")
            return answer.status, kind, answer.read().decode()
        finally:
            connection.close()

    def live(self) -> Iterator[dict[str, Any]]:
        """What pages are told, as it comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", "/live")
        answer = connection.getresponse()
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        for line in answer:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))

    def end(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(FIRST)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "db.yaml").write_text(SECOND)
    (tmp_path / "secret.txt").write_text("no")
    return tmp_path


@pytest.fixture
def serve() -> Iterator[Callable[..., Serving]]:
    running: list[Serving] = []

    def start(folder: Path, *words: str) -> Serving:
        running.append(Serving(folder, "--port", "0", *words))
        return running[-1]

    yield start
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


@pytest.mark.needs("dot")
def test_all_of_it(workspace: Path, serve: Callable[..., Serving]) -> None:
    """One server for all, for each takes a second to start."""
    serving = serve(workspace)
    _answers(serving)
    _keeps_out(serving)
    _follows(serving, workspace)
    assert [p.name for p in sorted(workspace.iterdir())] == [
        "dr.yaml", "model", "notes", "secret.txt",
    ]  # fmt: skip
    assert serving.end() == 130
    assert "Traceback" not in "".join(serving.lines)


def _answers(serving: Serving) -> None:
    status, kind, text = serving.ask("/")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert text.count('<script defer src="/live.js"></script>') == 1
    assert serving.ask("/index.html?x=1#y") == (status, kind, text)
    assert serving.ask("/services/db.html")[2].count("The database")
    assert serving.ask("/style.css")[1] == "text/css; charset=utf-8"
    assert serving.ask("/search-index.js")[1] == "text/javascript; charset=utf-8"
    assert serving.ask("/live.js")[0] == 200
    assert serving.ask("/", "HEAD") == (200, kind, "")
    assert serving.ask("/", "POST")[0] == 501
    assert serving.ask("/nowhere.html")[0] == 404


def _keeps_out(serving: Serving) -> None:
    """Names that lead here from elsewhere, and paths that lead elsewhere."""
    own = str(serving.port)
    for host in ("localhost:" + own, "127.0.0.1:" + own, "LocalHost:" + own, "localhost"):
        assert serving.ask("/", Host=host)[0] == 200, host
    for host in ("evil.example", "evil.example:" + own, "127.0.0.1.evil.example", "localhost:1",
                 "127.0.0.2:" + own, "", "localhost@evil.example"):  # fmt: skip
        for path in ("/", "/live", "/live.js"):
            assert serving.ask(path, Host=host)[0] == 403, host
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//etc/passwd",
                 "/services/../../secret.txt", "/secret.txt", "/dr.yaml", "/%00", "/\\..\\dr.yaml",
                 "/services/"):  # fmt: skip
        assert serving.ask(path)[0] == 404, path
    with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.0 403")
    with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as raw:
        raw.sendall(b"\x00\xff\r\n\r\n")
        assert b"400" in raw.recv(200)


def _follows(serving: Serving, workspace: Path) -> None:
    news = serving.live()
    version = next(news)["version"]
    (workspace / "model" / "db.yaml").write_text("services: {db: {title: The store}}\n")
    assert next(news) == {"version": version + 1, "wrong": ""}
    assert "The store" in serving.ask("/services/db.html")[2]

    (workspace / "model" / "db.yaml").write_text("services: {db: {colour: <b>red}}\n")
    broken = next(news)
    assert broken["version"] == version + 1
    assert "model/db.yaml:1:17: error: " in broken["wrong"]
    assert "The store" in serving.ask("/services/db.html")[2]
    assert "the last good site stays" in serving.wait_for("the last good site stays")
    assert any("model/db.yaml:1:17: error: " in line for line in serving.lines)

    (workspace / "model" / "db.yaml").write_text(SECOND)
    assert next(news) == {"version": version + 2, "wrong": ""}
    (workspace / "notes").mkdir()
    (workspace / "notes" / "n.md").write_text("---\nabout: db\n---\n# A note\n")
    assert next(news) == {"version": version + 3, "wrong": ""}
    assert "A note" in serving.ask("/notes/n.html")[2]
    (workspace / "notes" / "n.md").write_text("---\nabout: dbb\n---\n# A note\n")
    assert "notes/n.md:2:8: error: " in next(news)["wrong"]


@pytest.mark.needs("dot")
def test_a_model_that_is_broken_from_the_start(
    workspace: Path, serve: Callable[..., Serving]
) -> None:
    (workspace / "model" / "db.yaml").write_text("services: {db: {colour: <b>red}}\n")
    serving = serve(workspace)
    status, _, text = serving.ask("/")
    assert status == 200
    assert "model/db.yaml:1:17: error: " in text
    assert "<b>red" not in text
    assert "&lt;b&gt;red" in text
    news = serving.live()
    assert next(news)["version"] == 0
    (workspace / "model" / "db.yaml").write_text(SECOND)
    assert next(news)["version"] == 1
    assert "The database" in serving.ask("/services/db.html")[2]
    assert serving.end() == 130


def test_a_port_that_is_taken(workspace: Path, drctl: Callable[..., Ran]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = drctl("serve", "--port", port, cwd=workspace)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"error: 127.0.0.1:{port}: address already in use; --port N takes another one, "
        "--port 0 any that is free\n"
    )


def test_usage(workspace: Path, drctl: Callable[..., Ran], tmp_path_factory: Any) -> None:
    assert drctl("serve", "--port", "70000", cwd=workspace).code == 2
    assert drctl("serve", "--today", "yesterday", cwd=workspace).code == 2
    assert drctl("serve", cwd=tmp_path_factory.mktemp("nothing")).code == 3
