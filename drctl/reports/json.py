"""The audit as JSON (docs/json.md); other tools build on this shape.

`_schema.py` says the same as a JSON Schema, `drctl schema audit` prints it.
"""

import json
from math import inf
from typing import Any

from drctl import __version__
from drctl.audit.baseline import Stale
from drctl.audit.change import Change, Effect
from drctl.audit.evidence import Evidence
from drctl.audit.report import Ending, Report
from drctl.finding import Finding, Place
from drctl.model.language.estate import Accepted
from drctl.reports._report import HERE, Repository

SCHEMA_VERSION = 1


def envelope(content: dict[str, Any]) -> str:
    """A command's answer as JSON text: schema version and tool first."""
    head = {"schema_version": SCHEMA_VERSION, "tool": {"name": "drctl", "version": __version__}}
    return json.dumps(head | content, indent=2, ensure_ascii=False) + "\n"


def render(
    report: Report,
    *,
    color: bool = False,
    accepted: bool | None = None,
    width: int | None = None,
    repository: Repository = HERE,
) -> str:
    """The report as one JSON object; what does not count is left out only where that is asked."""
    show = accepted is not False
    counts = {severity.word: count for severity, count in report.counts().items()}
    aside = {
        "accepted": len(report.accepted),
        "known": len(report.known),
        "baselined": len(report.baselined),
    }
    verdict = {"fail_on": report.fail_on.word, "failed": report.failed}
    return envelope(
        {
            "summary": {**counts, **aside, **verdict},
            "findings": [finding(f) for f in report.findings],
            "accepted": [finding(a.finding) | _why(a.acceptance) for a in report.accepted if show],
            "known": [finding(f) for f in report.known if show],
            "baselined": [finding(f) for f in report.baselined if show],
            "baseline": {
                "oldest": report.oldest.isoformat() if report.oldest else None,
                "stale": [_stale(entry) for entry in report.stale],
            },
            "ending": [_ending(ending) for ending in report.ending],
            "change": None if report.change is None else _change(report.change),
            "observed": None if report.evidence is None else _observed(report.evidence),
        }
    )


def finding(found: Finding) -> dict[str, Any]:
    """One finding as JSON data."""
    return {
        "rule": found.rule,
        "severity": found.severity.word,
        "category": found.category,
        "message": found.message,
        "object": found.object,
        "cause": list(found.cause),
        "victims": [
            {
                "component": v.component,
                "need": v.need or None,
                "severity": v.severity.word,
                "fingerprint": v.fingerprint,
                "status": v.status,
                "was": None if v.was is None else v.was.word,
            }
            for v in sorted(found.victims)
        ],
        "places": [
            where(place) | {"role": "related" if i else "primary", "note": place.note}
            for i, place in enumerate(found.places)
        ],
        "hint": found.hint,
    }


def where(place: Place) -> dict[str, Any]:
    """Where something stands, as JSON data."""
    return {"path": place.path, "line": place.line, "column": place.column}


def _why(accepted: Accepted) -> dict[str, Any]:
    return {
        "reason": accepted.reason,
        "owner": accepted.owner,
        "until": accepted.until.isoformat(),
    }


def _stale(stale: Stale) -> dict[str, Any]:
    entry = stale.entry
    return {
        "rule": entry.rule,
        "cause": list(entry.cause),
        "component": entry.victim,
        "need": entry.need or None,
        "severity": entry.severity.word,
        "since": entry.since.isoformat(),
        "fingerprint": entry.fingerprint,
        "why": stale.why,
        "place": where(entry.place),
    }


def _ending(ending: Ending) -> dict[str, Any]:
    accepted = ending.acceptance
    what = {"rule": accepted.rule, "object": accepted.object, **_why(accepted)}
    return what | {"days": ending.days, "place": where(ending.place)}


def _change(change: Change) -> dict[str, Any]:
    return {
        "since": change.since,
        "commit": change.commit,
        "absent": change.absent,
        "fixed": [finding(f) for f in change.fixed],
        "proposed": [
            {"what": p.what, "covers": p.covers, "place": where(p.place)} for p in change.proposed
        ],
        "effects": [_effect(effect) for effect in change.effects],
        "effects_left_out": change.effects_left_out,
    }


def _observed(seen: Evidence) -> dict[str, Any]:
    return {
        "kind": seen.kind,
        "sources": list(seen.sources),
        "window": seen.window or None,
        "undeclared": [{"component": c, "targets": list(t)} for c, t in seen.undeclared],
        "unobserved": list(seen.unobserved),
        "changed": [
            dict(zip(("component", "what", "declared", "observed"), one, strict=True))
            for one in seen.changed
        ],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    """A figure before and after; a time that never ends is null, and `known` says it is one."""
    values = {"before": effect.before, "after": effect.after, "limit": effect.limit}
    return {
        "component": effect.component,
        "aspect": effect.aspect,
        "known": {key: values[key] is not None for key in ("before", "after")},
        **{key: None if value == inf else value for key, value in values.items()},
    }
