"""One model with its answers."""

import pytest

from drctl.assessment import Assessment
from drctl.finding import Finding
from drctl.model import load_text


def assessed(text: str) -> Assessment:
    model, findings = load_text("drctl: 1\n" + text)
    assert model is not None, [f.message for f in findings]
    return Assessment(model)


def told(found: tuple[Finding, ...]) -> list[str]:
    return [f"{f.place.line}:{f.place.column} {f.message}" for f in found]


def test_promised_are_the_services_that_survive_something() -> None:
    text = """
policy: {tiers: {gold: {survives: 1}, tin: {survives: 0}}}
providers: {bought: {tier: gold}}
services:
  z: {tier: gold}
  a: {tier: tin, survives: 2}
  b: {tier: gold, survives: 0}
  c: {tier: tin}
  d: {}
"""
    assert assessed(text).promised == ("a", "z")


def test_answers_are_worked_out_once() -> None:
    assessment = assessed("services: {a: {needs: {b: b}}, b: {}}")
    assert assessment.sweep is assessment.sweep
    assert assessment.risks("a") is assessment.risks("a")


def test_all_is_well() -> None:
    assert assessed("services: {a: {needs: {b: b}}, b: {}}").normal_state() == ()


@pytest.mark.parametrize(
    ("need", "reason"),
    [
        ("{any_of: [x, y]", "x is ruled out by wants, y is ruled out by wants"),
        ("{any_of: [x, ok], at_least: 2", "x is ruled out by wants"),
        ("{all_of: [ok, {any_of: [x, y]}]", "wants rules too much out"),
    ],
)
def test_down_although_nothing_has_failed(need: str, reason: str) -> None:
    """Told once, of what wants rules out; not of all that rests on it."""
    text = f"""
services:
  web: {{needs: {{app: app}}}}
  x: {{}}
  y: {{}}
  ok: {{capabilities: {{tools: true}}}}
  app:
    needs:
      llm: {need}, wants: {{tools: true}}}}
"""
    what = f'10:7 "app" is down although nothing has failed: app.llm: {reason}'
    found = assessed(text).normal_state()
    assert told(found) == [what]
    assert found[0].hint == "declare the capabilities that wants asks for, or ask for less"


def test_two_that_need_one_another_are_up_together() -> None:
    assert assessed("services: {a: {needs: {b: b}}, b: {needs: {a: a}}}").normal_state() == ()


def test_over_capacity_in_the_normal_state_is_an_error() -> None:
    """Before people act too; what sends there is told."""
    text = """
services:
  db: {capacity: 10 rps, on_overload: shed}
  app: {needs: {db: {use: db, load: 4 rps}}}
  web: {needs: {app: {use: app, load: 3 rps}, db: {use: db, load: 7 rps}}}
"""
    (found,) = assessed(text).normal_state()
    assert (found.rule, found.severity.word) == ("over-capacity", "critical")
    assert found.message == '"db" is over its capacity although nothing has failed: 11 of 10 rps'
    assert [place.note for place in found.places] == [
        "",
        "web.db sends 7 rps",
        "app.db sends 4 rps",
    ]
    assert assessed(text.replace("7 rps", "6 rps")).normal_state() == ()
