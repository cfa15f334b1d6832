"""What a model means, read sentence by sentence over the plain data that YAML gives.

The oracle of the tests: slow on purpose, and nothing of drctl is imported, so that a mistake
there can't repeat itself here. It takes valid models only; it checks nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from tests.oracle.wants import Requirement, offered

Names = frozenset[str]


def states(model: dict[str, Any], fails: Iterable[str], people_act: bool) -> dict[str, str]:
    """The state of every component after the failures: "up", "degraded" or "down"."""
    return Reading(model).states(frozenset(fails), people_act)


def cut_sets(model: dict[str, Any], component: str, order: int) -> set[Names]:
    """The minimal sets of at most `order` failures that take a component down in the end."""
    reading = Reading(model)
    found: set[Names] = set()
    for size in range(1, order + 1):
        for chosen in combinations(sorted(reading.can_fail), size):
            fails = frozenset(chosen)
            minimal = not any(smaller <= fails for smaller in found)
            if minimal and component in reading.down(fails, people_act=True):
                found.add(fails)
    return found


def single_points(model: dict[str, Any], service: str) -> Names:
    """The other components whose failure alone takes a service down in the end."""
    return frozenset().union(*cut_sets(model, service, 1)) - {service}


def blast_radius(model: dict[str, Any], component: str) -> Names:
    """The other components that are down in the end when this one fails."""
    return Reading(model).down(frozenset({component}), people_act=True) - {component}


@dataclass(frozen=True, slots=True)
class World:
    """What is down, and who may switch: all that decides whether a requirement is met."""

    down: Names
    people_act: bool
    procedures: dict[str, Any]


def met(requirement: Requirement, world: World) -> bool:
    """Rule 1: at least k of the options are available (`use` + fallbacks: 1; a list: all)."""
    match requirement:
        case str(name):
            return name not in world.down
        case list(items) | {"all_of": items}:
            return all(met(item, world) for item in items)
        case {"any_of": members}:
            available = sum(met(member, world) for member in members)
            return carried(requirement, world) and available >= at_least(requirement)
        case {"use": primary}:
            return helped(requirement, world) and (
                (carried(requirement, world) and met(primary, world))
                or any(
                    may_switch(fallback, requirement, world) and met(fallback, world)
                    for fallback in requirement.get("fallbacks", [])
                )
            )
    raise TypeError(requirement)


def clean(requirement: Requirement, world: World, impaired: Names) -> bool:
    """Rule 2: met by options that are undegraded and whose target is not impaired.

    What `requires`, a procedure and `switched_by` name only needs to be up.
    """
    match requirement:
        case str(name):
            return name not in impaired
        case list(items) | {"all_of": items}:
            return all(clean(item, world, impaired) for item in items)
        case {"any_of": members}:
            good = sum(clean(member, world, impaired) for member in members)
            return carried(requirement, world) and good >= at_least(requirement)
        case {"use": primary}:
            if requirement.get("degraded", False) or not helped(requirement, world):
                return False
            return (carried(requirement, world) and clean(primary, world, impaired)) or any(
                may_switch(fallback, requirement, world) and clean(fallback, world, impaired)
                for fallback in requirement.get("fallbacks", [])
            )
    raise TypeError(requirement)


def at_least(requirement: Requirement) -> int:
    """The k of an `any_of`; a majority is more than half of the members."""
    k: int | str = requirement.get("at_least", 1)
    return len(requirement["any_of"]) // 2 + 1 if isinstance(k, str) else k


def carried(requirement: Requirement, world: World) -> bool:
    """Whether what the primary, members and automatic fallbacks are switched by is not down."""
    return "switched_by" not in requirement or met(requirement["switched_by"], world)


def may_switch(fallback: Requirement, requirement: Requirement, world: World) -> bool:
    """Whether a fallback can be reached: by people, or by what carries the traffic."""
    automatic = isinstance(fallback, dict) and fallback.get("switch") == "automatic"
    return carried(requirement, world) if automatic else world.people_act


def helped(option: dict[str, Any], world: World) -> bool:
    """Whether all that an option requires is up, its procedure's steps included."""
    needed = [option["requires"]] if "requires" in option else []
    if "procedure" in option:
        procedure = world.procedures[option["procedure"]]
        for part in (procedure, *procedure["steps"]):
            needed += [part["requires"]] if "requires" in part else []
    return all(met(requirement, world) for requirement in needed)


class Reading:
    """One model, its requirements sorted into hard and soft ones."""

    def __init__(self, model: dict[str, Any]) -> None:
        """Read a model; what `wants` rules out is left out here, as no failure changes it."""
        self.components: dict[str, Any] = {
            **model.get("domains", {}),
            **model.get("providers", {}),
            **model.get("services", {}),
        }
        self.procedures: dict[str, Any] = model.get("procedures", {})
        self.can_fail = frozenset(
            name for name, has in self.components.items() if has.get("failure") != "never"
        )
        self.hard: dict[str, list[Requirement]] = {}
        self.soft: dict[str, list[Requirement]] = {}
        for name, has in self.components.items():
            running = [n for n in has.get("needs", {}).values() if of(n, "at_start") != "only"]
            hard = [need for need in running if of(need, "optional") in (None, False)]
            soft = [need for need in running if of(need, "optional") is True]
            self.hard[name] = [has["in"]] if "in" in has else []
            self.hard[name] += [offered(need, self.components) for need in hard]
            self.soft[name] = [offered(need, self.components) for need in soft]

    def states(self, fails: Names, people_act: bool) -> dict[str, str]:
        """The state of every component."""
        down = self.down(fails, people_act)
        impaired = self.impaired(down, people_act)
        return {
            name: "down" if name in down else "degraded" if name in impaired else "up"
            for name in self.components
        }

    def down(self, fails: Names, people_act: bool) -> Names:
        """Rule 1: the least set that holds `fails` and all whose `in` or hard need is unmet."""

        def falls(name: str, down: Names) -> bool:
            world = World(down, people_act, self.procedures)
            return not all(met(needed, world) for needed in self.hard[name])

        return self.least(fails, falls)

    def impaired(self, down: Names, people_act: bool, shed: Names = frozenset()) -> Names:
        """Rule 2: the least set that holds `down`, who sheds, and all that a loss impairs."""
        world = World(down, people_act, self.procedures)

        def suffers(name: str, impaired: Names) -> bool:
            lost = not all(met(wished, world) for wished in self.soft[name])
            return lost or not all(clean(n, world, impaired) for n in self.hard[name])

        return self.least(down | shed, suffers)

    def least(self, start: Names, joins: Callable[[str, Names], bool]) -> Names:
        """The least set that holds `start` and every component that `joins` it."""
        now = start
        while True:
            then = now | {name for name in self.components if name in now or joins(name, now)}
            if then == now:
                return now
            now = then


def of(need: Requirement, key: str) -> Any:
    """A key of a need; None when it isn't written."""
    return need.get(key) if isinstance(need, dict) else None
