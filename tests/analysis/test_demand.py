"""The load that enters at services, by hand and against one path at a time on random models."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from drctl.analysis.demand import Demand, Demands
from drctl.analysis.states import states
from drctl.graph import build
from drctl.model import load_text
from drctl.model.model import Model
from tests.oracle.dice import Dice, Seeded


def model_of(text: str) -> Model:
    model, findings = load_text(text)
    assert model is not None, [f.message for f in findings]
    return model


def demand(text: str, services: Iterable[str], fails: Iterable[str]) -> dict[str, Demand]:
    model = model_of(text)
    (found,) = states(build(model), [tuple(fails)])
    return {d.unit: d for d in Demands(model, list(services)).of(found)}


# A shop sends 100 rps to its page; a tenth of them ask a model, each of those 20 GPUs.
SHOP = """\
drctl: 1
domains: {zone: {}}
providers:
  cards: {}
  gpus: {capacity: 1000 GPUs}
  spare: {capacity: 1000 GPUs}
services:
  shop:
    needs:
      page: {use: page, load: 100 rps}
      pay: {use: cards, load: 5 rps, optional: true}
      trace: {use: trace, load: 7 rps, optional: unnoticed}
      image: {use: trace, load: 9 rps, at_start: only}
  page:
    needs:
      hints: {use: model, load: 0.1x, optional: true}
      trace: {use: trace, load: 1x, optional: unnoticed}
  model:
    in: zone
    needs:
      gpus: {use: gpus, fallbacks: [{use: spare, switch: manual}], load: 2x}
  trace: {}
  other: {needs: {model: {use: model, load: 3 rps}}}
"""


@pytest.mark.parametrize(
    ("fails", "expected"),
    [
        ([], {"rps": Demand("rps", 105)}),
        (["trace"], {"rps": Demand("rps", 105)}),
        (["cards"], {"rps": Demand("rps", 105, 5, 5, 5)}),
        (["page"], {"rps": Demand("rps", 105, 105, 105, 105)}),
        # What comes to the model is not followed to its GPUs.
        (["zone"], {"rps": Demand("rps", 105, 10)}),
        (["zone", "gpus"], {"rps": Demand("rps", 105, 10)}),
        (["gpus"], {"rps": Demand("rps", 105), "GPUs": Demand("GPUs", arrives=20)}),
        (["gpus", "spare"], {"rps": Demand("rps", 105, 10)}),
    ],
)
def test_by_hand(fails: list[str], expected: dict[str, Demand]) -> None:
    # The shop is down with its page, and then its other load has nowhere to go either.
    assert demand(SHOP, ["shop"], fails) == expected


def test_what_enters_elsewhere_is_no_part_of_it() -> None:
    assert demand(SHOP, ["other"], ["zone"]) == {"rps": Demand("rps", 3, 3, 3, 3)}
    assert demand(SHOP, ["model"], ["zone"]) == {}


def test_before_people_act() -> None:
    text = """\
drctl: 1
services:
  a: {needs: {x: {use: b, fallbacks: [{use: c, switch: manual}], load: 4 rps}}}
  b: {}
  c: {}
"""
    assert demand(text, ["a"], ["b"]) == {"rps": Demand("rps", 4, 4, 4, 0)}


def test_each_is_counted_once_where_it_enters() -> None:
    text = """\
drctl: 1
services:
  a: {needs: {x: {any_of: [b, c], load: {each: 4 rps}}}}
  b: {}
  c: {}
"""
    assert demand(text, ["a"], ["b"]) == {"rps": Demand("rps", 4, 4)}
    assert demand(text, ["a"], ["b", "c"]) == {"rps": Demand("rps", 4, 4, 4, 4)}


def test_a_model_without_loads_has_no_demand() -> None:
    assert demand("drctl: 1\nservices: {a: {needs: {x: b}}, b: {}}\n", ["a"], ["b"]) == {}


def random_loads(dice: Dice) -> dict[str, Any]:
    """Services that need later ones; every way of sending a load, nothing that fails here."""
    names = "abcdefgh"
    made: dict[str, Any] = {}
    for place, name in enumerate(names):
        later = names[place + 1 :]
        needs: dict[str, Any] = {}
        for slot in range(dice.number(0, 3) if len(later) > 2 else 0):
            chosen = [dice.pick(later) for _ in range(3)]
            chosen = list(dict.fromkeys(chosen))
            first, others = chosen[0], chosen[1:]
            need: dict[str, Any] = {"use": first}
            match dice.number(0, 3):
                case 1 if others:
                    need["fallbacks"] = [{"use": n, "switch": "automatic"} for n in others]
                case 2 if others:
                    members = [{"use": n, "weight": dice.number(1, 4)} for n in chosen]
                    need = {"any_of": members, "at_least": 1}
                case 3 if others:
                    need = {"all_of": chosen}
            need["load"] = dice.pick(("1x", "0.5x", "3x", "8 rps", "2 rps"))
            need["optional"] = dice.chance(40)
            needs[f"n{slot}"] = need
        made[name] = {"needs": needs} if needs else {}
    return {"drctl": 1, "services": made}


def along(services: dict[str, Any], need: dict[str, Any], amount: float, down: set[str]) -> float:
    """What of an amount comes to the fallen, followed one path after the other."""
    if "any_of" in need:
        weights = Counter({m["use"]: m["weight"] for m in need["any_of"]})
        parts = {name: amount * w / weights.total() for name, w in weights.items()}
    else:
        parts = dict.fromkeys(need.get("all_of", [need.get("use")]), amount)
    found = 0.0
    for name, part in parts.items():
        if name in down:
            found += part
            continue
        for further in services[name].get("needs", {}).values():
            if further["load"].endswith("x"):
                found += along(services, further, part * float(further["load"][:-1]), down)
    return found


def unmet(need: dict[str, Any], down: set[str]) -> bool:
    if "all_of" in need:
        return any(name in down for name in need["all_of"])
    options = need.get("any_of") or [need, *need.get("fallbacks", [])]
    return all(option["use"] in down for option in options)


@pytest.mark.parametrize("block", range(5))
def test_random_loads(block: int) -> None:
    some = 0.0
    for seed in range(block * 40, block * 40 + 40):
        dice = Seeded(seed)
        model = random_loads(dice)
        services = model["services"]
        chosen = [name for name in services if dice.chance(50)]
        fails = [name for name in services if dice.chance(25)]
        built = model_of(json.dumps(model))
        (found,) = states(build(built), [fails])
        down = {name for name, state in found.after.items() if state == "down"}
        enters = arrives = stops = 0.0
        for name in chosen:
            for need in services[name].get("needs", {}).values():
                if not need["load"].endswith("rps"):
                    continue
                amount = float(need["load"].split()[0])
                lost = name in down or unmet(need, down)
                enters += amount
                stops += amount if lost else 0
                arrives += amount if lost else along(services, need, amount, down)
        told = {d.unit: d for d in Demands(built, chosen).of(found)}
        if not enters:
            assert told == {}
            continue
        assert set(told) == {"rps"}
        assert told["rps"].enters == pytest.approx(enters)
        assert told["rps"].stops == pytest.approx(stops)
        assert told["rps"].arrives == pytest.approx(arrives), seed
        some += told["rps"].arrives - told["rps"].stops
    assert some > 0
