"""The kinds of error that loading a model finds; each is a finding's rule."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from drctl.finding import Finding, Place, Severity

ERRORS: dict[str, str] = {
    "yaml-syntax": "The file is not YAML that drctl reads.",
    "unreadable-file": "A file cannot be read.",
    "include": "An `include` matches nothing, leaves the workspace, or goes round in a circle.",
    "language-version": "The `drctl:` version is missing, unknown, or differs between files.",
    "misplaced-key": "A key stands where it may not.",
    "unknown-key": "A key is not part of the model language.",
    "missing-key": "A required key is not there.",
    "wrong-value": "A value is not of the kind its key takes.",
    "duplicate-key": "The same key, or the same name, stands twice.",
    "duplicate-name": "Two components, or two options, have one name.",
    "unknown-name": "A name is used that nothing declares.",
    "self-reference": "A component needs itself.",
    "cycle": "Things that must have an order go round in a circle.",
    "contradiction": "Two parts of the model cannot both hold.",
    "at-least": "`at_least` is missing or out of range.",
    "placement": "A placement needs two places at once that no running thing can be in.",
    "unit": "Rates with different units meet at one component.",
    "bad-ignore": "A `# drctl: ignore[...]` comment is not complete, or stands beside no object.",
    "down-in-normal-state": "Something is down although nothing has failed.",
    "over-capacity": "Something gets more than it can take although nothing has failed.",
}


def error(rule: str, message: str, places: tuple[Place, ...] | Place, hint: str = "") -> Finding:
    """A loader's error.

    Args:
        rule: one of `ERRORS`.
        message: one sentence: what was found, what would be accepted.
        places: where; the first is the primary place.
        hint: what to do.

    Returns:
        The finding, of severity critical: a broken model is never audited.
    """
    assert rule in ERRORS, rule
    where = places if isinstance(places, tuple) else (places,)
    return Finding(rule, Severity.CRITICAL, message, where, hint=hint)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or nothing.

    Notes:
        Many errors can be told at once, and comparing words costs: of many known words only
        those are compared that begin like the wanted one, a few hundred at most.
    """
    from difflib import get_close_matches

    folded, words = _ordered(known if isinstance(known, frozenset) else frozenset(known))
    if word.casefold() in folded:
        return f'did you mean "{folded[word.casefold()]}"?'
    first, last, length = 0, len(words), 0
    while last - first > _COMPARED and length < len(word):
        length += 1
        first = bisect_left(words, word[:length], first, last)
        last = bisect_left(words, word[:length] + "\U0010ffff", first, last)
    near = [w for w in words[first:last][:_COMPARED] if _alike_long(word, w)]
    found = get_close_matches(word, near, n=1, cutoff=0.6)
    return f'did you mean "{found[0]}"?' if found else ""


_COMPARED = 300


@lru_cache(maxsize=8)
def _ordered(known: frozenset[str]) -> tuple[dict[str, str], list[str]]:
    words = sorted(known)
    return {word.casefold(): word for word in words}, words


def _alike_long(word: str, known: str) -> bool:
    """Whether the lengths differ little, or one is the beginning of the other."""
    short, long = sorted((word, known), key=len)
    if len(short) >= 3 and long.startswith(short):
        return True
    return len(long) - len(short) <= max(1, len(short) // 2)
