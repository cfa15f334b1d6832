"""The mark that drctl leaves in its files, the checksum in it, and the hand-written region.

The checksum covers a file without its mark and without what stands between the notes lines,
so that an edit outside them is noticed before anything is lost.
"""

import hashlib
import re
from dataclasses import dataclass

OPEN = "<!-- notes -->"
CLOSE = "<!-- /notes -->"
_MARK = re.compile(
    r"^(?:<!--|//|/\*|#) Written by drctl from (?:model|DOT) ([0-9a-f]{16,64}),"
    r" checksum ([0-9a-f]{16})\b"
)
_FIRST_LINES = 5


@dataclass(frozen=True, slots=True)
class Marked:
    """A file that drctl wrote: what it was made from, its notes, and whether it was edited."""

    source: str
    notes: str
    edited: bool


def markdown(body: str, source: str) -> str:
    """A Markdown page with its mark in the first line."""
    mark = f"Written by drctl from model {source}, checksum {_checksum(body)}"
    return f"<!-- {mark}; edit between the notes lines only -->\n{body}"


def dot(body: str) -> str:
    """A DOT text with its mark in the first line; its own hash says what it was made from."""
    return f"// {_own(body)}\n{body}"


def svg(body: str, dot_text: str) -> str:
    """An SVG with its mark before the root element: the SHA-256 of its DOT."""
    head, root, rest = body.partition("<svg")
    mark = f"Written by drctl from DOT {dot_hash(dot_text)}, checksum {_checksum(body)}"
    return f"{head}<!-- {mark} -->\n{root}{rest}"


def html(body: str) -> str:
    """A page of the site with its mark behind the line that says that it is HTML."""
    first, _, rest = body.partition("\n")
    return f"{first}\n<!-- {_own(body)} -->\n{rest}"


def css(body: str) -> str:
    """A style sheet or a script with its mark in the first line."""
    return f"/* {_own(body)} */\n{body}"


def page(body: str) -> str:
    """A Markdown page that nobody edits, with its mark in the first line."""
    return f"<!-- {_own(body)} -->\n{body}"


def yaml(body: str) -> str:
    """A YAML file with its mark in the first line."""
    return f"# {_own(body)}\n{body}"


def _own(body: str) -> str:
    """The mark of what has its own hash."""
    digest = hashlib.sha256(body.encode()).hexdigest()[:16]
    return f"Written by drctl from model {digest}, checksum {_checksum(body)}"


def dot_hash(dot_text: str) -> str:
    """What an SVG's mark says when it was drawn from this DOT."""
    return hashlib.sha256(dot_text.encode()).hexdigest()


def read(text: str) -> Marked | None:
    """What a file's mark says.

    Args:
        text: the file, with any line endings.

    Returns:
        None when drctl didn't write it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    for number, line in enumerate(lines[:_FIRST_LINES]):
        found = _MARK.match(line)
        if found:
            rest = [*lines[:number], *lines[number + 1 :]]
            notes = _notes(rest, found[2])
            return Marked(found[1], notes or "", edited=notes is None)
    return None


def with_notes(text: str, notes: str) -> str:
    """A fresh page with the notes of the one on disk; the last pair of lines holds them."""
    if not notes:
        return text
    head, opened, rest = text.rpartition(f"\n{OPEN}\n")
    _, closed, tail = rest.rpartition(f"{CLOSE}\n")
    return f"{head}{opened}{notes}\n{closed}{tail}" if opened and closed else text


def is_mark(line: str) -> bool:
    """Whether a line is the mark of a file."""
    return _MARK.match(line) is not None


def likely_notes(text: str) -> str:
    """What stands between the last pair of notes lines, also in a file edited elsewhere."""
    head, closed, _ = text.rpartition(f"\n{CLOSE}\n")
    return head.rpartition(f"\n{OPEN}\n")[2] if closed and f"\n{OPEN}\n" in head else ""


def holds_notes(text: str) -> bool:
    """Whether a fresh page has a place for notes."""
    return f"\n{OPEN}\n" in text and f"\n{CLOSE}\n" in text


def _notes(lines: list[str], checksum: str) -> str | None:
    """What stands between the notes lines; None when something else was changed."""
    if _hash(lines) == checksum:
        return ""
    if CLOSE not in lines:
        return None
    end = len(lines) - 1 - lines[::-1].index(CLOSE)
    # A command or a note may hold such a line itself: the pair that fits the checksum is it.
    for start, line in enumerate(lines[:end]):
        if line == OPEN and _hash([*lines[: start + 1], *lines[end:]]) == checksum:
            return "\n".join(lines[start + 1 : end])
    return None


def _checksum(body: str) -> str:
    return _hash(body.rstrip("\n").split("\n"))


def _hash(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
