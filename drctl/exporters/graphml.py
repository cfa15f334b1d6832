"""The graph as GraphML, which networkx, Gephi, yEd and Cytoscape read."""

from typing import Any

from drctl.assessment import Assessment
from drctl.exporters._kind import Export
from drctl.exporters._links import Link, chosen, plain
from drctl.model.component import Component


def write(assessment: Assessment, component: str | None = None) -> Export:
    """Write a model as GraphML.

    Args:
        assessment: a checked model.
        component: the one that is wanted with all that it names; None for all.

    Returns:
        A directed graph with an edge for each link, parallel ones too; what is not known has no
        attribute.
    """
    import networkx as nx

    model = assessment.model
    components, links = chosen(model, component)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=plain(model.name or model.title))
    for one in components:
        graph.add_node(one.name, **_node(one))
    for number, link in enumerate(links):
        graph.add_edge(link.source, link.target, key=f"e{number}", **_edge(link))
    return Export("\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n")


def _node(component: Component) -> dict[str, Any]:
    promise = component.promise
    known: dict[str, Any] = {
        "kind": component.kind,
        "title": plain(component.title),
        "tier": component.tier,
        "owner": component.spec.owner,
        "vendors": plain(", ".join(sorted(component.vendors))) or None,
        "jurisdictions": plain(", ".join(sorted(component.jurisdictions))) or None,
        "can_fail": component.can_fail,
        "rto": promise.rto,
        "rpo": promise.rpo,
        "slo": promise.slo,
        "survives": promise.survives,
    }
    if component.kind == "domain":
        known["domain_kind"] = getattr(component.spec, "kind", None)
    return {key: value for key, value in known.items() if value is not None}


def _edge(link: Link) -> dict[str, Any]:
    known = {
        "address": link.address,
        "role": link.role,
        "effect": link.effect,
        "order": link.order,
        "switch": link.switch,
        "at_least": link.at_least,
        "members": link.members,
    }
    return {key: value for key, value in known.items() if value is not None}
