"""`drctl import … --into FILE`: a proposal put into a model's file."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from drctl.cli._patch import show
from drctl.cli._workspace import chosen_model, refuse, stop

if TYPE_CHECKING:
    from drctl.importers._kind import Proposal
    from drctl.model import Model
    from drctl.model.model import File


@dataclass(frozen=True, slots=True)
class Put:
    """What a file says before and after; `model` is the one that it is a part of."""

    before: str
    after: str
    conflicts: tuple[str, ...]
    note: str = ""


def put_into(proposal: "Proposal", target: Path, yes: bool) -> None:
    """Show what a proposal adds to a file, ask, and write it; exits with 2 when it cannot be."""
    finish(_put(proposal, target), target, yes)


def finish(put: Put, target: Path, yes: bool) -> None:
    """Show what a file gets, ask, and write it; exits with 2 when it cannot be."""
    for conflict in put.conflicts:
        print(f"left to you: {conflict}", file=sys.stderr)
    if put.after == put.before:
        print(f"{target} has all of it; nothing is written", file=sys.stderr)
        return
    _show(put, target)
    if not yes and not _asked(target):
        print("nothing is written", file=sys.stderr)
        raise typer.Exit(0)
    _write(put, target)
    print(f"written: {target}", file=sys.stderr)
    if put.note:
        print(f"note: {put.note}", file=sys.stderr)


def _put(proposal: "Proposal", target: Path) -> Put:
    model, file = model_of(target)
    if model is None:
        if target.exists():
            stop(2, f"{target} is no file")
        return Put("", _whole(proposal, target), ())
    return _beside(proposal, target, model) if file is None else _inside(proposal, model, file)


def model_of(target: Path) -> "tuple[Model | None, File | None]":
    """The model of which a file is or would be a part, and the file in it."""
    from drctl.model import find_workspace, load

    chosen = chosen_model(None)
    first = chosen / "dr.yaml" if chosen is not None and chosen.is_dir() else chosen
    first = first or (find_workspace(target.absolute().parent) if target.parent.is_dir() else None)
    if first is None and not target.is_file():
        return None, None
    model, findings = load(first or target)
    file = _file(model, target) if model is not None else None
    if target.is_file() and file is None:
        # It stands beside the workspace, or that one is broken.
        if model is None and first is not None and not _alone(target):
            refuse(findings)
        model, findings = load(target)
        file = _file(model, target) if model is not None else None
    if model is None:
        refuse(findings)
    return model, file


def _alone(target: Path) -> bool:
    from drctl.model import load

    return load(target)[0] is not None


def _file(model: "Model | None", target: Path) -> "File | None":
    if model is None or model.root is None:
        return None
    place = target.resolve()
    found = (f for f in model.files if (model.root / f.source.path).resolve() == place)
    return next(found, None)


def _inside(proposal: "Proposal", model: "Model", file: "File") -> Put:
    from drctl.model.splice import CannotEdit
    from drctl.reconcile.merging import merged

    try:
        result = merged(proposal, model, file)
    except CannotEdit as problem:
        stop(2, f"nothing is written: {problem.place}: {problem.what}")
    return inside(model, file, result.text, result.conflicts)


def inside(model: "Model", file: "File", text: str, conflicts: tuple[str, ...]) -> Put:
    """Another text of one of a model's files; exits with 2 when it would be a model no more."""
    from drctl.model.load import reload

    again, findings = reload(model, {file.source.path: text})
    if again is None:
        refuse(findings)
    return Put(file.source.text, text, conflicts)


def _beside(proposal: "Proposal", target: Path, model: "Model") -> Put:
    """A new file of a workspace, of what a proposal has anew."""
    from drctl.importers._workspace import render
    from drctl.reconcile.merging import fresh

    new, conflicts = fresh(proposal, model)
    if not (new.components or new.teams):
        return Put("", "", conflicts)
    return beside(model, target, render(new, part=True), conflicts)


def beside(model: "Model", target: Path, text: str, conflicts: tuple[str, ...]) -> Put:
    """A new file of a workspace with a text, which may be none; exits with 2 when it cannot be."""
    if not text:
        return Put("", "", conflicts)
    _check(model, target, text)
    first = model.files[0].source.shown
    note = f"see that `include` of {first} has this file, for example by model/*.yaml"
    return Put("", text, conflicts, note)


def _check(model: "Model", target: Path, text: str) -> None:
    """See that the model is one with the new file too; exits with 2 when it is not."""
    from drctl.model.load import assemble
    from drctl.model.model import File
    from drctl.model.parse import parse
    from drctl.model.source import Source

    source = Source(target.as_posix(), text)
    top, findings = parse(source, text)
    if top is not None:
        _, wrong = assemble([*model.files, File(source, top)], list(findings), model.root)
        findings = list(wrong)
    if findings:
        refuse(findings)


def _whole(proposal: "Proposal", target: Path) -> str:
    from drctl.importers._workspace import render

    return render(proposal, target.absolute().parent.name or "imported")


def _show(put: Put, target: Path) -> None:
    from drctl.model.edit import Change

    show({target.as_posix(): Change(put.before, put.after)})


def _asked(target: Path) -> bool:
    if not sys.stdin.isatty():
        stop(2, f"nothing is written: nobody can be asked here; --yes writes {target}")
    return typer.confirm(f"Write {target}?", err=True)


def _write(put: Put, target: Path) -> None:
    from drctl import files

    try:
        mark = ""
        if target.is_file():
            content = target.read_bytes()
            mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
            if content != (mark + put.before).encode():
                stop(2, f"{target} was changed meanwhile; nothing is written")
        files.replace({target: mark + put.after})
    except OSError as problem:
        stop(2, f"{target} cannot be written: {problem.strerror}")
