"""Real questions and what must come first; both engines are held to the same list and scores."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drctl.knowledge.document import Document
from drctl.knowledge.script import script

from .conftest import Engine, in_terminal

LINES = (Path(__file__).parent / "queries.tsv").read_text().splitlines()
QUERIES = [tuple(line.split("\t")) for line in LINES if not line.startswith("#")]
HOSTILE = (
    "",
    " ",
    "the of a",
    '"',
    "'; DROP TABLE documents; --",
    'NEAR("a" "b", 5)',
    "names : redis",
    "redis AND NOT",
    "redis*",
    "^redis",
    "{names signs} : x",
    "-redis",
    "a OR b) (",
    "%_%",
    "\x00",
    "\x00redis",
    "\ud800",
    "\N{FULLWIDTH LATIN SMALL LETTER R}edis",
    "İstanbul ẞ",
    "数据库 宕机",
    "💥 \N{MATHEMATICAL FRAKTUR SMALL R}edis",
    "a" * 10_000,
    "redis " * 500,
)


def _document(number: int, names: str, signs: str, text: str) -> Document:
    page = f"{number}.html"
    return Document("note", names, names, "", "", page, names, signs, "", text, 1.0)


def test_the_first_hit_in_the_terminal(reference: tuple[Document, ...]) -> None:
    found = in_terminal(reference, [question for question, _ in QUERIES])
    first = [(q, hits[0][0] if hits else "") for (q, _), hits in zip(QUERIES, found, strict=True)]
    assert first == QUERIES


@pytest.mark.needs("node")
def test_the_site_finds_the_same_in_the_same_order(
    reference: tuple[Document, ...], in_browser: Engine
) -> None:
    questions = [question for question, _ in QUERIES]
    expected = in_terminal(reference, questions)
    found = in_browser(reference, questions)
    for question, ours, theirs in zip(questions, expected, found, strict=True):
        assert [page for page, _ in ours] == [page for page, _ in theirs], question
        assert [score for _, score in ours] == pytest.approx([s for _, s in theirs]), question


def test_no_question_is_a_query(reference: tuple[Document, ...]) -> None:
    found = in_terminal(reference, HOSTILE)
    assert found[0] == found[1] == found[2] == found[3] == []
    named = dict(zip(HOSTILE, found, strict=True))
    same = [q for q in HOSTILE if set(q.split(" ")) & {"redis*", "^redis", "-redis", "\x00redis"}]
    assert len(same) == 4
    for question in (*same, "redis " * 500):
        assert named[question][0][0] == "runbooks/service-redis.html", question
    disguised = ["\N{FULLWIDTH LATIN SMALL LETTER R}edis", "\N{MATHEMATICAL FRAKTUR SMALL R}edis"]
    assert [hits[0][0] for hits in in_terminal(reference, disguised)] == [
        "runbooks/service-redis.html"
    ] * 2


@pytest.mark.needs("node")
def test_no_question_breaks_the_site_s_search(
    reference: tuple[Document, ...], in_browser: Engine
) -> None:
    found = in_browser(reference, HOSTILE)
    assert [[p for p, _ in hits] for hits in found] == [
        [p for p, _ in hits] for hits in in_terminal(reference, HOSTILE)
    ]


TEXT = st.text(
    st.characters(codec="utf-8", max_codepoint=0x17F) | st.sampled_from("aaabbe 1-_.éß"),
    max_size=12,
)
DOCUMENTS = st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=6)


@pytest.mark.needs("node")
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(DOCUMENTS, st.lists(TEXT, min_size=1, max_size=4))
def test_both_engines_agree_on_any_texts(
    in_browser: Engine, texts: list[tuple[str, str, str]], questions: list[str]
) -> None:
    found = [_document(number, *parts) for number, parts in enumerate(texts)]
    ours, theirs = in_terminal(found, questions), in_browser(found, questions)
    assert [[page for page, _ in hits] for hits in ours] == [
        [page for page, _ in hits] for hits in theirs
    ]


def test_what_comes_first_does_not_hang_on_the_order_of_words(
    reference: tuple[Document, ...],
) -> None:
    one, other = in_terminal(reference, ["openai 429 http", "http 429 openai"])
    assert [page for page, _ in one] == [page for page, _ in other]


def test_the_script_ends_no_page_and_is_one_line() -> None:
    attack = "</script><script>alert(1)</script> \u2028 <!--"
    text = script([_document(0, attack, attack, attack)])
    assert "<" not in text
    assert text.count("\n") == 1
    assert "\u2028" not in text


def _pages(count: int) -> Sequence[Document]:
    """Runbooks of estates are alike: each shares most of its words with the others."""
    shared = " ".join(f"word{n}" for n in range(400))
    return [
        Document(
            "runbook", f"service-{n}", f"Service {n}: down", f"It answers {n} with 503.",
            "", f"runbooks/service-{n}.html", f"service-{n}", f"answers {n} with 503", "team",
            f"{shared} " + " ".join(f"neighbour{m % count}" for m in range(n, n + 60)), 1.6,
        )
        for n in range(count)
    ]  # fmt: skip


def test_a_thousand_pages_of_460_words_fit_in_three_megabytes() -> None:
    assert len(script(_pages(1000)).encode()) <= 3_000_000
