"""Holds the oracle to the text: cases worked out by hand, and what its models must be."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.oracle import reading, wants
from tests.oracle.cases import CASES, Case
from tests.oracle.grammar import mentioned
from tests.oracle.models import maps, models, random_model

SEEDS = range(300)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("people_act", [False, True], ids=["before", "after"])
def test_reads_the_sentence(case: Case, people_act: bool) -> None:
    found = reading.states(case.model, case.fails, people_act)
    assert found == case.expected[people_act], case.sentence


def test_every_case_changes_nothing_without_a_failure() -> None:
    # "In the normal state nothing may be down": the cases are valid models.
    for case in CASES:
        assert "down" not in reading.states(case.model, set(), False).values(), case.name


PAIR: dict[str, Any] = {
    "services": {
        "shop": {"needs": {"db": {"any_of": ["x", "y"]}, "mq": "mq"}},
        "x": {"in": "zone"},
        "y": {"in": "zone"},
        "mq": {},
        "journey": {"failure": "never", "needs": {"shop": "shop"}},
    },
    "domains": {"zone": {"kind": "zone"}},
}


def sets(*names: str) -> set[frozenset[str]]:
    return {frozenset(text.split()) for text in names}


def test_cut_sets_are_minimal_and_hold_the_own_failure() -> None:
    # "the minimal F that put it in D (eventual), its own basic event {itself} among them"
    assert reading.cut_sets(PAIR, "shop", 1) == sets("shop", "mq", "zone")
    assert reading.cut_sets(PAIR, "shop", 3) == sets("shop", "mq", "zone", "x y")


def test_what_never_fails_is_in_no_cut_set() -> None:
    # "each has a basic event (its own failure) unless `failure: never`"
    assert reading.cut_sets(PAIR, "journey", 1) == sets("shop", "mq", "zone")


def test_single_points_leave_the_own_failure_out() -> None:
    assert reading.single_points(PAIR, "shop") == {"mq", "zone"}
    assert reading.single_points(PAIR, "journey") == {"shop", "mq", "zone"}
    assert reading.single_points(PAIR, "mq") == set()


def test_blast_radius_is_who_else_goes_down() -> None:
    assert reading.blast_radius(PAIR, "zone") == {"x", "y", "shop", "journey"}
    assert reading.blast_radius(PAIR, "x") == set()


def test_cut_sets_count_manual_options() -> None:
    # "cut sets and single points of failure are eventual"
    needs = {"m": {"use": "x", "fallbacks": ["y"]}}
    model: dict[str, Any] = {"services": {"a": {"needs": needs}, "x": {}, "y": {}}}
    assert reading.cut_sets(model, "a", 2) == sets("a", "x y")


@pytest.mark.parametrize(
    ("declared", "wanted", "satisfied"),
    [
        (128000, 32000, True),
        (32000, 32000, True),
        (8000, 32000, False),
        ("large", 32000, False),
        (True, 1, False),
        (1, True, False),
        (True, True, True),
        (False, False, True),
        (False, True, False),
        (1536, "=1536", True),
        (1536.0, "=1536", True),
        (3072, "=1536", False),
        ("=1536", "=1536", False),
        (["text", "image"], ["text"], True),
        (["text"], ["text", "image"], False),
        ("text", ["text"], True),
        (["text"], "text", True),
        ("gold", "gold", True),
        ("gold", "silver", False),
    ],
)
def test_satisfies(declared: Any, wanted: Any, satisfied: bool) -> None:
    # "a number means at least, `=1536` exactly, a list all of these"; the rest must be equal
    assert wants.satisfies(declared, wanted) is satisfied


def test_a_seed_gives_one_model() -> None:
    assert random_model(7) == random_model(7)
    assert len({str(random_model(seed)) for seed in SEEDS}) > 290


def test_random_models_are_valid() -> None:
    for seed in SEEDS:
        assert_valid(random_model(seed))


# Drawing a model takes a few hundred throws, which hypothesis would call slow and large.
@settings(
    derandomize=True,
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(models())
def test_drawn_models_are_valid(model: dict[str, Any]) -> None:
    assert_valid(model)


def assert_valid(model: dict[str, Any]) -> None:
    """What the language refuses isn't there."""
    components = reading.Reading(model).components
    assert 2 <= len(components) <= 8
    assert "down" not in reading.states(model, set(), False).values()
    for name, has in components.items():
        assert name not in mentioned(list(has.get("needs", {}).values()))
        # Lying in later components only is lying in no cycle.
        assert all(place > name for place in mentioned(has.get("in", [])))
    for written in maps(model):
        for key in ("any_of", "all_of", "fallbacks"):
            assert written.get(key, ["present"])
        if len(written.get("any_of", [])) > 2:
            assert "at_least" in written
        if isinstance(written.get("at_least"), int):
            assert 1 <= written["at_least"] <= len(written["any_of"])


def test_random_models_use_the_whole_grammar() -> None:
    seen = Counter(word for seed in SEEDS for word in features(random_model(seed)))
    rare = {word: seen[word] for word in FEATURES if seen[word] < 5}
    assert rare == {}


FEATURES = (
    *("use", "any_of", "all_of", "list", "fallbacks", "switched_by", "at_least", "majority"),
    *("requires", "procedure", "automatic", "manual", "degraded", "soft", "unnoticed", "only"),
    *("wants", "ruled out", "candidates", "never", "in", "spread", "mutual", "three deep"),
    *("degraded then", "people help", "falls", "nested switched_by"),
)


def features(model: dict[str, Any]) -> Iterator[str]:
    """Which parts of the language a model uses, and what its failures show."""
    read = reading.Reading(model)
    for written in maps(model):
        yield from (key for key in written if key in FEATURES)
        values = [value for value in written.values() if isinstance(value, (str, bool))]
        yield from (str(v) for v in values if str(v) in FEATURES)
        if written.get("optional") is True:
            yield "soft"
        if isinstance(written.get("switched_by"), dict):
            yield "nested switched_by"
        if any(isinstance(part, list) for part in written.get("any_of", [])):
            yield "list"
        if isinstance(written.get("in"), dict) and "any_of" in written["in"]:
            yield "spread"
    components = read.components.items()
    needs = {n: set(mentioned(list(has.get("needs", {}).values()))) for n, has in components}
    if any(a in needs[b] and b in needs[a] for a, b in combinations(needs, 2)):
        yield "mutual"
    if any(depth(h.get("needs", {})) >= 3 for h in read.components.values()):
        yield "three deep"
    if wants.NOTHING in maps(list(read.hard.values())):
        yield "ruled out"
    for name in read.can_fail:
        before, after = (read.states(frozenset({name}), acts) for acts in (False, True))
        yield from ["people help"] * (before != after)
        yield from ["degraded then"] * ("degraded" in after.values())
        yield from ["falls"] * (list(after.values()).count("down") > 1)


def depth(written: Any) -> int:
    """How many maps with options stand inside each other."""
    match written:
        case list(parts):
            return max(map(depth, parts), default=0)
        case dict():
            inner = max(map(depth, written.values()), default=0)
            return inner + ("use" in written or "any_of" in written or "all_of" in written)
    return 0
