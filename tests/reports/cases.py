"""Reports that the formats' tests share: real estates, and one in which every part is filled."""

import datetime
from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path

from drctl.assessment import Assessment
from drctl.audit.baseline import Entry, Stale
from drctl.audit.change import Change, Effect, Proposed
from drctl.audit.evidence import Evidence
from drctl.audit.report import Ending, Report
from drctl.audit.run import audit
from drctl.finding import Finding, Place, Severity, Victim, fingerprint
from drctl.model import load, load_text

ROOT = Path(__file__).parents[2]
DAY = datetime.date(2026, 11, 1)
ESTATES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "dr.yaml", *(ROOT / "examples").rglob("as-*.yaml"))
)
# What may stand in a model and would mean something to a format.
EVIL = "100% a, b: c\n::error::x\r\x1b[2J <b>&amp;</b> `x` ``` | ]] @team #1 *y* _z_ [l](u) \u202e"


@cache
def of_estate(path: str) -> Report:
    model, findings = load(ROOT / path)
    assert model is not None, findings
    return audit(Assessment(model), today=DAY)


def of_text(text: str, path: str = "dr.yaml") -> Report:
    model, findings = load_text(text, path)
    assert model is not None, findings
    return audit(Assessment(model), today=DAY)


def found(
    number: int, severity: Severity = Severity.HIGH, message: str = "", **more: object
) -> Finding:
    rule, cause, victim = "single-point-of-failure", (f"cause-{number}",), f"svc-{number}"
    made = Finding(
        rule,
        severity,
        message or f"cause-{number} takes svc-{number} down",
        (Place("model/a.yaml", number + 1, 3, 4, "  svc:"), Place("b.yaml", 1, 1, note="fails")),
        "spof",
        victim,
        cause,
        (Victim(victim, "", severity, fingerprint(rule, cause, victim)),),
        "add an option",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def many(number: int, severity: Severity = Severity.HIGH) -> Report:
    findings = tuple(found(i, severity) for i in range(number))
    services = tuple(f.object for f in findings)
    rules = ("no-owner", "single-point-of-failure")
    return Report(findings, (), Severity.HIGH, rules=rules, services=services)


def whole() -> Report:
    """Each part that a report can have, each kind of effect, and texts that mean to harm."""
    real = of_estate("dr.yaml")
    worse = found(1, message=EVIL)
    worse = replace(worse, victims=(replace(worse.victims[0], was=Severity.LOW),), hint=EVIL)
    entry = Entry(
        *("no-owner", (), "svc", "", Severity.LOW, DAY, "0" * 16),
        Place("drctl-baseline.yaml", 4, 5, 8, "  - {rule: no-owner}"),
    )
    known = replace(found(1), victims=(Victim("other", "", Severity.HIGH, "f" * 16, "known"),))
    baselined = found(3, victims=(Victim("svc-3", "llm", Severity.HIGH, "e" * 16, "baselined"),))
    effects = (
        Effect("api", "blast_radius", 3, 5),
        Effect("api", "recovery", 240, inf, 900),
        Effect("api", "recovery", None, 3600, 900),
        Effect("db", "unavailability", 0.001, 0.0025, 0.001),
    )
    change = Change(
        *("main", "a1b2c3d", ""),
        fixed=(found(7),),
        proposed=(Proposed("an acceptance of no-owner at svc", Place("dr.yaml", 9, 5), 2),),
        effects=effects,
        effects_left_out=4,
    )
    accepted = real.accepted[0].acceptance
    return replace(
        real,
        findings=(worse, *real.findings),
        known=(known,),
        baselined=(baselined,),
        stale=(Stale(entry, "gone"), Stale(replace(entry, cause=("a", "b")), "accepted")),
        oldest=DAY,
        ending=(Ending(accepted, Place("dr.yaml", 3, 1), 12),),
        change=change,
        evidence=Evidence(EVIL, (EVIL,), EVIL, ((EVIL, (EVIL, "b")),), ("api.db",)),
        today=DAY,
    )
