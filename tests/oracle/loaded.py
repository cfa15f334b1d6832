"""Random models under load: what `models.py` makes, with loads, capacities, stores, scenarios.

Valid by construction: multiples go round in no circle, and with nothing failed nobody is over
capacity. That is worked out by the oracle itself, and capacities are set by it, often tight.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Any

from tests.oracle.dice import Dice
from tests.oracle.grammar import Ground, any_of, requirement, without_doubles
from tests.oracle.loading import NOBODY, Loading
from tests.oracle.models import SECTIONS, lift, maps, open_the_manual_way
from tests.oracle.reading import Names, Reading
from tests.oracle.wants import targets

AMOUNTS = ("100 rps", "10 rps", "30 rps", "12.5 rps", "0.1 rps", "70 rps")
FACTORS = ("1x", "2x", "3x", "0.5x", "0.1x")
# How much more than it normally gets a component can take, in tenths: mostly hardly more.
SLACKS = (10, 10, 10, 10, 11, 12, 15, 25)
SPARE = ("10 rps", "5 rps", "0 rps", "40 rps", "150 rps")
SCENARIOS = 3
# Later than the names of a bare random model, which may all lie in them.
POOL = ("s", "t", "u", "v", "w")
ZONES = ("y", "z")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a scenario says: who fails, whose demand grows, whose data are destroyed."""

    fails: Names
    surge: dict[str, int | float]
    corrupts: frozenset[str]


def loaded(model: dict[str, Any], dice: Dice) -> dict[str, Any]:
    """The model, changed in place: with loads, capacities, weights, stores and scenarios.

    Needs that count at start only from here on take loads away, and so leave it valid.
    """
    populate(model, dice)
    outlive(model, dice)
    depend(model, dice)
    spread(model, dice)
    # Another placement may be another jurisdiction, and one more thing that can't go round.
    open_the_manual_way(model)
    lift(model)
    weigh(model, dice)
    send(model, dice)
    limit(model, dice)
    keep(model, dice)
    plan(model, dice)
    return model


def troubles(model: dict[str, Any]) -> Iterator[Trouble]:
    """What the scenarios of a model say."""
    for scenario in model.get("scenarios", {}).values():
        fails, corrupts = (frozenset(scenario.get(key, [])) for key in ("fails", "corrupts"))
        yield Trouble(fails, scenario.get("surge", {}), corrupts)


def everything(model: dict[str, Any]) -> dict[str, Any]:
    """All components by name, in alphabetical order."""
    found = {n: has for part in SECTIONS.values() for n, has in model.get(part, {}).items()}
    return dict(sorted(found.items()))


def served(model: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What may have a capacity and stores: services and providers."""
    return [(n, has) for n, has in everything(model).items() if n not in model.get("domains", {})]


def populate(model: dict[str, Any], dice: Dice) -> None:
    """Add what can take load, and zones: a failure takes most of a bare random model down."""
    names = POOL[: dice.number(3, len(POOL))]
    for name in names:
        section = dice.pick(("services", "services", "providers"))
        has = model.setdefault(section, {}).setdefault(name, {})
        if dice.chance(15):
            has["failure"] = "never"
        if dice.chance(30):
            has["capabilities"] = {"tools": True}
    for zone in ZONES:
        model.setdefault("domains", {})[zone] = {"kind": "zone"}


def outlive(model: dict[str, Any], dice: Dice) -> None:
    """Make many hard needs soft: who is down sends nothing, and fells nobody."""
    for has in everything(model).values():
        for need in has.get("needs", {}).values():
            if isinstance(need, dict) and dice.chance(50):
                need["optional"] = dice.pick((True, True, "unnoticed"))


def depend(model: dict[str, Any], dice: Dice) -> None:
    """Add needs with a choice, mostly of the pool, so that load has somewhere to go."""
    names = tuple(everything(model))
    for name, has in served(model):
        pool, others = (tuple(n for n in ns if n != name) for ns in (names_of(model), names))
        for i in range(dice.pick((1, 2, 2, 0))):
            ground = Ground(pool if dice.chance(85) else others, (), {})
            pick = dice.pick(("any_of", "use", "use"))
            made = any_of(dice, ground, 1) if pick == "any_of" else choice(dice, ground)
            if dice.chance(60):
                made["optional"] = dice.pick((True, "unnoticed"))
            has.setdefault("needs", {})[f"m{i}"] = made


def names_of(model: dict[str, Any]) -> list[str]:
    """The pool of a model."""
    return [name for name, _ in served(model) if name in POOL]


def choice(dice: Dice, ground: Ground) -> dict[str, Any]:
    """A primary and one or two fallbacks, any of them a few components at once."""
    first, *rest = [requirement(dice, ground, dice.pick((0, 0, 1))) for _ in range(3)]
    kept = without_doubles(first, rest)
    ways = [{"use": option, "switch": dice.pick(("automatic", "manual"))} for option in kept]
    return {"use": first, "fallbacks": ways} if ways else {"use": first}


def spread(model: dict[str, Any], dice: Dice) -> None:
    """Spread some components over later ones; earlier ones could lie in them."""
    ground = ground_of(model)
    for name, has in served(model):
        later = tuple(n for n in ground.names if n > name and n in (*ground.kinds, *POOL))
        if len(later) > 1 and dice.chance(40):
            place = Ground(later, (), ground.kinds, placing=True)
            has["in"] = any_of(dice, place, dice.pick((1, 1, 2)))
            if dice.chance(70):
                has["in"]["at_least"] = 1


def ground_of(model: dict[str, Any]) -> Ground:
    """What a requirement of this model may name."""
    kinds = {name: has["kind"] for name, has in model.get("domains", {}).items()}
    return Ground(tuple(everything(model)), tuple(model.get("procedures", {})), kinds)


def weigh(model: dict[str, Any], dice: Dice) -> None:
    """Give some members of `any_of` a weight."""
    for has in everything(model).values():
        for written in maps([has.get("in", []), *has.get("needs", {}).values()]):
            members = written.get("any_of", [])
            for place, member in enumerate(members):
                if dice.chance(40):
                    own = isinstance(member, dict) and "use" in member
                    made = dict(member) if own else {"use": member}
                    members[place] = made | {"weight": dice.pick((2, 3, 0.5, 0.1))}


def send(model: dict[str, Any], dice: Dice) -> None:
    """Give most needs a load, in one of its forms."""
    components = everything(model)
    onto: dict[str, set[str]] = {name: set() for name in components}
    for name, has in components.items():
        needs = has.get("needs", {})
        for slot, written in needs.items():
            if not dice.chance(85):
                continue
            form = dice.pick(("rate", "rate", "rate", "multiple", "multiple", "each"))
            reached = set(targets(written))
            if form == "multiple" and any(leads(onto, target, name) for target in reached):
                form = "rate"
            if isinstance(written, str):
                needs[slot] = {"use": written}
            elif isinstance(written, list):
                needs[slot] = {"all_of": written}
            if form == "multiple":
                onto[name] |= reached
                needs[slot]["load"] = dice.pick(FACTORS)
            else:
                amount = dice.pick(AMOUNTS)
                needs[slot]["load"] = {"each": amount} if form == "each" else amount


def leads(onto: dict[str, set[str]], start: str, end: str) -> bool:
    """Whether multiples lead from one component to another, or they are one."""
    return start == end or any(leads(onto, target, end) for target in onto[start])


def limit(model: dict[str, Any], dice: Dice) -> None:
    """Give most components a capacity that does for the normal state."""
    loading = Loading(model)
    # People may switch also when nothing fails: to options of soft needs that wants rule out.
    usual = [loading.received(NOBODY, people_act, {}) for people_act in (False, True)]
    for name, has in served(model):
        if not dice.chance(80):
            continue
        most = max(received[name] for received in usual)
        has["capacity"] = rounded_up(most * dice.pick(SLACKS) / 10) if most else dice.pick(SPARE)
        if dice.chance(30):
            has["on_overload"] = dice.pick(("shed", "shed", "shed", "fail"))


def rounded_up(amount: Fraction) -> str:
    """A rate in thousandths that is at least this amount, and exactly it where it can be."""
    thousandths = ceil(amount * 1000)
    return f"{thousandths // 1000}.{thousandths % 1000:03d} rps"


def keep(model: dict[str, Any], dice: Dice) -> None:
    """Give some components stores, with copies anywhere."""
    ground = ground_of(model)
    anywhere = replace(ground, placing=True)
    safe = replace(anywhere, names=(*ZONES, *names_of(model)))
    for _, has in served(model):
        if dice.chance(45):
            has["data"] = {
                f"s{i}": {
                    "copies": [
                        copy(dice, safe if dice.chance(65) else anywhere)
                        for _ in range(dice.pick((3, 2, 4, 1)))
                    ]
                }
                for i in range(dice.number(1, 2))
            }


def copy(dice: Dice, place: Ground) -> dict[str, Any]:
    """One copy; most backups tell how long they take to restore."""
    where = requirement(dice, place, dice.pick((0, 0, 1, 2)))
    made: dict[str, Any] = {"in": where}
    if dice.chance(80):
        made["lag"] = dice.pick(("0s", "5s", "5s", "60s"))
    if dice.chance(80):
        made["kind"] = dice.pick(("backup", "backup", "primary", "replica"))
    if made.get("kind") == "backup" and dice.chance(75):
        made["restore"] = dice.pick(("5s", "0s", "15s", "60s"))
    return made


def plan(model: dict[str, Any], dice: Dice) -> None:
    """Scenarios that fail, surge and corrupt; the first fails something where anything can."""
    components = everything(model)
    able = sorted(Reading(model).can_fail)
    sending = [
        f"{name}.{slot}"
        for name, has in components.items()
        for slot, need in has.get("needs", {}).items()
        if isinstance(need, dict) and "load" in need
    ]
    stores = [
        f"{name}.{store}" for name, has in components.items() for store in has.get("data", {})
    ]
    model["scenarios"] = {
        f"scenario-{i}": trouble(dice, able, sending, stores, first=not i)
        for i in range(SCENARIOS)
    }


def trouble(
    dice: Dice, able: list[str], sending: list[str], stores: list[str], *, first: bool
) -> dict[str, Any]:
    """One scenario."""
    made: dict[str, Any] = {}
    if able and (first or dice.chance(80)):
        # What others rest on most takes the senders down too, so mostly the pool fails.
        pool = [name for name in able if name in (*POOL, *ZONES)]
        chosen = pool if pool and dice.chance(60) else able
        made["fails"] = sorted({dice.pick(chosen) for _ in range(dice.pick((1, 1, 1, 2, 2)))})
    if sending and dice.chance(40):
        grown = {dice.pick(sending) for _ in range(dice.pick((1, 1, 2)))}
        made["surge"] = {address: dice.pick((2, 3, 1.5, 10, 10, 0.5)) for address in sorted(grown)}
    if stores and dice.chance(25):
        made["corrupts"] = sorted({dice.pick(stores) for _ in range(dice.pick((1, 2)))})
    return made
