"""Random requirements over the whole grammar, as the plain data that YAML gives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.oracle.dice import Dice
from tests.oracle.wants import Requirement

SPREAD_KINDS = ("region", "zone", "site")

# The more often a value stands here, the more often it is picked.
FORMS = ("name", "name", "name", "list", "list", "use", "use", "any_of", "any_of", "all_of")
NEED_FORMS = ("name", "use", "use", "use", "use", "any_of", "any_of", "any_of", "list", "all_of")
WANTED: dict[str, tuple[Any, ...]] = {
    "context_window": (32000, "=32000", 8000, 32000.5, "=128000", "large"),
    "tools": (True, True, False, "yes", 1),
    "modalities": (["text"], ["text"], ["text", "image"], "text"),
    "residency": (["EU", "DE"], ["EU"], ["EU"], ["US", "EU"]),
}
DECLARED: dict[str, tuple[Any, ...]] = {
    "context_window": (128000, 128000, 32000, 8000, "large", True),
    "tools": (True, True, False, 1, "yes"),
    "modalities": (["text", "image"], ["text", "image"], ["text"], "text", "image"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What a requirement may name: components, procedures, and the kinds of domains."""

    names: tuple[str, ...]
    procedures: tuple[str, ...]
    kinds: dict[str, str]
    placing: bool = False  # inside `in`, where two zones in a plain list are an error


def requirement(dice: Dice, ground: Ground, depth: int) -> Requirement:
    """A requirement of any form, at most `depth` deep."""
    match dice.pick(FORMS) if depth else "name":
        case "list":
            return listed(dice, ground, depth)
        case "use":
            return used(dice, ground, depth)
        case "any_of":
            return any_of(dice, ground, depth)
        case "all_of":
            return {"all_of": items(dice, ground, depth)}
        case _:
            return dice.pick(ground.names)


def items(dice: Dice, ground: Ground, depth: int) -> list[Requirement]:
    """What is needed together."""
    return [requirement(dice, ground, depth - 1) for _ in range(dice.number(1, 3))]


def listed(dice: Dice, ground: Ground, depth: int) -> Requirement:
    """A plain list; in `in`, domains of one spread kind are marked as meant with `all_of`."""
    together = items(dice, ground, depth)
    found = [ground.kinds.get(name) for name in mentioned(together)]
    crowded = any(found.count(kind) > 1 for kind in SPREAD_KINDS)
    return {"all_of": together} if ground.placing and crowded else together


def used(dice: Dice, ground: Ground, depth: int, *, top: bool = False) -> dict[str, Any]:
    """A primary, mostly with fallbacks; at the `top` of a need it may carry option keys."""
    made: dict[str, Any] = {"use": requirement(dice, ground, depth - 1)}
    made |= option_keys(dice, ground, depth) if top and dice.chance(40) else {}
    if dice.chance(75):
        count = dice.number(1, 2)
        others = [option(dice, ground, depth, fallback=True) for _ in range(count)]
        if kept := without_doubles(made, others):
            made["fallbacks"] = kept
    return made | switched(dice, ground, depth)


def without_doubles(primary: Requirement, others: list[Requirement]) -> list[Requirement]:
    """The fallbacks that aren't just what stands before them: one option twice is an error."""
    seen = {plain_name(primary)}
    kept = []
    for other in others:
        name = plain_name(other)
        if name is None or name not in seen:
            kept.append(other)
        seen.add(name)
    return kept


def plain_name(option: Requirement) -> str | None:
    """The one name that an option uses without requiring anything; None for any other."""
    used = option
    if isinstance(option, dict):
        bare = not {"requires", "fallbacks", "switched_by"} & option.keys()
        used = option.get("use") if bare else None
    return used if isinstance(used, str) else None


def any_of(dice: Dice, ground: Ground, depth: int) -> dict[str, Any]:
    """K of n members."""
    count = dice.pick((2, 2, 3, 3, 4))
    made: dict[str, Any] = {
        "any_of": [option(dice, ground, depth, fallback=False) for _ in range(count)]
    }
    if count > 2 or dice.chance(40):
        made["at_least"] = dice.pick((*range(1, count + 1), "majority"))
    return made | switched(dice, ground, depth)


def switched(dice: Dice, ground: Ground, depth: int) -> dict[str, Any]:
    """What carries the traffic, sometimes."""
    by = {"switched_by": requirement(dice, ground, min(depth - 1, 1))}
    return by if dice.chance(35) else {}


def option(dice: Dice, ground: Ground, depth: int, *, fallback: bool) -> Requirement:
    """An option: bare, or with option keys."""
    inner = requirement(dice, ground, depth - 1)
    if dice.chance(35):
        return inner
    own_map = isinstance(inner, dict) and "use" in inner and dice.chance(50)
    made = inner if own_map else {"use": inner}
    made = made | option_keys(dice, ground, depth)
    if fallback and dice.chance(65):
        made["switch"] = dice.pick(("automatic", "automatic", "automatic", "manual"))
        made["after"] = "30s"
    return made


def option_keys(dice: Dice, ground: Ground, depth: int) -> dict[str, Any]:
    """The keys of an option that speak of states."""
    made: dict[str, Any] = {}
    if dice.chance(20):
        made["degraded"] = dice.pick((True, True, False))
    if dice.chance(25):
        made["requires"] = requirement(dice, ground, min(depth - 1, 1))
    if ground.procedures and dice.chance(20):
        made["procedure"] = dice.pick(ground.procedures)
    return made


def need(dice: Dice, ground: Ground, depth: int) -> Requirement:
    """What stands under a slot: any form, with the keys of a need beside a map."""
    match dice.pick(NEED_FORMS):
        case "name":
            return dice.pick(ground.names)
        case "list":
            return listed(dice, ground, depth)
        case "all_of":
            made = {"all_of": items(dice, ground, depth)}
        case "any_of":
            made = any_of(dice, ground, depth)
        case _:
            made = used(dice, ground, depth, top=True)
    return made | need_keys(dice, ground)


def need_keys(dice: Dice, ground: Ground) -> dict[str, Any]:
    """The keys of a need that decide when and how it counts."""
    made: dict[str, Any] = {}
    if dice.chance(30):
        made["optional"] = dice.pick((True, True, "unnoticed", False))
    if dice.chance(15):
        made["at_start"] = dice.pick((True, False, "only"))
    if dice.chance(50):
        keys = {dice.pick(tuple(WANTED)) for _ in range(dice.pick((1, 1, 2)))}
        made["wants"] = {key: dice.pick(WANTED[key]) for key in sorted(keys)}
    if dice.chance(10):
        made["candidates"] = [option(dice, ground, 1, fallback=False)]
    return made


def procedure(dice: Dice, ground: Ground) -> dict[str, Any]:
    """A procedure of one or two steps; some of them require something."""
    made: dict[str, Any] = {"steps": [{"do": f"Step {i + 1}"} for i in range(dice.number(1, 2))]}
    for part in (*made["steps"], made):
        if dice.chance(45):
            part["requires"] = requirement(dice, ground, 1)
    return made


def only(ground: Ground, names: tuple[str, ...], reach: dict[str, set[str]]) -> Ground:
    """The ground that names these components, and the procedures that reach no others."""
    allowed = set(names)
    kept = tuple(name for name in ground.procedures if reach[name] <= allowed)
    return replace(ground, names=names, procedures=kept)


def mentioned(requirement: Requirement) -> Iterator[str]:
    """Every component that is named anywhere in a requirement; not what a procedure names."""
    match requirement:
        case str(name):
            yield name
        case list(parts):
            for part in parts:
                yield from mentioned(part)
        case dict():
            inside = ("use", "any_of", "all_of", "fallbacks", "requires", "switched_by")
            for key in inside:
                yield from mentioned(requirement.get(key, []))
