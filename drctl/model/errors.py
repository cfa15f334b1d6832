"""The kinds of error that loading a model finds; each is a finding's rule."""

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
    "down-in-normal-state": "Something is down although nothing has failed.",
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


_FEW = 1_000


def _near(word: str, known: str) -> bool:
    """Whether the lengths differ little, or one is the beginning of the other."""
    short, long = sorted((word, known), key=len)
    if len(short) >= 3 and long.startswith(short):
        return True
    return len(long) - len(short) <= max(1, len(short) // 2)


def did_you_mean(word: str, known: object) -> str:
    """A hint that names the nearest known word, or nothing."""
    from difflib import get_close_matches

    words = [str(k) for k in known] if hasattr(known, "__iter__") else []
    folded = {w.casefold(): w for w in words}
    if word.casefold() in folded:
        return f'did you mean "{folded[word.casefold()]}"?'
    # Of a long list only what begins alike: comparing costs, and errors can be many.
    alike = [w for w in words if len(words) <= _FEW or w[:1] == word[:1]]
    near = get_close_matches(word, [w for w in alike if _near(word, w)], n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""
