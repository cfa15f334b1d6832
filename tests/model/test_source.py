"""Places in a file, from maps and lists."""

import pytest

from drctl.model.parse import parse
from drctl.model.source import Map, Seq, Source, place_of

TEXT = """\
a: 1
list: [x, {b: 2}, y]
"größe 👩‍🚀": {🛰: value, z: [1,
  2]}
"""


@pytest.fixture
def top() -> Map:
    found, findings = parse(Source("f.yaml", TEXT, "sub/f.yaml"), TEXT)
    assert findings == []
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "side", "line", "column"),
    [
        (("a",), "key", 1, 1),
        (("a",), "value", 1, 4),
        (("list", 0), "key", 2, 8),
        (("list", 1), "key", 2, 11),
        (("list", 1, "b"), "key", 2, 12),
        (("list", 1, "b"), "value", 2, 15),
        (("list", 2), "value", 2, 19),
        (("größe 👩‍🚀",), "key", 3, 1),
        (("größe 👩‍🚀",), "value", 3, 14),
        (("größe 👩‍🚀", "🛰"), "value", 3, 18),
        (("größe 👩‍🚀", "z", 1), "value", 4, 3),
        (("list", 1, "missing"), "key", 2, 11),
        (("list", 9), "key", 2, 1),
        (("nowhere", "at all"), "key", 1, 1),
    ],
)
def test_each_key_and_value_has_its_place(
    top: Map, path: tuple[str | int, ...], side: str, line: int, column: int
) -> None:
    place = place_of(top, path, "value" if side == "value" else "key")
    assert place is not None
    assert (place.path, place.line, place.column) == ("sub/f.yaml", line, column)


def test_what_is_neither_map_nor_list_has_no_place() -> None:
    assert place_of("text", ("a",)) is None


@pytest.mark.parametrize(
    ("path", "token"),
    [
        (("a",), "a"),
        (("größe 👩‍🚀",), '"größe 👩‍🚀"'),
        (("größe 👩‍🚀", "🛰"), "🛰"),
    ],
)
def test_a_place_marks_its_token(top: Map, path: tuple[str, ...], token: str) -> None:
    place = place_of(top, path)
    assert place is not None
    assert place.excerpt[place.column - 1 :][: place.length] == token


def test_a_list_without_some_items_keeps_the_places_of_the_others(top: Map) -> None:
    items = top["list"]
    assert isinstance(items, Seq)
    left = items.without({1})
    assert list(left) == ["x", "y"]
    assert str(left.place()) == "sub/f.yaml:2:7"
    assert [str(left.place(i)) for i in (0, 1)] == ["sub/f.yaml:2:8", "sub/f.yaml:2:19"]


def test_a_place_beyond_the_text_has_an_empty_excerpt() -> None:
    place = Source("f.yaml", "a: 1").place(7, 0)
    assert (place.line, place.column, place.excerpt) == (8, 1, "")
