"""The audit as JUnit XML, for the test report of a CI service: one case per rule and service.

A case fails where a finding at or above the threshold hits the service; it is skipped where all
that would fail it is known from before, in the baseline or accepted; what is below the threshold
stands in its output. What a rule finds at something else than a service is a case too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drctl.audit.report import Report
from drctl.finding import Finding, Severity
from drctl.reports._remarks import remarks
from drctl.reports._report import (
    HERE,
    Repository,
    Standing,
    plain,
    set_aside,
    shortened,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# GitLab reads 30 MB: of a large estate the cases that pass are told as one for each rule.
MOST_CASES = 50_000
MOST_TOLD = 5
LONGEST = 300


@dataclass(slots=True)
class _Case:
    """What there is to say of one rule at one component."""

    failing: list[Finding] = field(default_factory=list)
    milder: list[Finding] = field(default_factory=list)
    aside: list[Standing] = field(default_factory=list)


def render(
    report: Report,
    *,
    color: bool = False,
    accepted: bool | None = None,
    width: int | None = None,
    repository: Repository = HERE,
) -> str:
    """A suite for each rule that was asked, in the order of their names."""
    from xml.etree.ElementTree import Element, indent, tostring

    root = Element("testsuites", name="drctl audit")
    cases = _cases(report, accepted is not False)
    whole = len(cases) * len(report.services) <= MOST_CASES
    for rule, found in sorted(cases.items()):
        suite = Element("testsuite", name=rule)
        for name in sorted({*found, *(report.services if whole else ())}):
            suite.append(_case(rule, name, found.get(name, _Case()), repository))
        if left := 0 if whole else len({*report.services} - found.keys()):
            suite.append(_case(rule, f"{left} more services", _Case(), repository))
        root.append(suite)
    if report.stale:
        root.append(_baseline(report, repository))
    for suite in root:
        _count(suite, [suite])
    _count(root, list(root))
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _cases(report: Report, aside: bool) -> dict[str, dict[str, _Case]]:
    """What was found, by rule and component; every rule that was asked is there."""
    cases: dict[str, dict[str, _Case]] = {rule: {} for rule in report.rules}

    def cases_of(found: Finding) -> Iterator[tuple[_Case, Severity]]:
        """The case of each component that a finding hits, and how badly it is hit."""
        hit: dict[str, Severity] = {}
        for victim in found.victims:
            hit[victim.component] = max(
                victim.severity, hit.get(victim.component, victim.severity)
            )
        of_rule = cases.setdefault(found.rule, {})
        for name, severity in sorted(hit.items()) or [(found.object, found.severity)]:
            yield of_rule.setdefault(name, _Case()), severity

    for found in report.findings:
        for case, severity in cases_of(found):
            (case.failing if severity >= report.fail_on else case.milder).append(found)
    for standing in set_aside(report) if aside else ():
        for case, _ in cases_of(standing.finding):
            case.aside.append(standing)
    return cases


def _case(rule: str, name: str, case: _Case, repository: Repository) -> "Element":
    from xml.etree.ElementTree import Element, SubElement

    element = Element("testcase", classname=f"drctl.{rule}", name=plain(name))
    found = [*case.failing, *case.milder, *(standing.finding for standing in case.aside)]
    if found:
        element.set("file", plain(repository.path(found[0].place)))
        element.set("line", str(found[0].place.line))
    if case.failing:
        first = case.failing[0]
        message = shortened(plain(first.message), LONGEST)
        failure = SubElement(element, "failure", type=first.severity.word, message=message)
        failure.text = _told(case.failing, repository)
    elif case.aside:
        notes = sorted({plain(standing.note) for standing in case.aside})
        SubElement(element, "skipped", message=shortened("; ".join(notes), LONGEST))
    milder = [*case.milder, *(standing.finding for standing in case.aside)]
    if milder:
        SubElement(element, "system-out").text = _told(milder, repository)
    return element


def _told(findings: Sequence[Finding], repository: Repository) -> str:
    """The first findings, a paragraph each, and how many more there are."""
    parts = []
    for found in findings[:MOST_TOLD]:
        where = f"{repository.path(found.place)}:{found.place.line}:{found.place.column}"
        lines = [f"{where}: {found.severity.word}: {shortened(plain(found.message), LONGEST)}"]
        if found.hint:
            lines.append(f"hint: {shortened(plain(found.hint), LONGEST)}")
        parts.append("\n".join(map(plain, lines)))
    if left := len(findings) - len(parts):
        parts.append(f"and {left} more")
    return "\n\n".join(parts)


def _baseline(report: Report, repository: Repository) -> "Element":
    """A suite of its own: each stale entry fails."""
    from xml.etree.ElementTree import Element, SubElement

    suite = Element("testsuite", name="baseline")
    for stale, remark in zip(report.stale, remarks(report), strict=False):
        name = plain(f"{stale.entry.rule} {stale.entry.address} {stale.entry.fingerprint}")
        case = SubElement(suite, "testcase", classname="drctl.baseline", name=name)
        case.set("file", plain(repository.path(stale.entry.place)))
        case.set("line", str(stale.entry.place.line))
        SubElement(case, "failure", type="stale", message=shortened(plain(remark.text), LONGEST))
    return suite


def _count(element: "Element", suites: Sequence["Element"]) -> None:
    """Say how many cases the suites hold, and how many of them end how."""
    tags = {"tests": "testcase", "failures": "failure", "skipped": "skipped", "errors": "error"}
    for name, tag in tags.items():
        element.set(name, str(sum(1 for suite in suites for _ in suite.iter(tag))))
