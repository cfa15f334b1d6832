"""Components of a cluster that are no workloads, and what workloads say of their place."""

from collections.abc import Iterator

from drctl.importers._documents import Node
from drctl.importers._kind import Component, Placed, PlaceKind, printable
from drctl.importers.kubernetes.objects import Object

_ZONES = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
_REGIONS = ("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region")
_KINDS: dict[str, PlaceKind] = {
    **dict.fromkeys(_ZONES, "zone"),
    **dict.fromkeys(_REGIONS, "region"),
}
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def component_without_pods(service: Object, name: str) -> Component:
    """The component behind a Service that no workload of these files serves."""
    title = "" if name == service.name else service.name
    if service.node.at("spec", "selector").pairs:
        remark = "no workload in these files has the labels that this Service selects"
        return Component(name, "service", (service.evidence,), title, remarks=(remark,))
    remark = "a Service without selector: someone keeps its endpoints by hand"
    return Component(name, "provider", (service.evidence,), title, remarks=(remark,))


def placement_remarks(workload: Object) -> Iterator[str]:
    """What a workload says of zones; the zones themselves are not in manifests."""
    spread = workload.pods.at("topologySpreadConstraints").items
    if any(c.at("topologyKey").text in _ZONES for c in spread):
        yield "spread over zones: say so with `in` once the zones are in the model"
    affinity = workload.pods.at("affinity")
    terms = affinity.at("podAntiAffinity").entries.values()
    keys = {
        term.at("topologyKey").text or term.at("podAffinityTerm", "topologyKey").text
        for group in terms
        for term in group.items
    }
    if keys.intersection(_ZONES):
        yield "kept apart by zone: say so with `in` once the zones are in the model"
    for zone in filter(None, (workload.pods.at("nodeSelector", z).text for z in _ZONES)):
        yield f"placed in the zone {zone}: say so with `in` once the zones are in the model"


def placed(workload: Object) -> tuple[Placed, ...]:
    """Where a workload says that its pods run."""
    return (*_selected(workload), *_required(workload), *_spread(workload))


def _selected(workload: Object) -> Iterator[Placed]:
    for key, node in workload.pods.at("nodeSelector").entries.items():
        if key in _KINDS and node.text:
            name = printable(node.text)
            why = f"nodeSelector: the {_KINDS[key]} {name}"
            yield Placed(_KINDS[key], (name,), workload.seen(node, why))


def _required(workload: Object) -> Iterator[Placed]:
    """What node affinity requires: one of several terms, all of each of them."""
    terms = workload.pods.at("affinity", "nodeAffinity", _REQUIRED, "nodeSelectorTerms").items
    for kind in ("zone", "region"):
        found = [(node, names) for term in terms for node, names in _term(term, kind)]
        # A term that says nothing of it allows every place.
        if found and all(any(True for _ in _term(term, kind)) for term in terms):
            names = tuple(sorted({name for _, each in found for name in each}))
            why = f"nodeAffinity: the {kind} {' or '.join(names)}"
            yield Placed(kind, names, workload.seen(found[0][0], why))


def _term(term: Node, kind: str) -> Iterator[tuple[Node, tuple[str, ...]]]:
    for expression in term.at("matchExpressions").items:
        fits = _KINDS.get(expression.at("key").text) == kind
        if fits and expression.at("operator").text == "In":
            names = [printable(v.text) for v in expression.at("values").items if v.text]
            if names:
                yield expression, tuple(names)


def _spread(workload: Object) -> Iterator[Placed]:
    for constraint in workload.pods.at("topologySpreadConstraints").items:
        kind = _KINDS.get(constraint.at("topologyKey").text)
        if kind is not None:
            why = f"topologySpreadConstraints: spread over {kind}s"
            yield Placed(kind, (), workload.seen(constraint, why))
    for group in workload.pods.at("affinity", "podAntiAffinity").entries.values():
        for term in group.items:
            key = term.at("topologyKey").text or term.at("podAffinityTerm", "topologyKey").text
            if key in _KINDS:
                why = f"podAntiAffinity: kept apart by {_KINDS[key]}"
                yield Placed(_KINDS[key], (), workload.seen(term, why))
