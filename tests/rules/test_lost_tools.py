"""`recovery-tool-in-blast-radius` and `control-plane-failover` on random models.

Held by asking the text what would be if: a switch is hindered when the need, unmet, would be met
with all that its fallbacks require waived.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from drctl.assessment import Assessment
from tests.analysis.test_recovery import everything, loaded, timed
from tests.oracle.models import random_model
from tests.oracle.reading import Reading, World, carried, may_switch, met
from tests.oracle.wants import Requirement, offered

HELP = ("requires", "procedure")


def equipped(model: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Repairs by procedure, and a place where the runbooks are read."""
    for has in (
        h for s in ("domains", "providers", "services") for h in model.get(s, {}).values()
    ):
        failure = has.get("failure")
        if isinstance(failure, dict) and model["procedures"] and dice.random() < 0.5:
            failure["procedure"] = dice.choice(sorted(model["procedures"]))
    model["policy"] = {"hosted_on": [dice.choice(everything(model))]}
    return model


def hard(has: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Requirement]]:
    """The hard needs that have fallbacks, with their keys, as offered."""
    for slot, raw in has.get("needs", {}).items():
        keys = raw if isinstance(raw, dict) else {}
        if keys.get("optional", False) is False and keys.get("at_start") != "only":
            yield slot, keys, raw


def used(requirement: Requirement) -> Iterator[str]:
    """The names that a requirement uses."""
    match requirement:
        case str(name):
            yield name
        case list(items) | {"all_of": items} | {"any_of": items}:
            for item in items:
                yield from used(item)
        case {"use": primary}:
            yield from used(primary)
            for other in requirement.get("fallbacks", []):
                yield from used(other)


class Asked:
    """One model and one failure, asked what is wanted and lost."""

    def __init__(self, model: dict[str, Any], cause: str) -> None:
        self.cause = cause
        self.reading = Reading(model)
        self.components = self.reading.components
        down = self.reading.down(frozenset({cause}), people_act=True)
        self.world = World(down, True, self.reading.procedures)
        self.model = model

    def found(self) -> Iterator[tuple[str, str, str]]:
        for name, has in self.components.items():
            if name == self.cause:
                if not all(met(needed, self.world) for needed in self.for_repair(has)):
                    yield self.cause, "repair", name
                continue
            if "in" in has and not met(has["in"], self.world):
                continue
            needs = [(s, k, offered(raw, self.components)) for s, k, raw in hard(has)]
            if all(k.get("fallbacks") or met(made, self.world) for _, k, made in needs):
                for slot, keys, made in needs:
                    if keys.get("fallbacks"):
                        yield from self.of_need(name, f"{name}.{slot}", keys, made)
        (host,) = self.model["policy"]["hosted_on"]
        before = self.reading.down(frozenset({self.cause}), people_act=False)
        if host in self.world.down and (before & set(self.model["services"])) - {host}:
            yield self.cause, "read", host

    def for_repair(self, has: dict[str, Any]) -> Iterator[Requirement]:
        failure = has.get("failure", {})
        if isinstance(failure, dict):
            yield from (failure[key] for key in ("requires",) if key in failure)
            if "procedure" in failure:
                written = self.reading.procedures[failure["procedure"]]
                for part in (written, *written["steps"]):
                    yield from (part[key] for key in ("requires",) if key in part)

    def of_need(
        self, name: str, address: str, keys: dict[str, Any], made: Requirement
    ) -> Iterator[tuple[str, str, str]]:
        world = self.world
        if not met(made, world):
            bare = [
                {k: v for k, v in f.items() if k not in HELP}
                if isinstance(f, dict) and "use" in f
                else f
                for f in made["fallbacks"]
            ]
            if met({**made, "fallbacks": bare}, world):
                yield self.cause, "switch", address
            return
        if name in world.down or (carried(made, world) and met(made["use"], world)):
            return
        left = [f for f in made["fallbacks"] if may_switch(f, made, world) and met(f, world)]
        noticing = keys.get("detect", {}).get("requires")
        by_itself = any(isinstance(f, dict) and f.get("switch") == "automatic" for f in left)
        if noticing is not None and not by_itself and not met(noticing, world):
            yield self.cause, "notice", address
        if all(self.cannot_start(option) for option in left):
            yield self.cause, "launch", address

    def cannot_start(self, option: Requirement) -> bool:
        return any(
            isinstance(raw, dict)
            and raw.get("at_start") == "only"
            and raw.get("optional", False) is False
            and not met(offered(raw, self.components), self.world)
            for name in used(option)
            for raw in self.components[name].get("needs", {}).values()
        )


@pytest.mark.parametrize("first", range(0, 1200, 600))
def test_random_models(first: int) -> None:
    kinds: set[str] = set()
    for seed in range(first, first + 600):
        dice = random.Random(seed)
        written = equipped(timed(random_model(seed), dice), dice)
        for has in written["services"].values():
            for raw in (raw for raw in has.get("needs", {}).values() if isinstance(raw, dict)):
                raw.pop("wants", None) if raw.get("at_start") == "only" else None
        model = loaded(written)
        if model is None:
            continue
        wanted = set()
        for cause in (n for n, c in model.components.items() if c.can_fail):
            wanted |= set(Asked(written, cause).found())
        found = {(t.cause, t.what, t.address) for t in Assessment(model).lost_tools}
        assert found == wanted, f"seed {seed}"
        kinds |= {what for _, what, _ in found}
    assert kinds == {"switch", "launch", "notice", "repair", "read"}
