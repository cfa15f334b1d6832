"""`drctl status` with local servers in the providers' place."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import strangers
from tests.strangers import GREEN, SUMMARY, Stranger, answers, stranger

ROOT = Path(__file__).parents[2]
MODEL = """\
drctl: 1
providers:
  llm-one:
    status: {{page: "{url}/one", kind: statuspage, component: API}}
    probe: {{url: "{url}/up", expect: 401, warn: 20s}}
  llm-two:
    status: {{page: "{url}/two", kind: statuspage}}
    probe: {{url: "{url}/hangs", timeout: 300ms}}
  mail: {{}}
services: {{app: {{needs: {{llm: {{use: llm-one, fallbacks: [{{use: llm-two}}]}}}}}}}}
"""


@pytest.fixture
def server() -> Iterator[Stranger]:
    ways = {
        f"/one/{SUMMARY}": answers(GREEN),
        f"/two/{SUMMARY}": answers(GREEN),
        "/up": answers("", 401),
        "/hangs": strangers.hangs,
    }
    with stranger(ways) as found:
        yield found


@pytest.fixture
def estate(tmp_path: Path, server: Stranger) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL.format(url=server.url), encoding="utf-8")
    return tmp_path


def test_a_table_and_what_is_to_be_said(estate: Path, drctl: Callable[..., Any]) -> None:
    (estate / "runbooks").mkdir()
    (estate / "runbooks/provider-llm-two.md").touch()
    done = drctl("status", cwd=estate)
    assert (done.code, done.err) == (1, "")
    assert re.sub(r"after \d+ms", "after Nms", done.out) == (
        "state  provider  page  probe\n"
        "ok     llm-one   ok    HTTP 401 after Nms\n"
        "down   llm-two   ok    no answer within 300ms (a connection, then silence)\n"
        "\n"
        "llm-two:\n"
        "  them or us? Its page is green, and it does not answer us as it should. Pages lag: "
        "believe the\n"
        "  probe, and ask from another network before you blame them\n"
        "  what to do: runbooks/provider-llm-two.md\n"
        "\n"
        "Well: 1 of 2 providers.\n"
        "Not asked, for want of status: and probe: mail.\n"
    )  # fmt: skip


def test_all_is_well(estate: Path, drctl: Callable[..., Any]) -> None:
    done = drctl("status", "llm-one", cwd=estate)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("\n\nWell: 1 of 1 provider.\n")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("llm-onee", 'no provider is called "llm-onee"; did you mean "llm-one"?'),
        ("app", '"app" is a service; only providers have a status page or a probe'),
        ("", 'no provider is called ""'),
    ],
)
def test_names(estate: Path, drctl: Callable[..., Any], name: str, says: str) -> None:
    done = drctl("status", "llm-one", name, cwd=estate)
    assert (done.code, done.out, done.err) == (2, "", f"error: {says}\n")


def test_who_is_named_and_cannot_be_asked_is_unknown(
    estate: Path, drctl: Callable[..., Any]
) -> None:
    done = drctl("status", "mail", cwd=estate)
    assert done.code == 1
    assert "unknown  mail" in done.out
    assert "add status: or probe:" in done.out


def test_nobody_to_ask(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\nproviders: {a: {}}\n", encoding="utf-8")
    done = drctl("status", cwd=tmp_path)
    assert done.code == 2
    assert done.err.startswith("error: no provider of this model has a status page or a probe")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--watch", "--every", "soon"], "--every must be a duration such as 30s or 2m"),
        (["--watch", "--every", "10ms"], "--every must be 1s at least, not 10ms"),
        (["--rounds", "3"], "--rounds goes with --watch"),
    ],
)
def test_bad_usage(estate: Path, drctl: Callable[..., Any], words: list[str], says: str) -> None:
    done = drctl("status", *words, cwd=estate)
    assert (done.code, done.out, done.err[7 : 7 + len(says)]) == (2, "", says)


def test_json(estate: Path, server: Stranger, drctl: Callable[..., Any]) -> None:
    done = drctl("status", "--json", cwd=estate)
    assert (done.code, done.err) == (1, "")
    found = json.loads(done.out)
    assert list(found) == [
        "schema_version", "tool", "at", "all_ok", "our_network", "providers", "not_asked"
    ]  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", found["at"])
    assert (found["all_ok"], found["our_network"], found["not_asked"]) == (False, None, ["mail"])
    one, two = found["providers"]
    assert 0 < one["probe"].pop("seconds") < 20
    assert re.fullmatch(r"HTTP 401 after \d+ms", one["probe"].pop("says"))
    assert one == {
        "provider": "llm-one",
        "state": "ok",
        "verdict": None,
        "page": {
            "url": f"{server.url}/one",
            "kind": "statuspage",
            "state": "ok",
            "says": "API: operational",
            "notes": [],
            "updated": "2026-11-20T09:15:02+00:00",
        },
        "probe": {"url": f"{server.url}/up", "state": "ok", "warn": 20.0},
        "runbook": None,
    }
    assert (two["state"], two["probe"]["state"], two["probe"]["seconds"]) == (
        "down",
        "failed",
        None,
    )
    assert two["verdict"].startswith("them or us? ")


def test_every_key_of_the_json_is_in_its_page(estate: Path, drctl: Callable[..., Any]) -> None:
    done = drctl("status", "--watch", "--rounds", "1", "--json", cwd=estate)
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"^- `drctl status --json`.*?(?=^- )", page, re.DOTALL | re.MULTILINE)
    keys = set(re.findall(r'"(\w+)":', done.out)) - {"schema_version", "tool", "name", "version"}
    assert "latency" in keys
    assert keys == {key for key in keys if f"`{key}`" in told}


def test_hostile_words_of_a_page_move_no_cursor(
    estate: Path, server: Stranger, drctl: Callable[..., Any]
) -> None:
    bad = {
        "name": "\x1b[2J\x07 all is well\r\n",
        "status": "\u202eidentified",
        "impact": "minor",
    }
    server.ways[f"/one/{SUMMARY}"] = answers({**GREEN, "incidents": [bad] * 50})
    done = drctl("status", "llm-one", "--color", "never", cwd=estate)
    assert done.code == 1
    assert not set(done.out) & {"\x1b", "\x07", "\r", "\u202e"}
    assert "45 more of that page are not shown" in done.out


class Watching:
    def __init__(self, folder: Path, *words: str, **streams: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "drctl", "status", "--watch", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
            **streams,
        )


def test_watching_tells_of_changes_and_ends_with_ctrl_c(estate: Path, server: Stranger) -> None:
    it = Watching(
        estate,
        "llm-one",
        "--every",
        "1s",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ).process
    assert it.stdout is not None
    try:
        lines = iter(it.stdout.readline, "")
        first = next(line for line in lines if line.startswith("round "))
        assert re.fullmatch(r"round 1 at \d\d:\d\d:\d\d; nothing has changed\n", first)
        server.ways["/up"] = answers("", 503)
        changed = next(line for line in lines if "llm-one: ok -> down" in line)
        assert changed.startswith("round ")
        it.send_signal(signal.SIGINT)
        assert it.wait(60) == 130
        assert "Traceback" not in it.stdout.read()
    finally:
        it.kill()
        it.wait()
        it.stdout.close()


def test_ctrl_c_while_a_provider_hangs(estate: Path, server: Stranger) -> None:
    text = (estate / "dr.yaml").read_text(encoding="utf-8").replace("300ms", "600s")
    (estate / "dr.yaml").write_text(text, encoding="utf-8")
    leader, follower = pty.openpty()
    it = Watching(
        estate, stdin=follower, stdout=follower, stderr=follower, start_new_session=True
    ).process
    os.close(follower)
    try:
        until = time.monotonic() + 60
        while not any("/hangs" in path for path, _ in server.seen) and time.monotonic() < until:
            time.sleep(0.05)
        it.send_signal(signal.SIGINT)
        assert it.wait(20) == 130
        assert os.read(leader, 65536) == b"\r\n"
    finally:
        it.kill()
        it.wait()
        os.close(leader)


def test_rounds_end_and_tell_the_times(estate: Path, drctl: Callable[..., Any]) -> None:
    done = drctl("status", "llm-one", "--watch", "--every", "1s", "--rounds", "2", cwd=estate)
    assert (done.code, done.err) == (0, "")
    heads = [line.split() for line in done.out.splitlines() if line.startswith("state ")]
    assert heads == [["state", "provider", "median", "p95", "usual", "page", "probe"]] * 2
    assert "not yet known" in done.out
    assert "round 2 at " in done.out


def test_times_that_rise_are_told(
    estate: Path, drctl: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """43 rounds in no time: forty as always, then three slow ones."""
    from drctl.oncall.asking import Answer, Question

    rounds = iter([0.25] * 40 + [2.5] * 3)
    body = json.dumps(GREEN).encode()

    def asked(questions: list[Question]) -> list[Answer]:
        seconds = next(rounds)
        return [
            Answer(200 if "summary" in q.url else 401, body, seconds, q.url) for q in questions
        ]

    monkeypatch.setattr("drctl.oncall.standing.ask_all", asked)
    monkeypatch.setattr("time.sleep", lambda _: None)
    done = drctl("status", "llm-one", "--watch", "--rounds", "43", "--json", cwd=estate)
    assert done.code == 1
    told = [json.loads(line)["providers"][0]["latency"] for line in done.out.splitlines()]
    assert len(told) == 43
    assert {t["rises"] for t in told[:41]} == {None}
    assert told[41]["rises"] == told[42]["rises"] == "the p95 is over 2 times the usual one"
    assert told[42] == {
        "count": 20, "p50": 0.25, "p95": 2.5, "usual_p50": 0.25, "usual_p95": 0.25,
        "rises": "the p95 is over 2 times the usual one",
    }  # fmt: skip
