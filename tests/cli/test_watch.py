"""`drctl audit --watch` in a process of its own: files change, and it tells; Ctrl-C ends it."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIRST = """\
drctl: 1
include: [model/*.yaml]
teams: {ops: {}}
services:
  a: {needs: {b: b}}
  b: {owner: ops}
"""
# Long enough for a machine that does other things; a test ends as soon as the line is there.
PATIENCE = 60


class Watching:
    """A running `drctl audit --watch`, and all that it has written so far."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "drctl", "audit", "--watch", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.told = 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            self.lines.extend(iter(stream.readline, ""))

    def next(self) -> list[str]:
        """The lines of the next round, the last one (`watching ...`) included."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for number in range(self.told, len(self.lines)):
                if self.lines[number].startswith("watching "):
                    found = self.lines[self.told : number + 1]
                    self.told = number + 1
                    return [line.rstrip("\n") for line in found]
            time.sleep(0.02)
        raise AssertionError(f"nothing more comes: {self.lines[self.told :]}")

    def end(self) -> int:
        """Ctrl-C: the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return code


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(FIRST, encoding="utf-8")
    (tmp_path / "model").mkdir()
    (tmp_path / "model/c.yaml").write_text("services: {c: {}}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def watching(estate: Path) -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def start(*words: str) -> Watching:
        started.append(Watching(estate, *words))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        each.reader.join(PATIENCE)


def renamed(file: Path, text: str) -> None:
    """Write as many editors do: beside the file, then over it."""
    beside = file.with_name(f"{file.name}~")
    beside.write_text(text, encoding="utf-8")
    beside.rename(file)


def test_what_happens_to_files(estate: Path, watching: Callable[..., Watching]) -> None:
    first, model = estate / "dr.yaml", estate / "model"
    it = watching("--output", "concise")
    assert it.next() == [
        "dr.yaml:5:3: medium no-owner: nobody owns the service a",
        "model/c.yaml:1:12: medium no-owner: nobody owns the service c",
        "watching 2 files",
    ]
    first.write_text(FIRST.replace("a: {", "a: {owner: ops, "), encoding="utf-8")
    assert it.next() == [
        "",
        "model/c.yaml:1:12: medium no-owner: nobody owns the service c",
        "watching 2 files; fixed: no-owner at a",
    ]
    renamed(first, FIRST)
    assert it.next()[-1] == "watching 2 files; new: no-owner at a"
    # A file comes, half written; then it is whole.
    (model / "d.yaml").write_text("services: {d: {", encoding="utf-8")
    half = it.next()
    assert half[1].startswith("model/d.yaml:1:16: error: ")
    assert half[-1] == "watching 3 files; nothing was audited"
    (model / "d.yaml").write_text("services: {d: {}}\n", encoding="utf-8")
    assert it.next()[-1] == "watching 3 files; new: no-owner at d"
    (model / "d.yaml").rename(model / "e.yaml")
    assert it.next()[1:] == [
        "dr.yaml:5:3: medium no-owner: nobody owns the service a",
        "model/c.yaml:1:12: medium no-owner: nobody owns the service c",
        "model/e.yaml:1:12: medium no-owner: nobody owns the service d",
        "watching 3 files; nothing new, nothing fixed",
    ]
    (model / "c.yaml").unlink()
    assert it.next()[-1] == "watching 2 files; fixed: no-owner at c"
    first.rename(estate / "gone.yaml")
    gone = it.next()
    assert gone[1].startswith("dr.yaml:1:1: error: dr.yaml cannot be read")
    assert gone[-1] == "watching 0 files; nothing was audited"
    (estate / "gone.yaml").rename(first)
    assert it.next()[-1] == "watching 2 files; nothing new, nothing fixed"
    first.write_bytes(b"\xff\xfe")
    assert it.next()[-1] == "watching 1 file; nothing was audited"
    first.write_text("drctl: 1\n", encoding="utf-8")
    assert it.next()[-2:] == [
        "error: dr.yaml declares no services, providers or domains",
        "watching 1 file; nothing was audited",
    ]
    many = "".join(f"  s{i}: {{}}\n" for i in range(5))
    first.write_text(FIRST.replace("  b:", many + "  b:"), encoding="utf-8")
    told = "new: no-owner at s0, no-owner at s1, no-owner at s2 and 2 more"
    assert it.next()[-1] == f"watching 2 files; {told}"
    count = len(it.lines)
    assert it.end() == 130
    assert len(it.lines) == count, it.lines[count:]


def test_the_baseline_and_a_link(estate: Path, watching: Callable[..., Watching]) -> None:
    (estate / "one.yaml").write_text(FIRST, encoding="utf-8")
    other = FIRST.replace("a: {", "a: {owner: ops, ")
    (estate / "two.yaml").write_text(other, encoding="utf-8")
    (estate / "dr.yaml").unlink()
    (estate / "dr.yaml").symlink_to("one.yaml")
    it = watching("--today", "2026-11-01")
    assert it.next()[-2:] == ["2 medium: passes", "watching 2 files"]
    (estate / "new").symlink_to("two.yaml")
    (estate / "new").rename(estate / "dr.yaml")
    assert it.next()[-2:] == ["1 medium: passes", "watching 2 files; fixed: no-owner at a"]
    baseline = [sys.executable, "-m", "drctl", "audit", "--write-baseline"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(baseline, cwd=estate, env=env, check=True, capture_output=True)
    assert it.next()[-2:] == [
        "no findings; 1 in the baseline: passes",
        "watching 3 files; fixed: no-owner at c",
    ]
    assert it.end() == 130


def test_it_begins_with_a_model_that_is_broken(
    estate: Path, watching: Callable[..., Watching]
) -> None:
    (estate / "dr.yaml").write_text(FIRST + "servces: {}\n", encoding="utf-8")
    it = watching()
    assert it.next()[-1] == "watching 2 files; nothing was audited"
    (estate / "dr.yaml").write_text(FIRST, encoding="utf-8")
    assert it.next()[-1] == "watching 2 files"
    assert it.end() == 130


def test_without_a_workspace_nothing_is_watched(tmp_path: Path) -> None:
    it = Watching(tmp_path)
    assert it.process.wait(PATIENCE) == 3
    it.reader.join(PATIENCE)
    assert it.lines == ["error: there is no dr.yaml here or above; `drctl init` writes one\n"]


def test_on_a_terminal_each_round_begins_at_the_top(estate: Path) -> None:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "drctl", "audit", "--watch"],
        cwd=estate,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)

    def until(words: bytes) -> bytes:
        found = b""
        while words not in found:
            found += os.read(leader, 65536)
        return found

    try:
        first = until(b"watching 2 files\r\n")
        assert first.startswith(b"\x1b[H\x1b[2J")
        (estate / "dr.yaml").write_text("drctl: 2\n", encoding="utf-8")
        second = until(b"nothing was audited\r\n")
        assert second.startswith(b"\x1b[H\x1b[2J")
        # What is wrong comes behind the clearing, so that it is seen.
        assert b"this drctl" in second.partition(b"\x1b[2J")[2]
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert os.read(leader, 65536) == b"\r\n"
    finally:
        process.kill()
        process.wait()
        os.close(leader)
