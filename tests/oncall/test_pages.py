"""What pages tell: the constructed answers of each kind, and lies; nothing unknown is ever ok."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drctl.model.language.component import Status
from drctl.oncall import page
from drctl.oncall.asking import Answer, Unanswered
from drctl.oncall.pages import KINDS, WORST, Unreadable
from tests.strangers import GREEN

X = "https://x.example/"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CORPUS = "statuspage-constructed"
INSTATUS = {"page": {"name": "X", "url": "https://x", "status": "UP"}}


def read(data: object, component: str | None = None, kind: str = "statuspage") -> Any:
    return KINDS[kind].read(data, component)


def green(**changes: Any) -> dict[str, Any]:
    return {**GREEN, **changes}


def incident(impact: str, status: str = "investigating", *names: str) -> dict[str, Any]:
    return {
        "name": "Errors",
        "status": status,
        "impact": impact,
        "components": [{"id": name, "name": name} for name in names],
    }


def component(status: str, name: str = "API", key: str = "c1") -> dict[str, Any]:
    return {"id": key, "name": name, "status": status}


FINE = component("operational")


@pytest.mark.needs("corpus")
@pytest.mark.parametrize(
    ("file", "wanted", "state", "says"),
    [
        ("atlassian_summary_operational", None, "ok", "All Systems Operational"),
        ("atlassian_summary_operational", "API", "ok", "API: operational"),
        ("atlassian_summary_operational", "api", "ok", "API: operational"),
        ("atlassian_summary_operational", "cmp000000001", "ok", "API: operational"),
        ("atlassian_summary_operational", "APl", "unknown", 'it names no component "APl"'),
        ("atlassian_summary_major", None, "degraded", "Partial System Outage"),
        ("atlassian_summary_major", "API", "down", "API: major_outage"),
        ("atlassian_summary_major", "Console", "maintenance", "Console: under_maintenance"),
        ("incidentio_compat_summary", "Conversations", "ok", "Conversations: operational"),
        ("incidentio_compat_summary", "Login", "degraded", "Login: degraded_performance"),
        ("incidentio_compat_summary", None, "degraded", "Degraded Performance"),
    ],
)
def test_constructed_pages(
    corpus: Path, file: str, wanted: str | None, state: str, says: str
) -> None:
    data = json.loads((corpus / CORPUS / f"{file}.json").read_text(encoding="utf-8"))
    for kind in ("statuspage", "incident.io"):
        told = read(data, wanted, kind)
        assert (told.state, told.says[: len(says)]) == (state, says)


@pytest.mark.needs("corpus")
@pytest.mark.parametrize(
    "file", ["incidentio_compat_incidents_empty_components.json", "not_json_client_rendered.html"]
)
def test_constructed_pages_that_are_none(corpus: Path, file: str) -> None:
    body = (corpus / CORPUS / file).read_bytes()
    status = Status(page="https://x.example", kind="statuspage", component="API")
    assert page.told(status, Answer(200, body, 0.1, X), NOW).state == "unknown"


@pytest.mark.parametrize(
    ("data", "wanted", "state", "notes"),
    [
        # An indicator that is well beside a component that isn't.
        (green(components=[component("major_outage")]), None, "down", 1),
        (green(components=[FINE, component("odd", "B", "c2")]), "B", "unknown", 0),
        (green(components=[component("odd")]), "API", "unknown", 0),
        (green(components=[]), "API", "unknown", 0),
        (green(components=None), "API", "unknown", 0),
        # Of two with one name the worse.
        (green(components=[FINE, component("partial_outage", key="c2")]), "API", "degraded", 1),
        # Incidents: of others, of ours, of nobody; over, and in the premature all-clear.
        (green(incidents=[incident("critical", "identified", "Other")]), "API", "ok", 0),
        (green(incidents=[incident("critical", "identified", "API")]), "API", "down", 1),
        (green(incidents=[incident("none", "monitoring", "c1")]), "API", "degraded", 1),
        (green(incidents=[incident("minor")]), "API", "degraded", 1),
        (green(incidents=[incident("critical", "resolved")]), "API", "ok", 0),
        (green(incidents=[incident("critical", "postmortem")]), None, "ok", 0),
        (green(incidents=[incident("odd")]), None, "degraded", 1),
        (green(incidents=[{}]), None, "degraded", 1),
        # Maintenance: begun, and yet to come.
        (green(scheduled_maintenances=[incident("", "verifying", "c1")]), "API", "maintenance", 1),
        (green(scheduled_maintenances=[incident("none", "scheduled", "API")]), "API", "ok", 0),
        (green(status={"indicator": "odd"}), None, "unknown", 0),
        (green(status={"indicator": "critical", "description": "X"}), None, "down", 0),
        # The page is red, our component is not.
        (green(status={"indicator": "critical"}), "API", "ok", 0),
    ],
)  # fmt: skip
def test_statuspage(data: object, wanted: str | None, state: str, notes: int) -> None:
    told = read(data, wanted)
    assert (told.state, len(told.notes)) == (state, notes)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        "ok",
        3,
        {"page": {}},
        {"page": {"status": "UP"}},
        {"status": {"indicator": "none"}},
        green(status={}),
        green(status={"indicator": 0}),
        {"result": {"status_overall": {"status": "Operational"}}},
    ],
)
def test_json_of_another_kind(data: object) -> None:
    with pytest.raises(Unreadable):
        read(data)
    if data != {"page": {"status": "UP"}}:
        with pytest.raises(Unreadable):
            read(data, None, "instatus")


@pytest.mark.parametrize(
    ("changes", "wanted", "state", "notes"),
    [
        ({}, None, "ok", 0),
        ({}, "API", "ok", 0),
        ({"page": {"status": "HASISSUES"}}, None, "degraded", 0),
        ({"page": {"status": "HASISSUES"}}, "API", "degraded", 1),
        ({"page": {"status": "UNDERMAINTENANCE"}}, None, "maintenance", 0),
        ({"page": {"status": "SPLENDID"}}, None, "unknown", 0),
        ({"activeIncidents": [{"impact": "MAJOROUTAGE"}]}, None, "down", 1),
        ({"activeIncidents": [{"status": "RESOLVED", "impact": "MAJOROUTAGE"}]}, None, "ok", 0),
        ({"activeMaintenances": [{"name": "x", "status": "INPROGRESS"}]}, None, "maintenance", 1),
        ({"activeMaintenances": [{"name": "x", "status": "NOTSTARTEDYET"}]}, None, "ok", 0),
    ],
)  # fmt: skip
def test_instatus(changes: dict[str, Any], wanted: str | None, state: str, notes: int) -> None:
    told = read({**INSTATUS, **changes}, wanted, "instatus")
    assert (told.state, len(told.notes)) == (state, notes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
SHAPED = st.fixed_dictionaries(
    {},
    optional={
        "page": st.fixed_dictionaries({}, optional={"status": JSON, "updated_at": JSON}) | JSON,
        "status": st.fixed_dictionaries({}, optional={"indicator": JSON}) | JSON,
        **{
            key: st.lists(
                st.fixed_dictionaries(
                    {},
                    optional=dict.fromkeys(("id", "name", "status", "impact", "components"), JSON),
                )
                | JSON
            )
            | JSON
            for key in ("components", "incidents", "scheduled_maintenances", "activeIncidents")
        },
    },
)


@given(
    data=SHAPED | JSON, wanted=st.none() | st.text(min_size=1), kind=st.sampled_from(list(KINDS))
)
def test_whatever_comes_is_told_or_refused(data: Any, wanted: str | None, kind: str) -> None:
    try:
        told = read(data, wanted, kind)
    except Unreadable:
        return
    assert told.state in WORST
    assert all(len(words) < 500 for words in (told.says, *told.notes))


def body(data: object) -> bytes:
    return json.dumps(data).encode()


def dated(updated: str) -> Answer:
    return Answer(200, body(green(page={"name": "x", "updated_at": updated})), 0.1, X)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(503, b"<html>", 0.1, X), "HTTP 503 where its summary should be"),
        (Answer(200, b"\n <!doctype html>", 0.1, X), "it sends HTML"),
        (Answer(200, b'{"page":', 0.1, X), "what it sends is no JSON"),
        (Answer(200, b"[" * 100_000, 0.1, X), "what it sends is no JSON"),
        (Answer(200, b"\xff\xfe\x00", 0.1, X), "what it sends is no JSON"),
        (Answer(200, b"", 0.1, X), "it sends nothing"),
        (Answer(200, b"\x1f\x8b\x08", 0.1, X), "it sends compressed data"),
        (Answer(200, b" " * 2**22, 0.1, X, whole=False), "it sends more than 4 MB"),
        (Answer(200, body(INSTATUS), 0.1, X), "it sends JSON, but no summary"),
        (Unanswered("time", "no answer within 10s (x)"), "no answer within 10s (x)"),
        (dated("2026-10-01T00:00:00Z"), "All Systems Operational, but unchanged for 50 days"),
        (dated("2027-10-01T00:00:00"), "All Systems Operational, but dated 2027-10-01"),
    ],
)  # fmt: skip
def test_lies(answer: Answer | Unanswered, says: str) -> None:
    told = page.told(Status(page="https://x.example", kind="statuspage"), answer, NOW)
    assert (told.state, told.says[: len(says)]) == ("unknown", says)


def test_bad_news_may_be_old() -> None:
    old = green(
        page={"name": "x", "updated_at": "2020-01-01T00:00:00Z"}, incidents=[incident("critical")]
    )
    answer = Answer(200, body(old), 0.1, X)
    assert page.told(Status(page="https://x.example"), answer, NOW).state == "down"


def test_a_byte_order_mark_is_no_lie() -> None:
    answer = Answer(200, b"\xef\xbb\xbf" + body(GREEN), 0.1, X)
    assert page.told(Status(page="https://x.example"), answer, NOW).state == "ok"


def test_another_host_is_told() -> None:
    answer = Answer(200, body(GREEN), 0.1, "https://y.example/api/v2/summary.json")
    told = page.told(Status(page="https://x.example"), answer, NOW)
    assert told.notes == ("x.example sent us on to https://y.example",)


def test_a_kind_that_is_not_read() -> None:
    told = page.told(Status(page="https://x.example", kind="statuspgae"), None, NOW)
    assert told.says == 'drctl reads no pages of kind "statuspgae"; did you mean "statuspage"?'
    other = page.told(Status(page="https://x.example", kind="cachet"), None, NOW)
    assert other.says.endswith("it reads statuspage, incident.io, instatus")
    assert page.question(Status(page="https://x.example", kind="cachet")) is None


def test_without_a_kind_it_says_how_it_was_read() -> None:
    answer = Answer(200, b"{}", 0.1, X)
    assert page.told(Status(page="https://x.example"), answer, NOW).says.endswith(
        "add kind: to its status"
    )


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://x.example", "https://x.example/api/v2/summary.json"),
        ("https://x.example/status/", "https://x.example/status/api/v2/summary.json"),
        ("https://x.example/api/v2/summary.json", "https://x.example/api/v2/summary.json"),
        ("https://x.example/?lang=en", "https://x.example/api/v2/summary.json"),
    ],
)
def test_where_a_page_is_asked(written: str, asked: str) -> None:
    question = page.question(Status(page=written))
    assert question is not None
    assert (question.url, question.follow) == (asked, True)
