"""`drctl config`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drctl.cli import _baseline, _color
from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say, say_json, table
from drctl.cli._workspace import ModelOption, chosen_model, open_assessment

if TYPE_CHECKING:
    from drctl.audit.settings import Setting
    from drctl.model import Model

EXAMPLES = ("drctl config", "drctl config --json")


def command(
    model: ModelOption = None, json: JsonOption = False, output: OutputOption = Output.TEXT
) -> None:
    """Show every setting in force, and whence.

    What the model says comes with its place; what it does not say is the built-in default. A
    promise of a service is shown with those that its tier gives it.
    """
    from drctl.audit.settings import settings

    assessment = open_assessment(model)
    found = [*_run(assessment.model, model), *settings(assessment)]
    if is_json(json, output):
        say_json({"settings": [_as_json(setting) for setting in found]})
        return
    for number, part in enumerate(_parts(found)):
        rows = [(s.name, _said(s.value), _whence(s)) for s in part]
        say([*([""] if number else []), table(rows)])


def _run(model: "Model", option: Path | None) -> "Iterator[Setting]":
    """What does not stand in the model: where things are read from, and how they are shown."""
    from drctl.audit.settings import Setting

    first = model.files[0].source.shown
    if chosen_model(option) is not None:
        yield Setting("model", first, "command line")
    else:
        yield Setting("model", first, note="the first dr.yaml from here upwards")
    place = _baseline.place(model, None)
    there = "" if place.is_file() else "not there"
    yield Setting("baseline", place.name, note=there)
    value, by = _color.choice()
    if by == "command line":
        yield Setting("color", value, "command line")
    elif by == "default":
        yield Setting("color", value)
    else:
        yield Setting("color", value, "environment", note=by.removeprefix("environment "))
    if os.environ.get("DRCTL_DEBUG"):
        yield Setting("debug", True, "environment", note="DRCTL_DEBUG")
    else:
        yield Setting("debug", False)


def _parts(found: "list[Setting]") -> "Iterator[list[Setting]]":
    """The settings by what their names begin with, those without a dot together."""
    part: list[Setting] = []
    for setting in found:
        if part and _group(part[-1]) != _group(setting):
            yield part
            part = []
        part.append(setting)
    yield part


def _group(setting: "Setting") -> str:
    head, dot, _ = setting.name.partition(".")
    return head if dot else ""


def _said(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_said, value)) or "none"
    return str(value)


def _whence(setting: "Setting") -> str:
    parts = [str(setting.place) if setting.place is not None else setting.origin, setting.note]
    return ": ".join(part for part in parts if part)


def _as_json(setting: "Setting") -> dict[str, Any]:
    from drctl.reports.json import where

    place = None if setting.place is None else where(setting.place)
    return {
        "name": setting.name,
        "value": setting.value,
        "origin": setting.origin,
        "place": place,
        "note": setting.note,
    }
