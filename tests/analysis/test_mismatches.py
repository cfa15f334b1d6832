"""Options that are not what is wanted, against rule 1's own word on them, on random models."""

import json
from collections.abc import Iterator

import pytest

from drctl.analysis.mismatches import mismatches
from drctl.graph.wants import ruled_out
from drctl.model import load_text
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Ref, Requirement
from drctl.model.source import Path
from tests.oracle.models import random_model


def loaded(seed: int) -> Model:
    model, findings = load_text(json.dumps(random_model(seed)))
    assert model is not None, [f.message for f in findings]
    return model


def ruled(model: Model, need: Need, requirement: Requirement, today: bool) -> Iterator[Path]:
    """Where rule 1 leaves an option out, walked as the nets walk it."""
    match requirement:
        case AllOf(items):
            for item in items:
                yield from ruled(model, need, item, today)
        case AnyOf(options) | Choice(options):
            for i, option in enumerate(options):
                runs = today and i == 0 and isinstance(requirement, Choice)
                if not runs and ruled_out(option.requirement, need.wants, model.components):
                    yield option.requirement.path
                yield from ruled(model, need, option.requirement, runs)


@pytest.mark.parametrize("seed", range(120))
def test_what_does_not_run_today_is_what_rule_1_leaves_out(seed: int) -> None:
    model = loaded(seed)
    for component in model.components.values():
        for need in component.needs:
            found = mismatches(model, need)
            out = {m.path for m in found if not m.runs_today}
            assert out == set(ruled(model, need, need.requirement, True)), need.address
            assert all(m.lacks and isinstance(m.used, (Ref, AllOf)) for m in found)
            assert not any(lack.unknown for m in found if m.runs_today for lack in m.lacks)


def test_the_random_models_have_some() -> None:
    every = [need for s in range(120) for c in loaded(s).components.values() for need in c.needs]
    assert sum(bool(need.wants) for need in every) > 50


def test_keys_are_asked_for_apart() -> None:
    model, _ = load_text(
        "drctl: 1\nproviders: {a: {}, b: {jurisdiction: CN, capabilities: {tools: false}}}\n"
        "services: {web: {needs: {x: {use: a, fallbacks: [b], "
        "wants: {residency: EU, tools: true}}}}}\n"
    )
    assert model is not None
    need = model.need("web.x")
    assert need is not None
    assert [lack.key for m in mismatches(model, need) for lack in m.lacks] == [
        "residency",
        "tools",
    ]
    only = mismatches(model, need, ("tools",))
    assert [(lack.key, lack.names) for m in only for lack in m.lacks] == [("tools", ("b",))]
