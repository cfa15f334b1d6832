"""For one failure: the needs that lose what serves them, and what each can switch to."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from drctl.analysis.availability import Loss, View
from drctl.analysis.outcome import Outcome
from drctl.analysis.overloads import Overloads
from drctl.analysis.ranking import rank
from drctl.analysis.ways import Way, way
from drctl.graph.wants import Wants
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Requirement, targets


@dataclass(frozen=True, slots=True)
class Switch:
    """A need (or placement) that lost its primary or members.

    `ways` are all its options in order. `at_once` serves before people act and `later` after
    them; None when nothing does. `quorum` is how many members are needed, 0 for a choice.
    """

    address: str
    component: str
    hard: bool
    quorum: int
    ways: tuple[Way, ...]
    at_once: Way | None
    later: Way | None
    detect: float | None
    written: str

    @property
    def takes(self) -> float | None:
        """How long a person needs, what the switch requires included; None when not known."""
        if self.later is None:
            return None
        before = [required.after for required in self.later.requires]
        known = [after for after in before if after is not None]
        if self.later.after is None or len(known) < len(before):
            return None
        return self.later.after + max(known, default=0.0)

    @property
    def manual(self) -> bool:
        """Whether a person has to switch."""
        return self.later is not None and self.later.manual

    @property
    def automatic(self) -> bool:
        """Whether it goes on without a person."""
        return self.later is not None and not self.later.manual

    @property
    def primary(self) -> str:
        """What serves on an ordinary day."""
        return self.ways[0].option

    @property
    def runs_on(self) -> str:
        """What serves after people acted."""
        if self.quorum:
            return ", ".join(way.option for way in self.ways if not way.lost)
        return self.later.option if self.later else ""

    @property
    def how(self) -> str:
        """How it comes to run on that."""
        if self.quorum:
            return f"{self.quorum} of {len(self.ways)} are enough"
        if self.manual:
            return "by hand"
        return "by itself" if self.at_once else "by itself, after people have acted"

    @property
    def passed(self) -> tuple[Way, ...]:
        """The options before the one that serves, without the primary."""
        if self.later is None or self.quorum:
            return ()
        return self.ways[1 : self.ways.index(self.later)]

    @property
    def rest(self) -> tuple[Way, ...]:
        """The options after the one that serves, in order."""
        if self.later is None:
            return ()
        at = next(i for i, way in enumerate(self.ways) if way is self.later)
        return self.ways[at + 1 :]


class Switches:
    """The switches of one model; what its failures share is worked out once."""

    def __init__(self, model: Model, users: Mapping[str, Collection[str]]) -> None:
        """Take a model, and for each component those that name it in a need or placement."""
        self._model = model
        self._users = users
        self._nodes: dict[str, tuple[_Node, ...]] = {}
        self._usual: dict[int, Way] = {}

    def of(self, outcome: Outcome, overloads: Overloads) -> tuple[Switch, ...]:
        """The needs that a failure makes switch.

        Args:
            outcome: what comes of the failure.
            overloads: what overload does in it.

        Returns:
            By the component's tier and name, then in written order. Needs of what has failed
            itself are left out: switching them would not help.

        Notes:
            Looks only at the users of what is down.
        """
        # When people switch, what they switch to may fall by overload, and others with it.
        down = outcome.cascade.before.down | outcome.cascade.after.down
        near = {user for name in down for user in self._users.get(name, ())}
        near -= set(outcome.cause.fails)
        around = _Around.of(self._model, outcome, overloads)
        found: list[Switch] = []
        for name in sorted(near, key=lambda n: rank(self._model, self._model.components[n])):
            found += self._of_component(name, around)
        return tuple(found)

    def own(self, outcome: Outcome, overloads: Overloads, name: str) -> tuple[Switch, ...]:
        """The switches of one component's own needs in a failure."""
        return tuple(self._of_component(name, _Around.of(self._model, outcome, overloads)))

    def _of_component(self, name: str, around: "_Around") -> Iterator[Switch]:
        if name not in self._nodes:
            self._nodes[name] = tuple(_nodes(self._model.components[name]))
        for node in self._nodes[name]:
            yield from self._switch(node, around)

    def _switch(self, where: "_Node", around: "_Around") -> Iterator[Switch]:
        component, need, node = where
        wants = need.wants if need else ()
        if isinstance(node, Choice) and around.runs(node, wants):
            return
        first = around.before.available(node, wants)
        losses = {id(loss.option): loss for loss in around.after.losses(node, wants)}
        if isinstance(node, AnyOf) and _untouched(node, first, losses.values()):
            return
        ways = {id(o): self._way(o, losses.get(id(o)), around) for o in node.options}
        left = [way for id, way in ways.items() if id not in losses]
        needed = node.at_least if isinstance(node, AnyOf) else 1
        yield Switch(
            address=need.address if need else f"{component}.in",
            component=component,
            hard=need.hard if need else True,
            quorum=node.at_least if isinstance(node, AnyOf) else 0,
            ways=tuple(ways.values()),
            at_once=ways[id(first[0])] if len(first) >= needed else None,
            later=left[0] if len(left) >= needed else None,
            detect=need.detect.within if need and need.detect else None,
            written=".".join(str(part) for part in (need.path if need else node.path)),
        )

    def _way(self, option: Option, loss: Loss | None, around: "_Around") -> Way:
        if loss or around.overloads.shedding or around.after.around(option):
            return way(around.after, option, loss, around.overloads)
        # It is there and asks for nothing: it is the same in every failure.
        if id(option) not in self._usual:
            self._usual[id(option)] = way(around.after, option, None, around.overloads)
        return self._usual[id(option)]


def users_of(model: Model) -> dict[str, frozenset[str]]:
    """For each component those that use it in a need or their placement, or switch by it."""
    users: dict[str, set[str]] = {}
    for component in model.components.values():
        for used in (*(need.requirement for need in component.needs), component.placement):
            switched_by = [node.switched_by for node in _choices(used)]
            for ref in (ref for one in (used, *switched_by) for ref in targets(one)):
                users.setdefault(ref.name, set()).add(component.name)
    return {name: frozenset(found) for name, found in users.items()}


@dataclass(frozen=True, slots=True)
class _Around:
    """One failure before and after people act."""

    before: View
    after: View
    overloads: Overloads

    @classmethod
    def of(cls, model: Model, outcome: Outcome, overloads: Overloads) -> "_Around":
        cascade = outcome.cascade
        before = View(model, cascade.before.down, people_act=False)
        return cls(before, View(model, cascade.after.down), overloads)

    def runs(self, node: Choice, wants: Wants) -> bool:
        """Whether the first choice serves throughout."""
        primary, by = node.primary, node.switched_by
        return all(v.serves(primary, by, wants, True) for v in (self.before, self.after))


class _Node(NamedTuple):
    """A place with options: of which component, in which need (None for its placement)."""

    component: str
    need: Need | None
    node: Choice | AnyOf


def _nodes(component: Component) -> Iterator[_Node]:
    for need in component.needs:
        if need.at_start != "only" and need.optional != "unnoticed":
            for node in _choices(need.requirement):
                yield _Node(component.name, need, node)
    for node in _choices(component.placement):
        if isinstance(node, Choice):
            yield _Node(component.name, None, node)


def _choices(requirement: Requirement | None) -> Iterator[Choice | AnyOf]:
    """The nodes with options on the way of what is used, outer ones first."""
    match requirement:
        case AllOf(items):
            for item in items:
                yield from _choices(item)
        case AnyOf(options) | Choice(options):
            if len(options) > 1:
                yield requirement
            for option in options:
                yield from _choices(option.requirement)


def _untouched(node: AnyOf, first: Collection[Option], final: Collection[Loss]) -> bool:
    """Whether all members serve throughout but those that never may."""
    ruled_out = all(loss.role == "ruled out" for loss in final)
    return ruled_out and len(first) + len(final) == len(node.options)
