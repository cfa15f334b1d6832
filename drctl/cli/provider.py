"""`drctl provider`."""

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say_json, table
from drctl.cli._into import Put, beside, finish, inside, model_of
from drctl.cli._workspace import ModelOption, first_file, stop

if TYPE_CHECKING:
    from drctl.catalogue import Known
    from drctl.catalogue.known import Cited
    from drctl.model import Model
    from drctl.model.model import File

EXAMPLES = ("drctl provider list", "drctl provider add openai --into model/providers.yaml --yes")


def command(
    action: Annotated[str, typer.Argument(metavar="list|add", help="What to do.")],
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The provider to add.")
    ] = None,
    called: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="What the model calls it.")
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="FILE", help="The model file that gets it."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
    model: ModelOption = None,
) -> None:
    """List known providers, or add one to the model.

    Each fact comes with its source and its date; what has no source is left empty. `add` shows
    the diff, keeps all that people wrote, and adds the domains that the provider lies in.
    """
    if action == "list":
        if name is not None:
            stop(2, "`drctl provider list` takes no name")
        _list(is_json(json, output))
    elif action == "add":
        if name is None:
            stop(2, "`drctl provider add` wants a name; `drctl provider list` shows them")
        _add(_known(name), called or name, into, yes, model)
    else:
        close = get_close_matches(action, ("list", "add"), n=1)
        meant = f', did you mean "{close[0]}"?' if close else ""
        stop(2, f'drctl provider does not "{action}"{meant}; it does list and add')


def _known(name: str) -> "Known":
    from drctl.catalogue import known, names

    if name not in names():
        close = get_close_matches(name, names(), n=1)
        meant = f', did you mean "{close[0]}"?' if close else ""
        stop(2, f'the catalogue has no "{name}"{meant}; `drctl provider list` shows what it has')
    return known(name)


def _list(as_json: bool) -> None:
    from drctl.catalogue import known, names

    providers = [known(name) for name in names()]
    if as_json:
        say_json({"providers": [_said(provider) for provider in providers]})
        return
    head = ("name", "kind", "jurisdiction", "checked", "lies in")
    rows = [
        (
            p.name,
            p.kind,
            p.jurisdiction.values["value"] if p.jurisdiction is not None else "-",
            str(p.checked),
            ", ".join(one.name for one in p.shares if one.whole) or "-",
        )
        for p in providers
    ]
    print(table([head, *rows]))


def _said(provider: "Known") -> dict[str, Any]:
    cited = ("jurisdiction", "hosts", "status", "endpoint", "probe")
    return {
        "name": provider.name,
        "title": provider.title,
        "vendor": provider.vendor,
        "kind": provider.kind,
        "checked": str(provider.checked),
        **{key: _fact(getattr(provider, key)) for key in cited},
        "availability": [_row(row) for row in provider.availability],
        "shares": [_row(row) for row in provider.shares],
    }


def _fact(fact: "Cited | None") -> dict[str, Any] | None:
    if fact is None:
        return None
    return {**fact.values, "source": fact.source, "date": str(fact.date)}


def _row(row: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(row), "date": str(row.date)}


def _add(provider: "Known", name: str, into: Path | None, yes: bool, chosen: Path | None) -> None:
    target = into or _usual(name, chosen)
    model, file = model_of(target)
    if model is None:
        first_file(chosen)
        stop(2, f"{target} is no part of a model")
    put = _put(provider, name, target, model, file)
    finish(put, target, yes)


def _usual(name: str, chosen: Path | None) -> Path:
    """The file in which a provider stands or would stand."""
    first = first_file(chosen)
    model, _ = model_of(first)
    assert model is not None
    path = model.files[0].source.path
    for file in model.files:
        if file.top.get("providers"):
            path = file.source.path
    if name in model.components:
        path = model.place(model.components[name].path).path
    root = model.root or first.parent
    target = root / path
    return target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target


def _put(provider: "Known", name: str, target: Path, model: "Model", file: "File | None") -> Put:
    from drctl.model.splice import CannotEdit
    from drctl.oncall.pages import KINDS
    from drctl.reconcile.adoption import adopted, part

    if file is None:
        new = part(provider, name, model, KINDS)
        return beside(model, target, new.text, new.conflicts)
    try:
        result = adopted(provider, name, model, file, KINDS)
    except CannotEdit as problem:
        stop(2, f"nothing is written: {problem.place}: {problem.what}")
    return inside(model, file, result.text, result.conflicts)
