"""The shape of `drctl audit --json` as a JSON Schema (2020-12); `docs/schemas/` has it as a file.

Objects may get more keys within a version, so that a reader must let those pass that it does not
know; what is here keeps its name and its meaning.
"""

from typing import Any, get_args

from drctl.change import Aspect
from drctl.finding import CATEGORIES, Severity, Status
from drctl.reports.json import SCHEMA_VERSION

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_DATE: Shape = {"type": "string", "format": "date"}
_FLAG: Shape = {"type": "boolean"}
_COUNT: Shape = {"type": "integer", "minimum": 0}
_FROM_ONE: Shape = {"type": "integer", "minimum": 1}
_FIGURE: Shape = {"type": ["number", "null"]}
_FINGERPRINT: Shape = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_WORDS = [severity.word for severity in sorted(Severity, reverse=True)]
_RULE: Shape = {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"}


def _object(**keys: Shape) -> Shape:
    return {"type": "object", "properties": keys, "required": list(keys)}


def _list(of: Shape, **more: Any) -> Shape:
    return {"type": "array", "items": of, **more}


def _one(name: str) -> Shape:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def _said(shape: Shape, description: str) -> Shape:
    return {"description": description, **shape}


_PLACE = {"path": _TEXT, "line": _FROM_ONE, "column": _FROM_ONE}
_WHY = {"reason": _TEXT, "owner": _TEXT, "until": _said(_DATE, "The last day on which it holds.")}
_FINDING = {
    "rule": _RULE,
    "severity": _one("severity"),
    "category": {"enum": list(CATEGORIES)},
    "message": _TEXT,
    "object": _said(_TEXT, "The place to change: a component, or its need as component.need."),
    "cause": _said(_list(_TEXT), "The components that fail."),
    "victims": _list(_one("victim")),
    "places": _said(_list(_one("place"), minItems=1), "The first is the primary one."),
    "hint": _said(_TEXT, "What to do, or nothing."),
}


def audit_schema() -> Shape:
    """The JSON Schema of the audit's answer."""
    summary = {
        **dict.fromkeys(_WORDS, _COUNT),
        **dict.fromkeys(("accepted", "known", "baselined"), _COUNT),
        "fail_on": _one("severity"),
        "failed": _said(_FLAG, "Whether drctl exits with 1, unless --exit-zero is given."),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:drctl:audit:{SCHEMA_VERSION}",
        "title": f"drctl audit --json, version {SCHEMA_VERSION}",
        **_object(
            schema_version={"const": SCHEMA_VERSION},
            tool=_object(name={"const": "drctl"}, version=_TEXT),
            summary=_said(_object(**summary), "How many findings; whether the audit fails."),
            findings=_said(_list(_one("finding")), "What counts, the worst first."),
            accepted=_said(_list(_one("accepted")), "What someone has accepted."),
            known=_said(_list(_one("finding")), "What was there before the change."),
            baselined=_said(_list(_one("finding")), "What the baseline covers."),
            baseline=_object(oldest=_or_null(_DATE), stale=_list(_one("stale"))),
            ending=_said(_list(_one("ending")), "Acceptances in use that end soon."),
            change=_said(_or_null(_one("change")), "Null without --since."),
            observed=_said(_or_null(_one("observed")), "Null without --drift."),
        ),
        "$defs": _definitions(),
    }


def _definitions() -> Shape:
    return {
        "severity": {"enum": _WORDS},
        "place": _object(**_PLACE, role={"enum": ["primary", "related"]}, note=_TEXT),
        "at": _object(**_PLACE),
        "victim": _object(
            component=_TEXT,
            need=_or_null(_TEXT),
            severity=_one("severity"),
            fingerprint=_FINGERPRINT,
            status={"enum": list(get_args(Status))},
            was=_said(_or_null(_one("severity")), "The lower severity of before the change."),
        ),
        "finding": _object(**_FINDING),
        "accepted": _object(**_FINDING, **_WHY),
        "stale": _object(
            rule=_RULE,
            cause=_list(_TEXT),
            component=_TEXT,
            need=_or_null(_TEXT),
            severity=_one("severity"),
            since=_DATE,
            fingerprint=_FINGERPRINT,
            why={"enum": ["gone", "accepted"]},
            place=_one("at"),
        ),
        "ending": _object(rule=_RULE, object=_TEXT, **_WHY, days=_COUNT, place=_one("at")),
        "change": _object(
            since=_TEXT,
            commit=_TEXT,
            absent=_said(_TEXT, "Why nothing is known of before, or nothing."),
            fixed=_list(_one("finding")),
            proposed=_list(_object(what=_TEXT, covers=_COUNT, place=_one("at"))),
            effects=_list(_one("effect")),
            effects_left_out=_COUNT,
        ),
        "observed": _object(
            kind=_TEXT,
            sources=_list(_TEXT),
            window=_or_null(_TEXT),
            undeclared=_list(_object(component=_TEXT, targets=_list(_TEXT))),
            unobserved=_list(_TEXT),
        ),
        "effect": _object(
            component=_TEXT,
            aspect={"enum": list(get_args(Aspect))},
            known=_object(before=_FLAG, after=_FLAG),
            before=_said(_FIGURE, "Null where it is not known, or for good."),
            after=_FIGURE,
            limit=_FIGURE,
        ),
    }
