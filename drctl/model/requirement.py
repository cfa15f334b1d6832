"""Requirements in one normal form: the forms of the grammar become four kinds of node.

Every node keeps the path at which it was written, so that findings can point at it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from drctl.model.language.requirement import Detect
from drctl.model.language.values import Load
from drctl.model.source import Path

Switch = Literal["automatic", "manual"]


@dataclass(frozen=True, slots=True)
class Ref:
    """One component, by name."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of the items are needed."""

    items: "tuple[Requirement, ...]"
    path: Path


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least `at_least` of the options are needed at once."""

    options: "tuple[Option, ...]"
    at_least: int
    switched_by: "Requirement | None"
    path: Path


@dataclass(frozen=True, slots=True)
class Choice:
    """The first available option serves: `options[0]` is the primary, the others fallbacks."""

    options: "tuple[Option, ...]"
    switched_by: "Requirement | None"
    path: Path

    @property
    def primary(self) -> "Option":
        """What runs today."""
        return self.options[0]

    @property
    def fallbacks(self) -> "tuple[Option, ...]":
        """The other ways, in order of preference."""
        return self.options[1:]


Requirement = Ref | AllOf | AnyOf | Choice


@dataclass(frozen=True, slots=True)
class Option:
    """One way to meet a need.

    `switch` is "automatic" for the primary and the members of `any_of`. `after` and `timeout`
    are seconds; `after` is None when the model gives none. `cost` is per month in
    `policy.currency`.
    """

    requirement: Requirement
    path: Path
    switch: Switch = "automatic"
    after: float | None = None
    degraded: bool = False
    procedure: str | None = None
    requires: Requirement | None = None
    timeout: float | None = None
    weight: float = 1.0
    cost: float | None = None


def nothing(path: Path, requires: Requirement, weight: float = 1.0) -> Option:
    """An option that uses nothing and only requires something, whatever is wanted of options."""
    return Option(AllOf((), path), path, requires=requires, weight=weight)


@dataclass(frozen=True, slots=True)
class Need:
    """What a component requires, under a slot name. `tolerates` and `timeout` are seconds."""

    component: str
    slot: str
    requirement: Requirement
    path: Path
    optional: bool | Literal["unnoticed"] = False
    at_start: bool | Literal["only"] | None = None
    candidates: tuple[Option, ...] = ()
    wants: tuple[tuple[str, object], ...] = ()
    load: Load | None = None
    tolerates: float | None = None
    timeout: float | None = None
    detect: Detect | None = None
    why: str = ""

    @property
    def address(self) -> str:
        """The stable address: `chat-api.llm`."""
        return f"{self.component}.{self.slot}"

    @property
    def hard(self) -> bool:
        """Whether the component is down without it (while running)."""
        return self.optional is False and self.at_start != "only"

    @property
    def fallbacks(self) -> "tuple[Option, ...]":
        """What can stand in for the primary, in order of preference."""
        return self.requirement.fallbacks if isinstance(self.requirement, Choice) else ()

    @property
    def soft(self) -> bool:
        """Whether the component is degraded, not down, without it."""
        return self.optional is True and self.at_start != "only"


def refs(requirement: Requirement | None) -> Iterable[Ref]:
    """All names in a requirement, in written order: targets, `requires` and `switched_by`."""
    return (requirement,) if isinstance(requirement, Ref) else _refs(requirement)


def _refs(requirement: Requirement | None) -> Iterator[Ref]:
    match requirement:
        case AllOf(items):
            for item in items:
                yield from refs(item)
        case AnyOf(options, _, switched_by) | Choice(options, switched_by):
            for option in options:
                yield from refs(option.requirement)
                yield from refs(option.requires)
            yield from refs(switched_by)


def lists(requirement: Requirement | None) -> Iterator[AllOf]:
    """All nodes of which everything is needed, outer ones first; not in what is `required`."""
    match requirement:
        case AllOf(items):
            yield requirement
            for item in items:
                yield from lists(item)
        case AnyOf(options) | Choice(options):
            for option in options:
                yield from lists(option.requirement)


def targets(requirement: Requirement | None) -> Iterator[Ref]:
    """The names that a requirement uses; not what its options `require` or are switched by."""
    match requirement:
        case Ref():
            yield requirement
        case AllOf(items):
            for item in items:
                yield from targets(item)
        case AnyOf(options) | Choice(options):
            for option in options:
                yield from targets(option.requirement)


def named(requirement: Requirement | None) -> tuple[str, ...]:
    """The same, each once."""
    if isinstance(requirement, Ref):
        return (requirement.name,)
    return tuple(dict.fromkeys(ref.name for ref in targets(requirement)))


def options(requirement: Requirement | None) -> Iterator[Option]:
    """All options in a requirement at any depth, outer ones first."""
    match requirement:
        case AllOf(items):
            for item in items:
                yield from options(item)
        case AnyOf(members, _, switched_by) | Choice(members, switched_by):
            for option in members:
                yield option
                yield from options(option.requirement)
                yield from options(option.requires)
            yield from options(switched_by)


def choices(requirement: Requirement | None) -> Iterator[Choice | AnyOf]:
    """All nodes with options in a requirement, outer ones first."""
    match requirement:
        case AllOf(items):
            for item in items:
                yield from choices(item)
        case AnyOf(members, _, switched_by) | Choice(members, switched_by):
            yield requirement
            for option in members:
                yield from choices(option.requirement)
                yield from choices(option.requires)
            yield from choices(switched_by)


def said(requirement: Requirement) -> str:
    """A requirement in a few words: `postgres`, `a and b`, `2 of a, b, c`, `a, else b`."""
    match requirement:
        case Ref(name):
            return name
        case AllOf(items):
            return " and ".join(said(item) for item in items)
        case AnyOf(members, at_least):
            return f"{at_least} of " + ", ".join(said(m.requirement) for m in members)
        case Choice(members):
            return ", else ".join(said(m.requirement) for m in members)
