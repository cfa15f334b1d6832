"""SARIF, held by the OASIS schema and by Microsoft's validator, which has GitHub's rules too."""

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from drctl.audit.report import Report
from drctl.finding import Place, Severity, Victim
from drctl.reports import ALL, Repository, sarif
from drctl.reports.sarif import LONGEST, MOST_RELATED, render
from drctl.rules import ALL as RULES
from drctl.rules._rule import example
from tests.reports.cases import ROOT, found, many, of_estate, whole
from tests.reports.cases import of_text as report

SCHEMA = json.loads((ROOT / "tests/schemas/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
TOOL = os.environ.get("DRCTL_SARIF_MULTITOOL", "")  # before the environment is cleaned
MODEL = """drctl: 1
policy: {tiers: {critical: {survives: 1}}}
teams: {ops: {}}
domains: {edge: {}}
providers: {a: {in: edge, owner: ops}, b: {in: edge, owner: ops}}
services:
  chat: {tier: critical, owner: ops, replicas: 1, needs: {llm: {use: a, fallbacks: [b]}}}
drills: [{need: chat.llm, option: b, date: 2026-10-01, result: passed}]
accepted:
  - {rule: single-instance, object: chat, owner: ops, until: 2027-01-31,
     reason: "It starts\\nin <2> s"}
"""
EMPTY = "drctl: 1\nteams: {o: {}}\nservices: {a: {owner: o}}\n"


def run(found: Report, **more: Any) -> dict[str, Any]:
    log = json.loads(render(found, **more))
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


def too_much() -> Report:
    """Texts and places beyond what GitHub takes."""
    places = tuple(Place("b.yaml", line, 1, note="n" * 2_000) for line in range(1, 1_500))
    long = found(0, message="\U0001f692 " * 1_000, places=places)
    report = many(5)
    return replace(report, findings=(long, *report.findings))


REPORTS: dict[str, Callable[[], Report]] = {
    "reference estate": partial(of_estate, "dr.yaml"),
    "nothing": lambda: report(EMPTY),
    "accepted": lambda: report(MODEL),
    "every part": whole,
    "too much": too_much,
    "odd path": lambda: report(MODEL, "mödel & co/50% [a]#1.yaml"),
    **{rule.name: partial(report, example(rule.page, "Bad")) for rule in RULES},
}


@pytest.mark.parametrize("what", REPORTS)
def test_the_oasis_schema_accepts_it(what: str) -> None:
    validator = jsonschema.validators.validator_for(SCHEMA)
    validator(SCHEMA, format_checker=validator.FORMAT_CHECKER).validate(
        json.loads(render(REPORTS[what]()))
    )


@pytest.mark.needs("sarif-multitool")
@pytest.mark.parametrize(
    "what", ["reference estate", "nothing", "every part", "too much", "odd path"]
)
def test_the_multitool_accepts_it(what: str, tmp_path: Path) -> None:
    """Of its warnings one is left: drctl has no web page of its own to name yet."""
    (tmp_path / "found.sarif").write_text(render(REPORTS[what]()), encoding="utf-8")
    # The tool hands its words to a shell, hence the quotes within.
    words = ["validate", "found.sarif", "--output", "said.sarif", "--rule-kind", "'Sarif;Ghas'"]
    done = subprocess.run(
        [TOOL, *words],
        cwd=tmp_path,
        env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = json.loads((tmp_path / "said.sarif").read_text(encoding="utf-8-sig"))
    results = said["runs"][0].get("results", [])
    assert {result["ruleId"] for result in results} <= {"SARIF2005"}, done.stdout


def test_every_rule_is_listed_with_its_page() -> None:
    rules = run(report(EMPTY))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.name for rule in RULES]
    assert [rule["help"]["markdown"] for rule in rules] == [rule.page for rule in RULES]


def test_a_finding_is_a_result() -> None:
    first, *_ = run(report(MODEL))["results"]
    assert first["ruleId"] == RULES[first["ruleIndex"]].name == "single-point-of-failure"
    assert first["level"] == "error"
    assert first["message"]["text"] == (
        "edge takes chat down: no option of chat.llm survives it. "
        "Add an option that does not rest on the cause."
    )
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "dr.yaml", "uriBaseId": "%SRCROOT%"}
    region = place["region"]
    line = MODEL.splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "llm"
    assert [v["component"] for v in first["properties"]["victims"]] == ["chat"]
    assert {place["message"]["text"] for place in first["relatedLocations"]} >= {"what fails"}


def test_accepted_findings_are_suppressed() -> None:
    results = run(report(MODEL))["results"]
    suppressed = [result for result in results if "suppressions" in result]
    assert [result["ruleId"] for result in suppressed] == ["single-instance"]
    assert suppressed[0]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "It starts\nin <2> s (until 2027-01-31, ops)",
        }
    ]


def test_accepted_findings_can_be_left_out() -> None:
    """GitHub shows suppressed results as open ones; what is known it must see to keep it open."""
    assert not [r for r in run(report(MODEL), accepted=False)["results"] if "suppressions" in r]
    states = [r["properties"]["status"] for r in run(whole(), accepted=False)["results"]]
    assert set(states) == {"new", "known"}


def test_a_change_gives_states() -> None:
    results = run(whole())["results"]
    states = {(r["properties"]["status"], r["baselineState"]) for r in results}
    assert states == {
        *(("new", "new"), ("new", "updated"), ("known", "unchanged")),
        *(("accepted", "unchanged"), ("baselined", "unchanged")),
    }
    assert results[0]["baselineState"] == "updated"
    assert not [r for r in run(report(MODEL))["results"] if "baselineState" in r]


def test_the_baseline_suppresses() -> None:
    (result,) = [r for r in run(whole())["results"] if r["properties"]["status"] == "baselined"]
    assert result["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "in the baseline"}
    ]


def test_stale_entries_are_notifications() -> None:
    (invocation,) = run(whole())["invocations"]
    first, second = invocation["toolConfigurationNotifications"]
    assert first["message"]["text"].startswith("Stale in the baseline: no-owner of svc is gone")
    place = second["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "drctl-baseline.yaml"
    assert first["level"] == "error"


def test_the_parts_of_one_finding_have_names_of_their_own() -> None:
    """What was known keeps its name, so that GitHub takes the new part for a new alert."""
    whole_one = found(1)
    old, new = (replace(whole_one, victims=(Victim(v, "", Severity.HIGH),)) for v in ("a", "b"))

    def marks(findings: tuple[Any, ...], known: tuple[Any, ...]) -> list[str]:
        results = run(replace(many(0), findings=findings, known=known))["results"]
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]

    (before,) = marks((old,), ())
    joined, kept = marks((new,), (old,))
    assert kept == before != joined


def test_no_two_results_of_an_estate_have_one_fingerprint() -> None:
    """GitHub tells alerts apart by rule, file and this hash; many causes hit one line."""
    results = run(of_estate("dr.yaml"))["results"]
    marks = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    lines = {
        (r["ruleId"], p["artifactLocation"]["uri"], p["region"]["startLine"])
        for r in results
        for p in [r["locations"][0]["physicalLocation"]]
    }
    assert len(set(marks)) == len(results) > len(lines)


def test_texts_and_places_stay_within_what_github_takes() -> None:
    first, *_ = run(too_much())["results"]
    text = first["message"]["text"]
    assert LONGEST - 10 < len(text.encode("utf-16-le")) // 2 <= LONGEST
    assert first["properties"]["message"].startswith(text.removesuffix(" …"))
    assert len(first["relatedLocations"]) == MOST_RELATED
    assert first["properties"]["relatedLeftOut"] == 1_498 - MOST_RELATED
    for rule in run(many(1))["tool"]["driver"]["rules"]:
        assert len(rule["properties"]["tags"]) <= 20
        assert len(rule["name"]) <= 255
        assert len(rule["shortDescription"]["text"]) <= LONGEST
        assert len(rule["fullDescription"]["text"]) <= LONGEST


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (50, []),
        (51, ["GitHub shows 50 of the 51 results; the worst stand first."]),
        (252, ["2 results are left out; 250 is the most for a run."]),
    ],
)
def test_what_is_left_out_or_not_shown_is_said(
    number: int, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub's own numbers, a hundredth of them here."""
    assert (sarif.MOST_RESULTS, sarif.MOST_SHOWN) == (25_000, 5_000)
    monkeypatch.setattr(sarif, "MOST_RESULTS", 250)
    monkeypatch.setattr(sarif, "MOST_SHOWN", 50)
    only = run(many(number))
    assert len(only["results"]) == min(number, 250)
    (invocation,) = only["invocations"]
    told = invocation.get("toolExecutionNotifications", [])
    assert [notification["message"]["text"] for notification in told] == said


def test_a_rule_s_level_is_its_worst_here() -> None:
    findings = (found(1, Severity.LOW), found(2, Severity.CRITICAL), found(3, Severity.MEDIUM))
    rules = run(Report(findings, (), Severity.HIGH))["tool"]["driver"]["rules"]
    told = {r["id"]: (r["defaultConfiguration"]["level"], r["properties"]) for r in rules}
    level, properties = told["single-point-of-failure"]
    assert (level, properties["problem.severity"]) == ("error", "error")
    assert told["no-owner"][1]["problem.severity"] == "warning"
    assert "security-severity" not in properties


def test_paths_begin_at_the_root_of_the_repository() -> None:
    first, *_ = run(report(MODEL), repository=Repository("infra ä/"))["results"]
    places = [first["locations"][0], *first["relatedLocations"]]
    assert {p["physicalLocation"]["artifactLocation"]["uri"] for p in places} == {
        "infra%20%C3%A4/dr.yaml"
    }


def test_a_fingerprint_stays_when_lines_move_and_victims_join() -> None:
    def marks(text: str) -> set[str]:
        results = run(report(text))["results"]
        return {result["partialFingerprints"]["pair/v1"] for result in results}

    more = MODEL.replace(
        "drills:", "  web: {tier: critical, owner: ops, replicas: 2, needs: {chat: chat}}\ndrills:"
    )
    assert marks(MODEL) < marks(more)
    assert marks("\n\n# moved\n" + MODEL) == marks(MODEL)
    assert len(marks(more)) == len(run(report(more))["results"])


def test_paths_are_addresses() -> None:
    first, *_ = run(report(MODEL, "mödel & co/50% [a]#1.yaml"))["results"]
    uri = first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "m%C3%B6del%20%26%20co/50%25%20%5Ba%5D%231.yaml"


def test_it_is_a_format() -> None:
    assert ALL["sarif"] is render
