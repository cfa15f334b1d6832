"""What the pods of a workload are told: variables, arguments, scripts, mounted files.

Secrets are never opened: of them only the names of variables are used.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from drctl.importers._documents import Node
from drctl.importers._kind import Evidence
from drctl.importers._told import Origin, Told, arguments
from drctl.importers._words import speech
from drctl.importers.kubernetes.objects import Cluster, Object

# Values that name one another could double in length from line to line.
LONGEST_EXPANDED = 10_000
LONGEST_FILLED_IN = 1_000

_REFERENCE = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)")
_COMMENT = re.compile(r"^[ \t]*(?:#|//).*$", re.M)


@dataclass(frozen=True, slots=True)
class Telling:
    """All that a workload's pods are told, and what could not be seen."""

    told: tuple[Told, ...]
    unseen: tuple[Evidence, ...]


def telling(workload: Object, cluster: Cluster) -> Telling:
    """Collect the texts that the pods of a workload get.

    Args:
        workload: an object with pods.
        cluster: where its ConfigMaps and Services are.

    Returns:
        The texts in the order of the manifest, and remarks on what comes from elsewhere.
    """
    reader = _Reader(workload, cluster)
    for container, at_start in _containers(workload.pods):
        reader.container(container, at_start)
    reader.volumes()
    return Telling(tuple(reader.told), tuple(dict.fromkeys(reader.unseen)))


def _containers(pods: Node) -> Iterator[tuple[Node, bool]]:
    for container in pods.at("initContainers").items:
        # An init container that restarts always is a sidecar: it runs as long as the pod.
        yield container, container.at("restartPolicy").text != "Always"
    for container in pods.at("containers").items:
        yield container, False


class _Reader:
    def __init__(self, workload: Object, cluster: Cluster) -> None:
        self.workload = workload
        self.cluster = cluster
        self.told: list[Told] = []
        self.unseen: list[Evidence] = []

    def container(self, container: Node, at_start: bool) -> None:
        known: dict[str, str] = {}
        for entry in container.at("envFrom").items:
            self._env_from(entry, known, at_start)
        for entry in container.at("env").items:
            self._env(entry, known, at_start)
        items = [*container.at("command").items, *container.at("args").items]
        for name, node, text in arguments(items):
            script = not name and bool(re.search(r"\s", text.strip()))
            origin: Origin = "script" if script else "argument"
            bare = _COMMENT.sub("", text) if script else text
            place = self.workload.seen(node, "")
            self._tell(name, text, self._expanded(bare, known), origin, at_start, place)

    def volumes(self) -> None:
        for volume in self.workload.pods.at("volumes").items:
            projected = volume.at("projected", "sources").items
            for one in [volume.at("configMap"), *(p.at("configMap") for p in projected)]:
                found = self._config(one.at("name").text)
                if found is None:
                    continue
                for key, node in _data(found).items():
                    text = _COMMENT.sub("", node.text)
                    place = found.seen(node, f"the file {key} of the ConfigMap {found.name}")
                    self._tell("", node.text, text, "file", False, place)

    def _config(self, name: str) -> Object | None:
        return self.cluster.get("ConfigMap", self.workload.namespace, name) if name else None

    def _env_from(self, entry: Node, known: dict[str, str], at_start: bool) -> None:
        prefix = entry.at("prefix").text
        if secret := entry.at("secretRef", "name").text:
            why = f"variables come from the Secret {secret}: what they name is not seen"
            self.unseen.append(self.workload.seen(entry, why))
        if not (name := entry.at("configMapRef", "name").text):
            return
        found = self._config(name)
        if found is None:
            why = f"variables come from the ConfigMap {name}, which is not in these files"
            self.unseen.append(self.workload.seen(entry, why))
            return
        for key, node in _data(found).items():
            known[prefix + key] = node.text
            place = found.seen(node, f"the ConfigMap {name}")
            self._tell(prefix + key, node.text, node.text, "variable", at_start, place)

    def _env(self, entry: Node, known: dict[str, str], at_start: bool) -> None:
        name, value = entry.at("name"), entry.at("value")
        if value.text:
            text = known[name.text] = self._expanded(value.text, known)
            place = self.workload.seen(name, "")
            self._tell(name.text, value.text, text, "variable", at_start, place)
            return
        source = entry.at("valueFrom")
        if secret := source.at("secretKeyRef", "name").text:
            if speech(name.text) == "address":
                why = f"{name.text} comes from the Secret {secret}: what it names is not seen"
                self.unseen.append(self.workload.seen(name, why))
            return
        reference = source.at("configMapKeyRef")
        if not (wanted := reference.at("name").text):
            return
        found = self._config(wanted)
        node = _data(found).get(reference.at("key").text) if found else None
        if found and node:
            known[name.text] = node.text
            place = found.seen(node, f"the ConfigMap {wanted}")
            self._tell(name.text, node.text, node.text, "variable", at_start, place)
        elif not found:
            why = f"{name.text} comes from the ConfigMap {wanted}, which is not in these files"
            self.unseen.append(self.workload.seen(name, why))

    def _expanded(self, text: str, known: Mapping[str, str]) -> str:
        return expanded(text, lambda name: known.get(name) or self._injected(name))

    def _injected(self, name: str) -> str:
        """The value of a variable that Kubernetes itself sets for each Service."""
        stem, sign, what = name.rpartition("_SERVICE_")
        service = self.cluster.stems.get((self.workload.namespace, stem)) if sign else None
        if service is None:
            return ""
        ports = service.node.at("spec", "ports").items
        return {"HOST": service.name, "PORT": ports[0].at("port").text if ports else ""}.get(
            what, ""
        )

    def _tell(
        self, name: str, raw: str, text: str, origin: Origin, at_start: bool, place: Evidence
    ) -> None:
        if text.strip():
            self.told.append(Told(name, raw, text, origin, at_start, place))


def _data(config: Object | None) -> Mapping[str, Node]:
    return config.node.at("data").entries if config else {}


def expanded(text: str, known: Callable[[str], str]) -> str:
    """The text with `$(VAR)` filled in as Kubernetes does; too long results stay as they were.

    Args:
        text: the value or argument.
        known: gives the value of a variable, or nothing.

    Returns:
        The text; references to what is not known stay.
    """
    if "$(" not in text or len(text) > LONGEST_EXPANDED:
        return text

    def value(match: re.Match[str]) -> str:
        found = known(match.group(1))
        return found if 0 < len(found) <= LONGEST_FILLED_IN else match.group(0)

    filled = _REFERENCE.sub(value, text)
    return filled if len(filled) <= LONGEST_EXPANDED else text
