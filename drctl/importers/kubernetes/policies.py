"""What other objects say of workloads that they pick by labels: network policies, budgets."""

from collections import defaultdict

from drctl.importers._documents import Node
from drctl.importers._kind import Evidence
from drctl.importers.kubernetes.objects import BUDGET, Cluster, Object

_NAME_OF_NAMESPACE = "kubernetes.io/metadata.name"


def allowed(cluster: Cluster) -> dict[tuple[str, str], list[Evidence]]:
    """Whom the network policies of a cluster let through to whom.

    Args:
        cluster: its objects.

    Returns:
        (key of the caller, key of the called) -> the policies that name both by their labels.
    """
    found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for policy in cluster.of("NetworkPolicy"):
        spec = policy.node.at("spec")
        own = _picked(spec.at("podSelector"), policy.namespace, cluster)
        for rules, peers, inward in (("ingress", "from", True), ("egress", "to", False)):
            for rule in spec.at(rules).items:
                for peer in rule.at(peers).items:
                    others = _picked(peer.at("podSelector"), _space(peer, policy), cluster)
                    for other in others:
                        for one in own:
                            pair = (other.key, one.key) if inward else (one.key, other.key)
                            why = f"the NetworkPolicy {policy.name} lets it through"
                            found[pair].append(policy.seen(peer, why))
    return found


def budgets(cluster: Cluster) -> dict[str, list[str]]:
    """What budgets of disruption say of workloads, by the workloads' keys."""
    found: dict[str, list[str]] = defaultdict(list)
    for budget in cluster.of(BUDGET):
        spec = budget.node.at("spec")
        least, most = spec.at("minAvailable").text, spec.at("maxUnavailable").text
        said = f"keeps at least {least}" if least else f"lets at most {most or 1} go at a time"
        for workload in _picked(spec.at("selector"), budget.namespace, cluster):
            remark = f"the {BUDGET} {budget.name} ({budget.place}) {said} while nodes are drained"
            found[workload.key].append(remark)
    return found


def _space(peer: Node, policy: Object) -> str:
    labels = peer.at("namespaceSelector", "matchLabels").pairs
    return labels.get(_NAME_OF_NAMESPACE, policy.namespace)


def _picked(selector: Node, namespace: str, cluster: Cluster) -> list[Object]:
    """The workloads that a selector names by labels; one that picks all says nothing."""
    if selector.at("matchExpressions").items:
        return []
    return cluster.selected(namespace, selector.at("matchLabels").pairs)
