"""Words of texts and of questions, and slips in them."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drctl.knowledge.ranking import alike, distance
from drctl.knowledge.words import asked, words

CASES = {
    "LLMLatencyHigh": ["llmlatencyhigh", "llm", "latency", "high"],
    "provider-deepseek-api": ["provider", "deepseek", "api"],
    "HTTP 503 no_provider_available": ["http", "503", "no", "provider", "available"],
    "the end of it": ["end"],
    "Zürich café ĲSSEL": ["zurich", "cafe", "ijssel"],
    "DeepSeekDown v2": ["deepseekdown", "deep", "seek", "down", "v2"],
    "": [],
    "…—!": [],
}


@pytest.mark.parametrize("text", CASES)
def test_words(text: str) -> None:
    assert words(text) == CASES[text]


def test_a_question_has_each_word_once_and_whole() -> None:
    assert asked("Is the API down? api DOWN LLMLatencyHigh") == ["api", "down", "llmlatencyhigh"]


@cache
def _apart(one: str, other: str) -> int:
    """Optimal string alignment, by its definition."""
    if not one or not other:
        return len(one) + len(other)
    found = min(
        _apart(one[1:], other) + 1,
        _apart(one, other[1:]) + 1,
        _apart(one[1:], other[1:]) + (one[0] != other[0]),
    )
    if one[:2] == other[1::-1] and len(one) > 1:
        found = min(found, _apart(one[2:], other[2:]) + 1)
    return found


@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 4))
def test_distance_is_what_the_definition_says(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(_apart(one, other), most + 1)


def test_a_word_stands_for_what_it_begins_else_for_what_is_near() -> None:
    terms = sorted(["503", "502", "deepseek", "deepseekdown", "deep", "redis"])
    assert alike("deepseek", terms) == [("deepseek", 1.0), ("deepseekdown", 0.8 * 8 / 12)]
    assert alike("depseek", terms) == [("deepseek", 0.6)]
    assert alike("depseke", terms) == [("deepseek", 0.35)]
    assert alike("deepeskk", terms) == [("deepseek", 0.35)]
    assert alike("504", terms) == []  # another number is another error
    assert alike("dee", terms)[0][0] == "deep"
