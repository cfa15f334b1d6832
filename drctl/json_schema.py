"""The parts that our JSON Schemas (2020-12) are made of."""

from typing import Any

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
FLAG: Shape = {"type": "boolean"}
COUNT: Shape = {"type": "integer", "minimum": 0}


def an_object(**keys: Shape) -> Shape:
    """A map that has all of these keys, and perhaps more."""
    return {"type": "object", "properties": keys, "required": list(keys)}


def a_list(of: Shape, **more: Any) -> Shape:
    """A list of things of one shape; `more` are keywords of the list itself."""
    return {"type": "array", "items": of, **more}


def one(name: str) -> Shape:
    """A shape of the schema's own definitions."""
    return {"$ref": f"#/$defs/{name}"}


def or_null(shape: Shape) -> Shape:
    """A shape, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def said(shape: Shape, description: str) -> Shape:
    """A shape with what is to be said of it."""
    return {"description": description, **shape}
