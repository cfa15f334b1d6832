"""Who sends what to whom (DESIGN §5.5)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from heapq import heapify, heappop, heappush

from drctl.analysis.availability import View
from drctl.graph.wants import Wants
from drctl.model.language.values import Each, Multiple, Rate
from drctl.model.model import Model
from drctl.model.requirement import (
    AllOf,
    AnyOf,
    Choice,
    Need,
    Ref,
    Requirement,
    choices,
    options,
    targets,
)

Sent = tuple[tuple[str, float], ...]
"""What one need sends: to whom how much."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is down, whether people have switched, and which needs ask for how many times more."""

    down: frozenset[str] = frozenset()
    people_act: bool = True
    surge: Mapping[str, float] = field(default_factory=dict)

    def view(self, model: Model) -> View:
        """The model in this situation."""
        return View(model, self.down, self.people_act)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one need sends to a component, now and on an ordinary day."""

    need: Need
    amount: float
    usual: float


@dataclass(slots=True)
class Flow:
    """What needs send and components receive when some are `down`.

    What is not here is as `usual`, on an ordinary day.
    """

    sent: dict[int, Sent]
    received: dict[str, float]
    usual: "Flow | None" = None
    down: frozenset[str] = frozenset()

    def sends(self, i: int) -> Sent:
        """What a need sends."""
        found = self.sent.get(i)
        if found is None:
            return self.usual.sends(i) if self.usual else ()
        return found

    def receives(self, name: str) -> float:
        """What a component receives."""
        found = self.received.get(name)
        if found is None:
            return self.usual.receives(name) if self.usual else 0.0
        return found

    def resend(self, i: int, sent: Sent) -> None:
        """Let a need send otherwise than before."""
        received = self.received
        for name, part in self.sends(i):
            received[name] = self.receives(name) - part
        for name, part in sent:
            received[name] = self.receives(name) + part
        self.sent[i] = sent


class Loads:
    """The loads of one model; what is sent on an ordinary day is worked out once."""

    def __init__(self, model: Model) -> None:
        """Take a model whose multiples do not go round in a circle."""
        self._model = model
        self._needs = [
            need
            for component in model.components.values()
            for need in component.needs
            if need.load is not None and need.at_start != "only"
        ]
        self._flows: dict[bool, Flow] = {}

    @cached_property
    def _turns(self) -> list[int]:
        """When each need is worked out: a multiple after all that its component receives."""
        order: TopologicalSorter[str] = TopologicalSorter()
        for need in self._needs:
            if isinstance(need.load, Multiple):
                order.add(need.component)
                for ref in targets(need.requirement):
                    order.add(ref.name, need.component)
        rank = {name: turn for turn, name in enumerate(order.static_order(), 1)}
        return [
            rank[need.component] if isinstance(need.load, Multiple) else 0 for need in self._needs
        ]

    @cached_property
    def _multiples(self) -> dict[str, list[int]]:
        """The needs of each component that send more when it receives more."""
        return _grouped(
            (need.component, i)
            for i, need in enumerate(self._needs)
            if isinstance(need.load, Multiple)
        )

    @cached_property
    def _by_hand(self) -> frozenset[int]:
        """The needs with an option, at any depth, that waits for a person."""
        return frozenset(
            i
            for i, need in enumerate(self._needs)
            if any(option.switch == "manual" for option in options(need.requirement))
        )

    @cached_property
    def _of(self) -> dict[str, list[int]]:
        """The needs of each component."""
        return _grouped((need.component, i) for i, need in enumerate(self._needs))

    @cached_property
    def _resting_on(self) -> dict[str, list[int]]:
        """The needs that may take another way when a component is down."""
        view = View(self._model, ())
        return _grouped(
            (name, i)
            for i, need in enumerate(self._needs)
            if next(iter(choices(need.requirement)), None) is not None
            for name in view.names(need.requirement)
        )

    def usual(self, *, people_act: bool = True) -> Mapping[str, float]:
        """What each component receives on an ordinary day, in its unit; linear in the needs."""
        return self._ordinary(people_act).received

    def sent(self) -> Iterator[tuple[Need, Sent]]:
        """What each need sends on an ordinary day, a multiple after all that it depends on."""
        flow = self._ordinary(people_act=True)
        for i in sorted(range(len(self._needs)), key=self._turns.__getitem__):
            yield self._needs[i], flow.sent.get(i, ())

    def _ordinary(self, people_act: bool) -> Flow:
        if people_act not in self._flows:
            situation = Situation(people_act=people_act)
            flow = Flow({}, {})
            view = situation.view(self._model)
            for i in sorted(range(len(self._needs)), key=self._turns.__getitem__):
                flow.resend(i, self._sends(i, flow, situation, view))
            self._flows[people_act] = flow
        return self._flows[people_act]

    def _sends(self, i: int, flow: Flow, situation: Situation, view: View) -> Sent:
        need = self._needs[i]
        if need.component in situation.down:
            return ()
        match need.load:
            case Multiple(factor):
                amount = factor * flow.receives(need.component)
            case Rate(amount) | Each(Rate(amount)):
                pass
            case _:
                return ()
        amount *= situation.surge.get(need.address, 1.0)
        whole = isinstance(need.load, Each)
        return tuple(_routed(view, need.requirement, amount, whole, need.wants)) if amount else ()

    def changed(self, situation: Situation) -> Mapping[str, float]:
        """What arrives at the components that may receive more or less than usual.

        Args:
            situation: what is down, who has switched, and what surges.

        Returns:
            By component what it receives now, in its unit.

        Notes:
            Looks at the needs of what is down, at those that rest on it, and at multiples of
            what changes; the cost is theirs, whatever the model's size.
        """
        return self.flow(situation).received

    def flow(self, situation: Situation, before: Flow | None = None) -> Flow:
        """What is sent in a situation, worked out from an ordinary day or an earlier one.

        Args:
            situation: the situation.
            before: what was sent when less was down, all else being the same; it is changed.
        """
        now = before or Flow({}, {}, self._ordinary(situation.people_act))
        view = situation.view(self._model)
        known = self._touched(situation, situation.down - now.down)
        now.down = situation.down
        waiting = [(self._turns[i], i) for i in known]
        heapify(waiting)
        while waiting:
            _, i = heappop(waiting)
            earlier, sent = now.sends(i), self._sends(i, now, situation, view)
            if sent == earlier:
                continue
            now.resend(i, sent)
            if self._multiples:
                others = {
                    j for name, _ in (*earlier, *sent) for j in self._multiples.get(name, ())
                }
                for j in others - known:
                    heappush(waiting, (self._turns[j], j))
                known |= others
        return now

    def waits_for_people(self, down: Collection[str]) -> bool:
        """Whether people who act may send a load elsewhere when these are down."""
        if not self._by_hand:
            return False
        if self._ordinary(True).sent != self._ordinary(False).sent:
            return True
        return any(not self._by_hand.isdisjoint(self._resting_on.get(n, ())) for n in down)

    def _touched(self, situation: Situation, fallen: frozenset[str]) -> set[int]:
        found: set[int] = set()
        for name in fallen:
            found.update(self._of.get(name, ()), self._resting_on.get(name, ()))
        for address in situation.surge:
            of = self._of.get(address.partition(".")[0], ())
            found.update(i for i in of if self._needs[i].address == address)
        return found

    def arrivals(self, component: str, situation: Situation) -> tuple[Arrival, ...]:
        """What arrives at a component, need by need, the largest first.

        Notes:
            Looks at all needs: for one component that somebody asks about.
        """
        usual, now = self._ordinary(situation.people_act), self.flow(situation)
        found = (
            Arrival(need, _part(now, i, component), _part(usual, i, component))
            for i, need in enumerate(self._needs)
        )
        arriving = [a for a in found if a.amount or a.usual]
        return tuple(sorted(arriving, key=lambda a: (-a.amount, a.need.address)))


def _routed(
    view: View,
    requirement: Requirement,
    amount: float,
    whole: bool,
    wants: Wants,
    today: bool = True,
) -> Iterator[tuple[str, float]]:
    """Who gets how much of an amount; `whole` gives all of it to each member of an any-of."""
    match requirement:
        case Ref(name):
            yield name, amount
        case AllOf(items):
            for item in items:
                yield from _routed(view, item, amount, whole, wants, today)
        case AnyOf():
            members = view.available(requirement, wants)
            weights = sum(member.weight for member in members)
            for member in members:
                part = amount if whole else amount * member.weight / weights
                yield from _routed(view, member.requirement, part, whole, wants, False)
        case Choice():
            option = view.first(requirement, wants, today)
            if option is not None:
                first = today and option is requirement.primary
                yield from _routed(view, option.requirement, amount, whole, wants, first)


def _part(flow: Flow, i: int, component: str) -> float:
    return sum(part for name, part in flow.sends(i) if name == component)


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, i in pairs:
        found.setdefault(name, []).append(i)
    return found
