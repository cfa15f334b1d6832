"""The model that a command works on."""

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from drctl.model import Model

_chosen: ContextVar[Path | None] = ContextVar("model", default=None)


def _choose(value: Path | None) -> Path | None:
    if value is not None:
        _chosen.set(value)
    return value


ModelOption = Annotated[
    Path | None,
    typer.Option(
        "--model",
        callback=_choose,
        show_default=False,
        metavar="PATH",
        help="The model's first file; otherwise the first dr.yaml from here upwards.",
    ),
]
