"""Whether to colour what is printed."""

import os
from contextvars import ContextVar
from enum import StrEnum
from typing import Annotated, TextIO

import typer


class Color(StrEnum):
    """What `--color` accepts."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


_choice: ContextVar[Color] = ContextVar("color", default=Color.AUTO)


def _choose(value: Color | None) -> None:
    if value is not None:
        _choice.set(value)


ColorOption = Annotated[
    Color | None,
    typer.Option(
        "--color",
        callback=_choose,
        expose_value=False,
        show_default=False,
        metavar="auto|always|never",
        help="When to use colour; auto is on a terminal, unless NO_COLOR is set.",
    ),
]


def wants_color(stream: TextIO) -> bool:
    """Whether text for `stream` should be coloured.

    Args:
        stream: where the text goes, `sys.stdout` or `sys.stderr`.

    Returns:
        What `--color` says; by default true on a terminal that can show colour, unless
        `NO_COLOR` is set.
    """
    match _choice.get():
        case Color.ALWAYS:
            return True
        case Color.NEVER:
            return False
        case Color.AUTO:
            plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
            return stream.isatty() and not plain


def choice() -> tuple[str, str]:
    """When colour is used, and what says so."""
    if _choice.get() is not Color.AUTO:
        return _choice.get().value, "command line"
    for name in ("NO_COLOR", "TERM"):
        if os.environ.get(name) == "dumb" or (name == "NO_COLOR" and os.environ.get(name)):
            return Color.NEVER.value, f"environment {name}"
    return Color.AUTO.value, "default"
