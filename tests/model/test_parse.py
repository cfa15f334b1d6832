"""YAML text -> values with places: the core schema, and both of ruamel.yaml's parsers alike."""

import math
import sys
from pathlib import Path
from typing import Any

import pytest

from drctl.model.parse import parse
from drctl.model.scalars import resolve, shortened, written
from drctl.model.source import Map, Seq, Source
from tests.model.cases import BROKEN, FOLDER, GOOD, GOOD_FOLDER, files, kind

# YAML 1.2.2, section 10.3.2 (core schema), with its examples.
CORE = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "0": 0, "0o7": 7, "0x3A": 58, "-19": -19, "+12": 12, "007": 7, "0o14": 12, "0xC": 12,
    "0.": 0.0, "-0.0": -0.0, ".5": 0.5, "+12e03": 12000.0, "-2E+05": -200000.0, "1e3": 1000.0,
    "685.230_15e+03": "685.230_15e+03", "6.8523015e+5": 685230.15,
    ".inf": math.inf, "-.Inf": -math.inf, "+.INF": math.inf,
    # Text, though older YAML or other languages see more in it.
    "yes": "yes", "No": "No", "on": "on", "nUll": "nUll", "tRUE": "tRUE",
    "1_000": "1_000", "0b1": "0b1", "0O7": "0O7", "0X1": "0X1", "-0x1": "-0x1", "0o8": "0o8",
    "12:30": "12:30", "2026-03-30": "2026-03-30", "1.2.3": "1.2.3", "1e": "1e", ".": ".",
    "-": "-", "+": "+", "e5": "e5", ".e5": ".e5", "inf": "inf", "nan": "nan", "٣": "٣",
    "=": "=", "120 rps": "120 rps", "9" * 401: "9" * 401,
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), CORE.items())
def test_the_core_schema(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_a_number() -> None:
    assert isinstance(nan := resolve(".nan"), float)
    assert math.isnan(nan)


def read(text: str) -> tuple[Map | None, list[str]]:
    top, findings = parse(Source("f.yaml", text), text)
    return top, [f"{f.place.line}:{f.place.column} {f.message}" for f in findings]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 'true'", "true"),
        ('a: "1"', "1"),
        ("a: |\n  1\n", "1\n"),
        ("a: ! 12", "12"),
        ("a: !!str 12", "12"),
        ("a: !!int 12", 12),
        ("a: !!float 1.5", 1.5),
        ("a: !!bool true", True),
        ("a: !!map {}", {}),
        ("a: !!seq [1]", [1]),
        ("a: http://x:80/?q=1", "http://x:80/?q=1"),
        ("a: [http://x:80/?q=1]", ["http://x:80/?q=1"]),
        ("a: [x:y, 10:30, why?, a::b, fe80::1]", ["x:y", "10:30", "why?", "a::b", "fe80::1"]),
        ('a: {"b":1, c: "d:e?"}', {"b": 1, "c": "d:e?"}),
        ("a: [http://x] # what: ? é", ["http://x"]),
        ("a: [http://x, !!str y, 'it''s:so?']", ["http://x", "y", "it's:so?"]),
        ("{a: https://x/}", "https://x/"),
        ("? a\n: 1", 1),
        ("a: &x [1]\nb: *x", [1]),
    ],
)
def test_values(text: str, value: object) -> None:
    top, findings = read(text)
    assert findings == []
    assert top is not None
    assert top["a"] == value


def test_a_key_is_the_text_that_was_written() -> None:
    top, _ = read("0x10: a\ntrue: b\n1.50: c\n<<x: d\n'<<': e")
    assert top is not None
    assert list(top) == ["0x10", "true", "1.50", "<<x", "<<"]


def test_an_alias_stands_where_it_is_used_and_its_content_where_it_was_written() -> None:
    top, _ = read("a: &x {k: v}\nb: *x\nl: [*x]\n")
    assert top is not None
    assert top["a"] is top["b"]
    assert str(top.place("b", "value")) == "f.yaml:2:4"
    assert str(top["b"].place("k", "value")) == "f.yaml:1:11"
    assert str(top["l"].place(0)) == "f.yaml:3:5"


def test_columns_count_characters_not_bytes() -> None:
    top, _ = read('a: {"👩‍🚀🛰é": [ü, x]}')
    assert top is not None
    assert str(top["a"].place("👩‍🚀🛰é", "value")) == "f.yaml:1:14"
    assert str(top["a"]["👩‍🚀🛰é"].place(1)) == "f.yaml:1:18"


def test_own_keys_win_over_merged_ones_and_earlier_merges_over_later() -> None:
    top, findings = read(
        "x-a: &a {k: a, l: a}\nx-b: &b {k: b, m: b}\n"
        "c: {<<: [*a, *b], l: own}\nd: {<<: *b, <<: *a}\n"
    )
    assert findings == []
    assert top is not None
    assert dict(top["c"]) == {"l": "own", "k": "a", "m": "b"}
    assert dict(top["d"]) == {"k": "b", "m": "b", "l": "a"}
    assert str(top["c"].place("m")) == "f.yaml:2:16"


def test_the_second_of_two_equal_keys_is_told_and_left_out() -> None:
    top, findings = read("a: 1\nb: 2\n'a': 3\n")
    assert findings == ['3:1 "a" stands twice in this map; first at f.yaml:1:1']
    assert dict(top or {}) == {"a": 1, "b": 2}


def everything() -> list[Path]:
    good = [path for name in GOOD for path in files(name, GOOD_FOLDER)]
    return good + [p for n in BROKEN if kind(n) != "syntax" for p in files(n)]


def tree(node: Any) -> Any:
    """All keys, values and places below a node."""
    match node:
        case Map():
            # Where nothing stands, the two parsers count blanks differently.
            spots = {k: s if node[k] is not None else s[:2] for k, s in node.spots()}
            return {k: (spots[k], tree(v)) for k, v in node.items()}, str(node.place())
        case Seq():
            return [(node.spot(i), tree(v)) for i, v in enumerate(node)], str(node.place())
        case _:
            return type(node), node


@pytest.mark.parametrize(
    "path", everything(), ids=lambda p: p.relative_to(FOLDER.parent).as_posix()
)
def test_the_parser_in_python_reads_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text(encoding="utf-8")
    top, findings = read(text)
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "_ruamel_yaml", None)  # as when it isn't installed
        pure_top, pure_findings = read(text)
    assert tree(pure_top) == tree(top)
    assert pure_findings == findings


@pytest.mark.parametrize("name", [n for n in BROKEN if kind(n) == "syntax"])
def test_the_parser_in_python_refuses_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # It says it in other words, and of some texts at another place.
    monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)
    assert any(read(path.read_text(encoding="utf-8"))[1] for path in files(name))


def test_values_in_messages() -> None:
    said = [written(v) for v in (None, True, 1.5, "a  b", {}, {"a": 1}, [], [1])]
    assert said == [
        "nothing", "true", "the number 1.5", '"a b"', "an empty map", "a map", "an empty list",
        "a list",
    ]  # fmt: skip
    assert shortened("x" * 61) == "x" * 59 + "…"
    assert shortened("x" * 60) == "x" * 60
