"""Callers that give up too early, against every path of calls on random models."""

import json
from collections.abc import Iterator

import pytest

from drctl.analysis.patience import impatient, switches
from drctl.model import load_text
from drctl.model.model import Model
from tests.oracle.dice import Seeded

NAMES = tuple("abcdefg")


def random_text(seed: int) -> str:
    dice = Seeded(seed)
    services: dict[str, object] = {}
    for at, name in enumerate(NAMES):
        needs: dict[str, object] = {}
        for slot in range(dice.number(0, 2)):
            called = dice.pick(NAMES[at + 1 :] or ("z",))
            need: dict[str, object] = {"use": called}
            if dice.chance(60):
                need["timeout"] = f"{dice.number(1, 12)}s"
            if dice.chance(40):
                way: dict[str, object] = {"use": "y", "switch": dice.pick(("automatic", "manual"))}
                if dice.chance(40):
                    way["timeout"] = f"{dice.number(1, 6)}s"
                need["fallbacks"] = [way]
            needs[f"n{slot}"] = need
        services[name] = {"needs": needs}
    return json.dumps({"drctl": 1, "providers": {"y": {}, "z": {}}, "services": services})


def slow(model: Model) -> Iterator[tuple[str, str]]:
    """Every path of calls to a need that switches, walked down: the last that is too short."""
    needs = [need for c in model.components.values() for need in c.needs]

    def paths(at: str, seen: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield seen
        need = model.need(at)
        assert need is not None
        used = need.requirement
        called = used.options[0].requirement if hasattr(used, "options") else used
        for other in needs:
            if other.component == called.name:  # type: ignore[union-attr]
                yield from paths(other.address, (*seen, other.address))

    for need in needs:
        for path in paths(need.address, (need.address,)):
            last = model.need(path[-1])
            assert last is not None
            switching = switches(last)
            callers = [model.need(address) for address in path[:-1]]
            if switching is None or not callers:
                continue
            if any(o.switch == "automatic" for c in callers if c for o in c.fallbacks):
                continue
            waits = [c.timeout for c in callers if c]
            first, *between = waits
            wait_long_enough = all(t is None or t >= switching.takes for t in between)
            if first is not None and first < switching.takes and wait_long_enough:
                yield path[0], path[-1]


@pytest.mark.parametrize("seed", range(150))
def test_the_same_as_walking_every_path(seed: int) -> None:
    model, findings = load_text(random_text(seed))
    assert model is not None, [f.message for f in findings]
    found = {(x.need.address, x.switching.need.address) for x in impatient(model)}
    assert found == set(slow(model))
    for each in impatient(model):
        assert each.chain[-1] is each.switching.need


def test_the_random_models_have_some() -> None:
    models = [load_text(random_text(seed))[0] for seed in range(150)]
    assert sum(len(impatient(model)) for model in models if model) > 50
