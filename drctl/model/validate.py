"""One file's shape: pydantic's errors, translated into our words with places."""

import functools
import types
import typing
from typing import Annotated, Any, get_args, get_origin

from pydantic import Tag, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from drctl.finding import Finding
from drctl.model.errors import did_you_mean, error
from drctl.model.language.estate import Document
from drctl.model.scalars import shortened, written
from drctl.model.source import Map, Path, place_of

_NAME_RULE = (
    'a name has 1 to 100 letters, digits, "-" or "_" and begins with a letter or a digit'
)
_NOUNS = {
    "Document": "a model file",
    "NeedUse": "a need",
    "NeedAnyOf": "a need that says any_of",
    "NeedAllOf": "a need that says all_of",
    "OptionMap": "an option",
    "Use": "a requirement",
    "AnyOf": "a requirement that says any_of",
    "AllOf": "a requirement that says all_of",
    "LinkMap": "a link",
    "FailsVendor": "what fails",
    "FailsJurisdiction": "what fails",
    "FailsComponent": "what fails",
    "Accepted": "an acceptance",
    "Policy": "the policy",
    "Detect": "detect",
    "Status": "status",
    "Endpoint": "an endpoint",
    "Expectation": "an expectation",
    "RuleSetting": "a rule's setting",
}
_KINDS = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "dict_type": "a map",
    "dataclass_type": "a map",
    "tuple_type": "a list",
}


@functools.cache
def adapter() -> TypeAdapter[Document]:
    """The validator of one model file."""
    return TypeAdapter(Document)


def validate(top: Map) -> tuple[Document, list[Finding]]:
    """Check the shape of one file.

    Args:
        top: the file's top map.

    Returns:
        The document without the declarations that are wrong, so that the rest can be checked
        in the same run, and every error of shape.
    """
    try:
        return adapter().validate_python(top), []
    except ValidationError as problems:
        details = problems.errors(include_url=False)
        found = [f for f in (_translate(top, e) for e in details) if f is not None]
        return adapter().validate_python(_without(top, {_path(e["loc"]) for e in details})), found


def _without(top: Map, wrong: set[Path]) -> dict[str, Any]:
    """The file without what is wrong: a whole top-level key, or one of its declarations."""
    kept: dict[str, Any] = {}
    for key, value in top.items():
        inner = {path[1] for path in wrong if path[0] == key and len(path) > 1}
        if any(path == (key,) for path in wrong) or (inner and key == "policy"):
            continue
        if isinstance(value, dict):
            kept[key] = {n: v for n, v in value.items() if n not in inner}
        elif isinstance(value, list):
            left = [v for i, v in enumerate(value) if i not in inner]
            if left:
                kept[key] = left
        else:
            kept[key] = value
    return kept


def _translate(top: Map, problem: ErrorDetails) -> Finding | None:
    kind, value = problem["type"], problem["input"]
    path = _path(problem["loc"])
    key = _label(path)
    match kind:
        case "too_short":
            # pydantic also says it of a list whose items were all refused.
            if len(value) > 0:
                return None
            return _error(top, path, "wrong-value", f"{key} is an empty list", "leave the key out")
        case "unexpected_keyword_argument":
            return _unknown_key(top, problem["loc"], path)
        case "missing":
            shape = _shape_at(problem["loc"][:-1])
            what = f'{_noun(shape)} needs the key "{path[-1]}"'
            return _error(top, path[:-1], "missing-key", what)
        case "string_pattern_mismatch":
            what = f"{written(value)} is not a name; {_NAME_RULE}"
            side = problem["loc"][-1] != "[key]"
            return _error(top, path, "wrong-value", what, value=side)
        case _:
            return _wrong_value(top, path, problem, key)


def _wrong_value(top: Map, path: Path, problem: ErrorDetails, key: str) -> Finding:
    value, context = problem["input"], problem.get("ctx", {})
    expected, found = _expected(problem), str(context.get("found", written(value)))
    hint = ""
    if value is None:
        hint = "leave the key out, or give it a value"
    elif expected == "text" and isinstance(value, (bool, int, float)):
        hint = f'put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}"'
    elif problem["type"] == "literal_error" and isinstance(value, str):
        hint = did_you_mean(value, expected.replace(" or ", ", ").split(", "))
    what = f"{key} must be {expected}, not {found}"
    return _error(top, path, "wrong-value", what, hint, value=True)


_EITHER = {
    "optional": "true, false or unnoticed",
    "at_start": "true, false or only",
    "failure": "never or a map",
    "links": "text or a map with url",
}


def _expected(problem: ErrorDetails) -> str:
    kind, context, loc = problem["type"], problem.get("ctx", {}), problem["loc"]
    keys = [step for step in loc if isinstance(step, str) and not _is_tag(step)]
    if _is_tag(loc[-1]) and keys and keys[-1] in _EITHER:
        return _EITHER[keys[-1]]
    if kind == "union_tag_not_found":
        return _expected_form(problem["loc"])
    if kind == "literal_error":
        return str(context["expected"]).replace("'", "")
    if kind == "greater_than_equal":
        return f"a whole number of at least {context['ge']}"
    return str(context["expected"]) if kind == "refused" else _KINDS.get(kind, problem["msg"])


def _expected_form(loc: tuple[int | str, ...]) -> str:
    if loc[-1] in _EITHER:
        return _EITHER[str(loc[-1])]
    tags = _tags(_type_at(loc))
    if "<vendor>" in tags:
        return "a name, {vendor: V}, {jurisdiction: J} or {component: N, restore: 7h}"
    return "a name, a list, or a map with use, any_of or all_of"


def _error(
    top: Map, path: Path, rule: str, what: str, hint: str = "", *, value: bool = False
) -> Finding:
    place = place_of(top, path, "value" if value else "key") or top.place()
    return error(rule, what, place, hint)


def _unknown_key(top: Map, loc: tuple[int | str, ...], path: Path) -> Finding:
    shape = _shape_at(loc[:-1])
    keys = sorted(_fields(shape)) if shape else []
    key = str(path[-1])
    what = f'"{shortened(key)}" is not a key of {_noun(shape)}; expected {", ".join(keys)}'
    return _error(top, path, "unknown-key", what, did_you_mean(key, keys))


def _noun(shape: Any) -> str:
    name = getattr(shape, "__name__", "this map")
    return _NOUNS.get(name, f"a {name.lower()}")


def _label(path: Path) -> str:
    """The last key of a path, quoted, with the indices that follow it."""
    indices = ""
    for step in reversed(path):
        if isinstance(step, str):
            return f'"{shortened(step)}{indices}"'
        indices = f"[{step}]{indices}"
    return "this"


def _is_tag(step: int | str) -> bool:
    return isinstance(step, str) and step[:1] in "<[" and step[-1:] in ">]"


def _path(loc: tuple[int | str, ...]) -> Path:
    return tuple(step for step in loc if not _is_tag(step))


def _shape_at(loc: tuple[int | str, ...]) -> Any:
    found = _plain(_type_at(loc))
    return found if hasattr(found, "__dataclass_fields__") else None


def _type_at(loc: tuple[int | str, ...]) -> Any:
    """The type that the language has at an error's location (tags of unions included)."""
    kind: Any = Document
    for step in loc:
        kind = _step(_plain(kind), step)
    return kind


def _step(kind: Any, step: int | str) -> Any:
    if hasattr(kind, "__dataclass_fields__"):
        return _fields(kind).get(str(step), Any)
    if get_origin(kind) in (typing.Union, types.UnionType):
        return next((a for a in get_args(kind) if step in _tags_of(a)), Any)
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return arguments[1]
    return arguments[0] if arguments else Any


def _fields(shape: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(shape, include_extras=True)
    return {field.alias or name: hints[name] for name, field in _pydantic_fields(shape)}


def _pydantic_fields(shape: Any) -> list[tuple[str, Any]]:
    return list(shape.__pydantic_fields__.items())


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


def _tags(kind: Any) -> set[str]:
    return set().union(*(_tags_of(a) for a in get_args(_plain(kind))))
