"""Who runs a host, and in which region, as far as its name tells."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from drctl.catalogue.known import known, names

_AWS = r"(?:[a-z]{2}|us-gov|us-iso[a-z]?)-(?:[a-z]+)-\d"
_REGIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|[.-])({_AWS})\.(?:[a-z0-9-]+\.){{0,2}}amazonaws\.com(?:\.cn)?$",
        r"\.([a-z]+\d?)\.(?:cloudapp\.azure\.com|azurecontainer(?:apps)?\.io|azmk8s\.io)$",
        r"^([a-z]+\d?)\.(?:api\.cognitive\.microsoft\.com|login\.microsoft\.com)$",
        r"\.([a-z]+\d?)\.kusto\.windows\.net$",
        r"^([a-z]+-[a-z]+\d+)-[a-z]+\.(?:googleapis\.com|pkg\.dev|cloudfunctions\.net)$",
        r"\.([a-z]{2}-[a-z]+-\d)\.(?:oci\.)?oraclecloud\.com$",
        r"(?:^|\.)(?:[a-z]+[-.])?((?:cn|ap|us|eu|me)-[a-z]+(?:-\d)?)\.aliyuncs\.com$",
    )
)


def vendor(host: str) -> str:
    """Who is known to run a host, or nothing."""
    labels = host.split(".")
    endings = (".".join(labels[i:]) for i in range(len(labels) - 1))
    return next((_vendors()[ending] for ending in endings if ending in _vendors()), "")


def region(host: str) -> str:
    """The region that a host's name tells, or nothing."""
    found = (pattern.search(host) for pattern in _REGIONS)
    return next((match[1] for match in found if match), "")


@cache
def _vendors() -> dict[str, str]:
    text = (files(__package__) / "hosts.toml").read_text(encoding="utf-8")
    vendors: dict[str, str] = dict(tomllib.loads(text)["vendors"])
    for provider in map(known, names()):
        hosts = provider.hosts.values["names"] if provider.hosts is not None else ()
        vendors |= dict.fromkeys(hosts, provider.vendor)
    return vendors
