"""Services, providers and domains as they may be written."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from drctl.model.language._shape import shape
from drctl.model.language.requirement import Need, Requirement
from drctl.model.language.values import (
    Amount,
    Capability,
    Count,
    Duration,
    Expected,
    Many,
    Name,
    Percent,
    RateText,
    Survives,
    Text,
)

DomainKind = Literal[
    "region",
    "zone",
    "site",
    "network",
    "edge",
    "dns",
    "identity",
    "control-plane",
    "config-push",
    "software-version",
    "account",
    "group",
]


def _text_or_map(value: Any) -> str | None:
    return {str: "<text>", dict: "<map>"}.get(str if isinstance(value, str) else dict)


@shape
class LinkMap:
    """A titled link."""

    url: Text
    title: Text | None = None


Link = Annotated[
    Annotated[Text, Tag("<text>")] | Annotated[LinkMap, Tag("<map>")],
    Discriminator(_text_or_map),
]


@shape
class Failure:
    """How often a component fails by itself, how long its repair takes, and what that needs."""

    mtbf: Duration | None = None
    availability: Percent | None = None
    restore: Duration | None = None
    requires: Requirement | None = None
    procedure: Name | None = None
    source: Text | None = None


FailureOrNever = Annotated[
    Annotated[Literal["never"], Tag("<text>")] | Annotated[Failure, Tag("<map>")],
    Discriminator(_text_or_map),
]


@shape
class Copy:
    """One copy of a store's data."""

    placement: Annotated[Requirement, Field(alias="in")]
    lag: Duration = 0.0
    kind: Literal["primary", "replica", "backup"] | None = None
    restore: Duration | None = None


@shape
class Store:
    """What a component keeps, where its copies are, and under which jurisdictions they may be."""

    copies: Many[Copy]
    residency: Many[Text] | None = None


@shape
class Common:
    """The keys of every component."""

    title: Text | None = None
    description: Text | None = None
    owner: Name | None = None
    tags: Many[Text] | None = None
    links: Many[Link] | None = None
    symptoms: Many[Text] | None = None
    alerts: Many[Text] | None = None
    placement: Annotated[Requirement | None, Field(alias="in")] = None
    needs: dict[Name, Need] = Field(default_factory=dict)
    failure: FailureOrNever | None = None
    restart: Duration | None = None
    vendor: Text | None = None
    jurisdiction: Text | None = None
    cost: Amount | None = None


@shape
class Endpoint:
    """How it is called; `key` names an environment variable, never a secret."""

    api: Text | None = None
    base_url: Text | None = None
    model: Text | None = None
    key: Text | None = None


@shape
class Served(Common):
    """The keys that services and providers share."""

    capacity: RateText | None = None
    on_overload: Literal["fail", "shed"] = "fail"
    capabilities: dict[Text, Capability] = Field(default_factory=dict)
    tier: Name | None = None
    rto: Duration | None = None
    rpo: Duration | None = None
    slo: Percent | None = None
    survives: Survives | None = None
    drill_every: Duration | None = None
    replicas: Count | None = None
    data: dict[Name, Store] = Field(default_factory=dict)
    endpoint: Endpoint | None = None


@shape
class Service(Served):
    """What we run."""


@shape
class Status:
    """A provider's status page."""

    page: Text
    kind: Text | None = None
    component: Text | None = None


@shape
class Probe:
    """An address that tells whether the provider answers."""

    url: Text
    expect: Expected | None = None
    warn: Duration | None = None
    timeout: Duration | None = None


@shape
class Provider(Served):
    """What someone else runs."""

    status: Status | None = None
    probe: Probe | None = None


@shape
class Domain(Common):
    """Shared fate: what lies inside falls together."""

    kind: DomainKind | None = None
