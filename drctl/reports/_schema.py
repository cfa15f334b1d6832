"""The shape of `drctl audit --json` as a JSON Schema (2020-12); `docs/schemas/` has it as a file.

Objects may get more keys within a version, so that a reader must let those pass that it does not
know; what is here keeps its name and its meaning.
"""

from typing import get_args

from drctl.audit.change import Aspect
from drctl.finding import CATEGORIES, Severity, Status
from drctl.json_schema import COUNT, FLAG, TEXT, Shape, a_list, an_object, one, or_null, said
from drctl.reports.json import SCHEMA_VERSION

_DATE: Shape = {"type": "string", "format": "date"}
_FROM_ONE: Shape = {"type": "integer", "minimum": 1}
_FIGURE: Shape = {"type": ["number", "null"]}
_FINGERPRINT: Shape = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_WORDS = [severity.word for severity in sorted(Severity, reverse=True)]
_RULE: Shape = {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"}


_PLACE = {"path": TEXT, "line": _FROM_ONE, "column": _FROM_ONE}
_WHY = {"reason": TEXT, "owner": TEXT, "until": said(_DATE, "The last day on which it holds.")}
_FINDING = {
    "rule": _RULE,
    "severity": one("severity"),
    "category": {"enum": list(CATEGORIES)},
    "message": TEXT,
    "object": said(TEXT, "The place to change: a component, or its need as component.need."),
    "cause": said(a_list(TEXT), "The components that fail."),
    "victims": a_list(one("victim")),
    "places": said(a_list(one("place"), minItems=1), "The first is the primary one."),
    "hint": said(TEXT, "What to do, or nothing."),
}


def audit_schema() -> Shape:
    """The JSON Schema of the audit's answer."""
    summary = {
        **dict.fromkeys(_WORDS, COUNT),
        **dict.fromkeys(("accepted", "known", "baselined"), COUNT),
        "fail_on": one("severity"),
        "failed": said(FLAG, "Whether drctl exits with 1, unless --exit-zero is given."),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:drctl:audit:{SCHEMA_VERSION}",
        "title": f"drctl audit --json, version {SCHEMA_VERSION}",
        **an_object(
            schema_version={"const": SCHEMA_VERSION},
            tool=an_object(name={"const": "drctl"}, version=TEXT),
            summary=said(an_object(**summary), "How many findings; whether the audit fails."),
            findings=said(a_list(one("finding")), "What counts, the worst first."),
            accepted=said(a_list(one("accepted")), "What someone has accepted."),
            known=said(a_list(one("finding")), "What was there before the change."),
            baselined=said(a_list(one("finding")), "What the baseline covers."),
            baseline=an_object(oldest=or_null(_DATE), stale=a_list(one("stale"))),
            ending=said(a_list(one("ending")), "Acceptances in use that end soon."),
            change=said(or_null(one("change")), "Null without --since."),
            observed=said(or_null(one("observed")), "Null without --drift."),
        ),
        "$defs": _definitions(),
    }


def _definitions() -> Shape:
    return {
        "severity": {"enum": _WORDS},
        "place": an_object(**_PLACE, role={"enum": ["primary", "related"]}, note=TEXT),
        "at": an_object(**_PLACE),
        "victim": an_object(
            component=TEXT,
            need=or_null(TEXT),
            severity=one("severity"),
            fingerprint=_FINGERPRINT,
            status={"enum": list(get_args(Status))},
            was=said(or_null(one("severity")), "The lower severity of before the change."),
        ),
        "finding": an_object(**_FINDING),
        "accepted": an_object(**_FINDING, **_WHY),
        "stale": an_object(
            rule=_RULE,
            cause=a_list(TEXT),
            component=TEXT,
            need=or_null(TEXT),
            severity=one("severity"),
            since=_DATE,
            fingerprint=_FINGERPRINT,
            why={"enum": ["gone", "accepted"]},
            place=one("at"),
        ),
        "ending": an_object(rule=_RULE, object=TEXT, **_WHY, days=COUNT, place=one("at")),
        "change": an_object(
            since=TEXT,
            commit=TEXT,
            absent=said(TEXT, "Why nothing is known of before, or nothing."),
            fixed=a_list(one("finding")),
            proposed=a_list(an_object(what=TEXT, covers=COUNT, place=one("at"))),
            effects=a_list(one("effect")),
            effects_left_out=COUNT,
        ),
        "observed": an_object(
            kind=TEXT,
            sources=a_list(TEXT),
            window=or_null(TEXT),
            undeclared=a_list(an_object(component=TEXT, targets=a_list(TEXT))),
            unobserved=a_list(TEXT),
            changed=a_list(
                an_object(component=TEXT, what=TEXT, declared=TEXT, observed=TEXT),
            ),
        ),
        "effect": an_object(
            component=TEXT,
            aspect={"enum": list(get_args(Aspect))},
            known=an_object(before=FLAG, after=FLAG),
            before=said(_FIGURE, "Null where it is not known, or for good."),
            after=_FIGURE,
            limit=_FIGURE,
        ),
    }
