"""Which options of a requirement are left, and why the others are not.

The same rule 1 as the nets, read on the model itself for a known set of down components:
slower, but it can say why. A test holds both readings together on random models.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from drctl.graph.wants import Wants, ruled_out
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements
from drctl.model.requirement import (
    AllOf,
    AnyOf,
    Choice,
    Option,
    Ref,
    Requirement,
    options,
    refs,
    said,
)


@dataclass(frozen=True, slots=True)
class Loss:
    """Why an option is not available.

    `culprits` are the down components that suffice for it, the one to name first; none when
    no failure is to blame. `role` says how the option rests on them.
    """

    option: Option
    culprits: tuple[str, ...]
    role: str

    @property
    def culprit(self) -> str:
        """The down component to name; "" when no failure is to blame."""
        return next(iter(self.culprits), "")

    @property
    def text(self) -> str:
        """The loss in words."""
        name = said(self.option.requirement)
        match self.role:
            case "used" if self.culprit == name:
                return f"{name} is down"
            case "used":
                return f"{name} is lost with {self.culprit}"
            case "required":
                return f"{name} requires {self.culprit}, which is down"
            case "switched by":
                return f"{name} is reached through {self.culprit}, which is down"
            case "manual":
                return f"{name} waits for a person to switch"
            case _:
                return f"{name} is ruled out by wants"


@dataclass(frozen=True, slots=True)
class View:
    """A model in which some components are down."""

    model: Model
    down: Container[str]
    people_act: bool = True

    def met(self, requirement: Requirement, wants: Wants = (), today: bool = True) -> bool:
        """Whether a requirement is met."""
        match requirement:
            case Ref(name):
                return name not in self.down
            case AllOf(items):
                return all(self.met(item, wants, today) for item in items)
            case AnyOf(_, at_least):
                return len(self.available(requirement, wants)) >= at_least
            case Choice():
                return self.first(requirement, wants, today) is not None

    def available(
        self, node: AnyOf | Choice, wants: Wants = (), today: bool = True
    ) -> list[Option]:
        """The options that can serve now, in order of preference."""
        by = node.switched_by
        return [o for o, runs in _each(node, today) if self.serves(o, by, wants, runs)]

    def first(self, node: Choice, wants: Wants = (), today: bool = True) -> Option | None:
        """The option that serves: the first one available."""
        for option, runs in _each(node, today):
            if self.serves(option, node.switched_by, wants, runs):
                return option
        return None

    def serves(
        self, option: Option, by: Requirement | None, wants: Wants, runs_today: bool
    ) -> bool:
        """Whether an option is available."""
        if option.switch == "manual":
            if not self.people_act:
                return False
        elif by is not None and not self.met(by):
            return False
        if wants and not runs_today and self._ruled_out(option, wants):
            return False
        if not self.met(option.requirement, wants, runs_today):
            return False
        return all(map(self.met, self.around(option)))

    def _ruled_out(self, option: Option, wants: Wants) -> bool:
        return ruled_out(option.requirement, wants, self.model.components)

    def losses(self, node: AnyOf | Choice, wants: Wants = (), today: bool = True) -> list[Loss]:
        """Why the other options cannot."""
        return [loss for _, loss, _ in self.judged(node, wants, today) if loss is not None]

    def judged(
        self, node: AnyOf | Choice, wants: Wants = (), today: bool = True
    ) -> Iterator[tuple[Option, Loss | None, bool]]:
        """Every option, why it is not available, and whether it is what runs today."""
        by = node.switched_by
        for option, runs in _each(node, today):
            served = self.serves(option, by, wants, runs)
            yield option, None if served else self._loss(option, by, wants, runs), runs

    def _loss(self, option: Option, by: Requirement | None, wants: Wants, today: bool) -> Loss:
        """Why an option does not serve."""
        if wants and not today and self._ruled_out(option, wants):
            return Loss(option, (), "ruled out")
        if not self.met(option.requirement, wants, today):
            return Loss(option, self.culprits(option.requirement, wants, today), "used")
        for needed in self.around(option):
            if not self.met(needed):
                return Loss(option, self.culprits(needed), "required")
        if by is not None and option.switch == "automatic" and not self.met(by):
            return Loss(option, self.culprits(by), "switched by")
        return Loss(option, (), "manual")

    def falls_anyway(self, component: Component) -> bool:
        """Whether a component falls without regard to its fallbacks."""
        if component.placement is not None and not self.met(component.placement):
            return True
        return any(
            need.hard and not need.fallbacks and not self.met(need.requirement, need.wants)
            for need in component.needs
        )

    def around(self, option: Option) -> tuple[Requirement, ...]:
        """What an option requires, its procedure's requirements included."""
        own = () if option.requires is None else (option.requires,)
        if option.procedure is None:
            return own
        return (*own, *procedure_requirements(self.model.procedures, option.procedure))

    def names(self, requirement: Requirement) -> frozenset[str]:
        """Every component whose state may decide whether, and by whom, a requirement is met."""
        if isinstance(requirement, Ref):
            return frozenset((requirement.name,))
        found = {ref.name for ref in refs(requirement)}
        for option in options(requirement):
            if option.procedure is not None:
                needed = procedure_requirements(self.model.procedures, option.procedure)
                found.update(*map(self.names, needed))
        return frozenset(found)

    def culprits(
        self, requirement: Requirement, wants: Wants = (), today: bool = True
    ) -> tuple[str, ...]:
        """The down components that together leave a requirement unmet, each once."""
        match requirement:
            case Ref(name):
                return (name,) if name in self.down else ()
            case AllOf(items):
                unmet = [item for item in items if not self.met(item, wants, today)]
                return self.culprits(unmet[0], wants, today) if unmet else ()
            case AnyOf() | Choice():
                losses = self.losses(requirement, wants, today)
                return tuple(dict.fromkeys(name for loss in losses for name in loss.culprits))


def _each(node: AnyOf | Choice, today: bool) -> Iterator[tuple[Option, bool]]:
    """The options in order, and whether each is what runs today."""
    first = today and isinstance(node, Choice)
    for option in node.options:
        yield option, first
        first = False
