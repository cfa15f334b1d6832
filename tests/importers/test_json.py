"""Places in JSON: each part's place is where the text, read from there, says that part again."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from drctl.importers._json import Json, parsed
from drctl.importers._kind import Source


def some(rng: random.Random, depth: int) -> Any:
    kind = rng.randrange(8 if depth else 5)
    if kind > 6:
        return {f'k{rng.randrange(50)}\n"': some(rng, depth - 1) for _ in range(rng.randrange(4))}
    if kind > 4:
        return [some(rng, depth - 1) for _ in range(rng.randrange(4))]
    return [None, True, rng.randrange(1000), -1.5, 'a\t"b\\ é'][kind]


def parts(node: Json) -> Iterator[Json]:
    yield node
    for _, part in node.entries():
        yield from parts(part)
    for part in node.items():
        yield from parts(part)


@pytest.mark.parametrize("seed", range(100))
def test_a_part_stands_at_its_place(seed: int) -> None:
    rng = random.Random(seed)
    value = some(rng, 5)
    text = "\n " + json.dumps(value, indent=rng.choice([None, 1]), ensure_ascii=seed % 2 == 0)
    top, findings = parsed(Source("f", text))
    assert findings == ()
    assert top is not None
    assert top.value == value
    for part in parts(top):
        again, _ = json.JSONDecoder().raw_decode(text[part.start :])
        assert again == part.value
        assert part.line == text[: part.start].count("\n") + 1
        line = text.split("\n")[part.line - 1]
        assert line[part.place.column - 1 :].startswith(text[part.start])


def test_what_is_absent_is_none() -> None:
    top, _ = parsed(Source("f", '{"a": {"b": null}}'))
    assert top is not None
    assert top.at("a", "b").value is None
    assert top.at("a", "b").start == 12
    assert top.at("a", "c").start == -1
    assert top.at("x", "y").text == ""


def test_of_a_key_that_stands_twice_the_last_one_counts() -> None:
    top, _ = parsed(Source("f", '{"a": 1, "a": 2}'))
    assert top is not None
    assert (top.at("a").value, top.at("a").start) == (2, 14)
