"""The report for people, compared whole."""

import datetime
import unicodedata
from dataclasses import replace

import pytest

from drctl.assessment import Assessment
from drctl.audit.evidence import Evidence
from drctl.audit.report import Report
from drctl.audit.run import audit
from drctl.finding import Finding, Place, Severity
from drctl.model import load_text
from drctl.reports import plain
from drctl.reports.text import errors, render, told
from tests.reports.cases import of_estate, whole

MODEL = """drctl: 1
policy: {tiers: {critical: {survives: 1}}}
teams: {ops: {}}
domains:
  edge: {kind: edge}
providers:
  a: {in: edge, owner: ops}
  b: {in: edge, owner: ops}
services:
  chat:
    tier: critical
    owner: ops
    needs:
      llm: {use: a, fallbacks: [{use: b, switch: automatic}]}
accepted:
  - {rule: single-instance, object: chat, reason: It starts in 2 s., owner: ops, until: 2027-01-31}
drills: [{need: chat.llm, option: b, date: 2026-10-01, result: passed}]
"""
FINDING = """\
critical[single-point-of-failure]: edge takes chat down: no option of chat.llm survives it
  --> dr.yaml:14:7
   14 |       llm: {use: a, fallbacks: [{use: b, switch: automatic}]}
      |       ^^^
   note dr.yaml:5:3: what fails
   note dr.yaml:14:18: a is down, with edge
   note dr.yaml:14:39: b is down, with edge
   hint add an option that does not rest on the cause
"""
ACCEPTED = """\
high[single-instance]: chat promises to survive a failure and does not say how many replicas it \
has, which means 1
  --> dr.yaml:10:3
   10 |   chat:
      |   ^^^^
   note dr.yaml:2:29: the promise
   hint set replicas to what runs; run at least 2
   accepted until 2027-01-31 by ops: It starts in 2 s.
"""


def report(text: str = MODEL) -> Report:
    model, findings = load_text(text)
    assert model is not None, findings
    return audit(Assessment(model), today=datetime.date(2026, 11, 1))


def test_the_whole_report() -> None:
    assert render(report()) == FINDING + "\n1 critical; 1 accepted: fails at high\n"


def test_accepted_findings_on_request() -> None:
    end = "1 critical; 1 accepted: fails at high\n"
    assert render(report(), accepted=True) == f"{FINDING}\n{ACCEPTED}\n{end}"


def test_nothing_found() -> None:
    assert (
        render(report("drctl: 1\nteams: {o: {}}\nservices: {a: {owner: o}}\n"))
        == "no findings: passes\n"
    )


def test_below_the_threshold() -> None:
    text = MODEL.replace(
        "policy: {", "policy: {rules: {single-point-of-failure: {severity: low}}, "
    )
    assert render(report(text)).endswith("\n1 low; 1 accepted: passes\n")


def test_colour_changes_no_text() -> None:
    coloured = render(report(), color=True)
    assert "\x1b[1;31mcritical\x1b[0m[single-point-of-failure]: " in coloured
    for code in ("1;31", "1", "2", "36", "32", ""):
        coloured = coloured.replace(f"\x1b[{code or 0}m", "")
    assert coloured == render(report())


def found_at(place: Place, message: str = "m", hint: str = "", note: str = "") -> Finding:
    places = (place, Place("b\x1b.yaml", 1, 1, note=note)) if note else (place,)
    return Finding("r", Severity.LOW, message, places, hint=hint)


def shown(excerpt: str, column: int, length: int) -> tuple[str, str]:
    """The excerpt and its caret line, without the gutter."""
    lines = told(found_at(Place("f", 7, column, length, excerpt))).splitlines()
    assert lines[2].startswith("    7 | ")
    assert lines[3].startswith("      | ")
    return lines[2][8:], lines[3][8:]


@pytest.mark.parametrize("column", [1, 2, 40, 61, 62, 100, 171, 500])
def test_the_caret_stands_under_the_place_also_in_long_lines(column: int) -> None:
    """The marked word is found in the excerpt exactly where the caret is."""
    excerpt = "." * (column - 1) + "HERE" + "." * 400
    line, caret = shown(excerpt, column, 4)
    assert line[caret.index("^") : caret.rindex("^") + 1] == "HERE"
    assert len(line) <= 110


def test_a_long_mark_ends_with_the_excerpt() -> None:
    line, caret = shown("x" * 400, 1, 400)
    assert (line, caret) == ("x" * 110, "^" * 110)
    line, caret = shown("." * 50 + "x" * 300, 51, 300)
    assert len(caret) == len(line) == 110


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@pytest.mark.parametrize("before", ["", "\t", "ä: ", "日本: ", "title: 東京, ", "🚒 "])
@pytest.mark.parametrize("word", ["llm", "検索"])
def test_wide_characters_move_the_caret(before: str, word: str) -> None:
    excerpt = f"{before}{word}, rest"
    line, caret = shown(excerpt, len(before) + 1, len(word))
    assert line == excerpt.replace("\t", " ")
    assert caret == " " * columns(before) + "^" * columns(word)


def test_a_combining_character_takes_no_column() -> None:
    line, caret = shown("e\u0301: x", 5, 1)
    assert caret == "   ^"
    assert line == "e\u0301: x"


def test_a_place_without_text_has_no_excerpt() -> None:
    assert told(found_at(Place("f", 7, 1))) == "low[r]: m\n  --> f:7:1\n"
    assert told(found_at(Place("f", 7, 1, 1, "   "))) == "low[r]: m\n  --> f:7:1\n"


def test_nothing_of_a_model_moves_the_cursor() -> None:
    evil = "\x1b[2J\r\x07\u202e\x9b"
    place = Place(f"f{evil}", 1, 1, 1, f"x{evil}")
    finding = found_at(place, f"m{evil}", f"h{evil}", f"n{evil}")
    for text in (told(finding), errors([finding])):
        assert not [c for c in text if c != "\n" and not c.isprintable()]
        assert text.count("[2J") >= 4


def test_an_acceptance_moves_no_cursor_either() -> None:
    text = MODEL.replace("It starts in 2 s.", r'"a\e[2Jb"')
    found = render(report(text), accepted=True)
    assert "accepted until 2027-01-31 by ops: a\ufffd[2Jb\n" in found


def test_plain_keeps_what_is_printed() -> None:
    assert plain("a ä 日 🚒\tb") == "a ä 日 🚒 b"
    assert plain("a\nb") == "a\ufffdb"


def lines_of(finding: Finding, width: int) -> list[str]:
    return told(finding, width=width).splitlines()


@pytest.mark.parametrize("width", [60, 72, 80, 100, 200])
def test_lines_fit_the_terminal_and_keep_every_word(width: int) -> None:
    places = [Place("model/services.yaml", 14, 3, 8, "x" * 300)]
    places += [Place("model/domains.yaml", n, 3, note="what fails and why " * n) for n in (3, 4)]
    finding = Finding(
        "r", Severity.LOW, "takes a, b and c down " * 20, tuple(places), hint="w " * 90
    )
    lines = lines_of(finding, width)
    assert max(map(len, lines)) <= width
    flat = " ".join(" ".join(line.split()) for line in lines)
    whole = " ".join(told(finding).split())
    assert [w for w in flat.split() if "x" not in w] == [w for w in whole.split() if "x" not in w]


def test_a_word_is_not_broken_on_a_narrow_terminal() -> None:
    finding = found_at(Place("f", 1, 1), "see " + "n" * 90)
    assert lines_of(finding, 60)[:2] == ["low[r]: see", "    " + "n" * 90]


def test_what_fails_and_what_helps_are_on_the_first_screen() -> None:
    """Of many places the first are told: 24 lines of 80 columns hold a finding whole."""
    report = of_estate("dr.yaml")
    first = report.findings[0]
    assert len(first.places) > 15
    lines = render(report, width=80).splitlines()[:24]
    assert lines[0].startswith("critical[single-point-of-failure]: ")
    assert "   hint add an option that does not rest on the cause" in lines
    assert "   note and 12 places more, which --json names" in lines


@pytest.mark.parametrize("number", [6, 7, 8, 40])
def test_a_few_places_are_all_told(number: int) -> None:
    places = tuple(Place("f", line, 1, note=f"n{line}") for line in range(number + 1))
    notes = [
        line for line in lines_of(Finding("r", Severity.LOW, "m", places), 80) if "note" in line
    ]
    assert len(notes) == min(number, 7)
    assert notes[-1].endswith(f"and {number - 6} places more, which --json names") == (number > 7)


@pytest.mark.parametrize("column", [1, 40, 61, 300])
def test_the_caret_is_in_sight_on_a_narrow_terminal(column: int) -> None:
    excerpt = "." * (column - 1) + "HERE" + "." * 400
    _, _, line, caret, *_ = lines_of(found_at(Place("f", 7, column, 4, excerpt)), 60)
    assert len(line) <= 60
    assert line[caret.index("^") : caret.rindex("^") + 1] == "HERE"


def test_wide_characters_fit_too() -> None:
    lines = lines_of(found_at(Place("f", 7, 1, 4, "検索" * 100)), 60)
    assert columns(lines[2]) <= 60


def test_everything_else_that_there_is_to_say() -> None:
    report = whole()
    seen = Evidence(
        "jaeger", ("f",), "7d", (("web", ("db", "b")),), (report.findings[1].object, "x.y")
    )
    text = render(replace(report, evidence=seen), accepted=True)
    assert "   note worse than before: low\n" in text
    assert text.endswith(
        """
   fail drctl-baseline.yaml:4:5: stale in the baseline: no-owner of svc is gone
   fail drctl-baseline.yaml:4:5: stale in the baseline: no-owner of svc, caused by a and b, is \
accepted too
   note dr.yaml:9:5: an acceptance of no-owner at svc comes with this change and does not count \
yet; it would cover 2 pairs
   note fixed: high single-point-of-failure: cause-7 takes svc-7 down
   note api: blast radius 3 -> 5
   note api: recovery 4m -> never, beyond its 15m
   note api: recovery not known -> 1h, beyond its 15m
   note db: availability 99.9% -> 99.75%, below its 99.9%
   note recovery and availability of 4 more services were not compared
   note dr.yaml:3:1: the acceptance of single-point-of-failure at answer-a-question ends in 12 \
days, on 2027-06-30
   note observed, not declared (jaeger in 7d): web needs db or b, which this audit does not know of
   note declared, not observed (jaeger in 7d): postgres.serving, of which a finding speaks

6 critical, 15 high, 8 medium, 10 low; 1 known before, 1 in the baseline, 31 accepted: fails at \
high
"""
    )


def test_stale_entries_alone_fail() -> None:
    report = replace(whole(), findings=(), known=(), baselined=(), accepted=())
    assert render(report).endswith("no findings: fails for stale baseline entries\n")


def test_equal_notes_are_told_once() -> None:
    again = Place("f", 2, 1, note="what fails")
    text = told(Finding("r", Severity.LOW, "m", (Place("f", 1, 1), again, again)))
    assert text.count("what fails") == 1


def test_errors_are_counted() -> None:
    one = found_at(Place("dr.yaml", 2, 3, 2, "  xy: 1"), "no xy", "did you mean x?")
    assert errors([one]) == (
        "dr.yaml:2:3: error: no xy [r]\n"
        "    2 |   xy: 1\n"
        "      |   ^^\n"
        "   hint did you mean x?\n"
        "1 error; nothing was done.\n"
    )
    assert errors([one, one]).endswith("2 errors; nothing was done.\n")
