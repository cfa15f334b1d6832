"""Comments that count become acceptances of the object whose key stands on their line."""

import datetime
from pathlib import Path

import pytest

from drctl.model import load, load_text
from drctl.model.ignores import Ignored
from drctl.model.model import Model
from tests.model.cases import GOOD_FOLDER, first_file


def ignored(model: Model | None) -> list[Ignored]:
    assert model is not None
    return [a for a in model.accepted if isinstance(a, Ignored)]


def test_every_form_of_the_case() -> None:
    model, _ = load(first_file("comments-that-count", GOOD_FOLDER))
    told = [(a.place.line, a.object, a.rule, a.owner, a.reason) for a in ignored(model)]
    assert told == [
        (7, "web", "no-owner", "ops", 'small: "one" | <b> # twice'),
        (7, "web", "single-instance", "ops", 'small: "one" | <b> # twice'),
        (13, "web.in", "no-owner", "ops", "placed"),
        (16, "web.llm", "no-owner", "ops", "padded"),
        (17, "web.db", "no-owner", "ops", "explicit"),
        (19, "redis", "no-owner", "", "outermost"),
        (22, "base.a", "no-owner", "", "shared"),
        (22, "merged.a", "no-owner", "", "shared"),
        (22, "aliased.a", "no-owner", "", "shared"),
    ]
    assert {a.until for a in ignored(model)} == {datetime.date(2027, 3, 31)}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_no_last_one(end: str, mark: str) -> None:
    comment = "# drctl: ignore[no-owner] until 2027-03-31: last"
    text = mark + end.join(["drctl: 1", "services:", f"  web: {{}} {comment}"])
    model, _ = load_text(text)
    (only,) = ignored(model)
    assert (only.object, only.reason, only.place.line) == ("web", "last", 3)
    assert only.place.excerpt[only.place.column - 1 :].startswith("no-owner]")


def test_beside_words_in_brackets_that_libyaml_refuses() -> None:
    comment = "# drctl: ignore[no-owner] until 2027-03-31: see https://example.com/?q={1}"
    text = f"drctl: 1\nservices:\n  web: {{links: [https://example.com/?q=1]}} {comment}\n"
    model, findings = load_text(text)
    assert findings == ()
    assert [a.reason for a in ignored(model)] == ["see https://example.com/?q={1}"]


def test_every_file_speaks_for_its_own_lines(tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\ninclude: [a.yaml, b.yaml]\n")
    for name in "ab":
        comment = f"# drctl: ignore[no-owner] until 2027-03-31: {name}"
        (tmp_path / f"{name}.yaml").write_text(f"services:\n  web-{name}: {{}} {comment}\n")
    model, _ = load(tmp_path / "dr.yaml")
    assert [(a.object, a.reason) for a in ignored(model)] == [("web-a", "a"), ("web-b", "b")]


def test_a_store_is_an_object_too() -> None:
    text = """drctl: 1
domains: {a: {}}
services:
  shop:
    rpo: 1h
    data:
      orders:   # drctl: ignore[rpo-exceeded] until 2027-03-31: they are written twice by hand
        copies: [{in: a}]
      views: {copies: [{in: a}]}
"""
    model, findings = load_text(text)
    assert model is not None, findings
    assert [(a.rule, a.object) for a in model.accepted] == [("rpo-exceeded", "shop.orders")]
