"""The audit as JSON (docs/json.md); other tools build on this shape."""

import json
from typing import Any

from drctl import __version__
from drctl.audit import Report
from drctl.finding import Finding

SCHEMA_VERSION = 1


def envelope(content: dict[str, Any]) -> str:
    """A command's answer as JSON text: schema version and tool first."""
    head = {"schema_version": SCHEMA_VERSION, "tool": {"name": "drctl", "version": __version__}}
    return json.dumps(head | content, indent=2, ensure_ascii=False) + "\n"


def render(report: Report, *, color: bool = False, accepted: bool = False) -> str:
    """The report as one JSON object; accepted findings are always in it."""
    counts = {severity.word: count for severity, count in report.counts().items()}
    return envelope(
        {
            "summary": {**counts, "accepted": len(report.accepted)},
            "findings": [finding(f) for f in report.findings],
            "accepted": [
                finding(a.finding)
                | {
                    "reason": a.acceptance.reason,
                    "owner": a.acceptance.owner,
                    "until": a.acceptance.until.isoformat(),
                }
                for a in report.accepted
            ],
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
            }
            for v in sorted(found.victims)
        ],
        "places": [
            {
                "path": place.path,
                "line": place.line,
                "column": place.column,
                "role": "related" if i else "primary",
                "note": place.note,
            }
            for i, place in enumerate(found.places)
        ],
        "hint": found.hint,
    }
