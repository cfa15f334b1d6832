"""Components of a cluster that are no workloads, and what workloads say of their place."""

from collections.abc import Iterator

from drctl.importers._kind import Component
from drctl.importers.kubernetes.objects import Object

_ZONES = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")


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
