"""One line a finding, in the form that editors read."""

import re

import pytest

from drctl.audit.report import Report
from drctl.finding import Severity
from drctl.reports.concise import render
from tests.reports.cases import ESTATES, EVIL, found, many, of_estate, of_text, whole

LINE = re.compile(
    r"(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<severity>critical|high|medium|low|note|error) (?P<rule>[a-z-]+): (?P<message>.+)"
)


@pytest.mark.parametrize("path", ESTATES)
def test_a_line_for_each_finding(path: str) -> None:
    report = of_estate(path)
    lines = [LINE.fullmatch(line) for line in render(report).splitlines()]
    assert all(lines)
    assert [(m["rule"], m["severity"], m["message"]) for m in lines if m] == [
        (f.rule, f.severity.word, f.message) for f in report.findings
    ]


def test_the_whole_text() -> None:
    report = Report((found(4),), (), Severity.HIGH)
    line = "model/a.yaml:5:3: high single-point-of-failure: cause-4 takes svc-4 down\n"
    assert render(report) == line
    assert render(report, color=True, width=20) == line


def test_nothing_found_is_no_line() -> None:
    assert render(of_text("drctl: 1\nteams: {o: {}}\nservices: {a: {owner: o}}\n")) == ""


def test_one_line_whatever_a_message_holds() -> None:
    (line,) = render(Report((found(1, message=EVIL),), (), Severity.HIGH)).splitlines()
    assert LINE.fullmatch(line)


def test_what_is_set_aside_says_why() -> None:
    lines = render(whole(), accepted=True).splitlines()
    assert all(LINE.fullmatch(line) for line in lines)
    assert [line for line in lines if line.endswith("(in the baseline)")]
    assert [line for line in lines if line.endswith("(known since before main)")]
    assert [line for line in lines if " error stale-baseline: " in line]
    assert len(render(many(3)).splitlines()) == 3
