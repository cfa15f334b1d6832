"""What a YAML parser complains of, in words and with the place that helps."""

import re
from typing import Any

from drctl.finding import Finding
from drctl.model.errors import error
from drctl.model.scalars import shortened
from drctl.model.source import Source

# A tag keeps its colons; a colon in a word has text on both sides, a question mark before it.
_IN_WORD = re.compile(r"""!\S*|(?<=[^\s,\[\]{}"'])(?:(:)(?=[^\s,\[\]{}])|(\?))""", re.ASCII)

_HINTS = (
    (
        "mapping values are not allowed",
        'see the indentation and the ":" here and one line up; quote text that has ": " in it',
    ),
    ("expected ':'", 'a key needs ": " after it'),
    ("did not find expected key", "the keys of one map begin in the same column"),
    ("did not find expected '-' indicator", "the items of one list begin in the same column"),
    ("unknown escape", "in double quotes a backslash is written twice"),
)


def is_yaml_error(problem: Exception) -> bool:
    """Whether an exception is the YAML parser's way to refuse a text."""
    from ruamel.yaml.error import YAMLError

    return isinstance(problem, (YAMLError, UnicodeError))


def disguised(text: str) -> tuple[str, dict[str, str]]:
    """A text that libyaml reads where it stumbles over `:` and `?` in words between brackets.

    libyaml 0.1 refuses `{url: https://example.com/?q=1}`, which YAML 1.2 allows.

    Args:
        text: YAML.

    Returns:
        The text with characters of Unicode's private use, which it doesn't have, in place
        of those marks, so that every position stays the same; and what each stands for.
    """
    free = (c for c in map(chr, range(0xE000, 0xF900)) if c not in text)
    colon, question = next(free), next(free)

    def other(found: re.Match[str]) -> str:
        return colon if found[1] else question if found[2] else found[0]

    return _IN_WORD.sub(other, text), {colon: ":", question: "?"}


def syntax_error(source: Source, text: str, problem: Exception) -> Finding:
    """The finding for a parser's complaint."""
    what = getattr(problem, "problem", None) or getattr(problem, "reason", None) or str(problem)
    line, column = _spot(text, problem)
    if line >= len(source.lines):  # libyaml counts a line behind a text without a last newline
        line = len(source.lines) - 1
        column = len(source.lines[line])
    place = source.place(line, column)
    told = f"this is not YAML: {shortened(str(what), 160)}"
    context, began = getattr(problem, "context", None), getattr(problem, "context_mark", None)
    if context:
        told += f" {context}"
    if context and began is not None and began.line != line:
        told += f" that begins at {source.place(began.line, began.column)}"
    return error("yaml-syntax", told, place, _hint(told, place.excerpt, column))


def _spot(text: str, problem: Any) -> tuple[int, int]:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is not None:
        return mark.line, mark.column
    position = getattr(problem, "start", 0)
    if isinstance(getattr(problem, "character", None), int):
        # libyaml counts bytes here; it stops at the first of these characters.
        position = max(0, text.find(chr(problem.character)))
    before = re.split(r"\r\n|\n|\r", text[:position])
    return len(before) - 1, len(before[-1])


def _hint(told: str, line: str, column: int) -> str:
    if "cannot start any token" in told:
        if "\t" in line[: column + 1]:
            return "a tab cannot indent YAML: use spaces"
        return f'text that begins with "{line[column : column + 1]}" needs quotes'
    return next((hint for words, hint in _HINTS if words in told), "")
