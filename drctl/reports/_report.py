"""What a report format is: a pure function from an audit's report to text."""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import normpath
from typing import Protocol
from urllib.parse import quote

from drctl.audit.report import Report
from drctl.finding import Finding, Place, Severity, Status
from drctl.model.ignores import Ignored
from drctl.model.language.estate import Accepted


@dataclass(frozen=True, slots=True)
class Repository:
    """Where the folder in which drctl runs lies in its repository, for services that show files.

    `folder` is its path below the root, `infra/` or ""; `link` is the address of the root in the
    web, ending with a slash, or "".
    """

    folder: str = ""
    link: str = ""

    def path(self, place: Place) -> str:
        """The path of a place's file, from the root of the repository."""
        return normpath(self.folder + place.path)

    def address(self, place: Place) -> str:
        """The address of a place's line in the web, or "" where none is known."""
        return f"{self.link}{quote(self.path(place))}#L{place.line}" if self.link else ""


HERE = Repository()


class Format(Protocol):
    """One way to tell an audit's outcome."""

    def __call__(
        self,
        report: Report,
        *,
        color: bool = False,
        accepted: bool | None = None,
        width: int | None = None,
        repository: Repository = HERE,
    ) -> str:
        """The report as text.

        Args:
            report: the outcome.
            color: whether escape codes may be used.
            accepted: whether findings that are accepted, in the baseline or known from before
                are shown, not only counted; by default formats for machines show them.
            width: how many columns the terminal has; None where there is none.
            repository: where the files lie that places name.
        """
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding, and how it stands: what its pairs have in common."""

    finding: Finding
    status: Status
    acceptance: Accepted | None = None
    note: str = ""

    @property
    def in_source(self) -> bool:
        """Whether a comment in the model accepts it."""
        return isinstance(self.acceptance, Ignored)


def set_aside(report: Report) -> Iterator[Standing]:
    """What does not count: known from before, then in the baseline, then accepted."""
    since = f"known since before {report.change.since}" if report.change else "known"
    for found in report.known:
        yield Standing(found, "known", note=since)
    for found in report.baselined:
        yield Standing(found, "baselined", note="in the baseline")
    for part in report.accepted:
        why = part.acceptance
        note = f"accepted until {why.until} by {why.owner or 'no owner'}: {why.reason}"
        yield Standing(part.finding, "accepted", why, note)


def counted(report: Report) -> str:
    """How many findings of each kind: `6 critical, 14 high; 31 accepted`."""
    counts = [f"{count} {severity.word}" for severity, count in report.counts().items() if count]
    told = ", ".join(counts) if counts else "no findings"
    aside = {
        "known before": len(report.known),
        f"in the baseline{_age(report)}": len(report.baselined),
        "accepted": len(report.accepted),
    }
    more = ", ".join(f"{count} {word}" for word, count in aside.items() if count)
    return f"{told}; {more}" if more else told


def _age(report: Report) -> str:
    """How long the baseline's oldest pair has been waiting: a baseline is a loan."""
    if report.oldest is None or report.today is None:
        return ""
    days = (report.today - report.oldest).days
    return f" (the oldest for {days} {'day' if days == 1 else 'days'})" if days > 0 else ""


def verdict(report: Report) -> str:
    """Whether the audit fails, and at what."""
    if not report.failed:
        return "passes"
    if any(found.severity >= report.fail_on for found in report.findings):
        return f"fails at {report.fail_on.word}"
    return "fails for stale baseline entries"


LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.NOTE: "note",
}
"""Severities in the three words of other tools."""


def plain(text: str) -> str:
    """Text of a model with control characters made visible, so that it cannot move a cursor."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in text)


def shortened(text: str, longest: int) -> str:
    """A text of at most that many characters, cut at a word."""
    if len(text) <= longest:
        return text
    head = text[: longest - 2]
    return f"{head[: max(head.rfind(' '), longest // 2)]} …"
