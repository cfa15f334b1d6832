"""What an importer is: it reads other tools' files and proposes components and edges.

A proposal is not a model yet: every edge carries the evidence it was drawn from, so that
a person can judge it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from drctl.finding import Finding, Place, Severity

ComponentKind = Literal["service", "provider"]
Strength = Literal["hard", "soft", "unnoticed"]
Confidence = Literal["certain", "likely"]


@dataclass(frozen=True, slots=True)
class Source:
    """A text to import and the name that messages and evidence give it."""

    name: str
    text: str

    def place(self, line: int, column: int, length: int = 1) -> Place:
        """The place at a 1-based line and column, with its excerpt."""
        lines = _lines(self.text)
        excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
        return Place(self.name, max(line, 1), max(column, 1), length, excerpt)


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Where something was seen and what it shows; `why` never holds a credential."""

    path: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.why}"


PlaceKind = Literal["zone", "region", ""]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something runs: in any one of `names`; spread over what is of that kind without any.

    `kind` is "" where the files don't say what the names are of. No import makes `in` of it: what
    falls together is for people to say.
    """

    kind: PlaceKind
    names: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Component:
    """A proposed service or provider.

    `evidence` says where it was seen, `remarks` what the reader should know beside it.
    `promised` is False for what gets no tier, for example a load generator. `failure` is its
    `failure` as YAML, "" when the files tell nothing of it; `owner` names a team. `facts` are
    further keys, each with its value as YAML. `placed` is where the files say that it runs.
    """

    name: str
    kind: ComponentKind
    evidence: tuple[Evidence, ...] = ()
    title: str = ""
    vendor: str = ""
    replicas: int | None = None
    promised: bool = True
    remarks: tuple[str, ...] = ()
    failure: str = ""
    owner: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    placed: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A proposed need of `source`, met by any one of `targets`.

    `strength` is "soft" when the loss degrades and "unnoticed" when it changes nothing;
    `reason` says why it is not hard. `at_start_only` is True when only the start needs it.
    `requirement` is the whole requirement as YAML where any one of the targets is not enough.
    """

    source: str
    slot: str
    targets: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    strength: Strength = "hard"
    confidence: Confidence = "certain"
    at_start_only: bool = False
    reason: str = ""
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """People who own components."""

    name: str
    evidence: tuple[Evidence, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an importer found; components and teams by name, edges by source and slot.

    `name` is what the files call the whole, "" when they don't say.
    """

    kind: str
    sources: tuple[str, ...]
    components: tuple[Component, ...]
    edges: tuple[Edge, ...]
    notes: tuple[str, ...] = ()
    name: str = ""
    teams: tuple[Team, ...] = ()


Answer = tuple[Proposal | None, tuple[Finding, ...]]


class Files(Protocol):
    """Where a text's own references lead; only importers whose files name others ask it."""

    def read(self, path: str) -> Source | None:
        """The text at a path, None when there is no such file."""
        ...


class Importer(Protocol):
    """A module of this folder that reads one kind of file."""

    def read(self, sources: Sequence[Source], files: Files | None = None) -> Answer:
        """Propose components and edges.

        Args:
            sources: the texts, in the order given; they are read as one estate.
            files: gives what they refer to; without it such files count as missing.

        Returns:
            The proposal and no findings; or None and all that is wrong with the texts.
        """
        ...


class Refused(Exception):
    """Stops the reading of a text; holds what is to be told."""

    def __init__(self, finding: Finding) -> None:
        """Refuse with a finding."""
        super().__init__(finding.message)
        self.finding = finding


def problem(rule: str, message: str, place: Place, hint: str = "") -> Finding:
    """A finding about a text that cannot be imported."""
    return Finding(rule, Severity.CRITICAL, printable(message), (place,), hint=hint)


def printable(text: str) -> str:
    """The text on one line, with nothing in it that a terminal or a comment could not show."""
    if not text.isprintable():
        text = "".join(s if s.isprintable() else " " for s in text)
    return " ".join(text.split())


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)
