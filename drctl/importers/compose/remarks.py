"""What a person should know of a service beside whom it needs: hints for keys of the model."""

import re
from collections.abc import Iterator

from drctl.importers._documents import Node
from drctl.importers._kind import Evidence, Placed, PlaceKind, printable

_CRITICALITY = "service.criticality="
_CONSTRAINT = re.compile(
    r"(?:node|engine)\.labels\.(\S+?)\s*==\s*(\S+)|node\.hostname\s*==\s*(\S+)"
)
_KINDS: dict[str, PlaceKind] = {
    **dict.fromkeys(("zone", "az", "availability_zone", "availability-zone"), "zone"),
    "region": "region",
}
_DEVICES = ("deploy", "resources", "reservations", "devices")


def entry(service: Node) -> Iterator[str]:
    """A remark on a service that is called from outside."""
    ports = [n.at("published").text or n.text for n in service.at("ports").items]
    if ports:
        yield f"entry: published as {', '.join(ports[:5])}"


def hints(service: Node) -> Iterator[str]:
    """Remarks on what runs elsewhere, where it runs, and what it keeps.

    Args:
        service: in its normal form.

    Yields:
        One line for each thing seen. Nothing is drawn from them: a label of a machine is no
        failure domain until a person says so.
    """
    yield from _criticality(service)
    for node in service.at("external_links").items:
        name = node.text.partition(":")[0]
        yield (
            f"{_at(node)}external_links name {name}, which runs outside of these files: add it by"
            " hand"
        )
    provider = service.at("provider", "type")
    if provider.text:
        yield f"{_at(provider)}{provider.text} provides it: is it someone else who runs it?"
    for name, node in _named(service.at("models")):
        yield f"{_at(node)}it uses the model {name}, which no service here runs: add it by hand"
    yield from _placement(service)
    for name, node in _volumes(service):
        yield f"{_at(node)}it keeps data in the volume {name}: say in `data` where copies are"


def placed(service: Node) -> tuple[Placed, ...]:
    """Where a service is constrained to run, by the labels of nodes or the name of one."""
    return tuple(_placed(service))


def _placed(service: Node) -> Iterator[Placed]:
    placement = service.at("deploy", "placement")
    for node in placement.at("constraints").items:
        match = _CONSTRAINT.fullmatch(node.text.strip())
        if match:
            label, value, host = match.groups()
            why = f"it runs only where {printable(node.text)}"
            evidence = Evidence(node.path, node.line, why)
            yield Placed(_kind(label or ""), (printable(value or host),), evidence)
    for item in placement.at("preferences").items:
        node = item.at("spread")
        if kind := _kind(node.text):
            why = f"spread over {printable(node.text)}"
            yield Placed(kind, (), Evidence(node.path, node.line, why))


def _kind(label: str) -> PlaceKind:
    """What a label tells, by its last part: `node.labels.zone`, `topology.example/zone`."""
    return _KINDS.get(re.split(r"[./]", label)[-1].lower(), "")


def _criticality(service: Node) -> Iterator[str]:
    """A remark on a tier that telemetry is told."""
    attributes = service.at("environment", "OTEL_RESOURCE_ATTRIBUTES").text
    for part in attributes.split(","):
        if part.strip().startswith(_CRITICALITY):
            value = part.strip().removeprefix(_CRITICALITY)
            yield f"its telemetry calls it {value}: a hint for its tier"


def _placement(service: Node) -> Iterator[str]:
    placement = service.at("deploy", "placement")
    for node in placement.at("constraints").items:
        if node.text:
            yield f"{_at(node)}it runs only where {node.text}: a hint for `in`"
    for item in placement.at("preferences").items:
        node = item.at("spread")
        if node.text:
            yield f"{_at(node)}spread over {node.text}: a hint for `in` with `any_of`"
    if service.at("deploy", "mode").text == "global":
        yield "it runs once per node: write replicas when you know how many"
    devices = service.at(*_DEVICES)
    node = devices if devices.items else service.at("gpus")
    if node.items or node.text:
        yield f"{_at(node)}it runs only where there are devices such as GPUs: a hint for `in`"


def _named(node: Node) -> Iterator[tuple[str, Node]]:
    """What a list or a map names."""
    yield from node.entries.items()
    yield from ((item.text, item) for item in node.items if item.text)


def _volumes(service: Node) -> Iterator[tuple[str, Node]]:
    """The volumes that outlive a service's containers; folders of the host are not among them."""
    for item in service.at("volumes").items:
        source = item.at("source")
        if item.at("type").text == "volume" and source.text:
            yield source.text, source
        name, sign, _ = item.text.partition(":")
        if sign and name and not name.startswith((".", "/", "~", "\\")) and len(name) > 1:
            yield name, item


def _at(node: Node) -> str:
    return f"{node.path}:{node.line}: "
