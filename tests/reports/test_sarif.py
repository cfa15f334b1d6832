"""SARIF, held by the OASIS schema and by Microsoft's validator, which has GitHub's rules too."""

import datetime
import json
import os
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from drctl.assessment import Assessment
from drctl.audit import Report, audit
from drctl.model import load, load_text
from drctl.reports import ALL
from drctl.reports.sarif import render
from drctl.rules import ALL as RULES
from drctl.rules._rule import example

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "tests/schemas/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
TOOL = os.environ.get("DRCTL_SARIF_MULTITOOL", "")  # before the environment is cleaned
DAY = datetime.date(2026, 11, 1)
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


def report(text: str, path: str = "dr.yaml") -> Report:
    model, findings = load_text(text, path)
    assert model is not None, findings
    return audit(Assessment(model), today=DAY)


def reference() -> Report:
    model, findings = load(ROOT / "dr.yaml")
    assert model is not None, findings
    return audit(Assessment(model), today=DAY)


def run(found: Report) -> dict[str, Any]:
    log = json.loads(render(found))
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


REPORTS: dict[str, Callable[[], Report]] = {
    "reference estate": reference,
    "nothing": lambda: report(EMPTY),
    "accepted": lambda: report(MODEL),
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
@pytest.mark.parametrize("what", ["reference estate", "nothing", "accepted", "odd path"])
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
