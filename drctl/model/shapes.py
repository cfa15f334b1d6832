"""What the language has at a place: the types behind an error's location."""

import functools
import types
import typing
from typing import Annotated, Any, get_args, get_origin

from pydantic import Tag

from drctl.model.language.estate import Document
from drctl.model.source import Path

Loc = tuple[int | str, ...]
"""A location as pydantic tells it: a path, with the tags of unions in between."""

_KEY = "[key]"


def path_of(loc: Loc, *, unknown_key: bool = False) -> Path:
    """The path in the file: a location without the tags of unions.

    Args:
        loc: where pydantic stands.
        unknown_key: the last step is a key that the language hasn't, so not a mark of pydantic.
    """
    path: list[int | str] = []
    kind: Any = Document
    for number, step in enumerate(loc):
        plain = _plain(kind)
        last = number == len(loc) - 1
        is_tag = _is_union(plain) or (
            last and step == _KEY and not unknown_key and get_origin(plain) is not dict
        )
        if not is_tag:
            path.append(step)
        kind = _step(plain, step)
    return tuple(path)


def shape_at(loc: Loc) -> Any:
    """The map of the language at a location, or None."""
    found = _plain(type_at(loc))
    return found if hasattr(found, "__dataclass_fields__") else None


def type_at(loc: Loc) -> Any:
    """The type that the language has at a location (tags of unions included)."""
    kind: Any = Document
    for step in loc:
        kind = _step(_plain(kind), step)
    return kind


@functools.cache
def fields(shape: Any) -> dict[str, Any]:
    """The keys of a map of the language, each with its type."""
    hints = typing.get_type_hints(shape, include_extras=True)
    return {field.alias or name: hints[name] for name, field in shape.__pydantic_fields__.items()}


def required(shape: Any) -> frozenset[str]:
    """The keys that a map of the language must have."""
    named = shape.__pydantic_fields__.items()
    return frozenset(field.alias or name for name, field in named if field.is_required())


def tags(kind: Any) -> set[str]:
    """The tags of a union's members."""
    return set().union(*(_tags_of(a) for a in get_args(_plain(kind))))


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (typing.Union, types.UnionType)


def _step(kind: Any, step: int | str) -> Any:
    if hasattr(kind, "__dataclass_fields__"):
        return fields(kind).get(str(step), Any)
    if _is_union(kind):
        return next((a for a in get_args(kind) if step in _tags_of(a)), Any)
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return arguments[1]
    return arguments[0] if arguments else Any


def _plain(kind: Any) -> Any:
    """A type without its annotations, aliases and `| None`."""
    while True:
        if hasattr(kind, "__value__"):
            origin = get_origin(kind)
            kind = kind.__value__ if origin is None else origin.__value__[get_args(kind)]
        elif get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif type(None) in get_args(kind) and len(get_args(kind)) == 2:
            kind = next(a for a in get_args(kind) if a is not type(None))
        else:
            return kind


def _tags_of(kind: Any) -> set[str]:
    return {m.tag for m in getattr(kind, "__metadata__", ()) if isinstance(m, Tag)}
