"""Which drills count for which fallback, and from when a drill is late."""

import pytest

from drctl.assessment import Assessment
from drctl.model import load_text

MODEL = """drctl: 1
providers: {a: {}, b: {}, c: {}}
services:
  web:
    rto: 10m
    needs:
      llm: {use: a, fallbacks: [{use: b, after: 1m}, {use: c, after: 1m}]}
      soft: {use: a, fallbacks: [b], optional: true}
  app: {rto: 2h, needs: {llm: {use: a, fallbacks: [b]}}}
scenarios:
  dark: {fails: [a], expect: {web: {state: up, within: 5m}, app: up}}
  darker: {fails: [a, b], expect: {web: up}}
drills:
"""


def counted(drill: str) -> set[str]:
    """The ways that one drill counts for, as `web.llm b`."""
    model, findings = load_text(f"{MODEL}  - {{{drill}, date: 2026-10-02}}\n")
    assert model is not None, [f.message for f in findings]
    paths = {
        option.path: f"{need.address} {option.requirement.name}"  # type: ignore[union-attr]
        for component in model.components.values()
        for need in component.needs
        for option in need.fallbacks
    }
    found = Assessment(model).rehearsals
    return {paths[path] + " late" * drills[-1].late for (_, path), drills in found.items()}


@pytest.mark.parametrize(
    ("drill", "ways"),
    [
        ("need: web.llm, option: b, result: passed", {"web.llm b"}),
        ("need: web.llm, result: failed", {"web.llm b", "web.llm c"}),
        ("need: web.llm, option: a, result: passed", set()),
        ("need: web.soft, option: b, result: passed", set()),
        ("need: web.llm, option: b, result: aborted", set()),
        ("scenario: dark, result: passed", {"web.llm b", "app.llm b"}),
        ("scenario: darker, result: passed", {"web.llm c"}),
        ("runbook: provider-a, result: passed", {"web.llm b", "app.llm b"}),
        ("runbook: scenario-darker, result: passed", {"web.llm c"}),
        ("runbook: service-a, result: passed", set()),
        ("runbook: nothing-of-this, result: passed", set()),
        ("need: web.llm, option: b, result: passed, recovered_in: 10m", {"web.llm b"}),
        ("need: web.llm, option: b, result: passed, recovered_in: 11m", {"web.llm b late"}),
        # The scenario lasts until app is back, which may take two hours.
        ("scenario: dark, result: passed, recovered_in: 2h", {"web.llm b", "app.llm b"}),
        ("scenario: darker, result: passed, recovered_in: 11m", {"web.llm c late"}),
        ("runbook: provider-a, result: passed, recovered_in: 9h", {"web.llm b", "app.llm b"}),
    ],
)
def test_what_a_drill_counts_for(drill: str, ways: set[str]) -> None:
    # A drill that shows nothing for web.soft shows nothing: only hard needs are asked for.
    assert counted(drill) >= ways
    assert {w for w in counted(drill) if "soft" not in w} == ways


def test_the_latest_comes_last_and_of_one_day_the_one_written_last() -> None:
    drills = (
        "  - {need: app.llm, date: 2026-10-03, result: passed}\n"
        "  - {need: app.llm, date: 2026-10-02, result: failed}\n"
        "  - {need: app.llm, date: 2026-10-03, result: failed}\n"
    )
    model, _ = load_text(MODEL + drills)
    assert model is not None
    found = Assessment(model).rehearsals
    assert [[r.index for r in each] for way, each in found.items() if way[0] == "app.llm"] == [
        [1, 0, 2]
    ]


def test_no_day_no_age() -> None:
    """Pages do not change with the calendar: without a day nothing is too old."""
    from drctl.rules import stale_drill

    model, _ = load_text(
        "drctl: 1\nproviders: {a: {}, b: {}}\n"
        "services: {web: {drill_every: 1d, needs: {llm: {use: a, fallbacks: [b]}}}}\n"
        "drills: [{need: web.llm, date: 2001-01-01, result: passed}]\n"
    )
    assert model is not None
    assert list(stale_drill.check(Assessment(model))) == []
