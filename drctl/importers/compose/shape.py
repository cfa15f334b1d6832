"""One service of a Compose file: its forms brought into one, and what cannot be read in it."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from drctl.finding import Finding
from drctl.importers._documents import ABSENT, NULL, Node
from drctl.importers._kind import Source, problem
from drctl.importers.compose.variables import Variable

SHARED = ("network_mode", "ipc", "pid", "net")
"""Keys by which one service lives in another's namespace: `service:db`."""

_LISTS = ("links", "profiles", "expose", "ports", "configs", "volumes_from", "external_links")
_MAPS = ("environment", "depends_on", "networks", "deploy")
_COMMANDS = ("command", "entrypoint")


def normal(service: Node, folder: str, env: Mapping[str, Variable]) -> Node:
    """A service with its lists of pairs as maps, so that they merge by key.

    Args:
        service: as written.
        folder: what the paths of its `env_file` go from.
        env: where a variable without a value takes it from.
    """
    entries = dict(service.entries)
    if "environment" in entries:
        entries["environment"] = _environment(entries["environment"], env)
    for key in ("depends_on", "networks"):
        if isinstance(entries.get(key, ABSENT).value, list):
            named = {n.text: replace(n, value={}) for n in entries[key].items}
            entries[key] = replace(entries[key], value=named)
    if "env_file" in entries:
        entries["env_file"] = _env_files(entries["env_file"], folder)
    return replace(service, value=entries)


def _environment(node: Node, env: Mapping[str, Variable]) -> Node:
    found: dict[str, Node] = {}
    if isinstance(node.value, list):
        if not all(item.text for item in node.items):
            return node
        for item in node.items:
            key, sign, value = item.text.partition("=")
            written = item.written.partition("=")[2]
            found[key] = replace(item, value=value, written=written, tag="" if sign else NULL)
    else:
        found = dict(node.entries)
    if isinstance(node.value, str):
        return node
    bare = {key for key, value in found.items() if value.tag == NULL}
    taken = {k: replace(found[k], value=env[k].value, tag="") for k in sorted(bare & env.keys())}
    given = {key: value for key, value in found.items() if key not in bare}
    return replace(node, value={**given, **taken})


def _env_files(node: Node, folder: str) -> Node:
    """The files as maps with `path` and `required`, the paths from the project."""
    made = []
    for item in [node] if node.text else node.items:
        entries = {"path": item} if item.text else dict(item.entries)
        path = entries.get("path", ABSENT)
        where = posixpath.normpath(posixpath.join(folder, path.text))
        made.append(replace(item, value={**entries, "path": replace(path, value=where)}))
    return replace(node, value=made)


def shared_with(service: Node) -> Iterator[tuple[str, Node]]:
    """The services in whose namespaces this one lives."""
    for key in SHARED:
        node = service.at(key)
        if node.text.startswith("service:"):
            yield node.text.removeprefix("service:"), node


def linked(service: Node) -> Iterator[tuple[str, str, Node]]:
    """The links of a service: whose, under which name, and where that stands."""
    for node in service.at("links").items:
        name, _, alias = node.text.partition(":")
        yield name, alias or name, node


def volumes_from(service: Node) -> Iterator[tuple[str, Node]]:
    """The services whose volumes this one mounts."""
    for node in service.at("volumes_from").items:
        if not node.text.startswith("container:"):
            yield node.text.partition(":")[0], node


def replicas(service: Node) -> Node:
    """How many containers a service wants, the absent node when it doesn't say."""
    deployed = service.at("deploy", "replicas")
    return deployed if deployed.line else service.at("scale")


def wrong_shapes(
    services: Mapping[str, Node], source_of: Callable[[str], Source]
) -> Iterator[Finding]:
    """What in the services of a project is of a wrong type or leads to no service."""
    for name, service in services.items():
        for what, node in (*_wrong_types(name, service), *_lost(name, service, services)):
            place = source_of(node.path).place(node.line, node.column, max(1, len(node.text)))
            yield problem("compose", what, place)


def _wrong_types(name: str, service: Node) -> Iterator[tuple[str, Node]]:
    for key in (*_LISTS, *_MAPS):
        node = service.at(key)
        wanted = dict if key in _MAPS else list
        if node.value != "" and not isinstance(node.value, wanted):
            accepted = "a map" if key == "deploy" else "a list or a map"
            accepted = "a list" if key in _LISTS else accepted
            yield f"`{key}` of the service {name} is {_kind(node)}; {accepted} is accepted", node
    for key in _COMMANDS:
        if isinstance((node := service.at(key)).value, dict):
            yield f"`{key}` of the service {name} is a map; a text or a list is accepted", node
    for key, node in service.at("environment").entries.items():
        if not isinstance(node.value, str):
            yield f"{key} in the environment of {name} is {_kind(node)}; a text is accepted", node
    count = replicas(service)
    if count.line and not re.fullmatch(r"[0-9]{1,9}", count.text):
        found = f'"{count.text[:60]}"' if count.text else _kind(count)
        yield f"the replicas of the service {name} are {found}; a whole number is accepted", count


def _kind(node: Node) -> str:
    if isinstance(node.value, str):
        return "a text" if node.value else "empty"
    return "a map" if isinstance(node.value, dict) else "a list"


def _lost(name: str, service: Node, services: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
    named = [
        ("depends on", other, node)
        for other, node in service.at("depends_on").entries.items()
        if node.at("required").text.lower() != "false"
    ]
    named += [("links to", other, node) for other, _, node in linked(service)]
    named += [("shares a namespace with", other, node) for other, node in shared_with(service)]
    named += [("mounts volumes of", other, node) for other, node in volumes_from(service)]
    for verb, other, node in named:
        if other == name:
            yield f"the service {name} {verb} itself; another one is accepted", node
        elif other not in services:
            yield f'the service {name} {verb} "{other}", and no service is called so', node
