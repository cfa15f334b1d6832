"""One file's shape: what is wrong goes, and the rest is checked in the same run."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from drctl.finding import Finding
from drctl.model.complaints import in_our_words, path_to
from drctl.model.language.estate import Document
from drctl.model.model import LISTS
from drctl.model.source import Map, Path, Seq

_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Validated:
    """One file after validation.

    `document` lacks what is wrong, so that the rest can be checked in the same run; `wrong`
    holds the paths of it.
    """

    document: Document
    findings: list[Finding]
    wrong: frozenset[Path]


@functools.cache
def adapter() -> TypeAdapter[Document]:
    """The validator of one model file."""
    return TypeAdapter(Document)


def validate(top: Map) -> Validated:
    """Check the shape of one file.

    Args:
        top: the file's top map. Wrong items of its top-level lists are taken out of it, so
            that the numbers of the others stay those of the document.

    Returns:
        The document and every error of shape.
    """
    try:
        return Validated(adapter().validate_python(top), [], frozenset())
    except ValidationError as problems:
        details = problems.errors(include_url=False)
    found = [f for f in (in_our_words(top, e) for e in details) if f is not None]
    wrong = _gone(details)
    for section in LISTS:
        numbers = {path[1] for path in wrong if path[0] == section and len(path) > 1}
        if numbers and isinstance(top[section], Seq):
            top[section] = top[section].without(numbers)
    rest = {p for p in wrong if p[0] not in LISTS or len(p) == 1}
    return Validated(_sound(_without(top, rest)), found, frozenset(wrong))


def _sound(left: Any) -> Document:
    """The document, after taking out what is wrong only because something else is gone."""
    for _ in range(_ROUNDS):
        try:
            return adapter().validate_python(left)
        except ValidationError as problems:
            left = _without(left, _gone(problems.errors(include_url=False)))
    return Document()


def _gone(details: Iterable[ErrorDetails]) -> set[Path]:
    """For each error the path of what goes; the whole map where a key is missing."""
    return {path_to(e)[:-1] if e["type"] == "missing" else path_to(e) for e in details}


def _without(node: Any, wrong: set[Path]) -> Any:
    """A file's content without some paths; a list that would lose an item goes as a whole."""
    inside: dict[int | str, set[Path]] = {}
    for path in wrong:
        inside.setdefault(path[0], set()).add(path[1:])
    here = {step for step, paths in inside.items() if () in paths}
    if isinstance(node, dict):
        kept = {
            k: _without(v, inside[k]) if k in inside else v
            for k, v in node.items()
            if k not in here
        }
        return {k: v for k, v in kept.items() if v is not _GONE}
    if here or not isinstance(node, list):
        return _GONE
    items = [_without(v, inside[i]) if i in inside else v for i, v in enumerate(node)]
    return _GONE if any(item is _GONE for item in items) else items


_GONE = object()
