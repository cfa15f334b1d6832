"""Them or us: pages and probes of local servers, taken together."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from drctl.model import load_text
from drctl.oncall.standing import Round, Standing, ask
from tests import strangers
from tests.strangers import GREEN, SUMMARY, Stranger, answers, late, redirects, stranger

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RED = {**GREEN, "status": {"indicator": "critical", "description": "Major Outage"}}


@pytest.fixture
def server() -> Iterator[Stranger]:
    ways = {
        f"/green/{SUMMARY}": answers(GREEN),
        f"/red/{SUMMARY}": answers(RED),
        f"/html/{SUMMARY}": answers("<!doctype html>"),
        f"/moved/{SUMMARY}": redirects(f"/green/{SUMMARY}"),
        "/up": answers("all right", 401),
        "/slow": late(0.3, answers("all right")),
        "/broken": answers("", 500),
        "/hangs": strangers.hangs,
        "/elsewhere": redirects("/up"),
    }
    with stranger(ways) as found:
        yield found


def asked(providers: dict[str, dict[str, Any]]) -> Round:
    lines = "".join(f"  {name}: {spec}\n" for name, spec in providers.items())
    model, findings = load_text(f"drctl: 1\nproviders:\n{lines}")
    assert model is not None, findings
    return ask(list(model.of_kind("provider")), NOW)


def one(server: Stranger, page: str, probe: str, **more: object) -> Standing:
    spec: dict[str, Any] = {}
    if page:
        spec["status"] = {"page": f"{server.url}/{page}", "kind": "statuspage"}
    if probe:
        spec["probe"] = {"url": f"{server.url}/{probe}", "timeout": "500ms", **more}
    (found,) = asked({"p": spec}).standings
    return found


@pytest.mark.parametrize(
    ("page", "probe", "more", "state", "verdict"),
    [
        ("green", "up", {"expect": 401}, "ok", ""),
        ("green", "up", {}, "ok", ""),
        ("green", "", {}, "ok", ""),
        ("", "up", {"expect": "all right"}, "ok", ""),
        ("moved", "up", {}, "ok", ""),
        ("green", "up", {"expect": 200}, "down", "them or us? Its page is green"),
        ("green", "broken", {}, "down", "them or us? Its page is green"),
        ("green", "hangs", {}, "down", "them or us? Its page is green"),
        ("green", "elsewhere", {"expect": 401}, "down", "them or us? Its page is green"),
        ("green", "elsewhere", {"expect": 302}, "ok", ""),
        ("green", "slow", {"warn": "100ms"}, "degraded", "an early warning: it is slow for us w"),
        ("", "slow", {"warn": "100ms"}, "degraded", "an early warning: it is slow for us"),
        ("green", "slow", {"warn": "20s"}, "ok", ""),
        ("red", "slow", {"warn": "100ms"}, "down", "them: it is slow, and its page says so"),
        ("red", "hangs", {}, "down", "them: it does not answer us as it should, and its page"),
        ("red", "up", {}, "down", "its page tells of trouble, and it answers us in "),
        ("red", "", {}, "down", ""),
        ("html", "up", {}, "unknown", "it answers us; what its page says is not known"),
        ("html", "hangs", {}, "down", "it does not answer us as it should: ask from another"),
        ("html", "", {}, "unknown", "what its page says is not known, and it has no probe"),
        ("gone", "up", {}, "unknown", "it answers us; what its page says is not known"),
        ("", "hangs", {}, "down", "it does not answer us as it should: ask from another"),
        ("", "", {}, "unknown", "it has neither a status page nor a probe"),
    ],
)  # fmt: skip
def test_one_provider(
    server: Stranger, page: str, probe: str, more: dict[str, object], state: str, verdict: str
) -> None:
    found = one(server, page, probe, **more)
    assert (found.state, found.verdict[: len(verdict)]) == (state, verdict)
    assert bool(found.verdict) == bool(verdict)


def test_a_shared_page_is_asked_once(server: Stranger) -> None:
    status = {"status": {"page": f"{server.url}/green", "component": "API"}}
    found = asked({f"p{i}": status for i in range(5)})
    assert [s.state for s in found.standings] == ["ok"] * 5
    assert len(server.seen) == 1
    assert found.good


def silent(server: Stranger, name: str) -> dict[str, Any]:
    return {"probe": {"url": server.url.replace("127.0.0.1", name) + "/hangs", "timeout": "300ms"}}


def test_when_nothing_answers_it_is_perhaps_us(server: Stranger) -> None:
    page = {"status": {"page": "http://127.0.0.1:1"}}
    found = asked({"a": silent(server, "localhost") | page, "b": silent(server, "127.0.0.1")})
    assert found.network == (
        "nothing answers, neither 2 probes nor any page: look at our own network first"
    )
    assert [s.state for s in found.standings] == ["unknown", "unknown"]
    assert not found.good


def test_when_pages_answer_and_no_probe_does_it_is_perhaps_our_way_out(server: Stranger) -> None:
    green = {"status": {"page": f"{server.url}/green"}}
    red = {"status": {"page": f"{server.url}/red"}}
    found = asked(
        {"a": silent(server, "localhost") | green, "b": silent(server, "127.0.0.1") | red}
    )
    assert found.network.startswith("none of 2 probes gets an answer, while 2 status pages answer")
    # What a page admits stays bad; silence that all share is not held against one.
    assert [s.state for s in found.standings] == ["unknown", "down"]


def test_of_one_host_nothing_is_concluded(server: Stranger) -> None:
    found = asked({"a": silent(server, "127.0.0.1"), "b": silent(server, "127.0.0.1")})
    assert (found.network, [s.state for s in found.standings]) == ("", ["down", "down"])


def test_one_answer_clears_our_network(server: Stranger) -> None:
    wrong = {"probe": {"url": f"{server.url}/broken"}}
    found = asked({"a": silent(server, "localhost"), "b": wrong})
    assert (found.network, [s.state for s in found.standings]) == ("", ["down", "down"])


def test_what_our_own_side_prevents_is_not_theirs(
    server: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    found = one(server, "", "up")
    assert (found.state, found.verdict) == ("unknown", "us: what we have asks nobody")
