"""The load that enters at some services, and what becomes of it when something fails."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from drctl.analysis.availability import View
from drctl.analysis.load import Loads, Sent
from drctl.analysis.states import States
from drctl.model.language.component import Served
from drctl.model.language.values import Each, Multiple, Rate
from drctl.model.model import Model
from drctl.model.requirement import Need, targets


@dataclass(frozen=True, slots=True)
class Demand:
    """The load that enters at some services, in one unit, and what a failure does to it.

    `enters` adds up what their needs state as rates: `90 rps`, and of `{each: 5 rps}` the rate
    once. Loads written as multiples (`2x`) are what these become further on, and are not added.
    Needs whose loss changes no state carry no demand.

    `stops` has nowhere to go after people acted: its service is down, or no option of its need
    is left. `stops_before` is the same before they act.

    `arrives` is what of it comes, on an ordinary day, to what the failure takes down for good: at
    once or any number of needs away, multiplied by the multiples on its way. It is counted where
    it first comes to something that falls, and not followed beyond; what stops is part of it.
    """

    unit: str
    enters: float = 0.0
    arrives: float = 0.0
    stops_before: float = 0.0
    stops: float = 0.0


class Demands:
    """The load that enters at some services of a model; its ways are worked out once."""

    def __init__(self, model: Model, services: Collection[str]) -> None:
        """Take a model and the names of the services."""
        self._model = model
        chosen = frozenset(services)
        needs = (n for c in model.components.values() if c.name in chosen for n in c.needs)
        self._entering = [(need, rate) for need in needs if (rate := _rate(need)) is not None]
        self._enters = _sums((rate.unit, rate.amount) for _, rate in self._entering)
        self._units = _units(model)
        self._sent: list[tuple[Need, Sent]] = []
        self._usual: Mapping[str, float] = {}
        self._receivers: set[str] = set()
        if self._entering:
            self._follow(Loads(_only(model, chosen)))

    def _follow(self, loads: Loads) -> None:
        self._sent = [(need, sent) for need, sent in loads.sent() if sent]
        self._usual = loads.usual()
        for need, sent in self._sent:
            for name, _ in sent:
                # A multiple keeps the unit, unless what it goes to counts in one of its own.
                self._units.setdefault(name, self._units.get(need.component, ""))
                self._receivers.add(name)

    @cached_property
    def _resting_on(self) -> Mapping[str, Sequence[int]]:
        """The places in `_entering` of what may stop when a component is down."""
        view, found = View(self._model, ()), dict[str, list[int]]()
        for i, (need, _) in enumerate(self._entering):
            for name in view.names(need.requirement) | {need.component}:
                found.setdefault(name, []).append(i)
        return found

    def of(self, states: States) -> tuple[Demand, ...]:
        """What the states after a failure do to it, by unit.

        Notes:
            Looks at the needs at which load enters and that rest on what is down; and at all
            that the load comes to on an ordinary day, once something of that is down.
        """
        before, after = states.before.down, states.after.down
        first = self._stopped(View(self._model, before, people_act=False), before)
        last = self._stopped(View(self._model, after), after)
        sums = (
            self._enters,
            _sums([*self._amounts(last), *self._crossing(after, last)]),
            _sums(self._amounts(first)),
            _sums(self._amounts(last)),
        )
        units = sorted({unit for found in sums for unit in found})
        return tuple(Demand(unit, *(found.get(unit, 0.0) for found in sums)) for unit in units)

    def _stopped(self, view: View, down: frozenset[str]) -> list[int]:
        """The places in `_entering` of what has nowhere to go."""
        touched = {i for name in down for i in self._resting_on.get(name, ())}
        return [i for i in sorted(touched) if _stops(view, self._entering[i][0])]

    def _amounts(self, places: Iterable[int]) -> Iterator[tuple[str, float]]:
        for i in places:
            rate = self._entering[i][1]
            yield rate.unit, rate.amount

    def _crossing(
        self, down: frozenset[str], stopped: Iterable[int]
    ) -> Iterator[tuple[str, float]]:
        """What comes to the fallen, by unit; with nothing of what comes through them."""
        if down.isdisjoint(self._receivers):
            return
        told = {self._entering[i][0].address for i in stopped}
        received: dict[str, float] = {}
        for need, sent in self._sent:
            if need.component in down or need.address in told:
                continue
            left = 1.0
            if isinstance(need.load, Multiple):
                left = received.get(need.component, 0.0) / self._usual[need.component]
            for name, amount in sent:
                if name in down:
                    yield self._units[name], amount * left
                else:
                    received[name] = received.get(name, 0.0) + amount * left


def _sums(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for unit, amount in parts:
        found[unit] = found.get(unit, 0.0) + amount
    return found


def _stops(view: View, need: Need) -> bool:
    return need.component in view.down or not view.met(need.requirement, need.wants)


def _rate(need: Need) -> Rate | None:
    """The load that enters at a need; None for none, and for what follows from other loads."""
    if need.optional == "unnoticed" or need.at_start == "only":
        return None
    if isinstance(need.load, Each):
        return need.load.rate
    return need.load if isinstance(need.load, Rate) else None


def _only(model: Model, services: Collection[str]) -> Model:
    """The model in which load enters at some services only."""
    components = {
        name: replace(c, needs=tuple(_with_load(need, name in services) for need in c.needs))
        for name, c in model.components.items()
    }
    return replace(model, components=components)


def _with_load(need: Need, enters: bool) -> Need:
    carries = isinstance(need.load, Multiple) or enters
    return need if carries and need.optional != "unnoticed" else replace(need, load=None)


def _units(model: Model) -> dict[str, str]:
    """The unit of what each component receives, where its capacity or a rate says it."""
    found: dict[str, str] = {}
    for component in model.components.values():
        if isinstance(component.spec, Served) and component.spec.capacity is not None:
            found[component.name] = component.spec.capacity.unit
        for need in component.needs:
            if isinstance(need.load, Rate | Each):
                rate = need.load if isinstance(need.load, Rate) else need.load.rate
                for ref in targets(need.requirement):
                    found[ref.name] = rate.unit
    return found
