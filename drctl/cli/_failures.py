"""What went wrong, in lines a user can act on; never a traceback."""

import json
import os
import platform
import sys
import traceback
from contextlib import suppress
from pathlib import Path

import typer

# NOTE: typer carries its own click and exports only part of it; the upper bound on typer
# in pyproject.toml keeps these names where they are.
from typer._click import exceptions as usage

from drctl import __version__

_PACKAGE = Path(__file__).parents[1]


def report(error: Exception) -> int:
    """Say on standard error what went wrong.

    With `DRCTL_DEBUG=1` an internal error comes with its traceback.

    Args:
        error: what ended the command.

    Returns:
        The exit code.
    """
    match error:
        case usage.NoArgsIsHelpError():
            _say(error.message)
        case usage.UsageError():
            _say(*_usage_lines(error))
        case typer.TyperException():
            _say(f"error: {_plain(error.format_message())}")
        case OSError(strerror=str(reason), filename=name):
            place = f"{quoted(os.fsdecode(name))}: " if isinstance(name, str | bytes) else ""
            _say(f"error: {place}{_plain(reason)}")
        case _:
            if os.environ.get("DRCTL_DEBUG") == "1":
                traceback.print_exception(error)
            _say(_internal(error))
    return 2


def quoted(text: str) -> str:
    """The user's words in quotes, with control characters escaped for the terminal."""
    return json.dumps(text, ensure_ascii=False)


def _say(*lines: str) -> None:
    with suppress(OSError):  # the exit code still tells
        print(*lines, sep="\n", file=sys.stderr)


def _usage_lines(error: usage.UsageError) -> list[str]:
    context = error.ctx
    path = context.command_path if context else "drctl"
    match error:
        case usage.NoSuchOption():
            lines = [f'"{path}" has no option {quoted(error.option_name)}']
            if error.possibilities:
                likely = " or ".join(f'"{name}"' for name in sorted(error.possibilities))
                lines.append(f"  hint: did you mean {likely}?")
        case usage.MissingParameter(param=parameter) if parameter is not None:
            lines = [f'"{path}" needs {parameter.get_error_hint().strip(chr(39))}']
        case usage.BadParameter(param=parameter) if parameter is not None:
            name = parameter.get_error_hint().strip(chr(39))
            lines = [f"{name}: {_plain(error.message)}"]
        case _:
            lines = _plain(error.format_message()).splitlines()
    if context:
        lines += context.get_usage().splitlines()
    return [f"error: {lines[0]}", *lines[1:], f'"{path} --help" says more.']


def _internal(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    where = ""
    if ours:
        file = Path(ours[-1].filename).relative_to(_PACKAGE).as_posix()
        where = f", drctl/{file}:{ours[-1].lineno}"
    what = " ".join(f"{type(error).__name__}: {error}".split())
    versions = f"drctl {__version__}, Python {platform.python_version()}"
    return f"internal error: {what} ({versions}{where}); please report it with this text"


def _plain(message: str) -> str:
    message = message.strip().removesuffix(".").removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
