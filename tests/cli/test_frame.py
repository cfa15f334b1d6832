"""Help, version and completion come from the table; no command is imported for them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import drctl
from drctl.cli._commands import COMMANDS, EXAMPLES, GROUPS

ROOT = Path(__file__).parents[2]
Fake = Callable[..., tuple[int, str, str]]
Start = Callable[..., "subprocess.Popen[str]"]

_LOADED = """
import json, sys
from drctl.cli import main
sys.argv[0] = "drctl"
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
_SHELLS = {
    "bash": {"COMP_WORDS": "drctl s", "COMP_CWORD": "1"},
    "zsh": {"_TYPER_COMPLETE_ARGS": "drctl s"},
    "fish": {"_TYPER_COMPLETE_ARGS": "drctl s", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    "powershell": {"_TYPER_COMPLETE_ARGS": "drctl s", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "s"},
}


def loaded(*args: str, **env: str) -> tuple[str, set[str]]:
    """What a command line prints, and which modules it has imported."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *args],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, set(json.loads(done.stderr.splitlines()[-1]))


def commands_in(modules: set[str]) -> set[str]:
    outside = {m for m in modules if m.startswith("drctl.") and not m.startswith("drctl.cli")}
    return (modules & {entry.module for entry in COMMANDS}) | outside


def test_version_imports_no_library() -> None:
    out, modules = loaded("--version")
    assert out == f"drctl {drctl.__version__}\n"
    assert {m for m in modules if m.startswith("drctl")} == {
        "drctl",
        "drctl.cli",
        "drctl.cli._streams",
    }
    assert not modules & {"typer", "rich", "pydantic", "dataclasses", "inspect"}


def test_version_beside_other_options(fake: Fake) -> None:
    assert fake("--color", "never", "--version") == (0, f"drctl {drctl.__version__}\n", "")


def test_help_imports_no_command_and_no_rich() -> None:
    out, modules = loaded("--help")
    assert commands_in(modules) == set()
    assert not modules & {"rich", "pydantic"}
    assert "Usage: drctl" in out


def test_help_shows_the_table_in_order() -> None:
    out, _ = loaded("--help", COLUMNS="120")
    lines = [line.strip() for line in out.splitlines()]
    heads = [lines.index(f"{group.capitalize()}:") for group in GROUPS]
    assert heads == sorted(heads)
    table = lines[heads[0] : lines.index("Examples:")]
    # A long line goes on in the next one.
    shown = " ".join(" ".join(line for line in table if line and line[-1] != ":").split())
    assert lines[-2:] == list(EXAMPLES)
    assert shown == " ".join(f"{entry.name} {entry.help}" for entry in COMMANDS)


@pytest.mark.parametrize("shell", _SHELLS)
def test_completion_of_commands_imports_none(shell: str) -> None:
    out, modules = loaded(_DRCTL_COMPLETE=f"complete_{shell}", **_SHELLS[shell])
    wanted = [entry for entry in COMMANDS if entry.name.startswith("s")]
    assert len(wanted) > 1
    for entry in wanted:
        assert entry.name in out
        assert shell == "bash" or entry.help in out  # bash shows names only
    assert "audit" not in out
    assert commands_in(modules) == set()


def test_completion_of_a_commands_options(fake_process: Start) -> None:
    words = {"COMP_WORDS": "drctl greet --t", "COMP_CWORD": "2"}
    out, err = fake_process(_DRCTL_COMPLETE="complete_bash", **words).communicate()
    assert (out.split(), err) == (["--times"], "")


@pytest.mark.parametrize("shell", _SHELLS)
def test_completion_scripts(shell: str) -> None:
    out, _ = loaded(_DRCTL_COMPLETE=f"source_{shell}")
    assert f"complete_{shell}" in out


def test_help_of_a_command_ends_with_its_examples(fake: Fake) -> None:
    code, out, _ = fake("greet", "--help")
    assert code == 0
    assert out.startswith("Usage: drctl greet [OPTIONS] NAME\n")
    assert "The greeting goes to standard output." in out
    assert "readers of the code" not in out
    assert out.splitlines()[-3:] == [
        "Examples:",
        "  drctl greet Ada",
        "  drctl greet Ada --mood calm --times 2",
    ]
    assert fake("greet", "-h") == (0, out, "")


def test_a_command_runs(fake: Fake) -> None:
    expected = "a calm hello, Ada\n" * 2
    assert fake("greet", "Ada", "--mood", "calm", "--times", "2") == (0, expected, "")
