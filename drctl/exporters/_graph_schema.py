"""The shape of `drctl export json` as a JSON Schema (2020-12); `docs/schemas/` has it as a file.

Objects may get more keys within a version; what is here keeps its name and its meaning.
"""

from typing import Any

from drctl.exporters._links import EFFECTS, ROLES

VERSION = 1

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_FLAG: Shape = {"type": "boolean"}
_NUMBER: Shape = {"type": "number"}
_COUNT: Shape = {"type": "integer", "minimum": 0}
_SECONDS: Shape = {"type": "number", "minimum": 0}
_SHARE: Shape = {"type": "number", "minimum": 0, "maximum": 1}


def _object(**keys: Shape) -> Shape:
    return {"type": "object", "properties": keys, "required": list(keys)}


def _list(of: Shape) -> Shape:
    return {"type": "array", "items": of}


def _one(name: str) -> Shape:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def _said(shape: Shape, description: str) -> Shape:
    return {"description": description, **shape}


def graph_schema() -> Shape:
    """The JSON Schema of the exported graph."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:drctl:graph:{VERSION}",
        "title": f"drctl export json, version {VERSION}",
        **_object(
            schema_version={"const": VERSION},
            tool=_object(name={"const": "drctl"}, version=_TEXT),
            name=_TEXT,
            title=_TEXT,
            components=_said(_list(_one("component")), "By name."),
            links=_said(_list(_one("link")), "Every name that a component mentions, sorted."),
        ),
        "$defs": _definitions(),
    }


def _definitions() -> Shape:
    needed = _or_null(_one("requirement"))
    rate = _object(amount=_NUMBER, unit=_TEXT)
    each = _object(amount=_NUMBER, unit=_TEXT, each={"const": True})
    return {
        "component": _component(needed, rate),
        "need": _need(needed, [rate, each, _object(times=_NUMBER)]),
        "requirement": {
            "description": "One component, all of several, at least so many, or the first there.",
            "oneOf": [
                _object(component=_TEXT),
                _object(all_of=_list(_one("requirement"))),
                _object(any_of=_list(_one("option")), at_least=_COUNT, switched_by=needed),
                _object(first_of=_list(_one("option")), switched_by=needed),
            ],
        },
        "option": _object(
            use=_one("requirement"),
            switch={"enum": ["automatic", "manual"]},
            after=_said(_or_null(_SECONDS), "Null when it is not given."),
            degraded=_FLAG,
            procedure=_or_null(_TEXT),
            requires=needed,
            timeout=_or_null(_SECONDS),
            weight=_NUMBER,
            cost=_said(_or_null(_NUMBER), "Per month, in policy.currency."),
        ),
        "link": _object(
            source=_TEXT,
            target=_TEXT,
            address=_said(_TEXT, "The need, as component.slot; .in for where it stands."),
            role={"enum": list(ROLES)},
            effect=_said({"enum": list(EFFECTS)}, "What the loss of the whole need does."),
            order=_said(_or_null(_COUNT), "Among the options of a choice; 0 is the primary."),
            switch=_or_null({"enum": ["automatic", "manual"]}),
            at_least=_or_null(_COUNT),
            members=_or_null(_COUNT),
        ),
    }


def _component(needed: Shape, rate: Shape) -> Shape:
    copy = _object(
        **{"in": needed},
        lag=_SECONDS,
        kind=_or_null({"enum": ["primary", "replica", "backup"]}),
        restore=_or_null(_SECONDS),
    )
    return _object(
        name=_TEXT,
        kind={"enum": ["service", "provider", "domain"]},
        domain_kind=_or_null(_TEXT),
        title=_TEXT,
        description=_or_null(_TEXT),
        owner=_or_null(_TEXT),
        tags=_list(_TEXT),
        tier=_or_null(_TEXT),
        vendors=_list(_TEXT),
        jurisdictions=_list(_TEXT),
        replicas=_or_null(_COUNT),
        capacity=_or_null(rate),
        on_overload=_or_null({"enum": ["fail", "shed"]}),
        restart=_or_null(_SECONDS),
        can_fail=_FLAG,
        failure=_object(
            availability=_or_null(_SHARE),
            mtbf=_or_null(_SECONDS),
            restore=_or_null(_SECONDS),
            requires=needed,
        ),
        promise=_object(
            rto=_or_null(_SECONDS),
            rpo=_or_null(_SECONDS),
            slo=_or_null(_SHARE),
            survives=_COUNT,
            drill_every=_or_null(_SECONDS),
        ),
        **{"in": needed},
        needs=_list(_one("need")),
        data=_list(_object(store=_TEXT, copies=_list(copy))),
    )


def _need(needed: Shape, loads: list[Shape]) -> Shape:
    detect = _object(
        signal=_or_null(_TEXT),
        alert=_or_null(_TEXT),
        within=_or_null(_SECONDS),
        leads=_or_null(_SECONDS),
        requires=needed,
    )
    return _object(
        slot=_TEXT,
        address=_TEXT,
        use=_one("requirement"),
        candidates=_list(_one("option")),
        optional={"enum": [False, True, "unnoticed"]},
        at_start={"enum": [None, True, False, "only"]},
        tolerates=_or_null(_SECONDS),
        timeout=_or_null(_SECONDS),
        load={"anyOf": [*loads, {"type": "null"}]},
        wants={"type": "object"},
        detect=_or_null(detect),
        why=_TEXT,
    )
