"""Resources of an infrastructure and what they refer to -> a proposal.

A reference says what had to be there when a resource was made, not what it needs to run: all
needs are *likely*. Rules, roles and the like join what runs and run nothing themselves; a chain
of references through them is one need.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from drctl.importers._kind import (
    Component,
    Edge,
    Evidence,
    Placed,
    PlaceKind,
    Proposal,
    printable,
)
from drctl.importers._names import distinct
from drctl.importers._words import listed

_JOINTS = re.compile(
    r"^(?:random|null|local|tls|template|time|archive|external|terraform|http|cloudinit)_"
    r"|(?:^|_)(?:iam|policy|policies|role|roles|rule|rules|acl|permission|grant|binding|member"
    r"|security_group|firewall|subnet|subnetwork|route|route_table|vpc|network|virtual_network"
    r"|internet_gateway|peering|network_interface|eip|floatingip|public_ip|address|attachment"
    r"|association|membership|key_pair|keypair|ssh_key|key|alias|parameter|parameters"
    r"|parameter_group|option_group|subnet_group|launch_configuration|launch_template|template"
    r"|log_group|alarm|dashboard|metric|certificate|validation|resource_group|placement_group"
    r"|notification|version|snapshot|image|ami|user|group|tag|tags|config|configuration|settings"
    r"|monitor|pool_member|target_group|listener|record|record_set|zone|secret_version"
    r"|secgroup|port|lb_pool|project|service_account|account|organization|identity|credential|token|password|data)"
    r"(?:_v\d+)?$"
)
"""Endings of types that name nothing that runs. Wrong guesses cost a service too many or few."""

_VENDORS = {
    "aws": "aws",
    "awscc": "aws",
    "google": "google",
    "google-beta": "google",
    "azurerm": "microsoft",
    "azuread": "microsoft",
    "azapi": "microsoft",
    "alicloud": "alibaba",
    "oci": "oracle",
    "mongodbatlas": "mongodb",
}
_OURS = listed(
    "kubernetes helm docker null random local tls template time archive external terraform http "
    "vsphere openstack libvirt proxmox nomad consul vault postgresql mysql rabbitmq"
)
_INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+|\*)\]')
_LONGEST_CHAIN = 6
WALKED = "terraform_joint"
"""The type of what only joins resources: variables, outputs, modules."""


@dataclass(slots=True)
class Resource:
    """One resource: its address without indexes, its type, and what makes it.

    `data` is only looked up; `anyway` is taken for something that runs, whatever its type;
    `places` are the zones and regions that its instances are in.
    """

    address: str
    type: str
    place: Evidence
    maker: str = ""
    data: bool = False
    count: int = 0
    anyway: bool = False
    refers: dict[str, Evidence] = field(default_factory=dict)
    places: dict[PlaceKind, dict[str, Evidence]] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        """Whether it is taken for something that runs."""
        return self.anyway or not (self.data or _JOINTS.search(self.type))


def plain(address: str) -> str:
    """An address without the indexes of `count` and `for_each`."""
    return _INDEX.sub("", address)


def type_of(address: str) -> str:
    """The type that an address of a resource ends with: `module.web.aws_instance.app`."""
    parts = plain(address).split(".")
    return parts[-2] if len(parts) > 1 else ""


def is_data(address: str) -> bool:
    """Whether an address is that of something that is only looked up."""
    parts = plain(address).split(".")
    return len(parts) > 2 and parts[-3] == "data" and (len(parts) < 4 or parts[-4] != "module")


def proposed(
    kind: str,
    sources: Sequence[str],
    resources: Mapping[str, Resource],
    notes: Iterable[str] = (),
    closed: bool = False,
) -> Proposal:
    """Make components and needs of resources.

    Args:
        kind: the importer's name.
        sources: the files' names.
        resources: by their addresses.
        notes: what the reader should know.
        closed: whether each refers to all that those refer to which it refers to, so that what
            another one leads to is left out.

    Returns:
        The proposal: what runs, with one need for each chain of references.

    Notes:
        Every chain through joints is walked once from each thing that runs.
    """
    resources = _with_something(resources)
    running = {a: r for a, r in resources.items() if r.runs}
    names = distinct((address, address) for address in sorted(running))
    needs = {address: dict(_needs(address, resources)) for address in running}
    if closed:
        needs = {address: _nearest(found, needs) for address, found in needs.items()}
    components = (_component(running[address], name) for address, name in names.items())
    return Proposal(
        kind,
        tuple(sources),
        tuple(sorted(components, key=lambda c: (c.kind, c.name))),
        tuple(_edges(needs, names)),
        tuple(map(printable, (*notes, *_remarks(resources)))),
    )


def _with_something(resources: Mapping[str, Resource]) -> Mapping[str, Resource]:
    """The resources; where nothing is known to run, all that is managed is taken for running."""
    if any(resource.runs for resource in resources.values()):
        return resources
    return {a: replace(r, anyway=not r.data) for a, r in resources.items()}


def _remarks(resources: Mapping[str, Resource]) -> Iterator[str]:
    joints = sorted({r.type for r in resources.values() if not (r.runs or r.data)} - {WALKED})
    if any(resource.anyway for resource in resources.values()):
        yield "nothing here is of a type that is known to run: all that is managed was taken"
    elif joints:
        shown = ", ".join(joints[:8]) + (" and others" if len(joints) > 8 else "")
        yield f"taken for what joins things and runs nothing itself: {shown}"
    yield "what a load balancer sends to is not in the references: add it by hand"


def _component(resource: Resource, name: str) -> Component:
    maker = resource.maker or resource.type.partition("_")[0]
    vendor = "" if maker in _OURS else _VENDORS.get(maker, maker)
    count = resource.count if resource.count > 1 else None
    title = printable(resource.address)
    placed = tuple(
        Placed(kind, tuple(sorted(found)), next(iter(found.values())))
        for kind, found in sorted(resource.places.items())
    )
    return Component(
        name, "service", (resource.place,), title, printable(vendor), count, placed=placed
    )


def _needs(start: str, resources: Mapping[str, Resource]) -> Iterator[tuple[str, Evidence]]:
    """What runs at the ends of the chains of references from a resource."""
    seen = {start}
    waiting: list[tuple[str, tuple[str, ...]]] = [(start, ())]
    for address, chain in waiting:
        for target, place in resources[address].refers.items():
            if target in seen or target not in resources:
                continue
            seen.add(target)
            if resources[target].runs:
                why = f"{start} refers to {target}"
                through = f" through {', '.join(chain)}" if chain else ""
                yield target, Evidence(place.path, place.line, printable(why + through))
            elif len(chain) < _LONGEST_CHAIN:
                waiting.append((target, (*chain, target)))


def _nearest(
    found: dict[str, Evidence], needs: Mapping[str, Mapping[str, Evidence]]
) -> dict[str, Evidence]:
    # In a circle each would leave out the other.
    further = {
        end
        for near in found
        for end in needs[near]
        if end != near and near not in needs.get(end, ())
    }
    return {target: place for target, place in found.items() if target not in further}


def _edges(needs: Mapping[str, Mapping[str, Evidence]], names: dict[str, str]) -> Iterator[Edge]:
    for address, found in sorted(needs.items(), key=lambda item: names[item[0]]):
        for target in sorted(found, key=lambda one: names[one]):
            evidence = (found[target],)
            yield Edge(
                names[address], names[target], (names[target],), evidence, confidence="likely"
            )
