"""The JSON Schema of the model language, from the types that validate it.

An editor says "not valid under any of the given schemas" of an `anyOf`. So every choice
between forms becomes `if`/`then` per form: what is wrong inside one form is said of that form.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from drctl.model.between_files import LANGUAGE
from drctl.model.validate import adapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Json = dict[str, Any]

_REF = "#/$defs/"
_IGNORED = "^x-"


def json_schema() -> Json:
    """The JSON Schema (draft 2020-12) of one model file.

    Returns:
        The schema, the same on every call: definitions in alphabetical order.
    """
    written = adapter().json_schema()
    defs: Json = written.pop("$defs")
    top = _mended(written, defs)
    top["properties"]["drctl"] = {"const": LANGUAGE, "description": "The language's version."}
    return {
        "$schema": DIALECT,
        "$id": f"urn:drctl:model:{LANGUAGE}",
        **top,
        "title": "A drctl model file",
        "$defs": {name: _mended(defs[name], defs) for name in sorted(defs)},
    }


def _mended(schema: Json, defs: Mapping[str, Json]) -> Json:
    """A schema without nulls and unions, whose maps allow keys that begin with x-."""
    if branches := schema.get("anyOf") or schema.get("oneOf"):
        kept = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf", "title")}
        return {**_choice(list(branches), defs), **_without_null(kept)}
    mended = _without_null(schema)
    if "items" in mended:
        mended["items"] = _mended(mended["items"], defs)
    return _map(mended, defs) if mended.get("type") == "object" else mended


def _without_null(schema: Json) -> Json:
    return {k: v for k, v in schema.items() if k != "default" or v is not None}


def _map(schema: Json, defs: Mapping[str, Json]) -> Json:
    named = schema.pop("patternProperties", {})
    for pattern, values in named.items():
        # A free map: pydantic holds the keys to the pattern by naming no other.
        schema["propertyNames"] = {"pattern": f"{_IGNORED}|{pattern}"}
        schema["additionalProperties"] = values
    if isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = _mended(_untitled(schema["additionalProperties"]), defs)
    if "properties" in schema:
        keys = schema["properties"].items()
        schema["properties"] = {key: _mended(_untitled(value), defs) for key, value in keys}
    return {**schema, "patternProperties": {_IGNORED: True}}


def _untitled(schema: Json) -> Json:
    """Without pydantic's title, which only repeats the key."""
    return {k: v for k, v in schema.items() if k != "title"}


def _choice(branches: list[Json], defs: Mapping[str, Json]) -> Json:
    """One of several forms, each under the condition that tells it from the others."""
    branches = [b for b in branches if b.get("type") != "null"]
    if len(branches) == 1:
        return _mended(branches[0], defs)
    words = [word for branch in branches for word in _words(branch)]
    if all(any(_words(branch)) for branch in branches):
        return {"enum": words}
    types = [kind for branch in branches for kind in _types(branch, defs)]
    forms = [
        {"if": condition, "then": _mended(branch, defs)}
        for branch, condition in zip(branches, _conditions(branches, defs), strict=True)
    ]
    return {"type": list(dict.fromkeys(types)), "allOf": forms}


def _words(branch: Json) -> list[Any]:
    """The values of a branch that has only a few."""
    if branch.get("type") == "boolean":
        return [True, False]
    return [branch["const"]] if "const" in branch else list(branch.get("enum", ()))


def _types(branch: Json, defs: Mapping[str, Json]) -> list[str]:
    found = _target(branch, defs)["type"]
    return found if isinstance(found, list) else [found]


def _target(branch: Json, defs: Mapping[str, Json]) -> Json:
    return defs[branch["$ref"].removeprefix(_REF)] if "$ref" in branch else branch


def _conditions(branches: list[Json], defs: Mapping[str, Json]) -> Iterator[Json]:
    """For each branch what tells it: its type; among maps its first required key.

    The last form of map takes every map that the others leave.
    """
    maps = [b for b in branches if _types(b, defs) == ["object"]]
    before: list[Json] = []
    for branch in branches:
        types = _types(branch, defs)
        condition: Json = {"type": types if len(types) > 1 else types[0]}
        if branch in maps and len(maps) > 1:
            if before:
                condition["not"] = {"anyOf": list(before)}
            if branch is not maps[-1]:
                key = {"required": _target(branch, defs)["required"][:1]}
                condition.update(key)
                before.append(key)
        yield condition
