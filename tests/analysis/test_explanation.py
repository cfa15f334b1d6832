"""Why a component is in its state: every step is re-evaluated."""

import json
from itertools import combinations

import pytest

from drctl.analysis.availability import View
from drctl.analysis.cascade import Cascades
from drctl.analysis.explanation import Explainer, Explanation, explain
from drctl.analysis.states import states
from drctl.graph import build
from drctl.model import Model, load_text
from tests.oracle.models import random_model


def loaded(text: str) -> Model:
    model, findings = load_text("drctl: 1\n" + text)
    assert model is not None, [f.message for f in findings]
    return model


def explained(text: str, fails: str, component: str) -> Explanation:
    model = loaded(text)
    return explain(model, build(model), fails.split(), component)


def assert_steps_suffice(model: Model, fails: set[str], found: Explanation) -> None:
    """Each step follows from its `because` alone, which earlier steps have shown."""
    people_act = found.after == "down"
    shown: set[str] = set()
    for step in found.steps:
        assert step.component not in shown
        assert set(step.because) <= shown
        view = View(model, set(step.because), people_act)
        component = model.components[step.component]
        need = component.need(step.need)
        if step.gate == "fails":
            assert step.component in fails
        elif step.need == "in":
            assert component.placement is not None
            assert not view.met(component.placement)
        else:
            assert need is not None
            assert need.hard
            assert not view.met(need.requirement, need.wants)
        shown.add(step.component)


@pytest.mark.parametrize("seed", range(80))
def test_every_step_follows_from_its_causes(seed: int) -> None:
    model, findings = load_text(json.dumps(random_model(seed)))
    assert model is not None, [f.message for f in findings]
    graph = build(model)
    able = [name for name, c in model.components.items() if c.can_fail]
    scenarios = [set(s) for size in (1, 2) for s in combinations(able, size)]
    for fails, answer in zip(scenarios, states(graph, scenarios), strict=True):
        for name in model.components:
            found = explain(model, graph, fails, name)
            assert (found.before, found.after) == (answer.before[name], answer.after[name])
            assert bool(found.steps) == (found.before == "down")
            if found.steps:
                assert found.steps[-1].component == name
                assert_steps_suffice(model, fails, found)
            assert bool(found.degraded_by) == (found.after == "degraded")
            if found.after == "down":
                assert found.saved == ()


@pytest.mark.parametrize("seed", range(40))
def test_the_quick_way_tells_the_same_steps(seed: int) -> None:
    """`steps` looks at what falls only; `explain` looks at every component's state."""
    model, _ = load_text(json.dumps(random_model(seed)))
    assert model is not None
    graph = build(model)
    quick = Explainer(model, graph, Cascades(model, graph))
    for cause in (name for name, c in model.components.items() if c.can_fail):
        for name in model.components:
            whole = explain(model, graph, [cause], name)
            expected = whole.steps if whole.after == "down" else ()
            assert quick.steps([cause], name) == expected


CHAIN = """
domains: {zone: {}}
providers: {api: {in: zone}}
services:
  app: {needs: {llm: api}}
  web: {needs: {app: app}}
"""


def test_a_chain_is_told_from_the_failure_up() -> None:
    found = explained(CHAIN, "zone", "web")
    assert [(s.component, s.need, s.because) for s in found.steps] == [
        ("zone", "", ()),
        ("api", "in", ("zone",)),
        ("app", "llm", ("api",)),
        ("web", "app", ("app",)),
    ]
    assert [s.address for s in found.steps] == ["zone", "api.in", "app.llm", "web.app"]


def test_the_shortest_way_is_told() -> None:
    """The app falls with the zone itself, one step before its database does."""
    text = "domains: {z: {}}\nservices: {db: {in: z}, app: {in: z, needs: {db: db}}}"
    assert [s.address for s in explained(text, "z", "app").steps] == ["z", "app.in"]


def test_all_options_of_a_nested_choice_are_causes() -> None:
    text = """
services:
  a: {}
  b: {}
  c: {}
  app: {needs: {n: {use: {use: a, fallbacks: [b]}, fallbacks: [c]}}}
"""
    step = explained(text, "a b c", "app").steps[-1]
    assert step.because == ("a", "b", "c")
    assert [loss.text for loss in step.losses] == ["a, else b is lost with a", "c is down"]


def test_until_people_act_is_told_with_the_failures_of_then() -> None:
    text = "services: {a: {}, b: {}, app: {needs: {n: {use: a, fallbacks: [b]}}}}"
    found = explained(text, "a", "app")
    assert (found.before, found.after) == ("down", "up")
    assert [s.address for s in found.steps] == ["a", "app.n"]
    assert found.steps[-1].because == ("a",)
    assert found.steps[-1].losses[1].text == "b waits for a person to switch"
    (saved,) = found.saved
    assert (saved.address, saved.runs_on, saved.by.switch) == ("app.n", "b", "manual")


def test_roles_of_a_loss() -> None:
    text = """
services:
  a: {}
  b: {}
  c: {}
  gateway: {}
  vpn: {}
  app:
    needs:
      n:
        use: a
        switched_by: gateway
        fallbacks: [{use: b, switch: automatic}, {use: c, requires: vpn}]
"""
    found = explained(text, "gateway vpn", "app")
    assert [(loss.role, loss.text) for loss in found.steps[-1].losses] == [
        ("switched by", "a is reached through gateway, which is down"),
        ("switched by", "b is reached through gateway, which is down"),
        ("required", "c requires vpn, which is down"),
    ]


def test_who_saves_is_the_first_left_also_further_down_the_way() -> None:
    text = """
services:
  a: {}
  b: {}
  c: {}
  app: {needs: {n: {use: a, fallbacks: [{use: b, switch: automatic}, {use: c}]}}}
  web: {needs: {app: app}}
"""
    (saved,) = explained(text, "a b", "web").saved
    assert (saved.address, saved.runs_on) == ("app.n", "c")
    assert [loss.text for loss in saved.lost] == ["a is down", "b is down"]
    assert explained(text, "b c", "web").saved == ()


DEGRADED = """
domains: {zone: {}}
services:
  a: {}
  b: {}
  app: {needs: {n: {use: a, fallbacks: [{use: b, switch: automatic, degraded: true}]}}}
  web: {needs: {app: app, cache: {use: cache, optional: true}}}
  cache: {in: zone}
"""


@pytest.mark.parametrize(
    ("fails", "component", "reasons"),
    [
        ("a", "app", ("app.n runs on b, a degraded option",)),
        ("a", "web", ("web.app runs on app, which is degraded",)),
        ("zone", "web", ("web.cache is unmet, which it can do without",)),
        (
            "a zone",
            "web",
            (
                "web.app runs on app, which is degraded",
                "web.cache is unmet, which it can do without",
            ),
        ),
    ],
)
def test_why_it_is_degraded(fails: str, component: str, reasons: tuple[str, ...]) -> None:
    found = explained(DEGRADED, fails, component)
    assert found.after == "degraded"
    assert found.degraded_by == reasons


def test_a_name_that_is_no_component() -> None:
    with pytest.raises(KeyError):
        explained(CHAIN, "nowhere", "web")
    with pytest.raises(KeyError):
        explained(CHAIN, "zone", "nowhere")
