"""Edits, and what they make of plain data; what was given is not touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drctl.model.source import Path

MISSING = object()


@dataclass(frozen=True, slots=True)
class Put:
    """Set a key of a map or an item of a list, be it there or not.

    `value` is plain data: maps, lists, text, numbers, true and false. Where a map is put in
    place of a map only what differs is changed. `beside` names a key of the same map, mostly
    a component of the same section, behind which a new key is put; else it comes last.
    """

    path: Path
    value: object
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Append:
    """Add an item to the end of a list, which is made when it isn't there."""

    path: Path
    value: object


@dataclass(frozen=True, slots=True)
class Remove:
    """Take out a key or an item, with its own comments: beside it, below it, right above it."""

    path: Path


Edit = Put | Append | Remove


def changed(data: Any, edit: Edit) -> Any:
    """The data after an edit that can be made."""
    match edit:
        case Put(path, value):
            return with_value(data, path, value)
        case Append(path, value):
            items = at(data, path)
            return with_value(data, path, [*([] if items is MISSING else items), value])
        case Remove(path):
            return without(data, path)


def plain(value: object) -> Any:
    """Maps, lists, text, numbers, true and false, as new maps and lists.

    Raises:
        TypeError: something else is among them.
    """
    match value:
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise TypeError("a key is no text")
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case str() | bool() | int() | float():
            return value
        case _:
            raise TypeError(type(value).__name__)


def at(data: Any, path: Path) -> Any:
    """What stands at a path, or MISSING."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step), MISSING)
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            data = data[step]
        else:
            return MISSING
    return data


def with_value(data: Any, path: Path, value: Any) -> Any:
    """The data with another value at a path; maps on the way are made."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        assert isinstance(step, int)
        return [*data[:step], with_value(data[step], rest, value), *data[step + 1 :]]
    return {**data, step: with_value(data.get(step, {}), rest, value)}


def without(data: Any, path: Path) -> Any:
    """The data without what stands at a path."""
    step, rest = path[0], path[1:]
    if rest:
        return with_value(data, (step,), without(data[step], rest))
    if isinstance(data, list):
        assert isinstance(step, int)
        return [*data[:step], *data[step + 1 :]]
    return {key: value for key, value in data.items() if key != step}


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of one kind at all depths, maps in any order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return repr(one) == repr(other)
    return type(one) is type(other) and one == other
