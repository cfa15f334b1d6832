"""JUnit XML, read back by junitparser and held by the rules that its readers share."""

from xml.etree import ElementTree

import pytest
from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from drctl.audit.report import Report
from drctl.finding import Severity
from drctl.reports.junit import MOST_CASES, render
from tests.reports.cases import ESTATES, EVIL, found, many, of_estate, whole


def suites(report: Report) -> dict[str, TestSuite]:
    xml = JUnitXml.fromstring(render(report).encode())
    return {suite.name: suite for suite in xml}


def cases(report: Report) -> dict[tuple[str, str], TestCase]:
    return {(suite, case.name): case for suite, found in suites(report).items() for case in found}


@pytest.mark.parametrize("path", ESTATES)
def test_one_case_for_each_rule_and_service(path: str) -> None:
    report = of_estate(path)
    every = cases(report)
    assert {suite for suite, _ in every} == set(report.rules)
    assert {(rule, name) for rule in report.rules for name in report.services} <= set(every)
    failing = {
        (f.rule, v.component)
        for f in report.findings
        for v in f.victims
        if v.severity >= report.fail_on
    }
    assert {
        key for key, case in every.items() if any(isinstance(r, Failure) for r in case.result)
    } == failing
    assert bool(failing) == report.failed


@pytest.mark.parametrize("path", ESTATES)
def test_the_counts_are_those_of_the_cases(path: str) -> None:
    """The numbers that we wrote are those that junitparser counts."""
    text = render(of_estate(path))
    for ours, theirs in zip(
        ElementTree.fromstring(text), JUnitXml.fromstring(text.encode()), strict=True
    ):
        written = {key: int(ours.get(key, "")) for key in ("tests", "failures", "skipped")}
        theirs.update_statistics()  # type: ignore[no-untyped-call]
        assert written == {
            "tests": theirs.tests,
            "failures": theirs.failures,
            "skipped": theirs.skipped,
        }
    root = ElementTree.fromstring(text)
    assert int(root.get("tests", "")) == sum(int(suite.get("tests", "")) for suite in root)


def test_a_failing_case() -> None:
    case = cases(many(2))["single-point-of-failure", "svc-1"]
    assert case.classname == "drctl.single-point-of-failure"
    (failure,) = case.result
    assert (failure.type, failure.message) == ("high", "cause-1 takes svc-1 down")
    assert failure.text == (
        "model/a.yaml:2:3: high: cause-1 takes svc-1 down\nhint: add an option"
    )
    assert cases(many(2))["no-owner", "svc-1"].result == []


def test_below_the_threshold_a_case_passes_and_says_so() -> None:
    case = cases(many(1, Severity.LOW))["single-point-of-failure", "svc-0"]
    assert case.result == []
    assert "low: cause-0 takes svc-0 down" in case.system_out


def test_what_is_set_aside_is_skipped() -> None:
    report = whole()
    every = cases(report)
    case = every["single-point-of-failure", "svc-3"]
    assert [(type(r), r.message) for r in case.result] == [(Skipped, "in the baseline")]
    (skipped,) = every["single-point-of-failure", "other"].result
    assert skipped.message == "known since before main"
    hit = {(f.rule, v.component) for f in report.findings for v in f.victims}
    aside = {
        (a.finding.rule, v.component) for a in report.accepted for v in a.finding.victims
    } - hit
    assert aside
    for key in aside:
        (skipped,) = every[key].result
        assert isinstance(skipped, Skipped)
        assert skipped.message.startswith("accepted until ")


def test_stale_entries_are_failing_cases() -> None:
    suite = suites(whole())["baseline"]
    assert (suite.tests, suite.failures) == (2, 2)


def test_no_text_of_a_model_breaks_the_xml() -> None:
    report = Report((found(1, message=EVIL + "\x00\ud800]]>", hint=EVIL),), (), Severity.HIGH)
    (case,) = cases(report).values()
    assert case.result[0].message.startswith("100% a, b: c\ufffd::error::x")


def test_a_large_estate_keeps_within_what_services_read() -> None:
    """The cases that pass are told as one for each rule; GitLab reads 30 MB."""
    report = many(MOST_CASES // 2 + 1)
    text = render(
        Report(
            report.findings[:500], (), Severity.HIGH, rules=report.rules, services=report.services
        )
    )
    assert len(text.encode()) < 1_000_000
    every = [case.name for suite in JUnitXml.fromstring(text.encode()) for case in suite]
    assert len(every) == 500 + 2
    assert f"{MOST_CASES // 2 + 1} more services" in every
