"""The hash of an answer, so that what is made of it tells whether it is still the same."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any


def digest(shown: Any) -> str:
    """The hash of a dataclass with all that it holds: 16 hexadecimal digits.

    Notes:
        As JSON of the fields by name; a copy as `asdict` makes it costs ten times as much.
    """
    # Frozen answers hold no circles.
    text = json.dumps(shown, default=_fields, sort_keys=True, check_circular=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _fields(value: Any) -> dict[str, Any]:
    names, read = _shape(value.__class__)
    if "digest" in names and value.digest:  # it has its own hash already
        return {"digest": value.digest}
    return dict(zip(names, read(value), strict=True))


@cache
def _shape(shape: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a dataclass's fields, and what reads them all at once."""
    names = tuple(sorted(field.name for field in fields(shape)))
    read = attrgetter(*names)
    return names, read if len(names) > 1 else lambda value: (read(value),)
