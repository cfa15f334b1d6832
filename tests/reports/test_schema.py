"""`drctl schema audit`: it accepts what the audit answers, describes each key, is published."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from drctl.reports import audit_schema
from drctl.reports.json import SCHEMA_VERSION, render
from tests.reports.cases import ESTATES, ROOT, many, of_estate, whole

SCHEMA = audit_schema()
PUBLISHED = ROOT / f"docs/schemas/audit-{SCHEMA_VERSION}.json"


def closed(shape: Any) -> Any:
    """The schema with no key allowed that it does not describe."""
    if isinstance(shape, list):
        return [closed(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    made = {key: closed(value) for key, value in shape.items()}
    return made | {"additionalProperties": False} if shape.get("type") == "object" else made


def check(answer: Any, schema: Any) -> None:
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    validator.validate(answer)


@pytest.mark.parametrize("path", ESTATES)
def test_it_describes_each_key_of_every_estate(path: str) -> None:
    check(json.loads(render(of_estate(path))), closed(SCHEMA))


def test_it_describes_every_part() -> None:
    answer = json.loads(render(whole()))
    check(answer, closed(SCHEMA))
    empty = [key for key, value in answer.items() if value in ([], None)]
    assert empty == []
    assert [e["after"] for e in answer["change"]["effects"]] == [5, None, 3600, 0.0025]
    assert [e["known"]["before"] for e in answer["change"]["effects"]] == [True, True, False, True]


def test_what_does_not_count_can_be_left_out() -> None:
    answer = json.loads(render(whole(), accepted=False))
    check(answer, closed(SCHEMA))
    assert (answer["accepted"], answer["known"], answer["baselined"]) == ([], [], [])
    assert answer["summary"]["known"] == answer["summary"]["baselined"] == 1


def test_it_is_a_schema_and_lets_later_keys_pass() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    check(json.loads(render(many(1))) | {"later": 1}, SCHEMA)


def changed(answer: dict[str, Any], *path: str | int, value: Any) -> dict[str, Any]:
    made = copy.deepcopy(answer)
    node: Any = made
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return made


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), 2),
        (("findings", 0, "severity"), "bad"),
        (("findings", 0, "places"), []),
        (("findings", 0, "places", 0, "line"), 0),
        (("findings", 0, "victims", 0, "fingerprint"), "x"),
        (("findings", 0, "victims", 0, "status"), "old"),
        (("summary", "high"), None),
        (("accepted", 0, "until"), "soon"),
        (("change", "effects", 0, "aspect"), "size"),
    ],
)
def test_it_refuses_what_is_none(path: tuple[str | int, ...], value: Any) -> None:
    answer = json.loads(render(whole()))
    check(answer, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        check(changed(answer, *path, value=value), SCHEMA)


def test_the_published_file_is_this_one(drctl: Callable[..., Any], tmp_path: Path) -> None:
    """`drctl schema audit > docs/schemas/audit-1.json` writes it."""
    done = drctl("schema", "audit", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == SCHEMA
    assert PUBLISHED.read_text(encoding="utf-8") == done.out
