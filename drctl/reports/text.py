"""Findings for people: the sentence, the source line with a caret, related places, the hint."""

from collections.abc import Iterable
from unicodedata import combining, east_asian_width

from drctl.audit import Report
from drctl.finding import Finding, Place, Severity

_STYLES = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
    Severity.NOTE: "2",
}


def render(report: Report, *, color: bool = False, accepted: bool = False) -> str:
    """The whole report: findings worst first, then the count."""
    blocks = [told(f, color=color) for f in report.findings]
    if accepted:
        blocks += [
            told(a.finding, color=color)
            + f"   accepted until {a.acceptance.until} by "
            + f"{plain(a.acceptance.owner) or 'no owner'}: {plain(a.acceptance.reason)}\n"
            for a in report.accepted
        ]
    return "\n".join([*blocks, _summary(report)])


def told(finding: Finding, *, color: bool = False) -> str:
    """One finding with its source excerpt."""
    word = _paint(finding.severity.word, _STYLES[finding.severity], color)
    lines = [f"{word}[{finding.rule}]: {_paint(plain(finding.message), '1', color)}"]
    lines += _excerpt(finding.place, color)
    shown: set[tuple[str, int, str]] = set()
    for place in finding.places[1:]:
        key = (place.path, place.line, place.note)
        if key not in shown:
            shown.add(key)
            note = f": {plain(place.note)}" if place.note else ""
            lines.append(f"   {_paint('note', '36', color)} {plain(str(place))}{note}")
    if finding.hint:
        lines.append(f"   {_paint('hint', '32', color)} {plain(finding.hint)}")
    return "\n".join(lines) + "\n"


def errors(findings: Iterable[Finding], *, color: bool = False) -> str:
    """The loader's errors, one after another, then their number."""
    found = list(findings)
    blocks = [_error(f, color) for f in found]
    noun = "error" if len(found) == 1 else "errors"
    return "".join(blocks) + f"{len(found)} {noun}; nothing was done.\n"


def _error(finding: Finding, color: bool) -> str:
    word = _paint("error", "1;31", color)
    lines = [f"{plain(str(finding.place))}: {word}: {plain(finding.message)} [{finding.rule}]"]
    lines += _excerpt(finding.place, color)[1:]
    if finding.hint:
        lines.append(f"   {_paint('hint', '32', color)} {plain(finding.hint)}")
    return "\n".join(lines) + "\n"


def _excerpt(place: Place, color: bool) -> list[str]:
    lines = [f"  --> {plain(str(place))}"]
    text = plain(place.excerpt)
    if not text.strip():
        return lines
    # A long line is cut around the place, so that the caret stays in sight.
    start = max(0, place.column - 1 - 60)
    cut = text[start : start + 110]
    gutter = f"{place.line:5} | "
    at = place.column - 1 - start
    caret = " " * _width(cut[:at]) + "^" * max(1, _width(cut[at : at + place.length]))
    return [
        *lines,
        f"{_paint(gutter, '2', color)}{cut}",
        f"{' ' * 5} | {_paint(caret, '1;31', color)}",
    ]


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: 2 for East Asian wide characters."""
    if text.isascii():
        return len(text)
    wide = sum(east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(combining(c) > 0 for c in text)


def _summary(report: Report) -> str:
    counts = [f"{count} {severity.word}" for severity, count in report.counts().items() if count]
    told_of = ", ".join(counts) if counts else "no findings"
    more = f"; {len(report.accepted)} accepted" if report.accepted else ""
    verdict = f"fails at {report.fail_on.word}" if report.failed else "passes"
    return f"{told_of}{more}: {verdict}\n"


def _paint(text: str, style: str, color: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if color and text else text


def plain(text: str) -> str:
    """Text of a model with control characters made visible, so that it cannot move a cursor."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in text)
