"""States under scenarios, and scenarios' failures, on models worked out by hand."""

from collections.abc import Mapping

import pytest

from drctl.analysis.causes import failed_by, of_jurisdiction, of_vendor
from drctl.analysis.states import states
from drctl.graph import build
from drctl.model import Model, load_text

ESTATE = """
drctl: 1
domains:
  edge: {kind: edge, vendor: deepseek, jurisdiction: CN}
  pool: {kind: group, vendor: deepseek, failure: never}
providers:
  api: {in: [edge, pool], vendor: deepseek}
  chat: {in: edge}
  openai: {vendor: openai, jurisdiction: US}
services:
  app:
    needs:
      llm:
        use: api
        fallbacks: [{use: openai, switch: automatic, degraded: true}, local]
        load: 10 rps
      cache: {use: cache, optional: true}
      log: {use: log, optional: unnoticed}
  local: {}
  cache: {}
  log: {}
scenarios:
  everything:
    fails: [edge, {vendor: openai}, {jurisdiction: CN}, {component: cache, restore: 1h}]
  load-only: {surge: {app.llm: 2}}
"""


@pytest.fixture(scope="module")
def model() -> Model:
    found, findings = load_text(ESTATE)
    assert found is not None, [f.message for f in findings]
    return found


def not_up(found: Mapping[str, str]) -> dict[str, str]:
    return {name: state for name, state in found.items() if state != "up"}


@pytest.mark.parametrize(
    ("fails", "before", "after"),
    [
        ("", "", ""),
        ("edge", "edge=down api=down chat=down app=degraded", None),
        ("api openai", "api=down openai=down app=down", "api=down openai=down"),
        ("api openai local", "api=down openai=down local=down app=down", None),
        ("cache", "cache=down app=degraded", None),
        ("log", "log=down", None),
        ("app", "app=down", None),
    ],
)
def test_states(model: Model, fails: str, before: str, after: str | None) -> None:
    (found,) = states(build(model), [fails.split()])
    assert not_up(found.before) == dict(pair.split("=") for pair in before.split())
    wanted = before if after is None else after
    expected = dict(pair.split("=") for pair in wanted.split())
    if fails == "edge":
        # A degraded fallback serves at once; by hand the local one, which is not degraded.
        expected.pop("app")
    assert not_up(found.after) == expected


def test_many_scenarios_keep_their_order(model: Model) -> None:
    found = states(build(model), [["log"], [], ["cache"]])
    assert [sorted(not_up(answer.after)) for answer in found] == [["log"], [], ["app", "cache"]]
    assert list(found[0].after) == sorted(model.components)


def test_no_scenarios(model: Model) -> None:
    assert states(build(model), []) == []


def test_a_name_that_is_no_component(model: Model) -> None:
    with pytest.raises(KeyError):
        states(build(model), [["nowhere"]])


def test_a_vendor_fails_what_states_it_and_can_fail(model: Model) -> None:
    assert of_vendor(model, "deepseek") == ("api", "edge")
    assert of_vendor(model, "nobody") == ()
    assert of_jurisdiction(model, "CN") == ("edge",)


def test_what_a_scenario_fails(model: Model) -> None:
    found = {name: failed_by(model, s) for name, s in model.scenarios.items()}
    assert found == {"everything": ("cache", "edge", "openai"), "load-only": ()}
