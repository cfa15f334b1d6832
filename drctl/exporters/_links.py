"""Who names whom in a model, and as what: the arrows of the whole graph, none left out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.normal_form import requirement as in_normal_form
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Ref, Requirement, refs

Role = Literal["needs", "one of", "fallback", "candidate", "in", "requires", "switched by", "copy"]
Effect = Literal["down", "degraded", "unnoticed", "start", "none"]
ROLES: tuple[Role, ...] = get_args(Role)
EFFECTS: tuple[Effect, ...] = get_args(Effect)

# What XML cannot hold, and what could make a text read as another.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Link:
    """`source` names `target` at `address`.

    `role` says as what; `effect` what the loss of the whole need does to the source: it is down,
    degraded, nothing changes, it cannot start; `none` for what only people and switches require.
    `order` counts the options of a choice from 0, the primary; `switch` is how it is reached.
    `at_least` of `members` are needed of one of several.
    """

    source: str
    target: str
    address: str
    role: Role
    effect: Effect
    order: int | None = None
    switch: str | None = None
    at_least: int | None = None
    members: int | None = None

    def __lt__(self, other: "Link") -> bool:
        return self._sorts < other._sorts

    @property
    def _sorts(self) -> tuple[str | int, ...]:
        """What is not said comes before what is."""
        numbers = (-1 if n is None else n for n in (self.order, self.at_least, self.members))
        texts = (self.source, self.target, self.address, self.role, self.effect)
        return (*texts, self.switch or "", *numbers)

    @property
    def words(self) -> str:
        """What stands beside an arrow."""
        told = [self.address.partition(".")[2]]
        if self.role not in ("needs", "in"):
            told.append(self.role)
        if self.at_least is not None:
            told.append(f"{self.at_least} of {self.members}")
        if self.switch == "manual":
            told.append("by hand")
        if self.effect not in ("down", "none"):
            told.append(self.effect)
        return ", ".join(told)


def plain(text: str) -> str:
    """A text on one line without what XML cannot hold or what hides in it."""
    return visible(" ".join(text.split()))


def visible(text: str) -> str:
    """A text without what XML cannot hold or what hides in it."""
    return _HIDDEN.sub("\ufffd", text)


def chosen(model: Model, component: str | None) -> tuple[list[Component], list[Link]]:
    """What is exported.

    Args:
        model: the model.
        component: the one that is wanted with all that it names, directly or not; None for all.

    Returns:
        The components by name, and the links among them, sorted.
    """
    of = {name: sorted(set(_links(c))) for name, c in model.components.items()}
    names = set(of)
    if component is not None:
        names, waiting = {component}, [component]
        while waiting:
            new = {link.target for link in of[waiting.pop()]} - names
            names |= new
            waiting += new
    kept = sorted(names)
    return [model.components[n] for n in kept], [link for n in kept for link in of[n]]


def _links(component: Component) -> Iterator[Link]:
    for need in component.needs:
        walk = _Walk(component.name, need.address, _effect(need))
        yield from walk.through(need.requirement, "needs")
        for option in need.candidates:
            yield from walk.option(option, "candidate", None, None)
        if need.detect is not None and need.detect.requires is not None:
            path = (*need.path, "detect", "requires")
            yield from walk.required(in_normal_form(need.detect.requires, path))
    inside = _Walk(component.name, f"{component.name}.in", "down")
    yield from inside.through(component.placement, "in")
    repair = _Walk(component.name, f"{component.name}.failure", "none")
    yield from repair.required(component.repair_requires)
    for store, copies in component.data:
        walk = _Walk(component.name, f"{component.name}.{store}", "none")
        for copy in copies:
            yield from walk.through(copy.placement, "copy")


def _effect(need: Need) -> Effect:
    if need.at_start == "only":
        return "start"
    if need.optional is False:
        return "down"
    return "degraded" if need.optional is True else "unnoticed"


@dataclass(frozen=True, slots=True)
class _Walk:
    """Through one requirement."""

    source: str
    address: str
    effect: Effect

    def through(
        self,
        requirement: Requirement | None,
        role: Role,
        order: int | None = None,
        switch: str | None = None,
        several: tuple[int, int] | None = None,
    ) -> Iterator[Link]:
        """The links of what is used, and of what that requires."""
        match requirement:
            case Ref(name):
                at_least, members = several or (None, None)
                yield Link(
                    *(self.source, name, self.address, role, self.effect),
                    *(order, switch, at_least, members),
                )
            case AllOf(items):
                for item in items:
                    yield from self.through(item, role, order, switch, several)
            case AnyOf(options, at_least, by):
                inner: Role = "one of" if role == "needs" else role
                for option in options:
                    yield from self.option(option, inner, order, (at_least, len(options)))
                yield from self.named(by, "switched by")
            case Choice(options, by):
                yield from self.option(options[0], role, 0, several)
                for number, option in enumerate(options[1:], 1):
                    other: Role = "fallback" if role in ("needs", "one of") else role
                    yield from self.option(option, other, number, several)
                yield from self.named(by, "switched by")

    def option(
        self, option: Option, role: Role, order: int | None, several: tuple[int, int] | None
    ) -> Iterator[Link]:
        """The links of one option."""
        switch = option.switch if role in ("fallback", "in", "copy") and order else None
        yield from self.through(option.requirement, role, order, switch, several)
        yield from self.required(option.requires)

    def required(self, requirement: Requirement | None) -> Iterator[Link]:
        """The links of what people or a switch require."""
        return self.named(requirement, "requires")

    def named(self, requirement: Requirement | None, role: Role) -> Iterator[Link]:
        """A link to each name in a requirement."""
        names: Iterable[str] = dict.fromkeys(ref.name for ref in refs(requirement))
        for name in names:
            yield Link(self.source, name, self.address, role, "none")
