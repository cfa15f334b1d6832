"""What falls by overload, wave by wave (DESIGN §5.5)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType

from drctl.analysis.availability import View
from drctl.analysis.capacity import Capacities
from drctl.analysis.load import Arrival, Flow, Loads, Situation
from drctl.graph import FaultGraph, Question
from drctl.graph.spread import Spread
from drctl.graph.wants import Wants
from drctl.model.language.values import Multiple
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Requirement, choices, targets


@dataclass(frozen=True, slots=True)
class Overload:
    """A component over its capacity: what arrives, and what it can take of that now.

    `capacity` is what is left of the written one when the component is spread and some of its
    places are down. One that sheds stays, degraded; any other fails.
    """

    component: str
    load: float
    capacity: float
    unit: str
    sheds: bool = False

    @property
    def told(self) -> str:
        """What arrives and what fits, in words: `11700 of 2600 GPUs`."""
        return f"{self.load:g} of {self.capacity:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Wave:
    """Those that fail by overload together.

    `situation` is the one in which the loads were weighed; `fallen` goes down with the wave.
    """

    situation: Situation
    overloads: tuple[Overload, ...]
    fallen: tuple[str, ...]

    @property
    def felled(self) -> tuple[str, ...]:
        """Who fails by overload."""
        return tuple(overload.component for overload in self.overloads)


@dataclass(frozen=True, slots=True)
class Phase:
    """The waves before people act, or those that follow when they do.

    `down` is what is down at the end, `shedding` who sheds then.
    """

    waves: tuple[Wave, ...] = ()
    shedding: tuple[Overload, ...] = ()
    down: frozenset[str] = frozenset()

    @property
    def felled(self) -> tuple[str, ...]:
        """Who failed by overload, wave by wave."""
        return tuple(name for wave in self.waves for name in wave.felled)


@dataclass(frozen=True, slots=True)
class Cascade:
    """What overload makes of one failure: before people act, and then when they do."""

    before: Phase = field(default_factory=Phase)
    after: Phase = field(default_factory=Phase)

    @property
    def waves(self) -> tuple[Wave, ...]:
        """All waves in their order."""
        return (*self.before.waves, *self.after.waves)

    @property
    def felled(self) -> tuple[str, ...]:
        """Who failed by overload at all; what has failed stays failed when people act."""
        return (*self.before.felled, *self.after.felled)

    def __bool__(self) -> bool:
        """Whether overload does anything at all."""
        return bool(self.waves or self.before.shedding or self.after.shedding)


NO_CASCADE = Cascade()


class Cascades:
    """The cascades of one model; what several failures share is worked out once."""

    def __init__(self, model: Model, graph: FaultGraph) -> None:
        """Take a model and its fault graph."""
        self._graph = graph
        self.loads = Loads(model)
        self._capacities = Capacities(model)
        self._model = model

    @property
    def possible(self) -> bool:
        """Whether anything can be over its capacity: whether one is written."""
        return bool(self._capacities.written)

    def of(
        self, fails: Collection[str], surge: Mapping[str, float] = MappingProxyType({})
    ) -> Cascade:
        """The waves that a failure sets off.

        Args:
            fails: the components that fail.
            surge: by how much needs ask for more, by address.

        Raises:
            KeyError: a name is no component.

        Notes:
            The cost of a wave is what falls and what must be sent elsewhere, whatever the
            model's size.
        """
        first = Spread(self._graph.ways(Question.INSTANT))
        before = self._phase(first, self._fall(first, fails), surge, people_act=False)
        then = Spread(self._graph.ways(Question.EVENTUAL))
        down = self._fall(then, (*fails, *before.felled))
        if down == before.down and not self._waits_for_people(down):
            return Cascade(before, Phase((), before.shedding, before.down))
        return Cascade(before, self._phase(then, down, surge, people_act=True))

    def _waits_for_people(self, down: Collection[str]) -> bool:
        return bool(self._capacities.written) and (
            self.loads.waits_for_people(down) or self._capacities.waits_for_people(down)
        )

    def _phase(
        self, spread: Spread, down: set[str], surge: Mapping[str, float], *, people_act: bool
    ) -> Phase:
        waves: list[Wave] = []
        flow: Flow | None = None
        while True:
            situation = Situation(frozenset(down), people_act, surge)
            flow = self.loads.flow(situation, flow) if self._capacities.written else None
            overloads = self._overloads(situation, flow) if flow else ()
            felling = tuple(o for o in overloads if not o.sheds)
            if not felling:
                return Phase(tuple(waves), overloads, situation.down)
            felled = {overload.component for overload in felling}
            fallen = self._fall(spread, felled)
            waves.append(Wave(situation, felling, tuple(sorted(fallen - felled))))
            down |= fallen

    def _fall(self, spread: Spread, failed: Iterable[str]) -> set[str]:
        names, ids = self._graph.names, self._graph.ids
        return {names[n] for n in spread.add(ids[name] for name in failed) if n < len(names)}

    def _overloads(self, situation: Situation, flow: Flow) -> tuple[Overload, ...]:
        """The components that stand and receive more than they can take, by name.

        Nobody is over capacity on an ordinary day, so only those are weighed that receive more,
        or may have lost a part of their capacity.
        """
        changed = flow.received
        usual = self.loads.usual(people_act=situation.people_act)
        lessened = self._capacities.lessened(situation.down)
        limits = self._capacities.limits
        heavy = [name for name, load in changed.items() if load > limits.get(name, inf)]
        weighed = (
            self._weighed(name, changed.get(name, usual.get(name, 0.0)), situation)
            for name in sorted(lessened.union(heavy))
            if name not in situation.down
        )
        return tuple(overload for overload in weighed if overload is not None)

    def pushed_by(self, component: str, situation: Situation) -> tuple[str, ...]:
        """The down components whose loss overloads one that stands, each once.

        They took other ways away from what sends more than usual, directly or through multiples,
        or a part of its own places; none when all of it is a surge.

        Notes:
            Looks at all needs for each component on the way.
        """
        view = situation.view(self._model)
        found: dict[str, None] = {}
        seen, stack = {component}, [component]
        placement = self._model.components[component].placement
        found |= dict.fromkeys(_lost_ways(view, placement, ()))
        while stack:
            for arrival in self.loads.arrivals(stack.pop(), situation):
                need = arrival.need
                if arrival.amount <= arrival.usual:
                    continue
                found |= dict.fromkeys(_lost_ways(view, need.requirement, need.wants))
                if isinstance(need.load, Multiple) and need.component not in seen:
                    seen.add(need.component)
                    stack.append(need.component)
        return tuple(found)

    def ordinary(self) -> tuple[Overload, ...]:
        """The components that are over capacity on an ordinary day: errors of the model."""
        found: dict[str, Overload] = {}
        for people_act in (True, False):
            usual = self.loads.usual(people_act=people_act)
            for name in self._capacities.written:
                over = self._weighed(name, usual.get(name, 0.0), Situation(people_act=people_act))
                if over is not None:
                    found.setdefault(name, over)
        return tuple(found[name] for name in sorted(found))

    def _weighed(self, name: str, load: float, situation: Situation) -> Overload | None:
        capacity = self._capacities.written[name]
        left = capacity.left(situation.view(self._model))
        if not capacity.exceeded(load, left):
            return None
        return Overload(name, load, left, capacity.rate.unit, capacity.sheds)


def switched_to(component: str, arrivals: Iterable[Arrival]) -> tuple[Need, ...]:
    """The needs that send a component more than usual because it is a fallback of theirs."""
    return tuple(
        arrival.need
        for arrival in arrivals
        if arrival.amount > arrival.usual
        and any(
            ref.name == component
            for node in choices(arrival.need.requirement)
            if isinstance(node, Choice)
            for option in node.fallbacks
            for ref in targets(option.requirement)
        )
    )


def _lost_ways(view: View, requirement: Requirement | None, wants: Wants) -> Iterator[str]:
    """What took ways to meet a requirement away, those less preferred than the present one not."""
    for node in choices(requirement):
        for _, loss, _ in view.judged(node, wants):
            if loss is not None:
                yield from loss.culprits
            elif isinstance(node, Choice):
                break
