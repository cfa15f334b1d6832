"""Concentration, against figures worked out by hand and the slow reading of random models."""

import json
from math import inf
from typing import Any

import pytest

from drctl.analysis.concentration import By, Effect, Group, concentration, effects, grouped
from drctl.analysis.outcome import Outcomes
from drctl.graph import build
from drctl.model import load_text
from drctl.model.model import Model
from tests.oracle.dice import Seeded
from tests.oracle.models import SECTIONS, random_model
from tests.oracle.reading import Reading

KINDS: tuple[By, ...] = ("vendor", "jurisdiction", "region")

# Two clouds: `shop` runs on the one and asks the other, `blog` has a way round by hand.
SMALL = """\
drctl: 1
policy: {tiers: {critical: {rpo: 1h}, internal: {}}}
domains:
  east: {kind: region, vendor: aws, jurisdiction: US, failure: {availability: 99%, restore: 6h}}
  west: {kind: region, vendor: aws, jurisdiction: US, failure: {availability: 99%, restore: 2h}}
  cage: {kind: site, vendor: scioto, failure: never}
  soil: {kind: region, failure: never}
providers:
  cards: {vendor: stripe, jurisdiction: US, failure: {availability: 99%, restore: 1h}}
services:
  shop:
    tier: critical
    in: east
    needs: {cards: cards}
    data: {orders: {copies: [{in: east}, {in: west, lag: 5m}, {in: cage, lag: 1d}]}}
  shelf: {tier: critical, failure: never, needs: {hints: {use: blog, optional: true}}}
  blog:
    tier: internal
    in: {use: west, fallbacks: [{use: cage, switch: manual, after: 20m}]}
  list: {in: cage}
"""


def model_of(text: str) -> Model:
    model, findings = load_text(text)
    assert model is not None, [f.message for f in findings]
    return model


def groups(text: str, by: By) -> dict[str, Group]:
    model = model_of(text)
    found = concentration(model, Outcomes(model, build(model)), by)
    return {group.cause.name: group for group in found}


def counts(group: Group) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {t.tier: (t.before, t.after, t.degraded) for t in group.tiers if t.hit}


def test_what_goes_with_each_vendor() -> None:
    found = groups(SMALL, "vendor")
    # What never fails by itself is no member, and a vendor with no member is no group.
    assert list(found) == ["aws", "stripe"]
    aws, stripe = found.values()
    assert list(aws.cause.fails) == ["east", "west"]
    assert counts(aws) == {
        "critical": (("shop",), ("shop",), ()),
        "internal": (("blog",), (), ()),
    }
    assert [(t.tier, t.services) for t in aws.tiers] == [
        ("critical", 2),
        ("internal", 1),
        ("", 1),
    ]
    assert [t.share for t in aws.tiers] == [0.5, 0, 0]
    assert counts(stripe) == {"critical": (("shop",), ("shop",), ())}


def test_the_longest_and_what_is_lost() -> None:
    aws = groups(SMALL, "vendor")["aws"]
    assert aws.longest is not None and aws.lost is not None
    assert (aws.longest.component, aws.longest.most) == ("shop", 6 * 3600)
    # The regions' copies are out of reach; the cage's is a day behind.
    assert (aws.lost.address, aws.lost.seconds) == ("shop.orders", 86400)
    assert groups(SMALL, "vendor")["stripe"].lost is None


def test_regions_are_the_domains_that_say_so_and_can_fail() -> None:
    found = groups(SMALL, "region")
    assert list(found) == ["east", "west"]
    west = found["west"]
    assert west.cause.words == "west"
    assert west.longest is not None
    assert (west.longest.component, west.longest.most) == ("blog", 20 * 60)


def test_jurisdictions() -> None:
    (us,) = groups(SMALL, "jurisdiction").values()
    assert list(us.cause.fails) == ["cards", "east", "west"]
    # The shop waits for the region, and for the cards, which are back long before.
    assert us.longest is not None
    assert us.longest.most == 6 * 3600


def test_a_time_that_is_not_written_is_told_as_unknown() -> None:
    text = SMALL.replace(", failure: {availability: 99%, restore: 1h}", "")
    stripe = groups(text, "vendor")["stripe"]
    assert stripe.longest is not None
    assert (stripe.longest.least, stripe.longest.most) == (0, inf)


def test_the_worst_first() -> None:
    """The highest tier decides; in it what is down for good, then at first, then degraded."""
    text = """\
drctl: 1
policy: {tiers: {gold: {}, iron: {}}}
providers:
  soft: {vendor: soft}
  hand: {vendor: hand}
  good: {vendor: good}
  iron: {vendor: iron}
  none: {vendor: none}
services:
  a: {tier: gold, needs: {x: good}}
  b: {tier: gold, needs: {x: {use: hand, fallbacks: [c]}}}
  c: {tier: gold, needs: {x: {use: soft, optional: true}}}
  d: {tier: iron, needs: {x: iron}}
  e: {tier: iron, needs: {x: iron}}
"""
    assert list(groups(text, "vendor")) == ["good", "hand", "soft", "iron", "none"]
    assert [name for name, g in groups(text, "vendor").items() if not g.hit] == ["none"]


def test_what_each_group_does_to_one_component() -> None:
    model = model_of(SMALL)
    outcomes = Outcomes(model, build(model))

    def told(effect: Effect) -> tuple[str, str, str, float | None]:
        lasting = effect.recovery.most if effect.recovery else None
        return effect.cause.name, effect.before, effect.after, lasting

    shop = [told(e) for e in effects(model, outcomes, "vendor", "shop")]
    assert shop == [("aws", "down", "down", 6 * 3600), ("stripe", "down", "down", 3600)]
    blog = [told(e) for e in effects(model, outcomes, "region", "blog")]
    assert blog == [("west", "down", "up", 20 * 60), ("east", "up", "up", None)]
    with pytest.raises(KeyError):
        effects(model, outcomes, "vendor", "nobody")


def test_a_model_that_states_no_group_has_none() -> None:
    assert groups("drctl: 1\nservices: {a: {}}\n", "vendor") == {}


def members(model: dict[str, Any], by: By) -> dict[str, list[str]]:
    """The groups, read from the plain data."""
    found: dict[str, list[str]] = {}
    for section in SECTIONS.values():
        for name, has in model.get(section, {}).items():
            group = name if has.get("kind") == "region" else None
            group = group if by == "region" else has.get(by)
            if group is not None and has.get("failure") != "never":
                found.setdefault(group, []).append(name)
    return found


@pytest.mark.parametrize("block", range(10))
def test_states_on_random_models(block: int) -> None:
    hit = 0
    for seed in range(block * 20, block * 20 + 20):
        model = random_model(seed)
        dice = Seeded(seed)
        tiers = ("gold", "iron")
        model["policy"] = {"tiers": {tier: {} for tier in tiers}}
        for section in SECTIONS.values():
            for has in model.get(section, {}).values():
                if dice.chance(50):
                    has["vendor"] = dice.pick(("x", "y", "z"))
        for has in model["services"].values():
            if dice.chance(80):
                has["tier"] = dice.pick(tiers)
        reading = Reading(model)
        for by in KINDS:
            found = groups(json.dumps(model), by)
            wanted = members(model, by)
            assert {n: sorted(wanted[n]) for n in wanted} == {
                n: list(g.cause.fails) for n, g in found.items()
            }
            for name, group in found.items():
                fails = frozenset(wanted[name])
                before, after = (reading.states(fails, people_act=p) for p in (False, True))
                for tier in group.tiers:
                    services = {
                        n
                        for n, has in model["services"].items()
                        if has.get("tier", "") == tier.tier
                    }
                    assert tier.services == len(services)
                    for told, states, state in (
                        (tier.before, before, "down"),
                        (tier.after, after, "down"),
                        (tier.degraded, after, "degraded"),
                    ):
                        assert set(told) == {n for n in services if states[n] == state}, seed
                hit += group.hit
    assert hit > 20


def test_groups_without_a_member_that_can_fail_are_left_out() -> None:
    model = model_of("drctl: 1\nservices: {a: {vendor: x, failure: never}, b: {vendor: y}}\n")
    assert [cause.name for cause in grouped(model, "vendor")] == ["y"]
