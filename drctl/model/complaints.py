"""pydantic's errors about a model file, in our words and with their places."""

from typing import Any

from pydantic_core import ErrorDetails

from drctl.finding import Finding, Place
from drctl.model.errors import did_you_mean, error
from drctl.model.language.requirement import (
    AllOf,
    AnyOf,
    NeedAllOf,
    NeedAnyOf,
    NeedUse,
    OptionMap,
    Use,
)
from drctl.model.scalars import resolve, shortened, written
from drctl.model.shapes import fields, path_of, required, shape_at, tags, type_at
from drctl.model.source import Map, Path, place_of

_NAME_RULE = 'a name has 1 to 100 letters, digits, "-" or "_" and begins with a letter or a digit'
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
    "FailsVendor": "an item of fails that says vendor",
    "FailsJurisdiction": "an item of fails that says jurisdiction",
    "FailsComponent": "an item of fails",
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
_ELSE = {
    "use": ("use", "any_of", "all_of"),
    "component": ("component", "vendor", "jurisdiction"),
}


def path_to(problem: ErrorDetails) -> Path:
    """Where in the file an error stands."""
    unknown_key = problem["type"] == "unexpected_keyword_argument"
    return path_of(problem["loc"], unknown_key=unknown_key)


def in_our_words(top: Map, problem: ErrorDetails) -> Finding | None:
    """One of pydantic's errors as a finding with its place; None for one that follows another.

    Args:
        top: the file's top map, which knows its places.
        problem: the error.
    """
    kind, value = problem["type"], problem["input"]
    path = path_to(problem)
    key = _label(path)
    # The parser has told of keys and items without a value.
    if value is None and kind != "unexpected_keyword_argument":
        return None
    match kind:
        case "too_short":
            # pydantic also says it of a list whose items were all refused.
            return None if len(value) > 0 else _empty(top, path, problem)
        case "recursion_depth_exceeded":
            what = "requirements lie too deep in one another here"
            return error("wrong-value", what, _place(top, path))
        case "unexpected_keyword_argument":
            return _unknown_key(top, problem, path)
        case "missing":
            shape = shape_at(problem["loc"][:-1])
            words = [f'"{k}"' for k in _ELSE.get(str(path[-1]), (str(path[-1]),))]
            if _noun(shape) not in ("a need", "an option", "a requirement", "an item of fails"):
                words = words[:1]
            what = f"{_noun(shape)} needs the key {_either(words)}"
            return error("missing-key", what, _place(top, path[:-1]))
        case "string_pattern_mismatch":
            what = f"{written(value)} is not a name; {_NAME_RULE}"
            side = problem["loc"][-1] != "[key]"
            return error("wrong-value", what, _place(top, path, value=side))
        case _:
            return _wrong_value(top, path, problem, key)


def _empty(top: Map, path: Path, problem: ErrorDetails) -> Finding:
    what = f"{_label(path)} is an empty list; it needs at least one item"
    shape = shape_at(problem["loc"][:-1])
    must = shape is not None and path[-1] in required(shape)
    hint = "" if must else "leave the key out, or add an item"
    return error("wrong-value", what, _place(top, path, value=True), hint)


def _wrong_value(top: Map, path: Path, problem: ErrorDetails, key: str) -> Finding:
    value, context = problem["input"], problem.get("ctx", {})
    expected, found = _expected(problem), str(context.get("found", written(value)))
    place = _place(top, path, value=True)
    hint = ""
    token = place.excerpt[place.column - 1 : place.column - 1 + place.length]
    if isinstance(value, (bool, int, float)) and resolve(token) == value:
        if not isinstance(value, bool):
            found = f"the number {token}"
        if expected == "text" or expected.startswith("a name, a list"):
            hint = f'put it in quotes: "{token}"'
    elif problem["type"] == "literal_error" and isinstance(value, str):
        hint = did_you_mean(value, expected.replace(" or ", ", ").split(", "))
    elif expected == "a list" and isinstance(value, str):
        hint = f"write it as a list: [{shortened(value)}]"
    if isinstance(value, str) and expected.startswith("true") and value.lower() in _YES_NO:
        hint = f"YAML 1.2 has only true and false; write {_YES_NO[value.lower()]}"
    elif isinstance(value, str) and _fits(problem["type"], value):
        hint = f"write it without quotes: {value}"
    return error("wrong-value", f"{key} must be {expected}, not {found}", place, hint)


def _fits(kind: str, text: str) -> bool:
    """Whether a text would do without its quotes."""
    meant = resolve(text)
    return (
        isinstance(meant, bool)
        if kind == "bool_type"
        else (kind == "int_type" and isinstance(meant, int) and not isinstance(meant, bool))
    )


_YES_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_EITHER = {
    "optional": "true, false or unnoticed",
    "at_start": "true, false or only",
    "failure": "never or a map",
    "links": "text or a map with url",
}


def _expected(problem: ErrorDetails) -> str:
    kind, context, loc = problem["type"], problem.get("ctx", {}), problem["loc"]
    keys = [step for step in loc if isinstance(step, str)]
    if keys[-1:] in (["<text>"], ["<word>"], ["<flag>"], ["<map>"]) and keys[-2] in _EITHER:
        return _EITHER[keys[-2]]
    if kind == "union_tag_not_found":
        return _expected_form(loc)
    if kind == "literal_error":
        return str(context["expected"]).replace("'", "")
    if kind == "greater_than_equal":
        return f"a whole number of at least {context['ge']}"
    return str(context["expected"]) if kind == "refused" else _KINDS.get(kind, problem["msg"])


def _expected_form(loc: tuple[int | str, ...]) -> str:
    if loc[-1] in _EITHER:
        return _EITHER[str(loc[-1])]
    if "<vendor>" in tags(type_at(loc)):
        return "a name, {vendor: V}, {jurisdiction: J} or {component: N, restore: 7h}"
    return "a name, a list, or a map with use, any_of or all_of"


def _unknown_key(top: Map, problem: ErrorDetails, path: Path) -> Finding:
    shape = shape_at(problem["loc"][:-1])
    keys = sorted(fields(shape)) if shape else []
    key = str(path[-1])
    what = f'"{shortened(key)}" is not a key of {_noun(shape)}; expected {", ".join(keys)}'
    hint = did_you_mean(key, keys)
    return error("unknown-key", what, _place(top, path), _other_form(shape, key) or hint)


def _other_form(shape: Any, key: str) -> str:
    """How a key is written that another form of the same grammar has."""
    form = {AnyOf: "any_of", NeedAnyOf: "any_of", AllOf: "all_of", NeedAllOf: "all_of"}.get(shape)
    if form and key in fields(NeedUse) and key != "use":
        return f"write {{use: {{{form}: […]}}, {key}: …}}"
    if shape is Use and key in fields(OptionMap):
        return f"{key} stands on an option of a need"
    if shape in (Use, OptionMap, NeedUse) and key == "at_least":
        return "at_least stands beside any_of"
    return ""


def _place(top: Map, path: Path, *, value: bool = False) -> Place:
    return place_of(top, path, "value" if value else "key") or top.place()


def _noun(shape: Any) -> str:
    name = getattr(shape, "__name__", "this map")
    return _NOUNS.get(name, f"a {name.lower()}")


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def _label(path: Path) -> str:
    """The last key of a path, quoted, with the indices that follow it."""
    indices = ""
    for step in reversed(path):
        if isinstance(step, str):
            return f'"{shortened(step)}{indices}"'
        indices = f"[{step}]{indices}"
    return "this"
