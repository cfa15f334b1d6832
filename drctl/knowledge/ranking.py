"""Which documents answer a question best; `templates/site/search.js` ranks in the same way.

A word of the question stands for the terms of the index that it is, that it begins, or, when there
are none, from which it differs by a slip or two. A document counts for each word its best term, by
BM25 as FTS5 has it; then it is multiplied by its own weight and by the square of the share of
words that it has at all.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from drctl.knowledge.words import asked

MOST_TERMS = 24
"""Terms of one word that are looked up."""

_BEGUN = 0.8
_ONE_SLIP = 0.6
_TWO_SLIPS = 0.35
_NAMED = 2.0
_SAID = 1.3
"""What a document gains whose name or sign is what was asked, or says all of it in one breath."""
_BREATH = 3
"""Words in a row that are no chance."""

_LEAST = 0.04
"""The share of the best score below which a document is no answer."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document by its number; `score` only orders, `words` are those of the question in it."""

    document: int
    score: float
    words: tuple[str, ...]


def ranked(
    question: Sequence[str],
    terms: Sequence[str],
    scores: Callable[[str], Mapping[int, float]],
    weight: Callable[[int], tuple[float, str]],
) -> tuple[Hit, ...]:
    """The documents that answer, the best first.

    Args:
        question: the words that are asked.
        terms: all terms of the index, sorted.
        scores: for a term each document that has it, with its BM25.
        weight: a document's own weight, and the words of its name and of each sign, as
            `phrases` has them.

    Returns:
        All that are worth showing; equal ones in the order of their numbers.

    Notes:
        A word that is no term's beginning is compared with every term of like length.
    """
    found: dict[int, float] = {}
    has: dict[int, list[str]] = {}
    for word in question:
        best: dict[int, float] = {}
        for term, share in alike(word, terms):
            for document, score in scores(term).items():
                best[document] = max(best.get(document, 0.0), score * share)
        for document, score in best.items():
            found[document] = found.get(document, 0.0) + score
            has.setdefault(document, []).append(word)
    whole = " ".join(question)
    hits = []
    for document, score in found.items():
        own, said = weight(document)
        share = len(has[document]) / len(question)
        gain = 1.0
        if f"|{whole}|" in said:
            gain = _NAMED
        elif len(question) >= _BREATH and _within(whole, said):
            gain = _SAID
        hits.append(Hit(document, score * own * share * share * gain, tuple(has[document])))
    least = max((hit.score for hit in hits), default=0.0) * _LEAST
    good = (hit for hit in hits if hit.score >= least)
    return tuple(sorted(good, key=lambda hit: (-round(hit.score, 6), hit.document)))


def phrases(name: str, signs: str) -> str:
    """The words of a name and of each line of signs, with `|` around each of them."""
    said = (" ".join(asked(line)) for line in (name, *signs.split("\n")))
    return f"|{'|'.join(dict.fromkeys(filter(None, said)))}|"


def _within(words: str, said: str) -> bool:
    return f" {words} " in f" {said} ".replace("|", " | ")


def alike(word: str, terms: Sequence[str]) -> list[tuple[str, float]]:
    """The terms that a word stands for, each with what it counts."""
    found = list(_begun(word, terms))
    if not found and len(word) >= 4 and word.isalpha():
        found = list(_slips(word, terms))
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return found[:MOST_TERMS]


def _begun(word: str, terms: Sequence[str]) -> Iterable[tuple[str, float]]:
    for term in terms[bisect_left(terms, word) :]:
        if not term.startswith(word):
            break
        if term == word:
            yield term, 1.0
        elif len(word) > 1:
            yield term, _BEGUN * len(word) / len(term)


def _slips(word: str, terms: Sequence[str]) -> Iterable[tuple[str, float]]:
    most = 2 if len(word) >= 7 else 1
    for term in terms:
        if abs(len(term) - len(word)) <= most:
            apart = distance(word, term, most)
            if apart <= most:
                yield term, _ONE_SLIP if apart == 1 else _TWO_SLIPS


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped with their neighbour.

    Args:
        one: a word.
        other: another.
        most: from here on the exact number doesn't matter.

    Returns:
        The optimal string alignment distance, or `most` + 1 when it is larger.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) >= most:  # a swap looks back at the row before
            return most + 1
    return min(row[-1], most + 1)
