"""A table of two commands that exist for the tests only."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from drctl.cli._commands import Entry
from drctl.cli._run import run

ROOT = Path(__file__).parents[2]
TABLE = (
    Entry("ask", "greet", "tests.cli.fake.greet", "Greet someone."),
    Entry("write", "end", "tests.cli.fake.end", "End in some way."),
)
_PROGRAM = f"""
import sys
from drctl.cli._commands import Entry
from drctl.cli._run import run
code = run(sys.argv[1:], {TABLE!r})
sys.exit(code)
"""


@pytest.fixture
def fake(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command line of the fake table here: exit code, output, errors."""

    def call(*args: str) -> tuple[int, str, str]:
        code = run(args, TABLE)
        return (code, *capsys.readouterr())

    return call


@pytest.fixture
def fake_process() -> Callable[..., "subprocess.Popen[str]"]:
    """Starts a command line of the fake table in a process of its own."""

    def start(*args: str, **env: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *args],
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
