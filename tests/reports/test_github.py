"""Workflow commands, read back by GitHub's own rules.

The reader follows `ActionCommand.TryParseV2` of the runner (actions/runner): a line that begins
with `::`, a word, properties parted by commas, `::`, and the message; escapes are undone last.
"""

import re

import pytest

from drctl.audit.report import Report
from drctl.finding import Severity
from drctl.reports import Repository
from drctl.reports.github import render
from tests.reports.cases import ESTATES, EVIL, found, many, of_estate, whole

LEVELS = {
    **dict.fromkeys((Severity.CRITICAL, Severity.HIGH), "error"),
    Severity.MEDIUM: "warning",
    **dict.fromkeys((Severity.LOW, Severity.NOTE), "notice"),
}


def read(line: str) -> tuple[str, dict[str, str], str]:
    """A command line as the runner takes it apart."""
    assert line.startswith("::")
    end = line.index("::", 2)
    word, _, told = line[2:end].partition(" ")
    settings = {}
    for part in told.split(","):
        key, equals, value = part.strip().partition("=")
        assert equals
        settings[key] = undone(value, {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","})
    return word, settings, undone(line[end + 2 :], {"%0D": "\r", "%0A": "\n"})


def undone(text: str, escapes: dict[str, str]) -> str:
    for escape, character in escapes.items():
        text = text.replace(escape, character)
    return text.replace("%25", "%")


@pytest.mark.parametrize("path", ESTATES)
def test_the_worst_ten_then_how_many_more(path: str) -> None:
    report = of_estate(path)
    *commands, last = map(read, render(report).splitlines())
    first = report.findings[:10]
    assert [(word, told["title"]) for word, told, _ in commands] == [
        (LEVELS[f.severity], f"{f.severity.word}: {f.rule}") for f in first
    ]
    for (_, told, message), finding in zip(commands, first, strict=True):
        assert (told["file"], told["line"]) == (finding.place.path, str(finding.place.line))
        assert message.startswith(finding.message[:100])
    more = re.match(r"(\d+) more findings? not shown here\. ", last[2])
    assert (int(more[1]) if more else 0) == max(0, len(report.findings) - 10)


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 500])
def test_no_more_of_a_kind_than_github_shows(number: int, severity: Severity) -> None:
    words = [read(line)[0] for line in render(many(number, severity)).splitlines()]
    assert len(words) == min(number, 10) + 1
    assert all(words.count(word) <= 10 for word in words)


def test_a_whole_command() -> None:
    first, last = render(Report((found(4),), (), Severity.HIGH)).splitlines()
    assert first == (
        "::error file=model/a.yaml,line=5,endLine=5,col=3,endColumn=7,"
        "title=high%3A single-point-of-failure::cause-4 takes svc-4 down%0Ahint: add an option"
    )
    assert last == "::notice title=drctl audit::1 high: fails at high"


def test_a_model_can_write_no_command_of_its_own() -> None:
    finding = found(1, message=EVIL, hint=EVIL)
    finding = found(1, message=EVIL, hint=EVIL, places=(type(finding.place)("a,b:c%.yaml", 1, 1),))
    first, last = render(Report((finding,), (), Severity.HIGH)).splitlines()
    word, told, message = read(first)
    assert (word, told["file"]) == ("error", "a,b:c%.yaml")
    assert message.startswith("100% a, b: c\ufffd::error::x")
    assert read(last)[0] == "notice"


def test_long_messages_are_cut() -> None:
    first, _ = render(Report((found(1, message="word " * 5000),), (), Severity.HIGH)).splitlines()
    assert len(first) < 1_300
    assert "…" in first


def test_what_is_set_aside_is_a_notice() -> None:
    lines = [read(line) for line in render(whole(), accepted=True).splitlines()]
    assert [word for word, _, _ in lines[:2]] == ["error", "error"]  # stale entries fail
    few = Report((), whole().accepted[:2], Severity.HIGH, baselined=whole().baselined)
    told = [read(line) for line in render(few, accepted=True).splitlines()]
    assert [word for word, _, _ in told] == ["notice"] * 4
    assert told[0][2].endswith("\nin the baseline")


def test_paths_are_those_of_the_repository() -> None:
    first, _ = render(many(1), repository=Repository("infra/dr/")).splitlines()
    assert read(first)[1]["file"] == "infra/dr/model/a.yaml"
