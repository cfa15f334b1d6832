"""Findings for people: the sentence, the source line with a caret, related places, the hint."""

from collections.abc import Iterable
from textwrap import wrap
from unicodedata import combining, east_asian_width

from drctl.audit.report import Report
from drctl.finding import Finding, Place, Severity
from drctl.reports._remarks import Remark, remarks, worsened
from drctl.reports._report import HERE, Repository, counted, plain, set_aside, verdict

_STYLES = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
    Severity.NOTE: "2",
}
# What explains a finding must leave room for it on one screen.
_NOTES = 6
_LONGEST_EXCERPT = 110
_GUTTER = 8
_NARROWEST = 20


def render(
    report: Report,
    *,
    color: bool = False,
    accepted: bool | None = None,
    width: int | None = None,
    repository: Repository = HERE,
) -> str:
    """The whole report: findings worst first, then what else there is to say, then the count."""
    blocks = [told(found, color=color, width=width) for found in report.findings]
    for aside in set_aside(report) if accepted else ():
        note = "\n".join(_folded("   ", plain(aside.note), width))
        blocks.append(f"{told(aside.finding, color=color, width=width)}{note}\n")
    said = "".join(f"{_remark(remark, color, width)}\n" for remark in remarks(report))
    end = "\n".join(_folded("", f"{counted(report)}: {verdict(report)}", width))
    return "\n".join([*blocks, *([said] if said else []), f"{end}\n"])


def told(finding: Finding, *, color: bool = False, width: int | None = None) -> str:
    """One finding with its source excerpt.

    Args:
        finding: what to tell.
        color: whether escape codes may be used.
        width: where to fold lines; by default they stay whole, which suits a file and a search.
    """
    word = finding.severity.word
    start = f"{word}[{finding.rule}]: "
    lines = _folded(start, plain(finding.message), width, indent="    ")
    first = lines[0].removeprefix(start)
    lines[0] = f"{_paint(word, _STYLES[finding.severity], color)}[{finding.rule}]: "
    lines[0] += _paint(first, "1", color)
    lines[1:] = [_paint(line, "1", color) for line in lines[1:]]
    lines += _excerpt(finding.place, color, width)
    if worse := worsened(finding):
        lines.append(_labelled("note", "36", worse, color, width))
    lines += _notes(finding, color, width)
    if finding.hint:
        lines.append(_labelled("hint", "32", plain(finding.hint), color, width))
    return "\n".join(lines) + "\n"


def _notes(finding: Finding, color: bool, width: int | None) -> list[str]:
    """Each related place once; of many the first ones, and how many more there are."""
    once: dict[tuple[str, int, str], Place] = {}
    for place in finding.places[1:]:
        once.setdefault((place.path, place.line, place.note), place)
    places = list(once.values())
    shown = places if len(places) <= _NOTES + 1 else places[:_NOTES]
    texts = [f"{plain(str(p))}: {plain(p.note)}" if p.note else plain(str(p)) for p in shown]
    if left := len(places) - len(shown):
        texts.append(f"and {left} places more, which --json names")
    return [_labelled("note", "36", text, color, width) for text in texts]


def _labelled(label: str, style: str, text: str, color: bool, width: int | None) -> str:
    start = f"   {label} "
    first, *others = _folded(start, text, width)
    painted = f"   {_paint(label, style, color)} {first.removeprefix(start)}"
    return "\n".join([painted, *others])


def _remark(remark: Remark, color: bool, width: int | None) -> str:
    where = f"{plain(str(remark.place))}: " if remark.place else ""
    label, style = ("fail", "1;31") if remark.fails else ("note", "36")
    return _labelled(label, style, where + plain(remark.text), color, width)


def _folded(start: str, text: str, width: int | None, indent: str | None = None) -> list[str]:
    """A text in lines that fit the terminal; words stay whole, so that they can be copied.

    Args:
        start: what the first line begins with.
        text: the text.
        width: the terminal's columns; None leaves the text in one line.
        indent: what the other lines begin with; by default spaces, as long as `start`.
    """
    if width is None or len(start) + _width(text) <= width:
        return [start + text]
    indent = " " * len(start) if indent is None else indent
    return wrap(
        text,
        max(width, len(start) + _NARROWEST),
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


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


def _excerpt(place: Place, color: bool, width: int | None = None) -> list[str]:
    lines = [f"  --> {plain(str(place))}"]
    text = plain(place.excerpt)
    if not text.strip():
        return lines
    # A long line is cut around the place, so that the caret stays in sight.
    longest = _LONGEST_EXCERPT
    if width is not None:
        longest = max(_NARROWEST, min(longest, width - _GUTTER))
    start = max(0, place.column - 1 - longest * 6 // 11)
    cut = text[start : start + longest]
    while width is not None and _width(cut) > longest:
        cut = cut[:-1]
    gutter = f"{place.line:5} | "
    at = place.column - 1 - start
    caret = " " * _width(cut[:at]) + "^" * max(1, _width(cut[at : at + place.length]))
    return [
        *lines,
        f"{_paint(gutter, '2', color)}{cut.rstrip()}",
        f"{' ' * 5} | {_paint(caret, '1;31', color)}",
    ]


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: 2 for East Asian wide characters."""
    if text.isascii():
        return len(text)
    wide = sum(east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(combining(c) > 0 for c in text)


def _paint(text: str, style: str, color: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if color and text else text
