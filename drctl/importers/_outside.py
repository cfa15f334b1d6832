"""Which hosts stand outside of a cluster, and the providers behind them."""

import ipaddress
import re

from drctl.catalogue.hosts import region, vendor
from drctl.importers._kind import Component
from drctl.importers._words import listed

_IGNORED = listed(
    "localhost localhost.localdomain metadata metadata.google.internal host.docker.internal "
    "host.minikube.internal kubernetes.docker.internal gateway.docker.internal true false none "
    "null default auto kubernetes kubernetes.default"
)
# Endings of names that a public or a private network resolves; anything else is taken for a
# name inside the cluster.
_ENDINGS = listed(
    "com net org io ai dev app cloud co gov edu int mil info biz tech online site xyz pro store "
    "shop live systems network services solutions digital health finance bank google azure aws "
    "microsoft eu internal corp lan intra intranet local arpa"
)
_FILES = listed(
    "json yaml yml xml properties conf cfg ini txt log sh py js ts jar war pem crt key cert sql "
    "db html css png so go rb md toml env lock pid sock rs pl cc gz zip"
)


def numeric(host: str) -> bool:
    """Whether a host is given by number."""
    return re.fullmatch(r"[0-9.]+", host) is not None


def ignored(host: str) -> bool:
    """Whether a host is the machine itself, its cloud's metadata or the cluster's own API."""
    if numeric(host):
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return True
        return address.is_loopback or address.is_unspecified or address.is_link_local
    return (
        host in _IGNORED
        or host.startswith("kubernetes.default.")
        or host.endswith((".localhost", ".localdomain"))
        or not re.search(r"[a-z]", host)
    )


def outside(host: str) -> bool:
    """Whether a host has a name that is resolved outside of the cluster."""
    labels = host.split(".")
    if len(labels) < 2 or "svc" in labels or host.endswith(".cluster.local"):
        return False
    ending = labels[-1]
    return ending in _ENDINGS or re.fullmatch(r"[a-z]{2}", ending) is not None


def like_a_file(host: str) -> bool:
    """Whether a name without port or scheme may as well be that of a file."""
    return host.rsplit(".", 1)[-1] in _FILES


def outside_component(host: str, name: str) -> Component:
    """The provider behind a host that stands outside."""
    return Component(
        name, "provider", title=host, vendor=vendor(host), remarks=region_remarks(host)
    )


def region_remarks(host: str) -> tuple[str, ...]:
    """What a host's name says of where it stands."""
    named = region(host)
    return (f"in region {named}: a hint for `in`",) if named else ()
