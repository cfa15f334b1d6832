"""Data loss against a direct reading of the text, and two outages that turned on a copy."""

import random
from math import inf
from typing import Any

import pytest

from drctl.analysis.data_loss import data_losses
from drctl.analysis.states import states
from drctl.graph import build
from drctl.model import load_text
from drctl.model.model import Model
from tests.analysis.test_recovery import everything, loaded
from tests.oracle.models import random_model
from tests.oracle.reading import Reading, World, met


def lost(model: Model, fails: list[str], *corrupts: str) -> dict[str, float]:
    after = states(build(model), [fails])[0].after
    down = {name for name, state in after.items() if state == "down"}
    return {loss.address: loss.seconds for loss in data_losses(model, down, corrupts)}


def stored(model: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """A random model in which services and providers keep data in copies anywhere."""
    names = everything(model)
    for section in ("providers", "services"):
        for has in model.get(section, {}).values():
            has["data"] = {
                f"s{i}": {"copies": [copy(dice, names) for _ in range(dice.randint(1, 3))]}
                for i in range(dice.randint(0, 2))
            }
    return model


def copy(dice: random.Random, names: list[str]) -> dict[str, Any]:
    where: Any = dice.choice(names)
    if dice.random() < 0.3:
        where = {"use": where, "fallbacks": [n for n in names if n != where][:1]}
    made = {"in": where, "lag": f"{dice.choice((0, 0, 5, 60))}s"}
    if dice.random() < 0.6:
        made["kind"] = dice.choice(("primary", "replica", "backup"))
    return made


def read(model: dict[str, Any], fails: list[str], corrupts: set[str]) -> dict[str, float]:
    """The sentence: the least lag over copies whose `in` is met; of backups only if corrupted."""
    reading = Reading(model)
    down = reading.down(frozenset(fails), people_act=True)
    world = World(down, True, reading.procedures)
    found: dict[str, float] = {}
    for name, has in reading.components.items():
        for store, kept in has.get("data", {}).items():
            left = [c for c in kept["copies"] if met(c["in"], world)]
            if f"{name}.{store}" in corrupts:
                left = [c for c in left if c.get("kind") == "backup"]
            lags = [float(c["lag"].removesuffix("s")) for c in left]
            found[f"{name}.{store}"] = min(lags, default=inf)
    return {address: seconds for address, seconds in found.items() if seconds > 0}


def test_random_models() -> None:
    compared = 0
    for seed in range(1000):
        dice = random.Random(seed)
        written = stored(random_model(seed), dice)
        model = loaded(written)
        if model is None:
            continue
        able = [n for n, c in model.components.items() if c.can_fail]
        fails = dice.sample(able, min(len(able), dice.randint(1, 3)))
        stores = [f"{n}.{s}" for n, c in model.components.items() for s, _ in c.data]
        corrupts = set(dice.sample(stores, min(len(stores), dice.randint(0, 2))))
        assert lost(model, fails, *corrupts) == read(written, fails, corrupts), f"seed {seed}"
        compared += 1
    assert compared > 800


OVH = """
drctl: 1
domains: {sbg: {kind: site}, sbg2: {kind: site, in: sbg}, elsewhere: {kind: site}}
services:
  shop:
    in: sbg2
    rpo: 24h
    data: {orders: {copies: [{in: sbg2, kind: primary}, {in: sbg, lag: 1d, kind: backup}]}}
"""


@pytest.mark.parametrize(
    ("backup", "fails", "seconds", "kept"),
    [
        # 10 March 2021: the backup stood on the same site, and the site was lost.
        ("sbg", ["sbg"], inf, False),
        ("sbg", ["sbg2"], 86400, True),
        ("elsewhere", ["sbg"], 86400, True),
    ],
)
def test_a_backup_in_the_same_house(
    backup: str, fails: list[str], seconds: float, kept: bool
) -> None:
    model, findings = load_text(OVH.replace("{in: sbg, lag", f"{{in: {backup}, lag"))
    assert model is not None, findings
    after = states(build(model), [fails])[0].after
    down = {name for name, state in after.items() if state == "down"}
    (found,) = data_losses(model, down)
    assert (found.address, found.seconds, found.kept) == ("shop.orders", seconds, kept)


def test_what_was_destroyed_is_left_in_backups_only() -> None:
    """May 2024: what deleted a customer's cloud left the copy at another provider."""
    model, findings = load_text("""
drctl: 1
domains: {account: {kind: account}}
services:
  fund:
    failure: never
    data:
      members:
        copies:
          - {in: account, kind: primary}
          - {in: account, lag: 5s, kind: replica}
          - {in: vault, lag: 12h, kind: backup}
  vault: {}
""")
    assert model is not None, findings
    assert lost(model, []) == {}
    assert lost(model, [], "fund.members") == {"fund.members": 43200}
    assert lost(model, ["account"]) == {"fund.members": 43200}
    assert lost(model, ["account", "vault"]) == {"fund.members": inf}
