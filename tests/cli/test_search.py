"""`drctl search`: what it says, its JSON, its exit codes."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Ran

Drctl = Callable[..., Ran]


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference estate with its notes and runbooks."""
    folder = tmp_path_factory.mktemp("estate")
    shutil.copy(ROOT / "dr.yaml", folder)
    for name in ("model", "notes", "runbooks"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def test_an_error_message_finds_its_runbook(estate: Path, drctl: Drctl) -> None:
    done = drctl("search", "503", "deepseek", "--limit", "2", cwd=estate)
    *lines, last = done.out.splitlines(keepends=True)
    assert (done.code, "".join(lines)) == (
        0,
        "runbook   DeepSeek API: down\n"
        "          LLM answers are slow; answers get slow, then HTTP 503; time to first token "
        "above 8 s;\n"
        "          LLMLatencyHigh; DeepSeekDown; p95 time to first token…\n"
        "          runbooks/provider-deepseek-api.md\n"
        "runbook   DeepSeek's shared load balancing: down\n"
        "          HTTP 502 and 503 from API and chat alike\n"
        "          runbooks/domain-deepseek-lb.md\n",
    )
    assert re.fullmatch(r"(\d+) more with --limit \d+\n", last)
    every = drctl("search", "503 deepseek", "--limit", last.split()[-1], cwd=estate)
    assert every.out.startswith("".join(lines))
    assert "more with" not in every.out
    assert done.err == ""


def test_paths_are_those_from_here(estate: Path, drctl: Drctl) -> None:
    done = drctl("search", "fallback protocol", "--limit", "1", cwd=estate / "model")
    assert done.out.splitlines()[-2].strip() == "../notes/fallback-protocol.md"
    done = drctl("search", "stale drill", "--limit", "1", cwd=estate)
    assert done.out.splitlines()[-2].strip() == "drctl explain stale-drill"


def test_json(estate: Path, drctl: Drctl) -> None:
    done = drctl("search", "LLMLatencyHigh", "--limit", "1", "--json", cwd=estate)
    found: dict[str, Any] = json.loads(done.out)
    assert (done.code, found["question"]) == (0, "LLMLatencyHigh")
    assert found["count"] > 3
    (hit,) = found["hits"]
    assert hit.pop("score") > 0
    assert hit == {
        "kind": "runbook",
        "name": "deepseek-api",
        "title": "DeepSeek API: down",
        "summary": hit["summary"],
        "path": "runbooks/provider-deepseek-api.md",
        "page": "runbooks/provider-deepseek-api.html",
        "words": ["llmlatencyhigh"],
    }


@pytest.mark.parametrize("words", ["qqqqqq", "the of", '"', "'; --", "\x1b[31m", ")("])
def test_no_hit(words: str, estate: Path, drctl: Drctl) -> None:
    text = drctl("search", words, cwd=estate)
    as_json = drctl("search", words, "--json", cwd=estate)
    assert text.code == as_json.code
    if text.code:
        assert (text.code, text.out, text.err) == (1, "", "nothing is found\n")
        assert (json.loads(as_json.out)["hits"], as_json.err) == ([], "")


def test_words_that_begin_with_a_dash_are_no_options(estate: Path, drctl: Drctl) -> None:
    assert drctl("search", "--", "-redis", "--limit", cwd=estate).code == 0


def test_usage(estate: Path, drctl: Drctl, tmp_path: Path) -> None:
    assert drctl("search", cwd=estate).code == 2
    assert drctl("search", "x", "--limit", "0", cwd=estate).code == 2
    assert drctl("search", "x", cwd=tmp_path).code == 3


def test_check_reads_the_notes(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\nservices: {shop: {}}\n")
    (tmp_path / "notes").mkdir()
    note = tmp_path / "notes" / "n.md"
    note.write_text("---\nabout: shop\n---\n# N\n")
    done = drctl("check", cwd=tmp_path)
    assert (done.code, done.out.endswith("0 scenarios, 1 note; no errors\n")) == (0, True)
    note.write_text("---\nabout: shpo\n---\n# N\n")
    for words in (("check",), ("build", "site"), ("search", "n")):
        done = drctl(*words, cwd=tmp_path)
        assert (done.code, done.out) == (2, "")
        assert "notes/n.md:2:8: " in done.err
    assert not (tmp_path / "site").exists()
