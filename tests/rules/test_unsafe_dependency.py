"""unsafe-dependency on random models, against a slow reading of each need and both promises."""

import json
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import pytest

from drctl.assessment import Assessment
from drctl.model import load_text
from drctl.rules import unsafe_dependency
from tests.oracle.dice import Seeded
from tests.oracle.models import random_model
from tests.oracle.reading import Reading, World, met, of
from tests.oracle.wants import offered

# The tiers' promises as (RTO in hours, SLO in percent, survives); None is no promise.
TIERS: dict[str, tuple[int | None, float | None, int]] = {
    "gold": (1, 99.9, 1),
    "iron": (4, 99.5, 1),
    "clay": (None, None, 0),
}


def promised(has: dict[str, Any]) -> tuple[int | None, float | None, int]:
    rto, slo, survives = TIERS.get(has.get("tier", ""), (None, None, 0))
    own = int(has["rto"].removesuffix("h")) if "rto" in has else rto
    return own, slo, has.get("survives", survives)


def less(service: dict[str, Any], other: dict[str, Any], alone: bool) -> bool:
    """Whether the other promises less; only a lower tier does when it does not stand alone."""
    asked, given = promised(service), promised(other)
    slower = asked[0] is not None and given[0] is not None and given[0] > asked[0]
    rarer = asked[1] is not None and given[1] is not None and given[1] < asked[1]
    order = list(TIERS)
    below = (
        "tier" in service
        and "tier" in other
        and order.index(other["tier"]) > order.index(service["tier"])
    )
    missing = (asked[0] is not None and given[0] is None) or (
        asked[1] is not None and given[1] is None
    )
    fewer = alone and asked[2] > given[2]
    nothing = asked == (None, None, 0)
    lower = below and (slower or rarer or missing or fewer or nothing)
    return lower or (alone and (slower or rarer))


def serving(requirement: Any) -> set[str]:
    """What a requirement uses or is switched by."""
    match requirement:
        case str(name):
            return {name}
        case list(items) | {"all_of": items}:
            return set().union(*map(serving, items))
        case {"any_of": items}:
            return set().union(*map(serving, items), carrier(requirement))
        case {"use": primary}:
            rest = map(serving, requirement.get("fallbacks", []))
            return serving(primary).union(*rest, carrier(requirement))
    raise TypeError(requirement)


def carrier(requirement: dict[str, Any]) -> set[str]:
    by = requirement.get("switched_by")
    return plain(by) if by is not None else set()


def plain(requirement: Any) -> set[str]:
    """What a requirement uses, without what its own options are switched by."""
    match requirement:
        case str(name):
            return {name}
        case list(items) | {"all_of": items} | {"any_of": items}:
            return set().union(*map(plain, items))
        case {"use": primary}:
            return plain(primary).union(*map(plain, requirement.get("fallbacks", [])))
    raise TypeError(requirement)


def random_promises(seed: int) -> dict[str, Any]:
    """A random model whose services have tiers, and some promises of their own."""
    model, dice = random_model(seed), Seeded(seed)
    for has in model["services"].values():
        if dice.chance(85):
            has["tier"] = dice.pick(list(TIERS))
        if dice.chance(25):
            has["rto"] = dice.pick(("1h", "2h", "4h", "9h"))
        if dice.chance(20):
            has["survives"] = dice.number(0, 1)
    model["policy"] = {
        "tiers": {
            "gold": {"rto": "1h", "slo": "99.9%", "survives": 1},
            "iron": {"rto": "4h", "slo": "99.5%", "survives": 1},
            "clay": {},
        }
    }
    return model


def reported(model: dict[str, Any]) -> dict[tuple[str, str], set[tuple[str, ...]]]:
    """By service and slot the causes that the rule tells."""
    loaded, findings = load_text(json.dumps(model))
    assert loaded is not None, [f.message for f in findings]
    told: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for hit in unsafe_dependency.check(Assessment(loaded)):
        for victim in hit.victims:
            told.setdefault(victim, set()).add(hit.cause)
    return told


def least(reading: Reading, requirement: Any, names: Iterable[str]) -> set[tuple[str, ...]]:
    """The minimal sets of names without which a requirement is unmet."""
    found: set[tuple[str, ...]] = set()
    ordered = sorted(names)
    for size in range(1, len(ordered) + 1):
        for chosen in combinations(ordered, size):
            world = World(frozenset(chosen), True, reading.procedures)
            if not any(set(f) < set(chosen) for f in found) and not met(requirement, world):
                found.add(chosen)
    return found


def expected(
    model: dict[str, Any],
) -> Iterator[tuple[tuple[str, str], set[tuple[str, ...]], set[tuple[str, ...]]]]:
    """By service and slot the services each of which is needed, else the sets of lower ones."""
    reading, services = Reading(model), model["services"]
    for name, has in services.items():
        hard = {
            slot: (need, offered(need, reading.components))
            for slot, need in has.get("needs", {}).items()
            if of(need, "optional") in (None, False) and of(need, "at_start") != "only"
        }
        if "in" in has:
            hard["in"] = (has["in"], has["in"])
        for slot, (written, left) in hard.items():
            others = {n for n in serving(written) if n in services}
            weak = {n for n in others if less(has, services[n], alone=True)}
            each = {cause for cause in least(reading, left, weak) if not cause[1:]}
            low = {n for n in others if less(has, services[n], alone=False)}
            together = least(reading, left, low - {name for cause in each for name in low})
            yield (name, slot), each, together


@pytest.mark.parametrize("block", range(4))
def test_random_models(block: int) -> None:
    found = pairs = 0
    for seed in range(block * 150, block * 150 + 150):
        model = random_promises(seed)
        told = reported(model)
        for victim, each, together in expected(model):
            causes = told.pop(victim, set())
            if each:
                assert causes == each, seed
            else:
                # Of several minimal sets one is told.
                assert causes <= together, seed
                assert len(causes) == bool(together), seed
            found += len(each)
            pairs += bool(together)
        assert told == {}, seed
    assert found > 50
    assert pairs
