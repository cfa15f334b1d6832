"""The audit's JSON, held to its fixed shape."""

import datetime
import json
from typing import Any

from drctl import __version__
from drctl.assessment import Assessment
from drctl.audit.run import audit
from drctl.finding import fingerprint
from drctl.model import load_text
from drctl.reports import ALL
from drctl.reports.json import envelope, render

MODEL = """drctl: 1
policy: {tiers: {critical: {survives: 1}}}
services:
  chat:
    tier: critical
    replicas: 2
    needs: {llm: {use: a, fallbacks: [{use: b, switch: automatic}]}}
domains: {edge: {}}
providers: {a: {in: edge, vendor: ä}, b: {in: edge, vendor: ä}}
accepted:
  - {rule: same-vendor-fallback, object: chat.llm, reason: ok, owner: me, until: 2027-01-31}
drills: [{need: chat.llm, option: b, date: 2026-10-01, result: passed}]
"""


def rendered(text: str = MODEL) -> dict[str, Any]:
    model, findings = load_text(text)
    assert model is not None, findings
    report = audit(Assessment(model), today=datetime.date(2026, 11, 1))
    answer: dict[str, Any] = json.loads(render(report))
    return answer


def test_top_level() -> None:
    answer = rendered()
    assert list(answer) == [
        *("schema_version", "tool", "summary", "findings", "accepted"),
        *("known", "baselined", "baseline", "ending", "change", "observed"),
    ]
    assert answer["schema_version"] == 1
    assert answer["tool"] == {"name": "drctl", "version": __version__}
    assert answer["summary"] == {
        "critical": 1,
        "high": 0,
        "medium": 1,
        "low": 0,
        "note": 0,
        "accepted": 1,
        "known": 0,
        "baselined": 0,
        "fail_on": "high",
        "failed": True,
    }


def test_a_finding() -> None:
    rule = "single-point-of-failure"
    assert rendered()["findings"][0] == {
        "rule": rule,
        "severity": "critical",
        "category": "spof",
        "message": "edge takes chat down: no option of chat.llm survives it",
        "object": "chat.llm",
        "cause": ["edge"],
        "victims": [
            {
                "component": "chat",
                "need": None,
                "severity": "critical",
                "fingerprint": fingerprint(rule, ["edge"], "chat"),
                "status": "new",
                "was": None,
            }
        ],
        "places": [
            place(7, 13, "primary", "the need that nothing else meets"),
            place(8, 11, "related", "what fails"),
            place(7, 24, "related", "a is down, with edge"),
            place(7, 45, "related", "b is down, with edge"),
        ],
        "hint": "add an option that does not rest on the cause",
    }


def place(line: int, column: int, role: str, note: str) -> dict[str, Any]:
    return {"path": "dr.yaml", "line": line, "column": column, "role": role, "note": note}


def test_an_accepted_finding_has_the_same_shape_and_who_accepted_it() -> None:
    answer = rendered()
    (found,) = answer["accepted"]
    more = {"reason": "ok", "owner": "me", "until": "2027-01-31"}
    assert set(found) == set(answer["findings"][0]) | set(more)
    assert {key: found[key] for key in more} == more
    (victim,) = found["victims"]
    assert (victim["component"], victim["need"], victim["status"]) == ("chat", "llm", "accepted")


def test_victims_are_sorted() -> None:
    text = "services: {z: {survives: 1, needs: {x: x}}, a: {survives: 1, needs: {x: x}}, x: {}}"
    found = [f for f in rendered(f"drctl: 1\n{text}\n")["findings"] if len(f["victims"]) == 2]
    assert [[v["component"] for v in f["victims"]] for f in found] == [["a", "z"]]


def test_nothing_found_is_an_object_too() -> None:
    answer = rendered("drctl: 1\nteams: {o: {}}\nservices: {a: {owner: o}}\n")
    assert (answer["findings"], answer["accepted"]) == ([], [])
    counts = {k: v for k, v in answer["summary"].items() if k not in ("fail_on", "failed")}
    assert set(counts.values()) == {0}
    assert answer["summary"]["failed"] is False
    assert answer["change"] is None


def test_text_stays_readable_and_ends_with_a_newline() -> None:
    text = envelope({"name": "ä"})
    assert '"ä"' in text
    assert text.endswith("}\n")


def test_every_format_is_listed_with_its_file() -> None:
    from pathlib import Path

    import drctl.reports

    folder = Path(drctl.reports.__file__).parent
    assert sorted(ALL) == sorted(file.stem for file in folder.glob("[!_]*.py"))
