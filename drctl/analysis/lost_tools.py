"""What people or machines want after a single failure, and what of it that failure takes along."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from drctl.analysis.availability import View
from drctl.analysis.single_failures import reaching
from drctl.graph import FaultGraph, Question
from drctl.graph.kernel import under
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements, requirement
from drctl.model.requirement import Choice, Need, Option, Requirement, said, targets
from drctl.model.source import Path

What = Literal["switch", "launch", "notice", "repair", "read"]
Points = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class LostTool:
    """Something that is wanted after a failure and is lost with it, with no way round it.

    `what` is what cannot be done: switch the need to `option`, launch more of it, notice the
    need's loss, repair the component, or read the runbooks, which it hosts. `tools` are the down
    components that it takes, `path` says where they are required. `control_plane` tells that
    machines want them, not people.
    """

    cause: str
    what: What
    component: str
    need: str
    option: str
    tools: tuple[str, ...]
    path: Path
    control_plane: bool

    @property
    def address(self) -> str:
        """The need's address, or the component's name."""
        return f"{self.component}.{self.need}" if self.need else self.component


def lost_tools(
    model: Model,
    graph: FaultGraph,
    points: Callable[[], Points],
    blast: Callable[[str], frozenset[str]],
) -> tuple[LostTool, ...]:
    """All of it, by cause, then by what wants it.

    Args:
        model: the model.
        graph: its fault graph.
        points: gives for each component what takes it down alone; not asked where nothing is
            required.
        blast: what else goes down with a component.

    Notes:
        Looks only at failures that take something and what is wanted for it.
    """
    found = _Tools(model, graph, points, blast).found()
    return tuple(sorted(found, key=lambda t: (t.cause, t.address, t.what, t.option)))


@dataclass
class _Tools:
    model: Model
    graph: FaultGraph
    points: Callable[[], Points]
    blast: Callable[[str], frozenset[str]]

    def found(self) -> Iterator[LostTool]:
        for component in self.model.components.values():
            yield from self._repair(component)
            for need in component.needs:
                if need.hard and isinstance(need.requirement, Choice) and need.fallbacks:
                    yield from self._switch(component, need, need.requirement)
        yield from self._read()

    def _view(self, cause: str) -> View:
        return View(self.model, self.blast(cause) | {cause})

    def _reaching(self, requirements: Iterable[Requirement]) -> set[str]:
        wanted = tuple(requirements)
        return reaching(self.model, self.points(), wanted) if wanted else set()

    def _around(self, options: Iterable[Option]) -> Iterator[Requirement]:
        view = View(self.model, ())
        for option in options:
            yield from view.around(option)

    @cached_property
    def _control_planes(self) -> frozenset[str]:
        """What is a control plane, by its kind or because it is needed to start things only."""
        every = self.model.components.values()
        kinds = {c.name for c in every if getattr(c.spec, "kind", None) == "control-plane"}
        only = (need.requirement for c in every for need in c.needs if need.at_start == "only")
        return frozenset(kinds).union(ref.name for what in only for ref in targets(what))

    def _repair(self, component: Component) -> Iterator[LostTool]:
        """What the component's own repair, or its procedure, requires."""
        failure = component.failure
        required = [] if component.repair_requires is None else [component.repair_requires]
        if failure is not None and failure.procedure is not None:
            required += procedure_requirements(self.model.procedures, failure.procedure)
        if not required or not component.can_fail:
            return
        view = self._view(component.name)
        for needed in required:
            if not view.met(needed):
                tools = view.culprits(needed)
                name = component.name
                yield LostTool(name, "repair", name, "", "", tools, needed.path, False)
                return

    def _switch(self, component: Component, need: Need, choice: Choice) -> Iterator[LostTool]:
        """What the switch of a need requires, and what noticing its loss does."""
        detect = need.detect.requires if need.detect is not None else None
        noticing = (
            () if detect is None else (requirement(detect, (*need.path, "detect", "requires")),)
        )
        launching = tuple(self._launching(choice))
        wanted = (*self._around(choice.fallbacks), *noticing, *(n.requirement for n in launching))
        if not wanted:
            return
        by = () if choice.switched_by is None else (choice.switched_by,)
        rests_on = (choice.primary.requirement, *self._around((choice.primary,)), *by)
        causes = self._reaching(rests_on) & self._reaching(wanted)
        for cause in sorted(causes - {component.name}):
            view = self._view(cause)
            lost = {loss.option.path for loss in view.losses(choice, need.wants)}
            if choice.primary.path not in lost or view.falls_anyway(component):
                continue
            left = view.available(choice, need.wants)
            if not left:
                yield from self._not_switched(view, cause, need, choice)
            elif component.name not in view.down:
                yield from self._not_noticed(view, cause, need, left, noticing)
                yield from self._not_launched(view, cause, need, left)

    def _not_switched(
        self, view: View, cause: str, need: Need, choice: Choice
    ) -> Iterator[LostTool]:
        losses = {loss.option.path: loss for loss in view.losses(choice, need.wants)}
        carried = choice.switched_by is None or view.met(choice.switched_by)
        for option in choice.fallbacks:
            reached = carried or option.switch == "manual"
            if reached and losses[option.path].role == "required":
                unmet = next(needed for needed in view.around(option) if not view.met(needed))
                tools = view.culprits(unmet)
                machines = option.switch == "automatic" or not self._control_planes.isdisjoint(
                    tools
                )
                yield LostTool(
                    cause,
                    "switch",
                    need.component,
                    need.slot,
                    said(option.requirement),
                    tools,
                    unmet.path,
                    machines,
                )

    def _not_noticed(
        self,
        view: View,
        cause: str,
        need: Need,
        left: list[Option],
        noticing: tuple[Requirement, ...],
    ) -> Iterator[LostTool]:
        if any(option.switch == "automatic" for option in left):
            return
        for needed in noticing:
            if not view.met(needed):
                tools, slot = view.culprits(needed), need.slot
                yield LostTool(
                    cause, "notice", need.component, slot, "", tools, needed.path, False
                )

    def _launching(self, choice: Choice) -> Iterator[Need]:
        """What the fallbacks' own starts need and their running does not."""
        for option in choice.fallbacks:
            yield from self._only(option)

    def _only(self, option: Option) -> Iterator[Need]:
        for ref in targets(option.requirement):
            for need in self.model.components[ref.name].needs:
                if need.at_start == "only" and need.optional is False:
                    yield need

    def _not_launched(
        self, view: View, cause: str, need: Need, left: list[Option]
    ) -> Iterator[LostTool]:
        """That all options left run on what they have, and can start nothing new."""
        unmet = [[n for n in self._only(o) if not view.met(n.requirement, n.wants)] for o in left]
        if all(unmet):
            first = unmet[0][0]
            yield LostTool(
                cause,
                "launch",
                need.component,
                need.slot,
                said(left[0].requirement),
                view.culprits(first.requirement, first.wants),
                first.path,
                True,
            )

    def _read(self) -> Iterator[LostTool]:
        """The runbooks' own hosts that fall with something of which the runbooks tell."""
        hosts = self.model.policy.hosted_on or ()
        others = [c.name for c in self.model.of_kind("service") if c.name not in hosts]
        for index, host in enumerate(hosts):
            able = self.model.components[host].can_fail
            causes = sorted(self.points()[host] | ({host} if able else set()))
            rows = under(
                self.graph.net(Question.INSTANT), [[self.graph.ids[cause]] for cause in causes]
            )
            hit = 0
            for name in others:
                hit |= rows[self.graph.ids[name]]
            for bit, cause in enumerate(causes):
                if hit >> bit & 1:
                    path = ("policy", "hosted_on", index)
                    yield LostTool(cause, "read", host, "", "", (host,), path, False)
