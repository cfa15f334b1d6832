"""What the audit found, and what someone has accepted."""

from drctl.render.site.frame import Frame, Pages
from drctl.render.site.sources import accepted_anchor, anchor


def pages(frame: Frame) -> Pages:
    """The page of all findings."""
    report = frame.sources.report
    yield (
        "findings.html",
        frame.page(
            "findings.html",
            "findings.html",
            "Findings",
            counts=[(s.word, count) for s, count in report.counts().items()],
            findings=[(anchor(f), f) for f in report.findings],
            accepted=[(accepted_anchor(a), a.finding, a.acceptance) for a in report.accepted],
        ),
    )
