"""What a host name leads to inside a cluster, and where the cluster is entered from outside."""

from collections.abc import Iterator
from dataclasses import dataclass

from drctl.importers._mentions import Target
from drctl.importers._outside import outside
from drctl.importers.kubernetes.objects import WORKLOADS, Cluster, Object

_ALIASES = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A way in from outside: the host, if one is given, the object that says so, the Service."""

    host: str
    by: Object
    service: str


class Directory:
    """Finds what a host name leads to."""

    def __init__(self, cluster: Cluster) -> None:
        """Keep the cluster."""
        self.cluster = cluster
        self.entries = tuple(_entries(cluster))
        self.own_hosts = frozenset(entry.host for entry in self.entries)
        self._backing: dict[str, tuple[str, ...]] = {}
        self._targets: dict[tuple[str, str], Target | None] = {}

    def service(self, host: str, namespace: str) -> Object | None:
        """The Service that a host names, seen from a namespace."""
        labels = host.split(".")
        if "svc" in labels[1:]:
            labels = labels[: labels.index("svc", 1)]
        ways: list[tuple[str, str]] = []
        if len(labels) == 1:
            ways = [(labels[0], namespace)]
        elif len(labels) == 2:
            # name.namespace, or one pod of a StatefulSet: pod.name
            ways = [(labels[0], labels[1]), (labels[1], namespace)]
        elif len(labels) == 3:
            ways = [(labels[1], labels[2])]
        found = (self.cluster.get("Service", space, name) for name, space in ways)
        return next((service for service in found if service is not None), None)

    def target(self, host: str, namespace: str) -> Target | None:
        """What a host leads to in this cluster, or outside of it through an ExternalName."""
        if (host, namespace) not in self._targets:
            self._targets[host, namespace] = self._target(host, namespace)
        return self._targets[host, namespace]

    def _target(self, host: str, namespace: str) -> Target | None:
        for _ in range(_ALIASES):
            service = self.service(host, namespace)
            if service is None:
                return self._without_service(host, namespace)
            alias = service.node.at("spec", "externalName").text.lower().rstrip(".")
            if service.node.at("spec", "type").text != "ExternalName" or not alias:
                return self._served(service)
            if outside(alias):
                said = f"the Service {service.name}, which stands for {alias}"
                return Target((f"host/{alias}",), service.name, said)
            host, namespace = alias, service.namespace
        return None

    def _served(self, service: Object) -> Target:
        keys = self.backing(service) or (service.key,)
        said = f"the Service {service.name}"
        owners = [self.cluster.objects[key] for key in keys]
        if any(o.name != service.name for o in owners):
            said += ", served by " + " or ".join(f"the {o.kind} {o.name}" for o in owners)
        return Target(keys, owners[0].name if len(owners) == 1 else service.name, said)

    def _without_service(self, host: str, namespace: str) -> Target | None:
        for kind in WORKLOADS if "." not in host else ():
            if found := self.cluster.get(kind, namespace, host):
                said = f"the {found.kind} {found.name}, whose Service is not in these files"
                if kind == "KnativeService":
                    said = f"the Knative Service {found.name}"
                return Target((found.key,), found.name, said)
        return None

    def backing(self, service: Object) -> tuple[str, ...]:
        """The keys of the workloads that a Service's selector picks."""
        if service.key not in self._backing:
            wanted = service.node.at("spec", "selector").pairs
            picked = self.cluster.selected(service.namespace, wanted)
            lasting = [o for o in picked if not o.passing]
            self._backing[service.key] = tuple(o.key for o in lasting or picked)
        return self._backing[service.key]


def _entries(cluster: Cluster) -> Iterator[Entry]:
    for ingress in cluster.of("Ingress", "HTTPRoute", "GRPCRoute"):
        spec = ingress.node.at("spec")
        hosts = [host.text for host in spec.at("hostnames").items]
        hosts += [rule.at("host").text for rule in spec.at("rules").items]
        for name in _backends(ingress):
            for host in hosts or [""]:
                yield Entry(host.lower(), ingress, name)
    for service in cluster.of("Service"):
        if service.node.at("spec", "type").text in ("LoadBalancer", "NodePort"):
            yield Entry("", service, service.name)


def _backends(ingress: Object) -> list[str]:
    spec = ingress.node.at("spec")
    backends = [spec.at("defaultBackend"), spec.at("backend")]
    for rule in spec.at("rules").items:
        backends += [path.at("backend") for path in rule.at("http", "paths").items]
        backends += rule.at("backendRefs").items
    names = (
        b.at("service", "name").text or b.at("serviceName").text or b.at("name").text
        for b in backends
    )
    return [name for name in dict.fromkeys(names) if name]
