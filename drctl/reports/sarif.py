"""The audit as SARIF 2.1.0, for code scanning: one result per finding.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

GitHub takes of it what its limits allow, and reads one fingerprint, `primaryLocationLineHash`:
ours stays when lines move, and keeps two causes apart that hit one line. It shows suppressed
results as if they were not: `--hide-accepted` leaves them out.
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

import json
from collections.abc import Iterable, Set
from typing import Any
from urllib.parse import quote

from drctl import __version__
from drctl.audit.report import Report
from drctl.finding import Finding, Place, fingerprint
from drctl.reports._remarks import remarks
from drctl.reports._report import HERE, LEVELS, Repository, Standing, set_aside, shortened
from drctl.rules import ALL, Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
# What GitHub takes of one run, of one result and of one text (in units of UTF-16).
MOST_RESULTS = 25_000
MOST_SHOWN = 5_000
MOST_RELATED = 1_000 - 1  # the primary one is a location too
LONGEST = 1_024

_Name = tuple[str, tuple[str, ...], str]

_WORST = ("note", "warning", "error")
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
_INDEX = {rule.name: index for index, rule in enumerate(ALL)}


def render(
    report: Report,
    *,
    color: bool = False,
    accepted: bool | None = None,
    width: int | None = None,
    repository: Repository = HERE,
) -> str:
    """The report as one SARIF run; what is accepted or in the baseline is in it as suppressed."""
    standings = [Standing(found, "new") for found in report.findings]
    # What is known counts for GitHub too, which would take it for fixed if it were not here.
    standings += [s for s in set_aside(report) if s.status == "known" or accepted is not False]
    known = {_name(found) for found in report.known}
    compared = report.change is not None and not report.change.absent
    results = [
        _result(standing, _identity(standing, known), repository)
        | ({"baselineState": _state(standing)} if compared else {})
        for standing in standings[:MOST_RESULTS]
    ]
    driver = {
        "name": "drctl",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule, results) for rule in ALL],
    }
    root = {"description": {"text": "The root of the repository, or where drctl ran."}}
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "drctl/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: root},
        "invocations": [_invocation(report, len(standings), repository)],
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _invocation(report: Report, results: int, repository: Repository) -> dict[str, Any]:
    """How the run went: what is left out or will not be shown, and what else fails."""
    said: dict[str, Any] = {"executionSuccessful": True}
    text = ""
    if results > MOST_RESULTS:
        text = (
            f"{results - MOST_RESULTS} results are left out; {MOST_RESULTS} is the most for a run."
        )
    elif results > MOST_SHOWN:
        text = f"GitHub shows {MOST_SHOWN} of the {results} results; the worst stand first."
    if text:
        said["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    stale = [
        {
            "level": "error",
            "message": {"text": _sentence(remark.text)},
            "locations": [{"physicalLocation": _physical(remark.place, repository)}],
        }
        for remark in remarks(report)
        if remark.fails and remark.place is not None
    ]
    if stale:
        said["toolConfigurationNotifications"] = stale
    return said


def _rule(rule: Rule, results: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A rule with its page; its level is the worst that it has in this run."""
    why = rule.page.split("\n\n")[1].replace("\n", " ")
    levels = {result["level"] for result in results if result["ruleId"] == rule.name}
    level = max(levels, key=_WORST.index, default="warning")
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": _within(rule.summary)},
        "fullDescription": {"text": _within(why)},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": level},
        "properties": {
            "category": rule.category,
            "tags": ["reliability", rule.category],
            "precision": "very-high",
            "problem.severity": _PROBLEM[level],
        },
    }


def _result(standing: Standing, identity: str, repository: Repository) -> dict[str, Any]:
    found = standing.finding
    message = _sentences(found)
    result: dict[str, Any] = {
        "ruleId": found.rule,
        "ruleIndex": _INDEX[found.rule],
        "level": LEVELS[found.severity],
        "message": {"text": _within(message)},
        "locations": [{"physicalLocation": _physical(found.place, repository)}],
        "partialFingerprints": {"pair/v1": identity, "primaryLocationLineHash": f"{identity}:1"},
        "properties": {
            "severity": found.severity.word,
            "status": standing.status,
            "object": found.object,
            "cause": list(found.cause),
            "victims": [
                {"component": v.component, "need": v.need or None, "fingerprint": v.fingerprint}
                for v in sorted(found.victims)
            ],
        },
    }
    if result["message"]["text"] != message:
        result["properties"]["message"] = message
    if related := found.places[1:]:
        result["relatedLocations"] = [
            {
                "id": index,
                "physicalLocation": _physical(place, repository),
                "message": {"text": _within(place.note or "related")},
            }
            for index, place in enumerate(related[:MOST_RELATED], 1)
        ]
    if len(related) > MOST_RELATED:
        result["properties"]["relatedLeftOut"] = len(related) - MOST_RELATED
    if standing.status in ("accepted", "baselined"):
        result["suppressions"] = [_suppression(standing)]
    return result


def _state(standing: Standing) -> str:
    if standing.status == "known":
        return "unchanged"
    was = [victim for victim in standing.finding.victims if victim.was is not None]
    return "updated" if was else "new" if standing.status == "new" else "unchanged"


def _suppression(standing: Standing) -> dict[str, Any]:
    why = standing.acceptance
    if why is None:
        return {"kind": "external", "status": "accepted", "justification": standing.note}
    text = f"{why.reason} (until {why.until.isoformat()}, {why.owner or 'no owner'})"
    kind = "inSource" if standing.in_source else "external"
    return {"kind": kind, "status": "accepted", "justification": text}


def _identity(standing: Standing, known: Set[_Name]) -> str:
    """The same as long as the finding's name is.

    Of a finding in several parts, what is known from before keeps that name; the other parts are
    told apart by whom they hit.
    """
    found = standing.finding
    rule, cause, place = _name(found)
    aside = standing.status in ("accepted", "baselined")
    if aside or (standing.status == "new" and (rule, cause, place) in known):
        place = ",".join(sorted(victim.address for victim in found.victims))
    return fingerprint(rule, cause, place)


def _name(found: Finding) -> _Name:
    """Rule and cause; rules without causes go by their object."""
    return (found.rule, found.cause, "" if found.cause else found.object)


def _sentences(found: Finding) -> str:
    hint = f" {_sentence(found.hint)}" if found.hint else ""
    return f"{found.message}.{hint}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _within(text: str) -> str:
    """A text that GitHub takes; few are longer, and those that are end with an ellipsis."""
    longest = LONGEST
    while len(text[:longest].encode("utf-16-le")) // 2 > LONGEST:
        longest -= 1
    return shortened(text, longest)


def _physical(place: Place, repository: Repository) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + max(place.length, 1),
    }
    if place.excerpt:
        region["snippet"] = {"text": place.excerpt}
    where = {"uri": quote(repository.path(place)), "uriBaseId": ROOT}
    return {"artifactLocation": where, "region": region}
