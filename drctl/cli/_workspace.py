"""The model that a command works on."""

import sys
from collections.abc import Iterable
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from drctl.cli._color import wants_color

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.finding import Finding
    from drctl.model import Model
    from drctl.model.tree import Tree

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
        help="The model's first file or its folder; otherwise the first dr.yaml upwards.",
    ),
]


def open_model(path: Path | None = None) -> "Model":
    """Load the model that a command works on.

    Args:
        path: what the command's own `--model` says; by default what the global one says,
            else the first `dr.yaml` from the current folder upwards.

    Returns:
        The checked model.

    Raises:
        typer.Exit: 2 when the model cannot be used (its errors are on standard error),
            3 when there is no model here, or none of its files declares a component.
    """
    return open_assessment(path).model


def open_assessment(path: Path | None = None) -> "Assessment":
    """`open_model`, with the answers about the model."""
    return assessed(loaded(path))


def loaded(path: Path | None = None, tree: "Tree | None" = None) -> "Model":
    """The model that a command works on, of which only the files are checked so far."""
    from drctl.model import load

    # Where a tree notes what is read from it, the file may be gone for a moment.
    first = path if tree is not None and path is not None else first_file(path)
    model, findings = load(first, tree)
    if model is None:
        refuse(findings)
    if not model.components:
        stop(3, f"{model.files[0].source.shown} declares no services, providers or domains")
    return model


def assessed(model: "Model", before: "Assessment | None" = None) -> "Assessment":
    """A model with the answers about it; exits with 2 when something in it cannot be.

    What is known of its state `before` is taken over where it still holds.
    """
    from drctl.assessment import Assessment
    from drctl.audit.settings import unknown_rules, wrong_options

    assessment = Assessment(model, before)
    wrong = (*unknown_rules(model), *wrong_options(model), *assessment.normal_state())
    if wrong:
        refuse(wrong)
    return assessment


def chosen_model(path: Path | None) -> Path | None:
    """What `--model` says, the command's own or the global one."""
    return path or _chosen.get()


def first_file(path: Path | None = None) -> Path:
    """The first file of the model that a command works on."""
    from drctl.model import MODEL_FILE, find_workspace

    path = chosen_model(path)
    if path is None:
        found = find_workspace(Path.cwd())
        if found is None:
            stop(3, f"there is no {MODEL_FILE} here or above; `drctl init` writes one")
        return found
    if path.is_dir():
        path = path / MODEL_FILE
    if not path.is_file():
        stop(2, f"there is no file {path}")
    return path


def refuse(findings: "Iterable[Finding]") -> NoReturn:
    """Print errors of a model or of other input on standard error, and exit with 2."""
    from drctl.finding import ordered
    from drctl.reports.text import errors

    print(errors(ordered(findings), color=wants_color(sys.stderr)), end="", file=sys.stderr)
    raise typer.Exit(2)


def stop(code: int, sentence: str) -> NoReturn:
    """Say in one sentence on standard error why a command goes no further, and exit."""
    print(f"error: {sentence}", file=sys.stderr)
    raise typer.Exit(code)
