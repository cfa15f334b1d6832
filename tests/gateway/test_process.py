"""A gateway's process is gone when drctl is; a small web server stands for the gateway."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from drctl.gateway.proxy import litellm
from drctl.gateway.proxy.process import CannotRun, environment, ready, running

ROOT = Path(__file__).parents[2]
# It starts a child of its own, as a gateway with workers does.
SERVER = """
import subprocess, sys
from http.server import SimpleHTTPRequestHandler
from socketserver import TCPServer  # HTTPServer would ask the network for its name
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("child", child.pid, "key", "sk-secret-word", flush=True)
TCPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler).serve_forever()
"""
PARENT = f"""
import sys, time
from drctl.gateway.proxy.process import environment, ready, running
def line(folder, port):
    return [sys.executable, "-c", {SERVER!r}, str(port)]
with running(line, {{"config.yaml": "x"}}, environment()) as process:
    ready(process, "/", 120, lambda _: None)
    words = process.last_lines()[0].split()
    print(process.port, process._started.pid, words[1], flush=True)
    time.sleep(600)
"""


def line(folder: Path, port: int) -> list[str]:
    return [sys.executable, "-c", SERVER, str(port)]


def listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def lives(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def gone(port: int, pids: list[int]) -> bool:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if not listens(port) and not any(map(lives, pids)):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_running(number: int, tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    port, launcher, child = map(int, parent.stdout.readline().split())
    assert listens(port)
    assert lives(child)
    parent.send_signal(number)
    parent.wait(20)
    parent.stdout.close()
    assert gone(port, [launcher, child])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_killed_launcher_takes_the_program_along() -> None:
    def alone(folder: Path, port: int) -> list[str]:
        begins = SERVER.index("child =")
        ends = SERVER.index("TCPServer((")
        return [sys.executable, "-c", SERVER[:begins] + SERVER[ends:], str(port)]

    with running(alone, {}, environment()) as process:
        ready(process, "/", 120, lambda _: None)
        os.kill(process._started.pid, signal.SIGKILL)
        assert gone(process.port, [])


def test_its_log_is_told_without_secrets() -> None:
    with running(line, {}, environment(), secrets=["sk-secret-word"]) as process:
        ready(process, "/", 120, lambda _: None)
        assert process.last_lines()[0].endswith("key ***")


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(CannotRun, match=f"port {port} of 127.0.0.1 cannot be used"),
            running(line, {}, environment(), port=port),
        ):
            pass


def test_one_that_ends_is_told_with_its_last_words() -> None:
    def broken(folder: Path, port: int) -> list[str]:
        return [sys.executable, "-c", "print('no such model'); raise SystemExit(3)"]

    with (
        running(broken, {}, environment()) as process,
        pytest.raises(CannotRun, match=r"exit code 3; its last words:\n  no such model"),
    ):
        ready(process, "/", 120, lambda _: None)


def test_without_a_package_index_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    said: list[str] = []
    with pytest.raises(CannotRun, match=r"LiteLLM .* cannot be installed: .*No matching"):
        litellm.installed(said.append)
    assert said[0].startswith("installing LiteLLM")
    assert list(litellm.folder().iterdir()) == []
