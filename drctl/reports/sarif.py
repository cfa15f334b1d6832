"""The audit as SARIF 2.1.0, for code scanning: one result per finding.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from typing import Any
from urllib.parse import quote

from drctl import __version__
from drctl.audit import AcceptedFinding, Report
from drctl.finding import Finding, Place, Severity, fingerprint
from drctl.model.ignores import Ignored
from drctl.rules import ALL, Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
# What GitHub takes of one run and of one result.
MOST_RESULTS = 25_000
MOST_RELATED = 1_000

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.NOTE: "note",
}
_INDEX = {rule.name: index for index, rule in enumerate(ALL)}


def render(report: Report, *, color: bool = False, accepted: bool = False) -> str:
    """The report as one SARIF run; accepted findings are always in it, as suppressed."""
    results = [_result(found) for found in report.findings]
    results += [_suppressed(found) for found in report.accepted]
    driver = {
        "name": "drctl",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in ALL],
    }
    root = {"description": {"text": "The folder in which drctl ran."}}
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "drctl/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: root},
        "invocations": [_invocation(len(results))],
        "results": results[:MOST_RESULTS],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _invocation(results: int) -> dict[str, Any]:
    said: dict[str, Any] = {"executionSuccessful": True}
    if results > MOST_RESULTS:
        text = (
            f"{results - MOST_RESULTS} results are left out; {MOST_RESULTS} is the most for a run."
        )
        said["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return said


def _rule(rule: Rule) -> dict[str, Any]:
    why = rule.page.split("\n\n")[1].replace("\n", " ")
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": why},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "category": rule.category,
            "tags": ["reliability", rule.category],
            "precision": "very-high",
        },
    }


def _result(found: Finding) -> dict[str, Any]:
    """One result; its fingerprint stays when another victim joins."""
    result: dict[str, Any] = {
        "ruleId": found.rule,
        "ruleIndex": _INDEX[found.rule],
        "level": _LEVELS[found.severity],
        "message": {"text": _sentences(found)},
        "locations": [{"physicalLocation": _physical(found.place)}],
        "partialFingerprints": {"pair/v1": _identity(found)},
        "properties": {
            "severity": found.severity.word,
            "object": found.object,
            "cause": list(found.cause),
            "victims": [
                {"component": v.component, "need": v.need or None, "fingerprint": v.fingerprint}
                for v in sorted(found.victims)
            ],
        },
    }
    related = found.places[1 : MOST_RELATED + 1]
    if related:
        result["relatedLocations"] = [
            {
                "id": index,
                "physicalLocation": _physical(place),
                "message": {"text": place.note or "related"},
            }
            for index, place in enumerate(related, 1)
        ]
    return result


def _suppressed(accepted: AcceptedFinding) -> dict[str, Any]:
    found, why = accepted.finding, accepted.acceptance
    addresses = ",".join(sorted(victim.address for victim in found.victims))
    identity = {"pair/v1": fingerprint(found.rule, found.cause, addresses)}
    text = f"{why.reason} (until {why.until.isoformat()}, {why.owner or 'no owner'})"
    kind = "inSource" if isinstance(why, Ignored) else "external"
    suppression = {"kind": kind, "status": "accepted", "justification": text}
    return _result(found) | {"partialFingerprints": identity, "suppressions": [suppression]}


def _identity(found: Finding) -> str:
    """The same as long as rule and cause are; rules without causes go by their object."""
    return fingerprint(found.rule, found.cause, "" if found.cause else found.object)


def _sentences(found: Finding) -> str:
    hint = f" {found.hint[0].upper()}{found.hint[1:]}." if found.hint else ""
    return f"{found.message}.{hint}"


def _physical(place: Place) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + max(place.length, 1),
    }
    if place.excerpt:
        region["snippet"] = {"text": place.excerpt}
    where = {"uri": quote(place.path), "uriBaseId": ROOT}
    return {"artifactLocation": where, "region": region}
