"""Runs one command line; whatever happens, the answer is an exit code."""

import os
from collections.abc import Sequence
from contextvars import copy_context

import typer

from drctl.cli import _streams
from drctl.cli._app import build
from drctl.cli._commands import COMMANDS, Entry
from drctl.cli._failures import report


def run(args: Sequence[str], table: Sequence[Entry] = COMMANDS) -> int:
    """Run one command line.

    What the global options set lasts for this run only. A command that is cut short
    because nobody reads its output any more has not failed.

    Args:
        args: the words after `drctl`.
        table: the commands there are.

    Returns:
        The exit code.
    """
    _streams.tolerant()
    code = copy_context().run(_answered, list(args), table)
    try:
        _streams.flush()
    except OSError as error:
        return report(error)
    return code


def _answered(args: list[str], table: Sequence[Entry]) -> int:
    try:
        return _invoke(args, table)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        return report(error)


def _invoke(args: list[str], table: Sequence[Entry]) -> int:
    app = build(table)
    if "_DRCTL_COMPLETE" in os.environ:
        app.main(prog_name="drctl")  # answers the shell and exits
    try:
        # NOTE: not app.main(): it makes a closed pipe an exit code of 1.
        with app.make_context("drctl", args) as context:
            code = app.invoke(context)
    except typer.Exit as stop:
        code = stop.exit_code
    return code if isinstance(code, int) else 0
