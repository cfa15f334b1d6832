"""Random models over the whole language of requirements, valid by construction.

`random_model(seed)` is fast and always the same; `models()` is the same for hypothesis, which
shrinks what fails.
"""

from typing import Any

from hypothesis import strategies as st

from tests.oracle.dice import Dice, Drawn, Seeded
from tests.oracle.grammar import (
    DECLARED,
    Ground,
    mentioned,
    need,
    only,
    procedure,
    requirement,
)
from tests.oracle.reading import Reading, World, met

SECTIONS = {"service": "services", "provider": "providers", "domain": "domains"}
MOST = 8


def random_model(seed: int) -> dict[str, Any]:
    """The model that belongs to a seed."""
    return model(Seeded(seed))


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    """Models that hypothesis draws."""
    return model(Drawn(draw))


def model(dice: Dice) -> dict[str, Any]:
    """A valid model of 2 to 8 components."""
    names = tuple("abcdefgh"[: dice.number(2, MOST)])
    sorts = {name: dice.pick(("service", "service", "provider", "domain")) for name in names}
    sorts[names[0]] = "service"
    domain_kinds = ("zone", "zone", "region", "site", "network")
    kinds = {name: dice.pick(domain_kinds) for name in names if sorts[name] == "domain"}
    ground = Ground(names, (), kinds)
    made: dict[str, Any] = {"drctl": 1, "name": "random", "procedures": {}}
    reach: dict[str, set[str]] = {}
    for index in range(dice.number(0, 2)):
        # A procedure may name the earlier ones only, so none requires itself.
        ground = Ground(names, tuple(reach), kinds)
        made["procedures"][f"p{index}"] = written = procedure(dice, ground)
        reach[f"p{index}"] = reached(written, reach)
    ground = Ground(names, tuple(reach), kinds)
    for name in names:
        section = made.setdefault(SECTIONS[sorts[name]], {})
        section[name] = component(dice, name, ground, reach)
        if name in kinds:
            section[name]["kind"] = kinds[name]
        elif dice.chance(80):
            section[name]["capabilities"] = {
                key: dice.pick(values) for key, values in DECLARED.items() if dice.chance(85)
            }
    open_the_manual_way(made)
    lift(made)
    return made


def reached(written: Any, reach: dict[str, set[str]]) -> set[str]:
    """All components that something written names, itself or through its procedures."""
    found: set[str] = set()
    match written:
        case list(parts):
            for part in parts:
                found |= reached(part, reach)
        case dict():
            found |= set(mentioned(written))
            found |= reach.get(written.get("procedure", ""), set())
            for part in written.values():
                found |= reached(part, reach)
    return found


def component(dice: Dice, name: str, ground: Ground, reach: dict[str, set[str]]) -> dict[str, Any]:
    """One component; it lies in later ones only, and names itself nowhere."""
    made: dict[str, Any] = {}
    others = only(ground, tuple(n for n in ground.names if n != name), reach)
    later = [n for n in ground.names if n > name and (n in ground.kinds or dice.chance(15))]
    if later and dice.chance(55):
        place = only(ground, tuple(later), reach)
        place = Ground(place.names, place.procedures, place.kinds, placing=True)
        made["in"] = requirement(dice, place, dice.number(0, 2))
    slots = [f"n{i}" for i in range(dice.number(0, 2))]
    needs = {slot: need(dice, others, dice.pick((1, 2, 2, 3))) for slot in slots}
    if needs:
        made["needs"] = needs
    if dice.chance(12):
        made["failure"] = "never"
    if dice.chance(70 if name in ground.kinds else 30):
        made["jurisdiction"] = dice.pick(("EU", "EU", "DE", "US"))
    return made


def open_the_manual_way(made: dict[str, Any]) -> None:
    """Take away each `switched_by` that a manual option could not go round.

    It can't when the component has a hard need that is unmet as soon as that alone is down.
    """
    reading = Reading(made)
    for name, has in reading.components.items():
        blocked = {
            other
            for other in reading.components
            for needed in reading.hard[name]
            if not met(needed, World(frozenset({other}), True, reading.procedures))
        }
        for node in maps(has.get("needs", {})):
            options = node.get("fallbacks", [])
            by = set(mentioned(node.get("switched_by", [])))
            if by & blocked and any(is_manual(option) for option in options):
                del node["switched_by"]


def maps(written: Any) -> list[dict[str, Any]]:
    """All maps in something written, itself first."""
    match written:
        case list(parts):
            return [found for part in parts for found in maps(part)]
        case dict():
            return [written, *(found for part in written.values() for found in maps(part))]
    return []


def is_manual(fallback: Any) -> bool:
    """Whether people must switch to it."""
    return not (isinstance(fallback, dict) and fallback.get("switch") == "automatic")


def lift(made: dict[str, Any]) -> None:
    """Take `wants` from what is down with nothing failed, so that nothing is."""
    while True:
        reading = Reading(made)
        down = reading.down(frozenset(), people_act=False)
        wanting = [
            written
            for name in down
            for written in reading.components[name].get("needs", {}).values()
            if isinstance(written, dict) and "wants" in written
        ]
        if not wanting:
            return
        for written in wanting:
            del written["wants"]
