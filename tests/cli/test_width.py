"""Answers on terminals of several widths, through a real one."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = [
    ["audit", "--exit-zero"],
    ["show"],
    ["show", "chat-api"],
    ["why", "chat-api", "us-east-1"],
    ["simulate", "--scenario", "deepseek-2026-03-30"],
    ["recovery"],
    ["recovery", "chat-api"],
    ["risks", "--by", "vendor"],
    ["risks", "chat-api", "--by", "vendor"],
    ["rules"],
]


def on_terminal(words: list[str], columns: int) -> list[str]:
    """What a command prints on a terminal that many columns wide."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    command = [sys.executable, "-m", "drctl", *words, "--color", "never"]
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    with subprocess.Popen(command, cwd=ROOT, stdout=theirs, stderr=theirs, env=env) as process:
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the terminal is closed
                break
            if not part:
                break
            parts.append(part)
    os.close(ours)
    assert process.returncode == 0
    return b"".join(parts).decode().splitlines()


@pytest.mark.parametrize(
    ("words", "columns"),
    [(LINES[0], 60), *((words, columns) for words in LINES for columns in (80, 100, 200))],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_no_line_is_wider_than_the_terminal(words: list[str], columns: int) -> None:
    lines = on_terminal(words, columns)
    assert len(lines) >= 1
    # A word is never broken, names and places are there to be copied: what is wide is one word.
    wide = [
        line
        for line in lines
        if len(line) > columns and not re.search(r"(  |^   note )\S+$", line)
    ]
    assert wide == []


def test_a_pipe_gets_whole_lines() -> None:
    command = [sys.executable, "-m", "drctl", "show"]
    env = {**os.environ, "COLUMNS": "40"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=env, check=True)
    assert any(len(line) > 80 for line in done.stdout.splitlines())


def test_narrow_and_wide_say_the_same() -> None:
    narrow, wide = (on_terminal(["rules"], columns) for columns in (80, 200))
    assert " ".join(" ".join(narrow).split()) == " ".join(" ".join(wide).split())
    assert len(narrow) > len(wide)
