"""The JSON Schema says of a file's shape what the loader says; jsonschema is the judge."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from drctl.model.schema import json_schema
from tests.model.cases import BROKEN, GOOD, GOOD_FOLDER, files, kind

ROOT = Path(__file__).parents[2]
SCHEMA = json_schema()

pytestmark = pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")

VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def plain(text: str) -> Any:
    """What an editor makes of a file: another reader than ours, dates as text, keys as text."""
    reader = YAML(typ="safe", pure=True)
    reader.constructor.yaml_constructors = {
        **reader.constructor.yaml_constructors,
        "tag:yaml.org,2002:timestamp": lambda loader, node: node.value,
    }
    return _text_keys(reader.load(text))


def _text_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _text_keys(v) for key, v in value.items()}
    return [_text_keys(v) for v in value] if isinstance(value, list) else value


def content(path: Path) -> Any:
    return plain(path.read_text(encoding="utf-8"))


def of_kind(wanted: str) -> list[str]:
    return [name for name in BROKEN if kind(name) == wanted]


def estate() -> list[Path]:
    found = [ROOT / "dr.yaml", *sorted((ROOT / "model").rglob("*.yaml"))]
    return [path for path in found if path.is_file()]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_it_is_the_same_each_time() -> None:
    assert json.dumps(json_schema()) == json.dumps(SCHEMA)


def test_each_case_says_what_kind_of_fault_it_has() -> None:
    assert {kind(name) for name in BROKEN} == {"syntax", "shape", "meaning"}


@pytest.mark.parametrize("name", GOOD)
def test_good_cases_are_accepted(name: str) -> None:
    for path in files(name, GOOD_FOLDER):
        assert [e.message for e in VALIDATOR.iter_errors(content(path))] == []


@pytest.mark.parametrize("path", estate(), ids=lambda path: path.name)
def test_the_reference_estate_is_accepted(path: Path) -> None:
    assert [e.message for e in VALIDATOR.iter_errors(content(path))] == []


@pytest.mark.parametrize("name", of_kind("shape"))
def test_wrong_shapes_are_refused(name: str) -> None:
    assert not all(VALIDATOR.is_valid(content(path)) for path in files(name))


@pytest.mark.parametrize("name", of_kind("meaning"))
def test_wrong_meanings_have_a_right_shape(name: str) -> None:
    for path in files(name):
        assert [e.message for e in VALIDATOR.iter_errors(content(path))] == []


@pytest.mark.parametrize("name", of_kind("syntax"))
def test_wrong_syntax_is_no_matter_of_the_schema(name: str) -> None:
    # Another reader refuses it too, or what it makes of it is another matter than the shape.
    told = [path for path in files(name) if _refused(path)]
    errors = Path(files(name)[0].parents[len(files(name)) > 1]) / f"{name}.txt"
    assert told or "[yaml-syntax]" in errors.read_text() or "[duplicate-key]" in errors.read_text()


def _refused(path: Path) -> bool:
    try:
        content(path)
    except (YAMLError, ValueError, RecursionError):
        return True
    return False


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"services": {"web": {"replica": 3}}}, "'replica'"),
        ({"services": {"web": {"needs": {"db": {"use": "a", "optionl": 1}}}}}, "'optionl'"),
        ({"services": {"web": {"needs": {"db": {"any_of": ["a"], "atleast": 1}}}}}, "'atleast'"),
        ({"services": {"web": {"in": {"all_of": [{"use": "a", "x": 1}]}}}}, "'x'"),
        (
            {"services": {"web": {"needs": {"a": {"use": "b", "fallbacks": [{"used": "c"}]}}}}},
            "'used'",
        ),
        (
            {"services": {"web": {"needs": {"a": {"timeout": "5s"}}}}},
            "'use' is a required property",
        ),
        (
            {"services": {"web": {"needs": {"a": {"use": "b", "load": {"eech": "1 rps"}}}}}},
            "'eech'",
        ),
        ({"services": {"web": {"failure": {"mtbff": "3d"}}}}, "'mtbff'"),
        ({"scenarios": {"s": {"fails": [{"vendr": "aws"}]}}}, "'vendr'"),
        ({"scenarios": {"s": {"expect": {"web": {"sate": "up"}}}}}, "'sate'"),
        ({"services": {"web": {"needs": {"a": {"use": "b", "optional": "maybe"}}}}}, "unnoticed"),
        (
            {"services": {"web": {"needs": {"a": 5}}}},
            "5 is not of type 'string', 'array', 'object'",
        ),
    ],
)
def test_the_message_names_what_is_wrong(wrong: Any, named: str) -> None:
    found = best_match(VALIDATOR.iter_errors(wrong))
    assert found is not None
    assert named in found.message


def test_no_choice_of_forms_hides_its_errors() -> None:
    assert "oneOf" not in json.dumps(SCHEMA)
    assert [s for s in subschemas(SCHEMA) if "anyOf" in s and set(s) - {"anyOf"}] == []


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(inner, (dict, list)):
            yield from subschemas(inner)


def test_keys_with_x_are_allowed_in_every_map() -> None:
    maps = [s for s in subschemas(SCHEMA) if s.get("type") == "object" and "if" not in s]
    closed = [s for s in maps if "additionalProperties" in s]
    assert len(closed) > 40
    assert [s for s in closed if s.get("patternProperties") != {"^x-": True}] == []


def test_the_good_cases_have_every_key() -> None:
    used: set[tuple[str, str]] = set()
    for name in GOOD:
        for path in files(name, GOOD_FOLDER):
            used |= set(keys_used(content(path), SCHEMA, "file"))
    known = {(n, k) for n, d in SCHEMA["$defs"].items() for k in d.get("properties", ())}
    known |= {("file", key) for key in SCHEMA["properties"]}
    # The primary counts at once: `after` has its place in the language only to say so.
    assert known - used == {("NeedUse", "after")}


def keys_used(value: Any, schema: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """Each key of a value as (definition, key), by the forms that the schema picks for it."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        schema = SCHEMA["$defs"][name]
    for form in schema.get("allOf", ()):
        if VALIDATOR.evolve(schema=form["if"]).is_valid(value):
            yield from keys_used(value, form["then"], name)
    if isinstance(value, list):
        for item in value:
            yield from keys_used(item, schema.get("items", {}), name)
    if isinstance(value, dict):
        own = schema.get("properties", {})
        others = schema.get("additionalProperties")
        for key, inner in value.items():
            if key in own:
                yield name, key
                yield from keys_used(inner, own[key], name)
            elif isinstance(others, dict) and not key.startswith("x-"):
                yield from keys_used(inner, others, name)
