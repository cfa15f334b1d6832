"""Whom a workload needs: the hosts it is told of, resolved as the cluster would."""

from drctl.importers._hosts import Host
from drctl.importers._kind import Evidence
from drctl.importers._mentions import Mention, Target, mentions
from drctl.importers.kubernetes.env import telling
from drctl.importers.kubernetes.objects import Object
from drctl.importers.kubernetes.services import Directory


def needed_by(
    workload: Object, directory: Directory
) -> tuple[list[Mention], list[Evidence], list[Evidence]]:
    """Find whom a workload needs.

    Args:
        workload: an object with pods.
        directory: what the names mean.

    Returns:
        What `mentions` gives; the remarks tell also what could not be seen.
    """
    told = telling(workload, directory.cluster)
    found, nowhere, remarks = mentions(_Seen(workload, directory), told.told)
    return found, nowhere, list(dict.fromkeys((*told.unseen, *remarks)))


class _Seen:
    """How a workload sees the names around it."""

    inside = "the cluster"

    def __init__(self, workload: Object, directory: Directory) -> None:
        self.key = workload.key
        self.names: tuple[str, ...] = (workload.name,)
        self.namespace = workload.namespace
        self.directory = directory

    def target(self, host: str) -> Target | None:
        return self.directory.target(host, self.namespace)

    def offers(self, host: Host) -> bool:
        service = self.directory.service(host.name, self.namespace)
        ports = service.node.at("spec", "ports").items if service else []
        return str(host.port) in {port.at("port").text for port in ports}

    def entered_by(self, host: str) -> bool:
        return host in self.directory.own_hosts

    def about(self, _: Target) -> tuple[str, ...]:
        return ()
