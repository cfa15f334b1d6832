"""docs/status.md: its example answers as shown, its figures are those of the code."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from drctl.oncall import asking, latency, page, probe
from drctl.oncall.pages import KINDS
from tests.strangers import GREEN, SUMMARY, answers, late, stranger

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "status.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    found = re.search(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    model = block("yaml").removeprefix("# dr.yaml\n")
    ways = {
        f"/one/{SUMMARY}": answers(GREEN),
        f"/two/{SUMMARY}": answers(GREEN),
        "/one/v1/models": late(0.03, answers("", 401)),
        "/two/v1/models": answers("", 503),
    }
    with stranger(ways) as server:
        here = re.sub(r"https://\w+\.(\w+)\.example", rf"{server.url}/\1", model)
        assert here.count(server.url) == 4
        (tmp_path / "dr.yaml").write_text(here, encoding="utf-8")
        command, _, shown = block("console").partition("\n")
        done = drctl(*command.split()[2:], cwd=tmp_path)

    def timeless(text: str) -> str:
        return re.sub(r"\d+ms", "Nms", text)

    assert (done.code, timeless(done.out), done.err) == (1, timeless(shown), "")


def test_every_kind_has_a_row() -> None:
    rows = re.findall(r"^\| `([\w.]+)`.*?\| (?:`/(\S+)`)?", PAGE, re.MULTILINE)[1:]
    assert [kind for kind, _ in rows] == list(KINDS)
    assert {kind: path for kind, path in rows if path} == {
        kind: KINDS[kind].path for kind in ("statuspage", "instatus")
    }


def test_the_figures() -> None:
    assert page.PATIENCE == probe.PATIENCE == 10
    assert timedelta(days=30) == page.STALE
    assert asking.MOST_BYTES == 4 * 2**20
    assert asking.MOST_REDIRECTS == 5
    found = [latency.WINDOW, latency.MOST_USUAL, latency.TIMES, latency.LEAST]
    assert found == [20, 240, 2, 0.05]
