"""The audit as Markdown, for the summary of a CI run and for a comment on a pull request.

A comment holds 65,536 characters and a step's summary 1 MiB. Lists end after a hundred findings
or where a comment is full, and say how many they leave out.
"""

import re
from collections.abc import Iterator, Sequence

from drctl.audit.report import Report
from drctl.finding import Finding, Severity
from drctl.reports._remarks import Kind, Remark, remarks, worsened
from drctl.reports._report import (
    HERE,
    Repository,
    Standing,
    counted,
    plain,
    set_aside,
    shortened,
    verdict,
)

MOST = 65_536
# Nobody reads a longer list; a shorter text leaves room for more of them.
MOST_ITEMS = 100
LONGEST = 600
_REMARKS = 20
_HEADS: dict[Kind, str] = {
    "stale": "The baseline holds what is no longer there",
    "absent": "Nothing to compare with",
    "proposed": "Excuses that come with this change",
    "fixed": "Fixed by this change",
    "effect": "What this change moves",
    "ending": "Acceptances that end soon",
    "observed": "Observed otherwise than the model says",
}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&])")
_LEADING = re.compile(r"^([#+=-]|\d{1,9}(?=[.)]))")
# GitHub tells people and links issues for these, whatever Markdown says.
_MENTION = re.compile(r"@(?=\w)|#(?=\d)")
_JOINED = "&#8288;"


def render(
    report: Report,
    *,
    color: bool = False,
    accepted: bool | None = None,
    width: int | None = None,
    repository: Repository = HERE,
) -> str:
    """Counts, what fails, what else is found behind a fold, then what else there is to say."""
    failing = [f for f in report.findings if f.severity >= report.fail_on]
    others = [f for f in report.findings if f.severity < report.fail_on]
    aside = list(set_aside(report)) if accepted else []
    head = [f"## drctl audit: {verdict(report)}", "", *_table(report), ""]
    tail = [*_said(report, repository), f"{_compared(report)}{md(counted(report))}. {_HOW}", ""]
    page = _Page(MOST - len("\n".join([*head, *tail])) - 1_000)
    word = report.fail_on.word
    page.part(_many(len(failing), f"at {word} or above"), [_item(f, repository) for f in failing])
    page.fold(_many(len(others), f"below {word}"), [_item(f, repository) for f in others])
    page.fold(_many(len(aside), "set aside"), [_aside(s, repository) for s in aside])
    return "\n".join([*head, *page.lines, *tail])


_HOW = (
    "`drctl explain RULE` tells what a rule means, how to fix what it finds and how to accept it."
)


class _Page:
    """Lists that stop where a page is full, and say how much they leave out."""

    def __init__(self, room: int) -> None:
        self.lines: list[str] = []
        self.room = room

    def part(self, title: str, items: Sequence[str]) -> None:
        """A list under a heading; no items, no heading."""
        if items:
            self.lines += [f"### {title}", "", *self._fitting(items), ""]

    def fold(self, title: str, items: Sequence[str]) -> None:
        """A list behind a fold."""
        if items:
            begin = ["<details>", f"<summary>{title}</summary>", ""]
            self.lines += [*begin, *self._fitting(items), "", "</details>", ""]

    def _fitting(self, items: Sequence[str]) -> Iterator[str]:
        for number, item in enumerate(items):
            if number == MOST_ITEMS or len(item) + 1 > self.room:
                left = len(items) - number
                yield f"\n**{left} more are left out here**; `drctl audit` tells all."
                return
            self.room -= len(item) + 1
            yield item


def _many(number: int, which: str) -> str:
    return f"{number} {'finding' if number == 1 else 'findings'} {which}"


def _compared(report: Report) -> str:
    change = report.change
    if change is None or change.absent:
        return ""
    return f"Compared with {md(change.since)} ({code(change.commit[:12])}): "


def _table(report: Report) -> list[str]:
    """How many findings stand how, by severity; a row for each standing that there is."""
    words = sorted(Severity, reverse=True)
    rows: dict[str, Sequence[Finding]] = {
        "new or worse" if report.change else "found": report.findings,
        "known before": report.known,
        "in the baseline": report.baselined,
        "accepted": [a.finding for a in report.accepted],
    }
    lines = [f"| | {' | '.join(w.word for w in words)} |", f"|---|{'---:|' * len(words)}"]
    for number, (name, findings) in enumerate(rows.items()):
        if findings or number == 0:
            counts = (str(sum(f.severity is w for f in findings)) for w in words)
            lines.append(f"| {name} | {' | '.join(counts)} |")
    return lines


def _item(found: Finding, repository: Repository) -> str:
    """A finding as an item of a list: what, where, what to do."""
    place = found.place
    where = code(f"{place.path}:{place.line}")
    address = repository.address(place)
    linked = f"[{where}]({address})" if address else where
    lines = [f"- **{found.severity.word}** {code(found.rule)} {linked}"]
    lines.append(md(shortened(found.message, LONGEST)))
    if worse := worsened(found):
        lines.append(md(worse))
    if found.hint:
        lines.append(f"*Hint:* {md(shortened(found.hint, LONGEST))}")
    return "\\\n  ".join(lines)


def _aside(standing: Standing, repository: Repository) -> str:
    note = md(shortened(standing.note, LONGEST))
    return f"{_item(standing.finding, repository)}\\\n  {note}"


def _said(report: Report, repository: Repository) -> Iterator[str]:
    by_kind: dict[Kind, list[Remark]] = {}
    for remark in remarks(report):
        by_kind.setdefault(remark.kind, []).append(remark)
    for kind, said in by_kind.items():
        yield from (f"### {_HEADS[kind]}", "")
        for remark in said[:_REMARKS]:
            where = (
                f" ({code(f'{remark.place.path}:{remark.place.line}')})" if remark.place else ""
            )
            yield f"- {md(shortened(remark.text, LONGEST))}{where}"
        if len(said) > _REMARKS:
            yield f"- and {len(said) - _REMARKS} more"
        yield ""


def md(text: str) -> str:
    """Text of a model as inline Markdown that shows it as it is, on one line."""
    line = _SPECIAL.sub(r"\\\1", plain(" ".join(text.split())))
    line = _LEADING.sub(_escaped, line)
    return _MENTION.sub(lambda found: found[0] + _JOINED, line)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


def code(text: str) -> str:
    """A name as inline code, between more backticks than it holds."""
    text = plain(" ".join(text.split()))
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"
