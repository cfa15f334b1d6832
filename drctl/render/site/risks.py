"""What is at risk: open findings, those that someone has accepted, and what would end them."""

from collections.abc import Sequence

from drctl.finding import Finding
from drctl.model.language.estate import Accepted
from drctl.render.site.frame import Frame, Pages, Trail
from drctl.render.site.sources import accepted_anchor, anchor, risks_page

ABOVE: Trail = (("risks.html", "Risks"),)
_SOON = 30


def pages(frame: Frame) -> Pages:
    """The open findings, worst first, on as many pages as they need; then the other two."""
    sources = frame.sources
    report = sources.report
    parts = sources.open_pages
    for number, part in enumerate(parts, 1):
        path = risks_page(number)
        yield (
            path,
            frame.page(
                path,
                "risks.html",
                "Risks" if number == 1 else f"Risks, page {number}",
                () if number == 1 else ABOVE,
                counts=[(s.word, count) for s, count in report.counts().items()],
                findings=[(anchor(f), f) for f in part],
                accepted=len(report.accepted),
                plans=len(sources.plans),
                number=number,
                parts=[risks_page(n) for n in range(1, len(parts) + 1)],
            ),
        )
    if report.accepted:
        yield _accepted(frame)
    if sources.plans:
        path = "risks/plans.html"
        currency = sources.model.policy.currency or ""
        yield (
            path,
            frame.page(
                path,
                "plans.html",
                "Improvement plans",
                ABOVE,
                plans=sources.plans,
                currency=currency,
            ),
        )


def _accepted(frame: Frame) -> tuple[str, str]:
    report = frame.sources.report
    rows = sorted(report.accepted, key=lambda a: (a.acceptance.until, a.finding.rule))
    path = "risks/accepted.html"
    shown = [
        (accepted_anchor(a), a.finding, a.acceptance, days_left(frame, a.acceptance)) for a in rows
    ]
    return path, frame.page(path, "accepted.html", "Accepted risks", ABOVE, rows=shown, soon=_SOON)


def days_left(frame: Frame, acceptance: Accepted) -> int | None:
    """In how many days an acceptance ends; None when nobody said what day it is."""
    today = frame.sources.report.today
    return None if today is None else (acceptance.until - today).days


def worst(findings: Sequence[Finding], most: int) -> list[Finding]:
    """The worst findings, those with most victims first."""
    return sorted(findings, key=lambda f: (-f.severity, -len(f.victims)))[:most]
