"""`View` reads rule 1 on the model itself; the nets are its oracle on random models."""

import json
from itertools import combinations

import pytest

from drctl.analysis.availability import View
from drctl.analysis.states import states
from drctl.graph import build
from drctl.model import Model, load_text
from drctl.model.component import Component
from drctl.model.requirement import AnyOf, Choice, choices
from tests.oracle.models import random_model


def model_of(seed: int) -> Model:
    model, findings = load_text(json.dumps(random_model(seed)))
    assert model is not None, [f.message for f in findings]
    return model


def stands(view: View, component: Component) -> bool:
    """Whether nothing but its own failure takes a component down."""
    place = component.placement
    return (place is None or view.met(place)) and all(
        view.met(need.requirement, need.wants) for need in component.needs if need.hard
    )


@pytest.mark.parametrize("people_act", [True, False])
@pytest.mark.parametrize("seed", range(80))
def test_what_is_down_is_what_fails_and_what_is_unmet(seed: int, people_act: bool) -> None:
    """A fixpoint of the nets is one of `View`: down exactly when failed or unmet."""
    model = model_of(seed)
    able = [name for name, c in model.components.items() if c.can_fail]
    scenarios = [frozenset(s) for size in range(3) for s in combinations(able, size)]
    answers = states(build(model), scenarios)
    for fails, answer in zip(scenarios, answers, strict=True):
        found = answer.after if people_act else answer.before
        down = {name for name, state in found.items() if state == "down"}
        view = View(model, down, people_act)
        again = {n for n, c in model.components.items() if n in fails or not stands(view, c)}
        assert again == down, fails


@pytest.mark.parametrize("seed", range(80))
def test_every_option_is_available_or_lost_for_a_reason_that_suffices(seed: int) -> None:
    """With only its culprits down an option is lost as well; with none down it is not."""
    model = model_of(seed)
    names = sorted(model.components)
    for down in (set(names[::2]), set(names[1::2]), set(names[:1])):
        view = View(model, down)
        for need in (n for c in model.components.values() for n in c.needs):
            node = need.requirement
            if not isinstance(node, (Choice, AnyOf)):
                continue
            lost = view.losses(node, need.wants)
            assert len(lost) + len(view.available(node, need.wants)) == len(node.options)
            for loss in lost:
                assert set(loss.culprits) <= down
                alone = View(model, set(loss.culprits)).losses(node, need.wants)
                assert any(other.option is loss.option for other in alone)


@pytest.mark.parametrize("seed", range(60))
def test_culprits_suffice(seed: int) -> None:
    model = model_of(seed)
    names = sorted(model.components)
    for down in (set(names[::2]), set(names[1::2]), set(names)):
        view = View(model, down, people_act=False)
        for component in model.components.values():
            for need in component.needs:
                because = view.culprits(need.requirement, need.wants)
                alone = View(model, because, people_act=False)
                if not view.met(need.requirement, need.wants):
                    assert not alone.met(need.requirement, need.wants)
                    assert set(because) <= down


def test_the_random_models_have_nested_choices() -> None:
    """What is held together above is not trivial."""
    needs = [n for seed in range(60) for c in model_of(seed).components.values() for n in c.needs]
    assert sum(len(list(choices(n.requirement))) > 1 for n in needs) > 20
    assert sum(bool(n.wants) for n in needs) > 20
