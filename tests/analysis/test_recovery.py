"""Recovery times, against a direct reading of the text and against cases worked out by hand."""

import json
import random
from math import inf
from typing import Any

import pytest

from drctl.analysis.recovery import Onset, play, times
from drctl.graph.clock import clock
from drctl.model import load_text
from drctl.model.model import Model
from tests.oracle.models import maps, random_model
from tests.oracle.recovering import Playing

MODELS = 2000
PER_TEST = 100


def timed(model: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """A random model with times everywhere, some of them left out."""
    for section in ("domains", "providers", "services"):
        for name, has in model.get(section, {}).items():
            others = [n for n in everything(model) if n != name]
            if has.get("failure") != "never" and dice.random() < 0.8:
                has["failure"] = {}
                if dice.random() < 0.85:
                    has["failure"]["restore"] = some(dice)
                if others and dice.random() < 0.3:
                    has["failure"]["requires"] = helper(dice, others)
            if dice.random() < 0.6:
                has["restart"] = some(dice)
            for need in has.get("needs", {}).values():
                if isinstance(need, dict):
                    decorate(need, dice, others)
            for written in maps([*has.get("needs", {}).values(), has.get("in", [])]):
                fallbacks = written.get("fallbacks", [])
                for place, option in enumerate(fallbacks):
                    fallbacks[place] = joined_later(option, dice)
    for procedure in model.get("procedures", {}).values():
        for step in procedure["steps"]:
            if dice.random() < 0.8:
                step["takes"] = some(dice)
    return model


def everything(model: dict[str, Any]) -> list[str]:
    return [n for s in ("domains", "providers", "services") for n in model.get(s, {})]


def some(dice: random.Random) -> str:
    return f"{dice.choice((0, 1, 2, 5, 10, 20, 40))}s"


def helper(dice: random.Random, others: list[str]) -> Any:
    """What a repair or a detection requires, sometimes with a way round."""
    first = dice.choice(others)
    second = [n for n in others if n != first]
    if second and dice.random() < 0.4:
        return {"use": first, "fallbacks": [{"use": dice.choice(second), "after": some(dice)}]}
    return first


def decorate(need: dict[str, Any], dice: random.Random, others: list[str]) -> None:
    # A need that counts only at start may be one that wants rule out: it stays so.
    if dice.random() < 0.35 and need.get("at_start") != "only":
        need["at_start"] = dice.choice((True, False, False, "only"))
    if dice.random() < 0.25:
        need["tolerates"] = some(dice)
    if dice.random() < 0.4:
        need["detect"] = {"within": some(dice)}
        if others and dice.random() < 0.4:
            need["detect"]["requires"] = helper(dice, others)


def joined_later(option: Any, dice: random.Random) -> Any:
    """A fallback with another `after`, or without one."""
    made = dict(option) if isinstance(option, dict) and "use" in option else {"use": option}
    made.pop("after", None)
    if dice.random() < 0.8:
        made["after"] = some(dice)
    return made


def loaded(model: dict[str, Any]) -> Model | None:
    return load_text(json.dumps(model))[0]


@pytest.mark.parametrize("first", range(0, MODELS, PER_TEST))
def test_random_models(first: int) -> None:
    compared = 0
    for seed in range(first, first + PER_TEST):
        dice = random.Random(seed)
        written = timed(random_model(seed), dice)
        model = loaded(written)
        if model is None:  # the times made a circle of procedures or named a thing twice
            continue
        made = clock(model)
        known = {unknown: times(model, made, unknown) for unknown in (0.0, inf)}
        able = [n for n, c in model.components.items() if c.can_fail]
        for _ in range(3):
            fails = frozenset(dice.sample(able, min(len(able), dice.randint(1, 2))))
            for unknown, given in known.items():
                wanted = Playing(written, unknown).times(fails)
                run = play(made, given, Onset(dict.fromkeys(fails)))
                found = {name: run.up(i) for name, i in made.ids.items()}
                assert found == wanted, f"seed {seed}, {sorted(fails)}, unknown {unknown}"
                compared += 1
    assert compared > PER_TEST


def test_more_failures_never_give_a_shorter_time() -> None:
    for seed in range(300):
        dice = random.Random(seed)
        model = loaded(timed(random_model(seed), dice))
        if model is None:
            continue
        made = clock(model)
        known = times(model, made, inf)
        able = [n for n, c in model.components.items() if c.can_fail]
        one = dict.fromkeys(dice.sample(able, 1))
        more = one | dict.fromkeys(dice.sample(able, min(len(able), 2)))
        few, many = play(made, known, Onset(one)), play(made, known, Onset(more))
        for name, i in made.ids.items():
            assert few.up(i) <= many.up(i), f"seed {seed}, {name}"
