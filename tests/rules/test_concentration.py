"""The rules on vendors and jurisdictions on random models, against all failures of a group.

The slow reading says who falls with a whole group and with no single component of it; what the
rules say takes a service down must do so, and nothing of it may be superfluous.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from drctl.assessment import Assessment
from drctl.model import load_text
from drctl.rules import Hit, jurisdiction_concentration, vendor_concentration
from drctl.rules._rule import of_one_vendor
from tests.oracle.dice import Dice, Seeded
from tests.oracle.models import SECTIONS, random_model
from tests.oracle.reading import Reading

Names = frozenset[str]


def assessed(model: dict[str, Any] | str) -> Assessment:
    text = model if isinstance(model, str) else json.dumps(model)
    loaded, findings = load_text(text)
    assert loaded is not None, [f.message for f in findings]
    return Assessment(loaded)


def grouped_model(seed: int) -> dict[str, Any]:
    """A random model with vendors, jurisdictions and promises; of every two one is redundant."""
    dice = Seeded(seed)
    model = redundant(dice) if seed % 2 else random_model(seed)
    model["policy"] = {"tiers": {"gold": {"survives": 1}, "iron": {}}}
    for section in SECTIONS.values():
        for has in model.get(section, {}).values():
            if dice.chance(60):
                has["vendor"] = dice.pick(("x", "y"))
    for has in model["services"].values():
        has["tier"] = dice.pick(("gold", "gold", "iron"))
    return model


def redundant(dice: Dice) -> dict[str, Any]:
    """A model in which most things have a way round; little falls alone, much together."""
    places, others, own = ("p1", "p2", "p3"), ("o1", "o2", "o3", "o4"), ("s1", "s2", "s3", "s4")
    made: dict[str, Any] = {"drctl": 1, "domains": {}, "providers": {}, "services": {}}
    for name in places:
        made["domains"][name] = {"jurisdiction": dice.pick(("EU", "US"))}
    for name in others:
        made["providers"][name] = {"in": dice.pick(places)} if dice.chance(40) else {}
        if dice.chance(60):
            made["providers"][name]["jurisdiction"] = dice.pick(("EU", "US"))
    for turn, name in enumerate(own):
        ways = [*others, *own[turn + 1 :]]
        made["services"][name] = has = {}
        if dice.chance(60):
            has["in"] = {"any_of": two(dice, places), "at_least": 1}
        has["needs"] = {}
        for slot in range(dice.number(0, 2)):
            first, second = two(dice, ways)
            has["needs"][f"n{slot}"] = dice.pick(
                ({"any_of": [first, second]}, {"use": first, "fallbacks": [second]})
            )
    return made


def two(dice: Dice, names: Sequence[str]) -> list[str]:
    """Two different names."""
    first = dice.pick(names)
    return [first, dice.pick([name for name in names if name != first])]


def members(reading: Reading, key: str) -> dict[str, Names]:
    found: dict[str, set[str]] = {}
    for name in sorted(reading.can_fail):
        if key in reading.components[name]:
            found.setdefault(reading.components[name][key], set()).add(name)
    return {group: frozenset(names) for group, names in found.items()}


def hidden(model: dict[str, Any], reading: Reading, group: Names) -> Names:
    """The promised services that a group takes down, and no single component of it."""
    gold = {n for n, has in model["services"].items() if has["tier"] == "gold"} - group
    alone = [reading.down(frozenset({name}), people_act=True) for name in group]
    return (reading.down(group, people_act=True) & gold) - frozenset().union(*alone)


def plain(model: dict[str, Any], vendor: str) -> dict[str, Any]:
    """The model without the needs whose options are all of one vendor; their rule tells them."""
    loaded = assessed(model).model
    told = {
        (n.component, n.slot)
        for component in loaded.components.values()
        for n in component.needs
        if vendor in of_one_vendor(loaded, n)
    }
    copy: dict[str, Any] = json.loads(json.dumps(model))
    for section in SECTIONS.values():
        for name, has in copy.get(section, {}).items():
            for slot, need in has.get("needs", {}).items():
                if (name, slot) in told:
                    need["optional"] = "unnoticed"
    return copy


def of_vendors(model: dict[str, Any]) -> Iterator[tuple[Names, Names]]:
    """Each vendor's members with whom they take down together."""
    groups = members(Reading(model), "vendor")
    for name, group in groups.items():
        without = plain(model, name)
        both = hidden(model, Reading(model), group) & hidden(without, Reading(without), group)
        yield group, both


def of_jurisdictions(model: dict[str, Any]) -> Iterator[tuple[Names, Names]]:
    """Each jurisdiction's members with whom they take down, and no vendor among them does."""
    reading = Reading(model)
    vendors = members(reading, "vendor").values()
    for group in members(reading, "jurisdiction").values():
        gone = reading.down(group, people_act=True)
        with_one = [reading.down(vendor & gone, people_act=True) for vendor in vendors]
        yield group, hidden(model, reading, group) - frozenset().union(*with_one)


def holds(model: dict[str, Any], hits: list[Hit], groups: list[tuple[Names, Names]]) -> int:
    """Every victim is told once per group, with what suffices and nothing more."""
    reading = Reading(model)
    left = {(group, victim) for group, victims in groups for victim in victims}
    count = len(left)
    for hit in hits:
        cause = frozenset(hit.cause)
        assert len(cause) > 1
        for victim, need in hit.victims:
            assert need == ""
            pair = next(pair for pair in left if cause <= pair[0] and victim == pair[1])
            left.remove(pair)
            assert victim in reading.down(cause, people_act=True)
    assert left == set()
    return count


def minimal(model: dict[str, Any], hits: list[Hit]) -> None:
    reading = Reading(model)
    for hit in hits:
        for part in hit.cause:
            down = reading.down(frozenset(hit.cause) - {part}, people_act=True)
            assert not {victim for victim, _ in hit.victims} & down


@pytest.mark.parametrize("block", range(8))
def test_random_models(block: int) -> None:
    some = [0, 0]
    for seed in range(block * 60, block * 60 + 60):
        model = grouped_model(seed)
        assessment = assessed(model)
        vendors = list(vendor_concentration.check(assessment))
        some[0] += holds(model, vendors, list(of_vendors(model)))
        laws = list(jurisdiction_concentration.check(assessment))
        some[1] += holds(model, laws, list(of_jurisdictions(model)))
        minimal(model, laws)
    assert all(some), some


def test_what_a_service_promises_to_survive_is_no_matter_of_a_vendor() -> None:
    """Two of a vendor that take down a service which promises to survive two: a risk group."""
    text = """\
drctl: 1
domains:
  east: {vendor: aws}
  west: {vendor: aws}
  south: {vendor: aws}
services:
  chat: {survives: 2, in: {any_of: [east, west]}}
  shop: {survives: 2, in: {any_of: [east, west, south], at_least: 1}}
"""
    (hit,) = vendor_concentration.check(assessed(text))
    assert (hit.cause, hit.victims) == (("east", "south", "west"), (("shop", ""),))


def test_a_narrowed_finding_names_those_that_are_left() -> None:
    text = """\
drctl: 1
policy: {tiers: {gold: {survives: 1}}}
domains: {east: {vendor: aws}, west: {vendor: aws}}
services:
  chat: {tier: gold, in: {any_of: [east, west]}}
  shop: {tier: gold, in: {any_of: [east, west]}}
"""
    (hit,) = vendor_concentration.check(assessed(text))
    assert hit.narrow is not None
    left = hit.narrow([("shop", "")])
    assert (left.object, left.victims, left.cause) == ("shop.in", (("shop", ""),), hit.cause)
    assert "chat" not in left.message
    assert [place.note for place in hit.places] == [
        "the placement",
        "of aws",
        "of aws",
        "shop: no place that shop may run in is left",
    ]
