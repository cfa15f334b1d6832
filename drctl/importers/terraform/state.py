"""States: `.tfstate` of version 3 and 4, and what `terraform show -json` prints of them."""

import re

from drctl.importers._json import Json
from drctl.importers._kind import PlaceKind
from drctl.importers._resources import Resource, plain, type_of

_MAKER = re.compile(r'^(?:.*\.)?provider\["([^"]*)"\]|^(?:.*\.)?provider\.([A-Za-z0-9_-]+)')

_WHERE: dict[str, PlaceKind] = {
    "availability_zone": "zone",
    "zone": "zone",
    "region": "region",
    "location": "region",
}
"""The only attributes that are looked at, and only where they read as a zone or region does."""

_PLACE = re.compile(
    r"[a-z]{2,12}(?:-[a-z]{2,12}){1,2}-?\d{1,2}(?:-?[a-z])?"
    r"|(?:(?:east|west|north|south|central)[a-z]{2,14}"
    r"|[a-z]{2,12}(?:east|west|north|south|central))\d?"
)


def kept(top: Json, resources: dict[str, Resource]) -> None:
    """Take the resources of a state file."""
    if top.value["version"] == 4:
        for item in top.at("resources").items():
            _version_4(item, resources)
    for module in top.at("modules").items():
        _version_3(module, resources)


def shown(module: Json, resources: dict[str, Resource]) -> None:
    """Take the resources of a module that `terraform show -json` prints, and of those in it."""
    waiting = [module]
    for one in waiting:
        for item in one.at("resources").items():
            address = _text(item, "address")
            if not address:
                continue
            found = _resource(address, item, resources)
            found.count += 1
            found.data = found.data or item.value.get("mode") == "data"
            _locate(found, item, "values")
            _refer(found, item.at("depends_on"))
        waiting += one.at("child_modules").items()


def maker(text: str) -> str:
    """The name of a provider: `aws` of `provider["registry.example/hashicorp/aws"].west`."""
    match = _MAKER.match(text)
    found = next((group for group in match.groups() if group), "") if match else text
    return found.rsplit("/", 1)[-1]


def _version_4(item: Json, resources: dict[str, Resource]) -> None:
    kind, name = _text(item, "type"), _text(item, "name")
    if not (kind and name):
        return
    module = _text(item, "module")
    data = item.value.get("mode") == "data"
    parts = (*([module] if module else []), *(["data"] if data else []), kind, name)
    found = _resource(".".join(parts), item, resources)
    found.data = data
    for instance in item.at("instances").items():
        found.count += 1
        _locate(found, instance, "attributes")
        for key in ("dependencies", "depends_on"):
            _refer(found, instance.at(key))


def _version_3(module: Json, resources: dict[str, Resource]) -> None:
    path = [part for part in module.at("path").value or () if isinstance(part, str)]
    prefix = "".join(f"module.{part}." for part in path[1:])
    for key, item in module.at("resources").entries():
        # `aws_instance.web.0` is one of many.
        address = re.sub(r"\.\d+$", "", key)
        found = _resource(prefix + address, item, resources)
        found.data = address.startswith("data.")
        found.count += 1
        _locate(found, item, "primary", "attributes")
        for target in item.at("depends_on").items():
            name = re.sub(r"\.(?:\d+|\*)$", "", target.text)
            if name:
                why = f"{found.address} depends on {prefix}{name}"
                found.refers.setdefault(prefix + name, target.evidence(why))


def _resource(address: str, item: Json, resources: dict[str, Resource]) -> Resource:
    address = plain(address)
    if address not in resources:
        place = item.evidence(f"{address} is a resource")
        made_by = maker(_text(item, "provider") or _text(item, "provider_name"))
        kind = _text(item, "type") or type_of(address)
        resources[address] = Resource(address, kind, place, made_by)
    return resources[address]


def _locate(resource: Resource, item: Json, *path: str) -> None:
    """Where an instance is; a place in the text is looked for only when there is something."""
    attributes = item.value
    for key in path:
        attributes = attributes.get(key) if isinstance(attributes, dict) else None
    if not isinstance(attributes, dict):
        return
    for key, kind in _WHERE.items():
        value = attributes.get(key)
        if isinstance(value, str) and _PLACE.fullmatch(value):
            found = resource.places.setdefault(kind, {})
            if value not in found:
                why = f"{resource.address} is in the {kind} {value}"
                found[value] = item.at(*path, key).evidence(why)


def _refer(resource: Resource, targets: Json) -> None:
    for target in targets.items():
        address = plain(target.text)
        if address and address != resource.address:
            why = f"{resource.address} depends on {address}"
            resource.refers.setdefault(address, target.evidence(why))


def _text(item: Json, key: str) -> str:
    value = item.value.get(key) if isinstance(item.value, dict) else None
    return value if isinstance(value, str) else ""
