"""Which drills are due; what a fallback saves is checked by the slow reading of the rules."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from drctl.analysis.drill_plan import Due, drill_plan
from drctl.assessment import Assessment
from drctl.model import load
from drctl.model.edits import plain
from drctl.model.load import load_text
from drctl.model.model import SECTIONS
from drctl.model.requirement import Choice, targets
from tests.oracle.reading import Reading

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 11, 26)
MODEL = """\
drctl: 1
policy:
  tiers:
    critical: {rto: 10m, drill_every: 90d}
    standard: {rto: 4h, drill_every: 180d}
providers: {a: {}, b: {}, c: {}, d: {}}
services:
  web: {tier: critical, needs: {api: api}}
  api: {tier: standard, needs: {llm: {use: a, fallbacks: [b, c]}}}
  mail: {tier: standard, needs: {out: {use: b, fallbacks: [d]}}}
  paper: {needs: {out: {use: c, fallbacks: [d]}, soft: {use: a, optional: true, fallbacks: [b]}}}
"""


def planned(text: str, today: datetime.date = TODAY) -> tuple[Due, ...]:
    model, findings = load_text(text)
    assert model is not None, findings
    assessment = Assessment(model)
    return drill_plan(model, assessment.graph, assessment.rehearsals, today)


def told(due: tuple[Due, ...]) -> list[str]:
    return [f"{d.need.address} {d.option} {d.doubt}" for d in due]


def test_the_highest_tier_first_then_the_order_of_preference() -> None:
    """The API's fallbacks save the critical web, though the API itself is only standard."""
    assert told(planned(MODEL)) == [
        "api.llm b never",
        "api.llm c never",
        "mail.out d never",
        "paper.out d never",
    ]
    assert planned(MODEL)[0].saves == ("web", "api")
    assert planned(MODEL)[0].tier == "critical"


@pytest.mark.parametrize(
    ("drills", "expected"),
    [
        ("{need: api.llm, option: c, date: 2026-01-01, result: passed}", ["b never", "c stale"]),
        ("{need: api.llm, option: b, date: 2026-11-01, result: failed}", ["b failed", "c never"]),
        ("{need: api.llm, option: b, date: 2026-11-01, result: passed}", ["c never", "b none"]),
        ("{need: api.llm, date: 2026-11-01, result: aborted}", ["b never", "c never"]),
        (
            "{need: api.llm, option: c, date: 2026-04-01, result: passed}\n"
            "  - {need: api.llm, option: b, date: 2026-05-01, result: passed}",
            ["c stale", "b stale"],
        ),
        (  # passed, but later than the RTO of the API: 4 h
            "{need: api.llm, option: b, date: 2026-11-01, result: passed, recovered_in: 5h}",
            ["b failed", "c never"],
        ),
    ],
)
def test_among_equals_by_doubt_and_age(drills: str, expected: list[str]) -> None:
    found = planned(f"{MODEL}drills:\n  - {drills}\n")
    assert [f"{d.option} {d.doubt}" for d in found if d.need.address == "api.llm"] == expected


def test_when_the_next_one_is_due() -> None:
    text = f"{MODEL}drills:\n  - {{need: api.llm, option: b, date: 2026-11-16, result: passed}}\n"
    (due,) = (d for d in planned(text) if d.last)
    assert (due.days, due.left) == (10, 170.0)
    broken = (
        f"{MODEL}drills:\n  - {{need: api.llm, option: b, date: 2026-11-16, result: aborted}}\n"
    )
    (due,) = (d for d in planned(broken) if d.broken_off)
    assert (due.option, due.days, due.left) == ("b", None, None)


def test_what_is_saved_in_the_reference_estate() -> None:
    model, _ = load(ROOT / "dr.yaml")
    assert model is not None
    assessment = Assessment(model)
    plan = drill_plan(model, assessment.graph, assessment.rehearsals, TODAY)
    assert len(plan) > 10
    data: dict[str, Any] = {section: {} for section in SECTIONS}
    for file in model.files:
        for section in SECTIONS:
            data[section].update(plain(file.top.get(section, {})))
    reading = Reading(data)
    services = {service.name for service in model.of_kind("service")}
    for due in plan:
        node = due.need.requirement
        assert isinstance(node, Choice)
        first = node.options[: due.position]
        lost = frozenset(r.name for o in first for r in targets(o.requirement))
        stands = reading.down(lost, people_act=True)
        fallen = reading.down(lost | {due.need.component}, people_act=True) - stands
        assert set(due.saves) == fallen & services
