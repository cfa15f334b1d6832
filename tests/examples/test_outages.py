"""examples/outages: what took each down is found, and gone in the mended file.

Rules and times are held by a table, outages.yaml, whose times are worked out by hand.
"""

import datetime
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from drctl.analysis.outcome import Outcome
from drctl.assessment import Assessment
from drctl.audit.report import Report
from drctl.audit.run import audit
from drctl.model import load
from drctl.model.language.component import Failure
from drctl.model.language.estate import Scenario
from drctl.model.language.values import duration

ROOT = Path(__file__).parents[2]
OUTAGES = ROOT / "examples" / "outages"
TABLE: dict[str, Any] = YAML(typ="safe", pure=True).load(
    Path(__file__).with_name("outages.yaml").read_text(encoding="utf-8")
)
DAY = datetime.date(2026, 11, 24)
WAS, MENDED = "as-it-was", "as-mended"
BOTH = [(name, state) for name in TABLE for state in (WAS, MENDED)]


@dataclass(frozen=True, slots=True)
class Estate:
    """One file, read and asked."""

    text: str
    assessment: Assessment
    report: Report

    @property
    def pairs(self) -> set[tuple[str, str, str]]:
        """Rule, cause and victim of everything that the audit finds."""
        return {
            (finding.rule, " ".join(finding.cause), victim.address)
            for finding in self.report.findings
            for victim in finding.victims
        }

    def outcome(self, name: str) -> Outcome:
        return self.assessment.scenarios[TABLE[name]["scenario"]]


@cache
def estate(name: str, state: str) -> Estate:
    path = OUTAGES / name / f"{state}.yaml"
    model, findings = load(path)
    assert findings == ()
    assert model is not None
    assessment = Assessment(model)
    return Estate(path.read_text(encoding="utf-8"), assessment, audit(assessment, today=DAY))


def seconds(text: str) -> float:
    return inf if text == "never" else duration(text)


def test_every_outage_is_in_the_table() -> None:
    files = {path.relative_to(OUTAGES).as_posix() for path in OUTAGES.rglob("*.yaml")}
    assert files == {f"{name}/{state}.yaml" for name, state in BOTH}
    assert len(TABLE) >= 8


@pytest.mark.parametrize(("name", "state"), BOTH)
def test_it_is_small(name: str, state: str) -> None:
    assert 7 <= len(estate(name, state).assessment.model.components) <= 20


@pytest.mark.parametrize(
    ("name", "pair"), [(name, tuple(p)) for name in TABLE for p in TABLE[name]["found"]]
)
def test_what_was_shared_is_found_and_the_mend_removes_it(
    name: str, pair: tuple[str, str, str]
) -> None:
    was, mended = estate(name, WAS), estate(name, MENDED)
    assert pair in was.pairs
    assert pair not in mended.pairs
    # It is gone because of the mend, not because nobody is left who could fail.
    components = mended.assessment.model.components
    assert pair[1] == "" or components[pair[1]].can_fail
    assert pair[0] == "same-vendor-fallback" or pair[2].partition(".")[0] in components


@pytest.mark.parametrize("name", TABLE)
def test_the_audit_passes_when_it_is_mended(name: str) -> None:
    assert estate(name, WAS).report.failed
    assert not estate(name, MENDED).report.failed


@pytest.mark.parametrize("name", TABLE)
def test_the_same_failure_hits_both(name: str) -> None:
    was, mended = (estate(name, state).outcome(name).cause for state in (WAS, MENDED))
    assert was.fails.keys() == mended.fails.keys()


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("which", [0, 1], ids=[WAS, MENDED])
def test_the_times_are_those_worked_out_by_hand(name: str, which: int) -> None:
    times = estate(name, (WAS, MENDED)[which]).outcome(name).times
    told = {component: seconds(pair[which]) for component, pair in TABLE[name]["times"].items()}
    assert {component: times.recovery(component).most for component in told} == told


@pytest.mark.parametrize("name", [name for name in TABLE if "lost" in TABLE[name]])
@pytest.mark.parametrize("which", [0, 1], ids=[WAS, MENDED])
def test_the_data_lost_are_those_worked_out_by_hand(name: str, which: int) -> None:
    losses = estate(name, (WAS, MENDED)[which]).outcome(name).losses
    told = {store: seconds(pair[which]) for store, pair in TABLE[name]["lost"].items()}
    found = {loss.address: loss.seconds for loss in losses}
    assert {store: found.get(store, 0.0) for store in told} == told


@pytest.mark.parametrize(("name", "state"), BOTH)
def test_every_expectation_holds(name: str, state: str, drctl: Callable[..., Any]) -> None:
    answer = drctl("test", "--json", "--model", OUTAGES / name / f"{state}.yaml")
    assert (answer.code, answer.err) == (0, "")
    told = {s["name"]: s["expectations"] for s in json.loads(answer.out)["scenarios"]}
    assert told.keys() == set(estate(name, state).assessment.model.scenarios)
    for expectations in told.values():
        assert expectations
        assert all(e["passed"] for e in expectations)


@pytest.mark.parametrize("name", TABLE)
def test_the_day_is_told_with_its_sources(name: str) -> None:
    for state in (WAS, MENDED):
        found = estate(name, state)
        head = found.text.partition("\ndrctl: 1\n")[0]
        assert "https://" in head, state
        assert "# Assumed" in head, state
        spec = found.assessment.model.scenarios[TABLE[name]["scenario"]]
        assert spec.date is not None and str(spec.date.year) in name
        assert "https://" in f"{spec.source} {spec.links}"
        for component in found.assessment.model.components.values():
            failure = component.spec.failure
            if isinstance(failure, Failure) and failure.restore is not None:
                assert failure.source, f"{state}: {component.name}"


@pytest.mark.parametrize("name", TABLE)
def test_every_address_is_explained_in_a_head(name: str) -> None:
    """What a scenario or a figure cites is said at the top, with what is taken from it."""
    was, mended = estate(name, WAS), estate(name, MENDED)
    heads = "".join(x.text.partition("\ndrctl: 1\n")[0] for x in (was, mended))
    for found in (was, mended):
        for address in re.findall(r"https://[^\s\",}]+", found.text):
            assert address in heads, address


@pytest.mark.parametrize("state", [WAS, MENDED])
def test_the_backup_nodes_of_deepseek_cannot_take_the_work(state: str) -> None:
    """9200 + 2500 GPUs upon 2600; DeepSeek's part is the same in both files."""
    cascade = estate("deepseek-2026", state).outcome("deepseek-2026").cascade
    (wave,) = cascade.waves
    (overload,) = wave.overloads
    assert (overload.component, overload.load, overload.capacity) == ("backup-nodes", 11700, 2600)
    assert {"models", "training"} <= set(wave.fallen)


def test_unisuper_would_have_lost_everything_without_a_copy_elsewhere() -> None:
    found = estate("unisuper-2024", WAS).assessment
    scenario: Scenario = found.model.scenarios["no-copy-elsewhere"]
    assert "other-provider" in (scenario.fails or ())
    (loss,) = found.scenarios["no-copy-elsewhere"].losses
    assert (loss.address, loss.seconds) == ("member-data.accounts", inf)
