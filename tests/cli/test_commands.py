"""Every command keeps the contract of the table."""

import shlex
from collections.abc import Callable
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from typing import Any

import pytest

from drctl.cli._commands import COMMANDS, GROUPS, Entry

CLI = Path(__file__).parents[2] / "drctl" / "cli"
each_command = pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)


def test_the_table_lists_the_folder() -> None:
    files = {f"drctl.cli.{file.stem}" for file in CLI.glob("[!_]*.py")}
    assert {entry.module for entry in COMMANDS} == files
    assert len({entry.name for entry in COMMANDS}) == len(COMMANDS)


def test_groups_stay_together() -> None:
    groups = [entry.group for entry in COMMANDS]
    assert groups == sorted(groups, key=GROUPS.index)


@each_command
def test_first_line_of_the_docstring_is_the_table_s(entry: Entry) -> None:
    docstring = getdoc(import_module(entry.module).command)
    assert docstring is not None
    assert docstring.splitlines()[0] == entry.help


@each_command
def test_two_examples_of_itself(entry: Entry) -> None:
    examples = import_module(entry.module).EXAMPLES
    assert len(examples) == 2
    for line in examples:
        words = shlex.split(line)
        names = entry.name.split()
        at = max(i for i, word in enumerate(words) if word == "drctl") + 1
        assert words[at : at + len(names)] == names


@each_command
def test_help_reads_well(entry: Entry, drctl: Callable[..., Any]) -> None:
    done = drctl(*entry.name.split(), "--help")
    assert (done.code, done.err) == (0, "")
    usage = done.out.splitlines()[0]
    assert usage.startswith(f"Usage: drctl {entry.name} [OPTIONS]")
    # typer adds brackets and dots by itself: a metavar is the bare word.
    assert not [odd for odd in ("[[", "]]", "{", "…") if odd in usage]
    assert "<" not in done.out, "typer names Python's types"
