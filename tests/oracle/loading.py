"""Who gets how much and who is felled by it, read sentence by sentence over plain data.

The oracle of load and cascades: slow on purpose, and nothing of drctl is imported. Amounts are
fractions of what is written, so that "over capacity" is exact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from tests.oracle.reading import Names, Reading, World, carried, helped, may_switch, met, of
from tests.oracle.wants import Requirement, offered

Surge = Mapping[str, int | float]
"""By what the load of a need, given as `component.slot`, is multiplied."""

NOBODY: Names = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """What a failure comes to; `down`, `shed` and `states` stand by whether people act.

    A wave is whether people act by then, and all that it fells.
    """

    waves: tuple[tuple[bool, Names], ...]
    down: dict[bool, Names]
    shed: dict[bool, Names]
    states: dict[bool, dict[str, str]]

    @property
    def felled(self) -> Names:
        """All that any wave felled."""
        return NOBODY.union(*(names for _, names in self.waves))


@dataclass(frozen=True, slots=True)
class Sender:
    """A need that counts while its component runs, as offered, and the load that it writes."""

    component: str
    address: str
    requirement: Requirement
    load: Any


class Loading:
    """One model, its loads sent round after every failure."""

    def __init__(self, model: dict[str, Any]) -> None:
        """Collect the needs that have a load."""
        self.reading = Reading(model)
        self.components = self.reading.components
        self.runs: dict[tuple[Names, tuple[tuple[str, int | float], ...]], Run] = {}
        self.senders = [
            Sender(name, f"{name}.{slot}", offered(need, self.components), need["load"])
            for name, has in self.components.items()
            for slot, need in has.get("needs", {}).items()
            if of(need, "load") is not None and of(need, "at_start") != "only"
        ]

    def run(self, fails: Names, surge: Surge | None = None) -> Run:
        """First with automatic options only, then with manual ones, until nobody is felled.

        What was asked before is not worked out again.
        """
        asked = fails, tuple(sorted((surge or {}).items()))
        if asked not in self.runs:
            self.runs[asked] = self.worked_out(fails, surge or {})
        return self.runs[asked]

    def worked_out(self, fails: Names, factors: Surge) -> Run:
        """One run."""
        waves: list[tuple[bool, Names]] = []
        run = Run((), {}, {}, {})
        felled = NOBODY
        for people_act in (False, True):
            while True:
                down = self.reading.down(fails | felled, people_act)
                over = self.over(down, people_act, factors)
                wave = frozenset(name for name in over if not self.sheds(name))
                if not wave:
                    break
                waves.append((people_act, wave))
                felled |= wave
            # Nobody is felled any more: those over capacity are the ones that shed.
            run.down[people_act], run.shed[people_act] = down, over
            impaired = self.reading.impaired(down, people_act, shed=over)
            run.states[people_act] = {
                name: "down" if name in down else "degraded" if name in impaired else "up"
                for name in self.components
            }
        return Run(tuple(waves), run.down, run.shed, run.states)

    def sheds(self, name: str) -> bool:
        """Whether a component over capacity goes on, and serves less."""
        return bool(self.components[name].get("on_overload") == "shed")

    def over(self, down: Names, people_act: bool, surge: Surge) -> Names:
        """Who runs and receives more than it has capacity for."""
        received = self.received(down, people_act, surge)
        return frozenset(
            name
            for name in self.components.keys() - down
            if (most := self.capacity(name, down, people_act)) is not None
            and received[name] > most
        )

    def capacity(self, name: str, down: Names, people_act: bool) -> Fraction | None:
        """What a component can take: its capacity, times the share of its placement that is up."""
        has = self.components[name]
        if "capacity" not in has:
            return None
        world = World(down, people_act, self.reading.procedures)
        whole = rate(has["capacity"])
        return whole * share(has["in"], world) if "in" in has else whole

    def received(self, down: Names, people_act: bool, surge: Surge) -> dict[str, Fraction]:
        """What every component gets; multiples go round in no circle, so they settle."""
        world = World(down, people_act, self.reading.procedures)
        sending = [
            (sender, list(sent(sender.requirement, Fraction(1), whole(sender.load), world)))
            for sender in self.senders
            if sender.component not in down
        ]
        now = dict.fromkeys(self.components, Fraction(0))
        while True:
            then = dict.fromkeys(self.components, Fraction(0))
            for sender, parts in sending:
                amount = amount_of(sender.load, now[sender.component])
                amount *= Fraction(str(surge.get(sender.address, 1)))
                for name, part in parts:
                    then[name] += amount * part
            if then == now:
                return now
            now = then


def rate(text: str) -> Fraction:
    """The amount of `120 rps`; these models have one unit."""
    return Fraction(text.partition(" ")[0])


def whole(load: Any) -> bool:
    """Whether all of a load goes to every member of `any_of`."""
    return isinstance(load, dict)


def amount_of(load: Any, received: Fraction) -> Fraction:
    """How much a need sends; `2x` is twice what its component receives."""
    match load:
        case {"each": text}:
            return rate(text)
        case str() if load.endswith("x"):
            return Fraction(load[:-1]) * received
        case _:
            return rate(load)


def sent(
    requirement: Requirement, amount: Fraction, each: bool, world: World
) -> Iterator[tuple[str, Fraction]]:
    """Who gets how much of an amount; who is named twice is told twice."""
    match requirement:
        case str(name):
            yield name, amount
        case list(items) | {"all_of": items}:
            for item in items:
                yield from sent(item, amount, each, world)
        case {"any_of": _}:
            serving = available(requirement, world)
            total = sum(map(weight, serving))
            for member in serving:
                part = amount if each else amount * weight(member) / total
                yield from sent(member, part, each, world)
        case {"use": _}:
            for first in available(requirement, world)[:1]:
                yield from sent(first, amount, each, world)


def share(requirement: Requirement, world: World) -> Fraction:
    """The part of a placement that is up."""
    match requirement:
        case str():
            return Fraction(1)
        case list(items) | {"all_of": items}:
            return prod((share(item, world) for item in items), start=Fraction(1))
        case {"any_of": members}:
            left = [weight(m) * share(m, world) for m in available(requirement, world)]
            return sum(left, start=Fraction(0)) / sum(map(weight, members))
        case {"use": _}:
            firsts = available(requirement, world)[:1]
            return share(firsts[0], world) if firsts else Fraction(0)
    raise TypeError(requirement)


def available(requirement: dict[str, Any], world: World) -> list[Requirement]:
    """The options that rule 1 calls available, in order of preference."""
    if "any_of" in requirement:
        members = requirement["any_of"] if carried(requirement, world) else []
        return [member for member in members if met(member, world)]
    if not helped(requirement, world):
        return []
    primary = [requirement["use"]] if carried(requirement, world) else []
    others = [f for f in requirement.get("fallbacks", []) if may_switch(f, requirement, world)]
    return [option for option in (*primary, *others) if met(option, world)]


def weight(option: Requirement) -> Fraction:
    """How much of a shared load is an option's; 1 when it doesn't say."""
    return Fraction(str(option.get("weight", 1))) if isinstance(option, dict) else Fraction(1)
