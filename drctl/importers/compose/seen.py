"""How one service of a project sees the others, and what it is told."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace

from drctl.importers._documents import Node
from drctl.importers._hosts import Host
from drctl.importers._kind import Evidence, Files
from drctl.importers._mentions import Target
from drctl.importers._told import Origin, Told, arguments
from drctl.importers.compose.project import Project
from drctl.importers.compose.shape import linked
from drctl.importers.compose.variables import env_file

_SHELLS = re.compile(r"(?:.*/)?(?:ba|da|z|k|a)?sh")


class Seen:
    """How a service sees the names around it."""

    inside = "these files"

    def __init__(self, name: str, project: Project, names: Mapping[str, tuple[str, ...]]) -> None:
        """Look from a service.

        Args:
            name: the service.
            project: all of them.
            names: whom each name on the project's networks means.
        """
        self.key = name
        self.project = project
        self.service = project.services[name]
        self.names: tuple[str, ...] = (name, *image_name(self.service))
        self._called = {**names, **{alias: (other,) for other, alias, _ in linked(self.service)}}

    def target(self, host: str) -> Target | None:
        """The services that a name means."""
        keys = self._called.get(host, ())
        if not keys:
            return None
        said = f"the service {keys[0]}"
        if len(keys) > 1:
            said = f"the services {', '.join(keys)}"
        if host not in keys:
            said += f", called {host}"
        return Target(keys, keys[0] if len(keys) == 1 else host, said)

    def offers(self, host: Host) -> bool:
        """Whether a service that a name means says that it listens on the port."""
        services = (self.project.services[key] for key in self._called.get(host.name, ()))
        return any(str(host.port) in _ports(service) for service in services)

    def entered_by(self, host: str) -> bool:
        """Whether a name is that of the project itself; Compose files don't say."""
        return False

    def about(self, target: Target) -> tuple[str, ...]:
        """What the images of a target are called."""
        return tuple(i for key in target.keys for i in image_name(self.project.services.get(key)))


def names_in(project: Project) -> dict[str, tuple[str, ...]]:
    """Whom each name on the networks of a project means."""
    found: dict[str, dict[str, None]] = {}
    for name, service in project.services.items():
        own = [name, service.at("container_name").text, service.at("hostname").text]
        for network in service.at("networks").entries.values():
            own += [alias.text for alias in network.at("aliases").items]
        for each in own:
            found.setdefault(each.lower(), {})[name] = None
    # A service's own name is its own, whoever else claims it.
    mine = {name.lower(): {name: None} for name in project.services}
    return {name: tuple(meant) for name, meant in {**found, **mine}.items() if name}


def share_a_network(one: Node, other: Node) -> bool:
    """Whether two services can reach one another by name."""
    if any(s.at("network_mode").text or s.at("net").text for s in (one, other)):
        return True
    mine = one.at("networks").entries.keys() or {"default"}
    return not mine.isdisjoint(other.at("networks").entries.keys() or {"default"})


def telling(name: str, project: Project, files: Files | None) -> tuple[list[Told], list[Evidence]]:
    """What a service is told.

    Args:
        name: the service.
        project: all of them.
        files: gives the files of its `env_file`.

    Returns:
        The texts in the order of the file, and remarks on what could not be seen.
    """
    service = project.services[name]
    unseen: list[Evidence] = []
    variables: dict[str, Told] = {}
    for item in service.at("env_file").items:
        path = item.at("path")
        source = files.read(path.text) if files else None
        if source is None and item.at("required").text.lower() != "false":
            why = f"variables come from {path.text}, which is not there"
            unseen.append(Evidence(path.path, path.line, why))
        for key, variable in (env_file(source, {})[0] if source else {}).items():
            place = Evidence(variable.path, variable.line, "")
            variables[key] = _told(key, variable.value, variable.value, "variable", place)
    for key, node in service.at("environment").entries.items():
        place = Evidence(node.path, node.line, "")
        variables[key] = _told(key, node.written or node.text, node.text, "variable", place)
    told = [*variables.values(), *_commands(service), *_configs(service, project)]
    return [one for one in told if one.text.strip()], unseen


def _told(name: str, raw: str, text: str, origin: Origin, place: Evidence) -> Told:
    return Told(name, raw, text, origin, False, place)


def _commands(service: Node) -> Iterator[Told]:
    for key in ("entrypoint", "command"):
        words = _words(service.at(key))
        shell = bool(words) and _SHELLS.fullmatch(words[0].text) is not None
        for name, node, text in arguments(words):
            script = shell or (not name and re.search(r"\s", text.strip()) is not None)
            place = Evidence(node.path, node.line, f"the {key}")
            yield _told(
                name, node.written or text, text, "script" if script else "argument", place
            )


def _words(node: Node) -> list[Node]:
    """A command as words; one that no shell could read is one word."""
    if not node.text:
        return node.items
    try:
        return [replace(node, value=word, written="") for word in shlex.split(node.text)]
    except ValueError:
        return [node]


def _configs(service: Node, project: Project) -> Iterator[Told]:
    for item in service.at("configs").items:
        name = item.text or item.at("source").text
        content = project.configs.get(name)
        if content is not None and content.text:
            place = Evidence(content.path, content.line, f"the config {name}")
            yield _told("", content.text, content.text, "file", place)


def image_name(service: Node | None) -> tuple[str, ...]:
    """The last part of the image's name."""
    image = service.at("image").text if service else ""
    last = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return (last,) if last else ()


def _ports(service: Node) -> set[str]:
    found = {node.text.partition("/")[0] for node in service.at("expose").items}
    for node in service.at("ports").items:
        target = node.at("target").text or node.text
        found.add(target.partition("/")[0].rpartition(":")[2])
    return found
