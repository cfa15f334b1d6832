"""The timeline is Markdown that nothing in it can break."""

from pathlib import Path

from markdown_it import MarkdownIt

from drctl.oncall.event import moment
from drctl.oncall.log import Log, create
from drctl.oncall.timeline import timeline
from tests.oncall.scripts import LOOK, ROUTE, SAY, script

ODD = "a | b\n# no *heading* <script>alert(1)</script> [x](http://y) `z` \x1b[2J &amp; ~~w~~"


def test_odd_texts_stay_texts(tmp_path: Path) -> None:
    times = iter(range(1000, 2000, 10))
    folder = create(tmp_path, "run", script(LOOK, ROUTE, SAY), ODD, 1000.0, lambda: next(times))
    log = Log(folder, ODD, clock=lambda: next(times))
    log.append("noted", text=ODD)
    log.append("took", "chat.look")
    log.append("skipped", "chat.look", reason=ODD)
    log.append("recovered", moment=moment(1100.0))
    log.append("finished", result="passed")
    page = timeline(log.run, "runs/run/events.jsonl")
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
    inside = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inside} == {"text"}
    assert [t.type for t in tokens].count("heading_open") == 3
    rows = [token.content for token in tokens if token.type == "inline"]
    assert "1m40s; RTO 15m of chat: kept" in rows
    assert page.count("1970-01-01 00:18:20") == 2
    widths = {line.count(" | ") for line in page.splitlines() if line.startswith("| 1970")}
    assert widths == {4}


def test_what_was_not_measured(tmp_path: Path) -> None:
    folder = create(tmp_path, "run", script(LOOK, rto=None), "anna", None, lambda: 5.0)
    page = timeline(Log(folder, "anna").run, "x")
    assert "| Recovered in | not measured |" in page
    assert "| Began | not told |" in page
