"""Pairs and their fingerprints, acceptances, and what the policy sets."""

import datetime
import json
from pathlib import Path

import pytest

from drctl.assessment import Assessment
from drctl.audit.report import Report
from drctl.audit.run import audit
from drctl.audit.settings import unknown_rules, wrong_options
from drctl.finding import Severity, fingerprint
from drctl.model import load, load_text
from drctl.reports import sarif
from drctl.rules import ALL

DAY = datetime.date(2026, 11, 1)
TIERS = "tiers: {critical: {survives: 1}, standard: {survives: 1}, internal: {survives: 0}}"
ESTATE = """
teams: {ops: {}}
domains: {edge: {kind: edge}}
providers:
  a: {in: edge, owner: ops}
  b: {in: edge, owner: ops}
services:
  chat: {owner: ops, tier: critical, replicas: 2,
    needs: {llm: {use: a, fallbacks: [{use: b, switch: automatic}]}}}
  search: {owner: ops, tier: standard, replicas: 2, needs: {answer: chat}}
drills: [{need: chat.llm, option: b, date: 2026-10-01, result: passed}]
"""
SPOF = "single-point-of-failure"


def run(
    more: str = "",
    policy: str = TIERS,
    *,
    estate: str = ESTATE,
    today: datetime.date = DAY,
    fail_on: Severity | None = None,
) -> Report:
    model, findings = load_text(f"drctl: 1\npolicy: {{{policy}}}\n{estate}{more}")
    assert model is not None, [f"{f.place}: {f.message}" for f in findings]
    return audit(Assessment(model), today=today, fail_on=fail_on)


def accepting(rule: str, object_: str, *, until: str = "2027-01-31", cause: str = "") -> str:
    where = f", cause: [{cause}]" if cause else ""
    entry = f"{{rule: {rule}, object: {object_}, reason: r, owner: ops, until: {until}{where}}}"
    return f"accepted: [{entry}]"


def pairs(report: Report) -> set[tuple[str, str, str]]:
    """What counts: rule, cause and victim; what is said of acceptances has cases of its own."""
    return {
        (f.rule, ",".join(f.cause), v.address)
        for f in report.findings
        for v in f.victims
        if not f.rule.endswith("-acceptance")
    }


def accepted_pairs(report: Report) -> set[tuple[str, str, str]]:
    return {
        (a.finding.rule, ",".join(a.finding.cause), v.address)
        for a in report.accepted
        for v in a.finding.victims
    }


EVERY = {(SPOF, "edge", "chat"), (SPOF, "edge", "search"), (SPOF, "chat", "search")}


def marks(report: Report) -> set[str]:
    return {v.fingerprint for f in report.findings for v in f.victims}


def test_one_finding_per_rule_and_cause_with_all_its_victims() -> None:
    found = run().findings
    assert [(f.rule, f.severity.word, f.cause, f.object) for f in found] == [
        (SPOF, "critical", ("edge",), "chat.llm"),
        (SPOF, "high", ("chat",), "search.answer"),
    ]
    assert [(v.component, v.severity.word, v.status) for v in found[0].victims] == [
        ("chat", "critical", "new"),
        ("search", "high", "new"),
    ]
    assert pairs(run()) == EVERY


def test_a_fingerprint_is_rule_cause_victim_and_need() -> None:
    assert marks(run()) == {fingerprint(rule, [cause], victim) for rule, cause, victim in EVERY}
    every = [
        fingerprint(SPOF, ["a", "b"], "x"),
        fingerprint(SPOF, ["a"], "x"),
        fingerprint(SPOF, ["a"], "y"),
        fingerprint(SPOF, ["a"], "x", "need"),
        fingerprint("no-owner", ["a"], "x"),
        fingerprint(SPOF, [], "x"),
    ]
    assert len(set(every)) == len(every)
    assert fingerprint(SPOF, ["b", "a"], "x") == every[0]


def test_fingerprints_stay_when_lines_move() -> None:
    """Between blank lines, in another order, with titles: the same pairs."""
    moved = """


services:
  search: {title: Search, needs: {answer: {use: chat}}, tier: standard, replicas: 3, owner: ops}

  chat:
    replicas: 2
    owner: ops
    tier: critical
    needs:
      llm:
        fallbacks: [{use: b, switch: automatic}]
        use: a
providers: {b: {in: edge, owner: ops}, a: {in: edge, owner: ops}}
domains: {edge: {kind: edge}}
teams: {ops: {title: Operations}}
drills: [{need: chat.llm, option: b, date: 2026-10-01, result: passed}]
"""
    assert marks(run(estate=moved)) == marks(run())
    assert [f.place.line for f in run(estate=moved).findings] != [
        f.place.line for f in run().findings
    ]


def test_fingerprints_stay_when_a_file_is_split(tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(f"drctl: 1\ninclude: [m/*.yaml]\npolicy: {{{TIERS}}}\n")
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "all.yaml").write_text(f"drctl: 1\n{ESTATE}")
    model, _ = load(tmp_path / "dr.yaml")
    assert model is not None
    assert marks(audit(Assessment(model), today=DAY)) == marks(run())


@pytest.mark.parametrize(
    ("object_", "cause", "covered"),
    [
        ("chat", "edge", {(SPOF, "edge", "chat")}),
        ("search", "edge", {(SPOF, "edge", "search")}),
        ("search", "chat", {(SPOF, "chat", "search")}),
        ("search", "", {(SPOF, "edge", "search"), (SPOF, "chat", "search")}),
        ("search", "edge, chat", set()),
        ("search", "a", set()),
        ("edge", "", set()),
    ],
)
def test_an_acceptance_covers_pairs(
    object_: str, cause: str, covered: set[tuple[str, str, str]]
) -> None:
    report = run(accepting(SPOF, object_, cause=cause))
    assert accepted_pairs(report) == covered
    assert pairs(report) == EVERY - covered
    assert {v.status for a in report.accepted for v in a.finding.victims} <= {"accepted"}


def test_the_message_names_who_is_left() -> None:
    report = run(accepting(SPOF, "chat"))
    told = {f.cause: f.message for f in report.findings}
    assert told["edge",] == "edge takes search down: no option of chat.llm survives it"
    (part,) = report.accepted
    assert part.finding.message == "edge takes chat down: no option of chat.llm survives it"
    assert part.acceptance.reason == "r"


def test_the_severity_is_that_of_the_worst_victim_left() -> None:
    assert run().findings[0].severity is Severity.CRITICAL
    assert run(accepting(SPOF, "chat")).findings[0].severity is Severity.HIGH


NEEDS = """
domains: {edge: {kind: edge}}
providers: {a: {in: edge}, b: {in: edge}}
services:
  local: {}
  chat: {needs: {llm: {use: a, fallbacks: [b, local]}, ocr: {use: b, fallbacks: [a, local]}}}
"""
CORRELATED = "correlated-fallback"


@pytest.mark.parametrize(
    ("object_", "left"),
    [("chat.llm", {"chat.ocr"}), ("chat.ocr", {"chat.llm"}), ("chat", set())],
)
def test_an_acceptance_names_a_need_or_all_of_them(object_: str, left: set[str]) -> None:
    report = run(accepting(CORRELATED, object_), estate=NEEDS)
    found = [f for f in report.findings if f.rule == CORRELATED]
    assert {v.address for f in found for v in f.victims} == left
    assert {f.object for f in found} == left


@pytest.mark.parametrize(
    ("today", "holds"),
    [("2027-01-30", True), ("2027-01-31", True), ("2027-02-01", False), ("2030-01-01", False)],
)
def test_an_acceptance_holds_until_its_day_is_over(today: str, holds: bool) -> None:
    day = datetime.date.fromisoformat(today)
    report = run(accepting(SPOF, "chat", until="2027-01-31"), today=day)
    assert bool(report.accepted) == holds
    assert ((SPOF, "edge", "chat") in pairs(report)) != holds


def test_an_acceptance_of_another_rule_covers_nothing() -> None:
    report = run(accepting(CORRELATED, "chat"))
    assert (pairs(report), report.accepted) == (EVERY, ())


def test_the_first_acceptance_that_holds_counts() -> None:
    entry = "{{rule: {0}, object: chat, reason: {1}, owner: ops, until: {2}}}"
    first = entry.format(SPOF, "expired", "2020-01-01")
    entries = [
        first,
        entry.format(SPOF, "one", "2027-01-01"),
        entry.format(SPOF, "two", "2027-01-01"),
    ]
    report = run(f"accepted: [{', '.join(entries)}]")
    assert [a.acceptance.reason for a in report.accepted] == ["one"]


@pytest.mark.parametrize("word", ["note", "low", "medium", "high", "critical"])
def test_the_policy_sets_a_rule_s_severity(word: str) -> None:
    report = run(policy=f"{TIERS}, rules: {{{SPOF}: {{severity: {word}}}}}")
    assert pairs(report) == EVERY
    assert {v.severity.word for f in report.findings for v in f.victims} == {word}


def test_the_policy_turns_a_rule_off() -> None:
    report = run(policy=f"{TIERS}, rules: {{{SPOF}: {{disabled: Told elsewhere}}}}")
    assert report.findings == ()
    assert not report.failed


@pytest.mark.parametrize(
    ("policy", "override", "failed"),
    [
        ("high", None, True),
        ("critical", None, False),
        ("critical", Severity.HIGH, True),
        ("note", Severity.CRITICAL, False),
    ],
)
def test_the_command_line_overrides_the_policy(
    policy: str, override: Severity | None, failed: bool
) -> None:
    """The worst left is high; the critical pair is accepted."""
    more = accepting(SPOF, "chat")
    report = run(more, policy=f"{TIERS}, fail_on: {policy}", fail_on=override)
    assert report.failed is failed
    assert report.fail_on is (Severity.of(policy) if override is None else override)


@pytest.mark.parametrize("word", ["note", "low", "medium", "high", "critical"])
def test_what_counts_is_what_nobody_accepted(word: str) -> None:
    """The worst left is high; the critical pair is accepted."""
    report = run(accepting(SPOF, "chat"), policy=f"{TIERS}, fail_on: {word}")
    assert report.failed == (word != "critical")


def test_fails_on_high_by_default() -> None:
    assert run().fail_on is Severity.HIGH


def test_counts_are_of_findings_worst_first() -> None:
    counts = run().counts()
    assert list(counts) == sorted(Severity, reverse=True)
    assert {s.word: n for s, n in counts.items() if n} == {"critical": 1, "high": 1}


def test_findings_come_worst_first_then_by_rule_and_cause() -> None:
    estate = ESTATE.replace(", replicas: 2", "").replace("owner: ops, ", "")
    found = run(estate=estate).findings
    assert [(f.severity.word, f.rule, f.cause) for f in found] == [
        ("critical", SPOF, ("edge",)),
        ("high", "single-instance", ("chat",)),
        ("high", SPOF, ("chat",)),
        ("medium", "no-owner", ()),
        ("medium", "single-instance", ("search",)),
        ("low", "no-owner", ()),
    ]


def test_unknown_rules_are_errors_with_places() -> None:
    text = """drctl: 1
policy:
  rules:
    single-point-of-failures: {severity: low}
    no-owner: {severity: low}
services: {a: {}}
accepted:
  - {rule: no-owner, object: a, reason: r, owner: o, until: 2027-01-01}
  - {rule: nonsense, object: a, reason: r, owner: o, until: 2027-01-01}
"""
    model, findings = load_text(text)
    assert model is not None, findings
    known = ", ".join(sorted(rule.name for rule in ALL))
    found = [(str(f.place), f.message, f.hint) for f in unknown_rules(model)]
    assert found == [
        (
            "dr.yaml:4:5",
            f'no rule is called "single-point-of-failures"; the rules are {known}',
            f'did you mean "{SPOF}"?',
        ),
        ("dr.yaml:9:12", f'no rule is called "nonsense"; the rules are {known}', ""),
    ]


def test_wrong_options_are_errors_with_places() -> None:
    text = """drctl: 1
policy:
  rules:
    no-detection: {options: {most: 10%}}
    vendor-concentration: {options: {mst: 10%}}
    jurisdiction-concentration: {options: {most: half, home: [US, EU]}}
services: {a: {}}
"""
    model, findings = load_text(text)
    assert model is not None, findings
    found = [(str(f.place), f.rule, f.message, f.hint) for f in wrong_options(model)]
    assert sorted(found) == [
        (
            "dr.yaml:4:30",
            "unknown-name",
            'no option of no-detection is called "most"; it has none',
            "",
        ),
        (
            "dr.yaml:5:38",
            "unknown-name",
            'no option of vendor-concentration is called "mst"; it has only most',
            'did you mean "most"?',
        ),
        (
            "dr.yaml:6:50",
            "wrong-value",
            '"most" must be a percentage such as 25%, not "half"',
            "",
        ),
    ]


@pytest.mark.parametrize(
    ("option", "value", "found"),
    [
        ("most", "50", "the number 50"),
        ("most", "true", "true"),
        ("most", "[10%]", "a list"),
        ("home", "1", "the number 1"),
    ],
)
def test_an_option_that_cannot_be_read(option: str, value: str, found: str) -> None:
    text = "drctl: 1\nservices: {a: {}}\npolicy: {rules: {jurisdiction-concentration: "
    model, _ = load_text(f"{text}{{options: {{{option}: {value}}}}}}}}}\n")
    assert model is not None
    (wrong,) = wrong_options(model)
    assert wrong.message.endswith(f", not {found}")


def test_options_that_can_be_read_are_none_of_these() -> None:
    text = "drctl: 1\nservices: {a: {}}\npolicy: {rules: {jurisdiction-concentration: "
    model, _ = load_text(f"{text}{{options: {{home: US, most: 12.5%}}}}}}}}\n")
    assert model is not None
    assert list(wrong_options(model)) == []


def beside(comment: str, *, of: str) -> str:
    """The estate with a comment behind a service's line."""
    rows = ESTATE.split("\n")
    at = next(i for i, row in enumerate(rows) if row.startswith(f"  {of}:"))
    rows[at] += f"  # drctl: {comment}"
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("of", "rule", "covered"),
    [
        ("chat", SPOF, {(SPOF, "edge", "chat")}),
        ("search", SPOF, {(SPOF, "edge", "search"), (SPOF, "chat", "search")}),
        ("search", f"no-owner, {SPOF}", {(SPOF, "edge", "search"), (SPOF, "chat", "search")}),
        ("search", "no-owner", set()),
    ],
)
def test_a_comment_beside_an_object_accepts_its_pairs(
    of: str, rule: str, covered: set[tuple[str, str, str]]
) -> None:
    report = run(estate=beside(f"ignore[{rule}] until 2027-01-31: why", of=of))
    assert accepted_pairs(report) == covered
    assert pairs(report) == EVERY - covered
    assert {(a.acceptance.owner, a.acceptance.reason) for a in report.accepted} == (
        {("ops", "why")} if covered else set()
    )
    assert {s["kind"] for s in suppressions(report)} == ({"inSource"} if covered else set())


def suppressions(report: Report) -> list[dict[str, str]]:
    results = json.loads(sarif.render(report))["runs"][0]["results"]
    return [s for result in results for s in result.get("suppressions", ())]


def test_a_comment_holds_to_the_end_of_its_day() -> None:
    estate = beside(f"ignore[{SPOF}] until 2027-01-31: why", of="chat")
    assert pairs(run(estate=estate, today=datetime.date(2027, 1, 31))) != EVERY
    assert pairs(run(estate=estate, today=datetime.date(2027, 2, 1))) == EVERY


def test_a_comment_that_names_no_rule_there_is() -> None:
    estate = beside("ignore[no-owner, no-ownr] until 2027-01-31: why", of="chat")
    model, _ = load_text(f"drctl: 1\npolicy: {{{TIERS}}}\n{estate}")
    assert model is not None
    (found,) = unknown_rules(model)
    assert found.place.excerpt[found.place.column - 1 :].startswith("no-ownr]")
    assert (found.rule, found.hint) == ("unknown-name", 'did you mean "no-owner"?')
