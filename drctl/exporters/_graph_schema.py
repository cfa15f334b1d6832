"""The shape of `drctl export json` as a JSON Schema (2020-12); `docs/schemas/` has it as a file.

Objects may get more keys within a version; what is here keeps its name and its meaning.
"""

from drctl.exporters._links import EFFECTS, ROLES
from drctl.json_schema import COUNT, FLAG, TEXT, Shape, a_list, an_object, one, or_null, said

VERSION = 1

_NUMBER: Shape = {"type": "number"}
_SECONDS: Shape = {"type": "number", "minimum": 0}
_SHARE: Shape = {"type": "number", "minimum": 0, "maximum": 1}


def graph_schema() -> Shape:
    """The JSON Schema of the exported graph."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:drctl:graph:{VERSION}",
        "title": f"drctl export json, version {VERSION}",
        **an_object(
            schema_version={"const": VERSION},
            tool=an_object(name={"const": "drctl"}, version=TEXT),
            name=TEXT,
            title=TEXT,
            components=said(a_list(one("component")), "By name."),
            links=said(a_list(one("link")), "Every name that a component mentions, sorted."),
        ),
        "$defs": _definitions(),
    }


def _definitions() -> Shape:
    needed = or_null(one("requirement"))
    rate = an_object(amount=_NUMBER, unit=TEXT)
    each = an_object(amount=_NUMBER, unit=TEXT, each={"const": True})
    return {
        "component": _component(needed, rate),
        "need": _need(needed, [rate, each, an_object(times=_NUMBER)]),
        "requirement": {
            "description": "One component, all of several, at least so many, or the first there.",
            "oneOf": [
                an_object(component=TEXT),
                an_object(all_of=a_list(one("requirement"))),
                an_object(any_of=a_list(one("option")), at_least=COUNT, switched_by=needed),
                an_object(first_of=a_list(one("option")), switched_by=needed),
            ],
        },
        "option": an_object(
            use=one("requirement"),
            switch={"enum": ["automatic", "manual"]},
            after=said(or_null(_SECONDS), "Null when it is not given."),
            degraded=FLAG,
            procedure=or_null(TEXT),
            requires=needed,
            timeout=or_null(_SECONDS),
            weight=_NUMBER,
            cost=said(or_null(_NUMBER), "Per month, in policy.currency."),
        ),
        "link": an_object(
            source=TEXT,
            target=TEXT,
            address=said(TEXT, "The need, as component.slot; .in for where it stands."),
            role={"enum": list(ROLES)},
            effect=said({"enum": list(EFFECTS)}, "What the loss of the whole need does."),
            order=said(or_null(COUNT), "Among the options of a choice; 0 is the primary."),
            switch=or_null({"enum": ["automatic", "manual"]}),
            at_least=or_null(COUNT),
            members=or_null(COUNT),
        ),
    }


def _component(needed: Shape, rate: Shape) -> Shape:
    copy = an_object(
        **{"in": needed},
        lag=_SECONDS,
        kind=or_null({"enum": ["primary", "replica", "backup"]}),
        restore=or_null(_SECONDS),
    )
    return an_object(
        name=TEXT,
        kind={"enum": ["service", "provider", "domain"]},
        domain_kind=or_null(TEXT),
        title=TEXT,
        description=or_null(TEXT),
        owner=or_null(TEXT),
        tags=a_list(TEXT),
        tier=or_null(TEXT),
        vendors=a_list(TEXT),
        jurisdictions=a_list(TEXT),
        replicas=or_null(COUNT),
        capacity=or_null(rate),
        on_overload=or_null({"enum": ["fail", "shed"]}),
        restart=or_null(_SECONDS),
        can_fail=FLAG,
        failure=an_object(
            availability=or_null(_SHARE),
            mtbf=or_null(_SECONDS),
            restore=or_null(_SECONDS),
            requires=needed,
        ),
        promise=an_object(
            rto=or_null(_SECONDS),
            rpo=or_null(_SECONDS),
            slo=or_null(_SHARE),
            survives=COUNT,
            drill_every=or_null(_SECONDS),
        ),
        **{"in": needed},
        needs=a_list(one("need")),
        data=a_list(an_object(store=TEXT, copies=a_list(copy))),
    )


def _need(needed: Shape, loads: list[Shape]) -> Shape:
    detect = an_object(
        signal=or_null(TEXT),
        alert=or_null(TEXT),
        within=or_null(_SECONDS),
        leads=or_null(_SECONDS),
        requires=needed,
    )
    return an_object(
        slot=TEXT,
        address=TEXT,
        use=one("requirement"),
        candidates=a_list(one("option")),
        optional={"enum": [False, True, "unnoticed"]},
        at_start={"enum": [None, True, False, "only"]},
        tolerates=or_null(_SECONDS),
        timeout=or_null(_SECONDS),
        load={"anyOf": [*loads, {"type": "null"}]},
        wants={"type": "object"},
        detect=or_null(detect),
        why=TEXT,
    )
