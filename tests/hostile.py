"""Where a model may hold free text: found by walking the JSON Schema beside a model."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from drctl.model import load_text
from drctl.model.schema import json_schema

SCHEMA = json_schema()
EVERY_KEY = Path(__file__).parent / "model" / "good" / "every-key.yaml"
Spot = tuple[str | int, ...]


def every_key() -> Any:
    """The model that uses every key of the language, as plain data."""
    return YAML(typ="safe", pure=True).load(EVERY_KEY.read_text(encoding="utf-8"))


def text_spots(value: Any, schemas: list[Any], spot: Spot = ()) -> Iterator[Spot]:
    """The paths of all values that the schema takes as any text."""
    schemas = [branch for schema in schemas for branch in _branches(schema)]
    if isinstance(value, str):
        if any(_is_text(schema) for schema in schemas):
            yield spot
    elif isinstance(value, list):
        items = [s["items"] for s in schemas if s.get("type") == "array" and "items" in s]
        for index, item in enumerate(value):
            yield from text_spots(item, items, (*spot, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            if not key.startswith("x-"):
                inner = [
                    found for schema in schemas if (found := _of_key(schema, key)) is not None
                ]
                yield from text_spots(item, inner, (*spot, key))


def _is_text(schema: Any) -> bool:
    bounds = {"pattern", "format", "enum", "const", "maxLength"}
    kinds = schema.get("type")
    return (kinds == "string" or "string" in (kinds or ())) and bounds.isdisjoint(schema)


def _of_key(schema: Any, key: str) -> Any:
    known = schema.get("properties", {})
    more = schema.get("additionalProperties")
    return known.get(key, more if isinstance(more, dict) else None)


def _branches(schema: Any) -> Iterator[Any]:
    if "$ref" in schema:
        yield from _branches(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
        return
    nested = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    nested += [branch["then"] for branch in schema.get("allOf", ())]
    for branch in nested:
        yield from _branches(branch)
    if not nested:
        yield schema


def put(model: Any, spot: Spot, text: str) -> Any:
    """The model with another text at a path."""
    changed = copy.deepcopy(model)
    holder = changed
    for step in spot[:-1]:
        holder = holder[step]
    holder[spot[-1]] = text
    return changed


def as_yaml(model: Any) -> str:
    """A model as YAML: JSON, which YAML 1.2 reads but for surrogates in pairs."""
    text = json.dumps(model, default=str, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def free_spots() -> tuple[list[Spot], list[Spot]]:
    """The paths at which any text is accepted at once, and those where it must mean something."""
    model = every_key()
    free: list[Spot] = []
    bound: list[Spot] = []
    for spot in text_spots(model, [SCHEMA]):
        changed = put(model, spot, f"free text {len(free)}")
        loaded, _ = load_text(as_yaml(changed))
        if loaded is None:
            bound.append(spot)
        else:
            model = changed
            free.append(spot)
    return free, bound
