"""What overload does in one failure, with where the loads come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from drctl.analysis.cascade import Cascades, Overload
from drctl.analysis.load import Situation
from drctl.analysis.outcome import Outcome
from drctl.model.model import Model
from drctl.model.times import amount

MOST_TOLD = 40
"""Components over capacity of one failure whose loads are followed to where they come from."""
MOST_SENDERS = 6


@dataclass(frozen=True, slots=True)
class Sender:
    """A need that sends a load: how much now, and on an ordinary day.

    `times` is by how much a surge multiplies it, 1 without one.
    """

    address: str
    component: str
    amount: float
    usual: float
    times: float

    @property
    def told(self) -> str:
        """How it was on an ordinary day, in words."""
        if self.amount == self.usual:
            return "as on an ordinary day"
        usual = f"{amount(self.usual)} on an ordinary day" if self.usual else "otherwise nothing"
        return f"{amount(self.times)} times what is usual; {usual}" if self.times != 1 else usual


@dataclass(frozen=True, slots=True)
class Weighed:
    """A component over its capacity, in its unit.

    `capacity` is what it can take now, `written` what it can when all of its places are up.
    `since` names whose loss sent the load, `senders` the needs that send it, the largest first;
    `unseen` counts the others.
    """

    name: str
    load: float
    capacity: float
    written: float
    unit: str
    key: str
    since: tuple[str, ...] = ()
    senders: tuple[Sender, ...] = ()
    unseen: int = 0

    @property
    def told(self) -> str:
        """What arrives and what fits, in words: `11700 of 2600 GPUs`."""
        return Overload(self.name, self.load, self.capacity, self.unit).told

    @property
    def why(self) -> str:
        """The same with whose loss sent it here."""
        verb = "is" if len(self.since) == 1 else "are"
        return f"{self.told}, since {listed(self.since)} {verb} down" if self.since else self.told


@dataclass(frozen=True, slots=True)
class ToldWave:
    """One wave: those that fall together by overload, and what goes down with them."""

    number: int
    people_act: bool
    overloads: tuple[Weighed, ...]
    fallen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overloads:
    """All that overload does in one failure.

    `shedding` stand at the end and refuse a part of their load; `relieved` do so only until
    people act.
    """

    waves: tuple[ToldWave, ...] = ()
    shedding: tuple[Weighed, ...] = ()
    relieved: tuple[Weighed, ...] = ()
    felled: Mapping[str, tuple[int, bool, Weighed]] = field(default_factory=dict)

    @property
    def by_people(self) -> tuple[Weighed, ...]:
        """Those that fall only once people have switched."""
        return tuple(o for wave in self.waves if wave.people_act for o in wave.overloads)

    def shed_by(self, name: str) -> str:
        """What a component sheds of in the end, in words; "" when it sheds nothing."""
        return next((o.told for o in self.shedding if o.name == name), "")

    def fall_of(self, name: str) -> str:
        """How a component falls by overload, in words; "" when it doesn't."""
        if name not in self.felled:
            return ""
        _, people_act, weighed = self.felled[name]
        verb = "falls by overload once people have switched" if people_act else "falls by overload"
        return f"{name} {verb}: {weighed.told}"


def overloads(model: Model, cascades: Cascades, outcome: Outcome) -> Overloads:
    """What overload does in one failure.

    Args:
        model: the model.
        cascades: its waves.
        outcome: what comes of the failure.

    Notes:
        Where a load comes from is asked for a bounded number of components: each looks at all
        needs.
    """
    cascade = outcome.cascade
    if not cascade:
        return Overloads()
    weighing = _Weighing(model, cascades)
    waves = []
    for number, wave in enumerate(cascade.waves, 1):
        weighed = tuple(weighing.each(wave.overloads, wave.situation))
        waves.append(ToldWave(number, wave.situation.people_act, weighed, wave.fallen))
    before, after = (
        tuple(weighing.each(p.shedding, Situation(p.down, act, outcome.cause.surge)))
        for p, act in ((cascade.before, False), (cascade.after, True))
    )
    at_last = {o.name for o in after} | cascade.after.down
    return Overloads(
        tuple(waves),
        after,
        tuple(o for o in before if o.name not in at_last),
        {o.name: (w.number, w.people_act, o) for w in waves for o in w.overloads},
    )


class _Weighing:
    """Follows loads to where they come from, for a bounded number of components."""

    def __init__(self, model: Model, cascades: Cascades) -> None:
        self.model = model
        self.cascades = cascades
        self.left = MOST_TOLD

    def each(self, found: tuple[Overload, ...], situation: Situation) -> Iterator[Weighed]:
        for overload in found:
            self.left -= 1
            yield self._one(overload, situation, follow=self.left >= 0)

    def _one(self, overload: Overload, situation: Situation, *, follow: bool) -> Weighed:
        name = overload.component
        component = self.model.components[name]
        rate = getattr(component.spec, "capacity", None)
        arrivals = self.cascades.loads.arrivals(name, situation) if follow else ()
        senders = tuple(
            Sender(
                a.need.address,
                a.need.component,
                a.amount,
                a.usual,
                situation.surge.get(a.need.address, 1.0),
            )
            for a in arrivals
            if a.amount
        )
        return Weighed(
            name,
            overload.load,
            overload.capacity,
            rate.amount if rate is not None else overload.capacity,
            overload.unit,
            ".".join(map(str, (*component.path, "capacity"))),
            self.cascades.pushed_by(name, situation) if follow else (),
            senders[:MOST_SENDERS],
            len(senders[MOST_SENDERS:]),
        )


def listed(names: tuple[str, ...]) -> str:
    """Some names in words, three at most."""
    if len(names) > 3:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return " and ".join(names) if len(names) < 3 else f"{names[0]}, {names[1]} and {names[2]}"
