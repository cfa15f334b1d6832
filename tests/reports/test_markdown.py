"""Markdown, held by what markdown-it makes of it: the reader sees the model's own words."""

import html
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from drctl.audit.report import Report
from drctl.finding import Severity
from drctl.reports import Repository
from drctl.reports._report import plain
from drctl.reports.markdown import MOST, code, md, render
from tests.reports.cases import ESTATES, EVIL, found, many, of_estate, of_text, whole

WORDS = ["critical", "high", "medium", "low", "note"]


class Reader(HTMLParser):
    """Collects tags, and the text of each list item and cell."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: dict[str, list[str]] = {"li": [], "td": [], "h2": [], "h3": [], "summary": []}
        self.open: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for key, value in attrs if key == "href"]
        if tag in self.texts:
            self.open.append(tag)
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.texts:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.texts[tag][-1] += data


def shown(report: Report, **more: object) -> Reader:
    page = MarkdownIt("commonmark").enable("table").render(render(report, **more))  # type: ignore[arg-type]
    reader = Reader(page)
    assert reader.open == []
    return reader


def seen(text: str) -> str:
    """A text as a page shows it: one line, what is hidden made visible, nothing else changed."""
    return plain(" ".join(text.split()))


@pytest.mark.parametrize("path", ESTATES)
def test_every_finding_is_an_item(path: str) -> None:
    report = of_estate(path)
    page = shown(report)
    items = [item.replace("\u2060", "") for item in page.texts["li"]]
    assert len(items) == len(report.findings)
    ordered = sorted(report.findings, key=lambda f: f.severity < report.fail_on)
    for item, finding in zip(items, ordered, strict=True):
        first, message, *rest = item.splitlines()
        place = f"{finding.place.path}:{finding.place.line}"
        assert first == f"{finding.severity.word} {finding.rule} {place}"
        assert message == seen(finding.message) or message.endswith(" …")
        assert rest == ([f"Hint: {finding.hint}"] if finding.hint else [])
    assert page.texts["h2"] == [f"drctl audit: {'fails at high' if report.failed else 'passes'}"]


def test_the_table_counts() -> None:
    report = whole()
    cells = shown(report).texts["td"]
    rows = {cells[i]: list(map(int, cells[i + 1 : i + 6])) for i in range(0, len(cells), 6)}
    assert list(rows) == ["new or worse", "known before", "in the baseline", "accepted"]
    assert rows["new or worse"] == list(report.counts().values())
    assert rows["known before"] == rows["in the baseline"] == [0, 1, 0, 0, 0]
    assert sum(rows["accepted"]) == len(report.accepted)


def test_the_whole_text() -> None:
    assert (
        render(Report((found(4), found(5, Severity.LOW)), (), Severity.HIGH))
        == """\
## drctl audit: fails at high

| | critical | high | medium | low | note |
|---|---:|---:|---:|---:|---:|
| found | 0 | 1 | 0 | 1 | 0 |

### 1 finding at high or above

- **high** `single-point-of-failure` `model/a.yaml:5`\\
  cause-4 takes svc-4 down\\
  *Hint:* add an option

<details>
<summary>1 finding below high</summary>

- **low** `single-point-of-failure` `model/a.yaml:6`\\
  cause-5 takes svc-5 down\\
  *Hint:* add an option

</details>

1 high, 1 low. `drctl explain RULE` tells what a rule means, how to fix what it finds and how to \
accept it.
"""
    )


def test_nothing_found() -> None:
    report = of_text("drctl: 1\nteams: {o: {}}\nservices: {a: {owner: o}}\n")
    page = shown(report)
    assert page.texts["h2"] == ["drctl audit: passes"]
    assert (page.texts["li"], page.texts["h3"]) == ([], [])


def test_each_part_has_its_heading_and_fold() -> None:
    page = shown(whole(), accepted=True)
    assert page.texts["h3"] == [
        "21 findings at high or above",
        "The baseline holds what is no longer there",
        "Excuses that come with this change",
        "Fixed by this change",
        "What this change moves",
        "Acceptances that end soon",
        "Observed otherwise than the model says",
    ]
    assert page.texts["summary"] == ["18 findings below high", "33 findings set aside"]
    assert "Compared with main (`a1b2c3d`): 6 critical, " in render(whole())
    told = "\n".join(page.texts["li"])
    for sentence in (
        "worse than before: low",
        "api: blast radius 3 -> 5",
        "api: recovery 4m -> never, beyond its 15m",
        "api: recovery not known -> 1h, beyond its 15m",
        "db: availability 99.9% -> 99.75%, below its 99.9%",
        "recovery and availability of 4 more services were not compared",
        "an acceptance of no-owner at svc comes with this change and does not count yet",
        "in the baseline",
        "known since before main",
    ):
        assert sentence in told


@pytest.mark.parametrize(
    "text",
    [
        EVIL,
        *("# a", "- a", "+ a", "1. a", "12) a", "> a", "=== a", "--- a", "| a | b |", "    a"),
        *("a_b_ _c_ __d__", "**a**", "`a``b`", "~~~", "$x$", "<!-- a -->", "[a]: b", "![a](b)"),
        *("&lt;", "\\", "a\\", "http://a.b/c_d_e", "@ops, #12, a@b.c", "a  b\n\nc"),
    ],
)
def test_a_model_s_words_are_seen_as_they_are(text: str) -> None:
    page = MarkdownIt("commonmark").enable("table").render(f"- x\\\n  {md(text)}\n")
    (item,) = Reader(page).texts["li"]
    assert item.replace("\u2060", "").split("\n")[1] == seen(text)
    assert not {"a", "img", "em", "strong", "code", "h1", "h2"} & set(Reader(page).tags)
    spaced = " ".join(text.split())
    inline = MarkdownIt("commonmark").renderInline(code(text))
    assert html.unescape(re.sub(r"</?code>", "", inline)) == plain(spaced)


def test_nobody_is_told_and_nothing_linked() -> None:
    """GitHub looks for these in the text that a page shows."""
    assert not re.search(r"@\w|#\d", html.unescape(md("@ops and #12, a@b.c")))


@pytest.mark.parametrize("number", [100, 1_000, 5_000])
def test_a_page_fits_a_comment_and_says_what_it_leaves_out(number: int) -> None:
    for report in (many(number), many(number, Severity.LOW)):
        text = render(report)
        assert len(text) <= MOST
        left = re.search(r"\*\*(\d+) more are left out here\*\*", text)
        told = len(shown(report).texts["li"])
        assert told + (int(left[1]) if left else 0) == number
        assert (left is None) == (number == 100)


def test_long_remarks_are_counted_too() -> None:
    from dataclasses import replace

    report = whole()
    report = replace(report, stale=report.stale * 500)
    text = render(report, accepted=True)
    assert len(text) <= MOST
    assert "- and 980 more" in text


def test_places_are_links_where_the_service_shows_files() -> None:
    where = Repository("infra/", "https://example.org/o/r/blob/abc/")
    page = shown(many(1), repository=where)
    assert page.links == ["https://example.org/o/r/blob/abc/infra/model/a.yaml#L1"]
    odd = found(1, places=(type(found(1).place)("a b(1)[x]`y`.yaml", 3, 1),))
    page = shown(Report((odd,), (), Severity.HIGH), repository=where)
    assert page.links == [
        "https://example.org/o/r/blob/abc/infra/a%20b%281%29%5Bx%5D%60y%60.yaml#L3"
    ]
    assert "a b(1)[x]`y`.yaml:3" in page.texts["li"][0]
