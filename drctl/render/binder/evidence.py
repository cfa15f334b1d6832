"""What an auditor asks first: promises, worst cases, drills with their times, findings."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drctl.analysis.ranking import rank
from drctl.finding import Severity
from drctl.model.times import duration, lasting, share
from drctl.render.runbooks.drilled import Drilled, record
from drctl.render.site.sources import Sources


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier's promises in words."""

    name: str
    rto: str
    rpo: str
    slo: str
    drill_every: str
    services: int


@dataclass(frozen=True, slots=True)
class Worst:
    """A service with an RTO, and the failure that keeps it down longest."""

    name: str
    label: str
    tier: str
    rto: float
    longest: str
    verdict: str
    cause: str


def cover(sources: Sources, today: datetime.date) -> dict[str, Any]:
    """The figures of the cover."""
    model, report = sources.model, sources.report
    kept = [a for a in sources.answers.values() if a.rto is not None]
    dates = [drill.date.isoformat() for drill in model.drills]
    return {
        "estate": model.title,
        "components": len(model.components),
        "services": len(list(model.of_kind("service"))),
        "runbooks": len(sources.runbooks) - 1,
        "scenarios": len(model.scenarios),
        "latest": max(dates, default=""),
        "drills": len(dates),
        "passed": sum(drill.result == "passed" for drill in model.drills),
        "kept": sum(a.verdict == "achievable" for a in kept),
        "promised": len(kept),
        "findings": [(s.word, count) for s, count in report.counts().items() if count],
        "accepted": len(report.accepted),
        "today": today.isoformat(),
    }


def facts(sources: Sources, label_of: Callable[[str], str]) -> dict[str, Any]:
    """The tables of the evidence; `label_of` gives the place of a component's runbook."""
    severities = [s for s, count in sources.report.counts().items() if count]
    return {
        "tiers": _tiers(sources),
        "services": _services(sources, label_of),
        "drills": _drills(sources),
        "severities": [s.word for s in severities],
        "rules": _rules(sources, severities),
        "accepted": [(a.finding, a.acceptance) for a in sources.report.accepted],
    }


def _tiers(sources: Sources) -> list[Tier]:
    services = list(sources.model.of_kind("service"))
    return [
        Tier(
            name=name,
            rto=_or_none(spec.rto),
            rpo=_or_none(spec.rpo),
            slo=share(spec.slo) if spec.slo is not None else "none",
            drill_every=_or_none(spec.drill_every),
            services=sum(c.tier == name for c in services),
        )
        for name, spec in sources.model.policy.tiers.items()
    ]


def _or_none(seconds: float | None) -> str:
    return "none" if seconds is None else duration(seconds)


def _services(sources: Sources, label_of: Callable[[str], str]) -> list[Worst]:
    """The services with an RTO, by tier and name."""
    model = sources.model
    found = []
    for component in sorted(model.of_kind("service"), key=lambda c: rank(model, c)):
        answer = sources.answers[component.name]
        if answer.rto is None:
            continue
        worst = answer.cases[0] if answer.cases else None
        found.append(
            Worst(
                name=component.name,
                label=label_of(component.name),
                tier=component.tier or "",
                rto=answer.rto,
                longest=lasting(worst.recovery.least, worst.recovery.most) if worst else "0s",
                verdict=answer.verdict,
                cause=_named(worst.cause.kind, worst.cause.name) if worst else "",
            )
        )
    return found


def _named(kind: str, name: str) -> str:
    return name if kind == "failure" else f"{kind} {name}"


def _drills(sources: Sources) -> list[Drilled]:
    rows = [record(sources.model, drill) for drill in sources.model.drills]
    return sorted(rows, key=lambda row: (row.date, row.what), reverse=True)


def _rules(sources: Sources, severities: list[Severity]) -> list[tuple[str, list[int], str]]:
    """Each rule with how often it finds something of each severity, and its worst sentence."""
    by_rule: dict[str, list[Any]] = {}
    for finding in sources.report.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    return [
        (rule, [sum(f.severity == s for f in found) for s in severities], found[0].message)
        for rule, found in by_rule.items()
    ]
