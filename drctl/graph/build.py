"""Model -> FaultGraph, by the rules of meaning (DESIGN §5.1-5.3)."""

from collections.abc import Container, Iterator

from drctl.graph.faultgraph import FaultGraph, Question
from drctl.graph.net import ALWAYS, Net, NetBuilder
from drctl.graph.wants import Wants, ruled_out
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements
from drctl.model.requirement import AllOf, AnyOf, Choice, Option, Ref, Requirement
from drctl.model.source import Path


def build(model: Model, without: Container[Path] = ()) -> FaultGraph:
    """The fault graph of a model.

    Args:
        model: a checked model.
        without: the fallbacks that do not count, by where they are written.

    Returns:
        The graph; its nets are built when first asked for, each linear in the model's size.
    """
    names = tuple(sorted(model.components))
    ids = {name: i for i, name in enumerate(names)}
    can_fail = tuple(model.components[name].can_fail for name in names)
    return FaultGraph(names, ids, can_fail, lambda question: _net(model, ids, question, without))


def _net(model: Model, ids: dict[str, int], question: Question, without: Container[Path]) -> Net:
    builder = NetBuilder(len(ids) * (2 if question.impaired else 1))
    act = question.people_act
    down = _Conditions(model, ids, builder, people_act=act, without=without)
    for name, node in ids.items():
        builder.define(node, down.of_component(model.components[name]))
    if question.impaired:
        impaired = _Unclean(model, ids, builder, people_act=act, without=without, down=down)
        for name, node in ids.items():
            builder.define(len(ids) + node, (node, *impaired.of_component(model.components[name])))
    return builder.net()


class _Conditions:
    """Rule 1: the condition under which a requirement is unmet, as a node of the net."""

    def __init__(
        self,
        model: Model,
        ids: dict[str, int],
        builder: NetBuilder,
        *,
        people_act: bool,
        without: Container[Path],
    ) -> None:
        self.model = model
        self.ids = ids
        self.builder = builder
        self.people_act = people_act
        self.without = without
        self._procedures: dict[str, tuple[int, ...]] = {}

    def of_component(self, component: Component) -> Iterator[int]:
        """What takes a running component down, besides its own failure."""
        if component.placement is not None:
            yield self.unmet(component.placement)
        for need in component.needs:
            if need.hard:
                yield self.unmet(need.requirement, need.wants)

    def unmet(self, requirement: Requirement, wants: Wants = (), today: bool = True) -> int:
        """The node that holds when a requirement is unmet.

        Args:
            requirement: in normal form.
            wants: what the need around it wants of its options.
            today: whether this is what runs today, which `wants` never rules out.
        """
        match requirement:
            case Ref(name):
                return self.ids[name]
            case AllOf(items):
                return self.builder.any_of([self.unmet(item, wants, today) for item in items])
            case AnyOf(options, at_least, switched_by):
                lost = [self.lost(o, switched_by, wants, False) for o in options]
                return self.builder.at_least(len(options) - at_least + 1, lost)
            case Choice(options, switched_by):
                without = self.without
                lost = [
                    ALWAYS
                    if i and without and o.path in without
                    else self.lost(o, switched_by, wants, today and i == 0)
                    for i, o in enumerate(options)
                ]
                return self.builder.at_least(len(lost), lost)

    def lost(self, option: Option, by: Requirement | None, wants: Wants, today: bool) -> int:
        """The node that holds when an option is not available."""
        if option.switch == "manual" and not self.people_act:
            return ALWAYS
        if wants and not today and ruled_out(option.requirement, wants, self.model.components):
            return ALWAYS
        used = self.used(option, wants, today)
        if by is None and option.requires is None and option.procedure is None:
            return used
        return self.builder.any_of([used, *self.around(option, by)])

    def used(self, option: Option, wants: Wants, today: bool) -> int:
        """The node of what the option uses."""
        return self.unmet(option.requirement, wants, today)

    def around(self, option: Option, by: Requirement | None) -> Iterator[int]:
        """What an option needs besides what it uses; all of it only has to be up."""
        if option.requires is not None:
            yield self.unmet(option.requires)
        if option.procedure is not None:
            yield from self._of_procedure(option.procedure)
        if by is not None and option.switch == "automatic":
            yield self.unmet(by)

    def _of_procedure(self, name: str) -> tuple[int, ...]:
        if name not in self._procedures:
            needed = procedure_requirements(self.model.procedures, name)
            self._procedures[name] = tuple(self.unmet(r) for r in needed)
        return self._procedures[name]


class _Unclean(_Conditions):
    """Rule 2: the condition under which a requirement is not met without degradation."""

    def __init__(
        self,
        model: Model,
        ids: dict[str, int],
        builder: NetBuilder,
        *,
        people_act: bool,
        without: Container[Path],
        down: _Conditions,
    ) -> None:
        super().__init__(model, ids, builder, people_act=people_act, without=without)
        self.down = down

    def of_component(self, component: Component) -> Iterator[int]:
        yield from super().of_component(component)
        for need in component.needs:
            if need.soft:
                yield self.down.unmet(need.requirement, need.wants)

    def unmet(self, requirement: Requirement, wants: Wants = (), today: bool = True) -> int:
        if isinstance(requirement, Ref):
            return len(self.ids) + self.ids[requirement.name]
        return super().unmet(requirement, wants, today)

    def used(self, option: Option, wants: Wants, today: bool) -> int:
        return ALWAYS if option.degraded else self.unmet(option.requirement, wants, today)

    def around(self, option: Option, by: Requirement | None) -> Iterator[int]:
        return self.down.around(option, by)
