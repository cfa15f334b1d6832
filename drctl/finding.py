"""A problem in a model: which rule, how bad, where, what to do.

The loader's errors, the audit's findings and an importer's complaints are all
findings; only `drctl.reports` turns them into text.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

Category = Literal["spof", "shared-fate", "load", "latency", "misconfiguration", "readiness"]
Status = Literal["new", "known", "accepted", "baselined"]

CATEGORIES: tuple[Category, ...] = (
    "spof",
    "shared-fate",
    "load",
    "latency",
    "misconfiguration",
    "readiness",
)


class Severity(IntEnum):
    """How bad a finding is; a higher value is worse."""

    NOTE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The severity as users write it."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Severity":
        """The severity that users write as `word`."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; line and column are 1-based, columns count characters.

    `excerpt` is the text of the line and `length` how many characters of it are meant,
    so that a report needs no file.
    """

    path: str
    line: int
    column: int
    length: int = 1
    excerpt: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Victim:
    """A component that a finding's cause hits; what is counted, accepted and compared.

    `was` is the lower severity of before, for a pair that has worsened; it is a new one else.
    """

    component: str
    need: str = ""
    severity: Severity = Severity.MEDIUM
    fingerprint: str = ""
    status: Status = "new"
    was: Severity | None = field(default=None, compare=False)

    @property
    def address(self) -> str:
        """The stable address of what is hit: `chat-api`, or its need `chat-api.llm`."""
        return f"{self.component}.{self.need}" if self.need else self.component


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. `places[0]` is where to look first, the others explain it."""

    rule: str
    severity: Severity
    message: str
    places: tuple[Place, ...]
    category: Category = "misconfiguration"
    object: str = ""
    cause: tuple[str, ...] = ()
    victims: tuple[Victim, ...] = field(default=())
    hint: str = ""

    @property
    def place(self) -> Place:
        """The primary place."""
        return self.places[0]


def fingerprint(rule: str, cause: Iterable[str], victim: str, need: str = "") -> str:
    """A stable identity of a pair (cause, victim); lines and files have no part in it.

    Args:
        rule: the rule's name.
        cause: the components that fail.
        victim: the component that is hit.
        need: the slot of its need, when the rule speaks of one.

    Returns:
        16 hexadecimal digits of a SHA-256.
    """
    parts = "\x1f".join((rule, *sorted(cause), victim, need))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of their places: path, line, column, then rule and message."""
    return tuple(sorted(findings, key=lambda f: (f.place, f.rule, f.message)))
