"""The resolved graph as JSON: what was written, in normal form, with defaults; schema beside it.

`docs/schemas/graph-1.json` describes it.
"""

import json
from dataclasses import asdict
from typing import Any

from drctl import __version__
from drctl.assessment import Assessment
from drctl.exporters._graph_schema import VERSION
from drctl.exporters._kind import Export
from drctl.exporters._links import Link, chosen
from drctl.model.component import Component, Copy
from drctl.model.language.component import Domain, Served
from drctl.model.language.values import Each, Load, Multiple, Rate
from drctl.model.normal_form import requirement as in_normal_form
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Ref, Requirement

Shape = dict[str, Any]


def write(assessment: Assessment, component: str | None = None) -> Export:
    """Write a model as JSON.

    Args:
        assessment: a checked model.
        component: the one that is wanted with all that it names; None for all.

    Returns:
        Components with their needs, and every link; sorted.
    """
    model = assessment.model
    components, links = chosen(model, component)
    content = {
        "schema_version": VERSION,
        "tool": {"name": "drctl", "version": __version__},
        "name": model.name,
        "title": model.title,
        "components": [_component(c) for c in components],
        "links": [_link(link) for link in links],
    }
    return Export(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _link(link: Link) -> Shape:
    return asdict(link)


def _component(component: Component) -> Shape:
    spec, failure = component.spec, component.failure
    served = spec if isinstance(spec, Served) else None
    return {
        "name": component.name,
        "kind": component.kind,
        "domain_kind": spec.kind if isinstance(spec, Domain) else None,
        "title": component.title,
        "description": spec.description,
        "owner": spec.owner,
        "tags": list(spec.tags or ()),
        "tier": component.tier,
        "vendors": sorted(component.vendors),
        "jurisdictions": sorted(component.jurisdictions),
        "replicas": component.replicas if served else None,
        "capacity": _rate(served.capacity) if served and served.capacity else None,
        "on_overload": served.on_overload if served else None,
        "restart": spec.restart,
        "can_fail": component.can_fail,
        "failure": {
            "availability": failure.availability if failure else None,
            "mtbf": failure.mtbf if failure else None,
            "restore": failure.restore if failure else None,
            "requires": _requirement(component.repair_requires),
        },
        "promise": asdict(component.promise),
        "in": _requirement(component.placement),
        "needs": [_need(need) for need in component.needs],
        "data": [
            {"store": store, "copies": [_copy(copy) for copy in copies]}
            for store, copies in component.data
        ],
    }


def _need(need: Need) -> Shape:
    detect = need.detect
    return {
        "slot": need.slot,
        "address": need.address,
        "use": _requirement(need.requirement),
        "candidates": [_option(option) for option in need.candidates],
        "optional": need.optional,
        "at_start": need.at_start,
        "tolerates": need.tolerates,
        "timeout": need.timeout,
        "load": _load(need.load),
        "wants": dict(need.wants),
        "detect": None
        if detect is None
        else {
            "signal": detect.signal,
            "alert": detect.alert,
            "within": detect.within,
            "leads": detect.leads,
            "requires": None
            if detect.requires is None
            else _requirement(in_normal_form(detect.requires, need.path)),
        },
        "why": need.why,
    }


def _requirement(requirement: Requirement | None) -> Shape | None:
    match requirement:
        case None:
            return None
        case Ref(name):
            return {"component": name}
        case AllOf(items):
            return {"all_of": [_requirement(item) for item in items]}
        case AnyOf(options, at_least, by):
            return {
                "any_of": [_option(option) for option in options],
                "at_least": at_least,
                "switched_by": _requirement(by),
            }
        case Choice(options, by):
            return {
                "first_of": [_option(option) for option in options],
                "switched_by": _requirement(by),
            }


def _option(option: Option) -> Shape:
    return {
        "use": _requirement(option.requirement),
        "switch": option.switch,
        "after": option.after,
        "degraded": option.degraded,
        "procedure": option.procedure,
        "requires": _requirement(option.requires),
        "timeout": option.timeout,
        "weight": option.weight,
        "cost": option.cost,
    }


def _copy(copy: Copy) -> Shape:
    return {
        "in": _requirement(copy.placement),
        "lag": copy.lag,
        "kind": copy.kind,
        "restore": copy.restore,
    }


def _load(load: Load | None) -> Shape | None:
    match load:
        case None:
            return None
        case Rate():
            return _rate(load)
        case Multiple(factor):
            return {"times": factor}
        case Each(rate):
            return {**_rate(rate), "each": True}


def _rate(rate: Rate) -> Shape:
    return {"amount": rate.amount, "unit": rate.unit}
