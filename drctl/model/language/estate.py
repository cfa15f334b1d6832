"""A model file's top level: policy, teams, procedures, scenarios, drills, acceptances."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from drctl.model.language._shape import shape
from drctl.model.language.component import Domain, Failure, Link, Provider, Service
from drctl.model.language.requirement import Requirement
from drctl.model.language.values import (
    AboveZero,
    Capability,
    Date,
    Duration,
    Flag,
    Many,
    Name,
    Percent,
    Survives,
    Text,
)

SeverityWord = Literal["note", "low", "medium", "high", "critical"]
State = Literal["up", "degraded", "down"]


@shape
class Tier:
    """What we promise for the services of a tier."""

    rto: Duration | None = None
    rpo: Duration | None = None
    slo: Percent | None = None
    survives: Survives | None = None
    drill_every: Duration | None = None


@shape
class RuleSetting:
    """What this estate wants of one rule; `disabled` says why it is off."""

    severity: SeverityWord | None = None
    disabled: Text | None = None
    options: dict[Text, Capability] = Field(default_factory=dict)


@shape
class Policy:
    """The promises and settings of the whole estate."""

    fail_on: SeverityWord = "high"
    tiers: dict[Name, Tier] = Field(default_factory=dict)
    hosted_on: Many[Name] | None = None
    currency: Text | None = None
    rules: dict[Name, RuleSetting] = Field(default_factory=dict)
    failure: dict[Name, Failure] = Field(default_factory=dict)
    site_url: Text | None = None

    def turns_off(self, rule: str) -> bool:
        """Whether a rule is not to run."""
        setting = self.rules.get(rule)
        return setting is not None and setting.disabled is not None


@shape
class Team:
    """Who owns components, and how they are reached."""

    title: Text | None = None
    oncall: dict[Text, Text] = Field(default_factory=dict)
    escalation: Many[Text] | None = None
    links: Many[Link] | None = None


@shape
class Parameter:
    """A value that a procedure asks for once."""

    title: Text | None = None
    default: Text | None = None
    secret: Flag = False


@shape
class Step:
    """One step of a procedure."""

    do: Text
    id: Name | None = None
    after: Many[Name] | None = None
    run: Text | None = None
    expect: Text | None = None
    verify: Text | None = None
    undo: Text | None = None
    irreversible: Flag = False
    read_only: Flag = False
    takes: Duration | None = None
    approval: Text | None = None
    requires: Requirement | None = None
    who: Text | None = None
    link: Text | None = None


@shape
class Procedure:
    """What people do, step by step."""

    steps: Many[Step]
    title: Text | None = None
    description: Text | None = None
    parameters: dict[Name, Parameter] = Field(default_factory=dict)
    requires: Requirement | None = None


@shape
class FailsVendor:
    """Everything that states this vendor fails."""

    vendor: Text


@shape
class FailsJurisdiction:
    """Everything that states this jurisdiction fails."""

    jurisdiction: Text


@shape
class FailsComponent:
    """One component fails, with a repair time of its own."""

    component: Name
    restore: Duration | None = None


def _fails(value: Any) -> str | None:
    match value:
        case str():
            return "<name>"
        case {"vendor": _}:
            return "<vendor>"
        case {"jurisdiction": _}:
            return "<jurisdiction>"
        case dict():
            return "<component>"
        case _:
            return None


Fails = Annotated[
    Annotated[Name, Tag("<name>")]
    | Annotated[FailsVendor, Tag("<vendor>")]
    | Annotated[FailsJurisdiction, Tag("<jurisdiction>")]
    | Annotated[FailsComponent, Tag("<component>")],
    Discriminator(_fails),
]


def _map_or_text(value: Any) -> str | None:
    return "<map>" if isinstance(value, dict) else "<text>"


@shape
class Expectation:
    """What a scenario must show for one component."""

    state: State | None = None
    before_people_act: State | None = None
    within: Duration | None = None
    data_loss: (
        Annotated[
            Annotated[Duration, Tag("<text>")] | Annotated[dict[Name, Duration], Tag("<map>")],
            Discriminator(_map_or_text),
        ]
        | None
    ) = None


@shape
class Scenario:
    """A what-if with expectations."""

    title: Text | None = None
    description: Text | None = None
    fails: Many[Fails] | None = None
    corrupts: Many[Text] | None = None
    surge: dict[Text, AboveZero] = Field(default_factory=dict)
    source: Text | None = None
    date: Date | None = None
    expect: dict[
        Name,
        Annotated[
            Annotated[State, Tag("<text>")] | Annotated[Expectation, Tag("<map>")],
            Discriminator(_map_or_text),
        ],
    ] = Field(default_factory=dict)
    links: Many[Link] | None = None


@shape
class Drill:
    """A rehearsal that took place."""

    date: Date
    result: Literal["passed", "failed", "aborted"]
    need: Text | None = None
    option: Name | None = None
    scenario: Name | None = None
    runbook: Text | None = None
    recovered_in: Duration | None = None
    by: Text | None = None
    notes: Text | None = None
    log: Text | None = None
    evidence: Text | None = None


@shape
class Accepted:
    """A risk that someone has decided to live with, until a day."""

    rule: Name
    object: Text
    reason: Text
    owner: Text
    until: Date
    cause: Many[Text] | None = None
    ticket: Text | None = None


@shape
class Document:
    """One model file."""

    drctl: Annotated[int, Field(strict=True)] | None = None
    name: Name | None = None
    title: Text | None = None
    include: Many[Text] | None = None
    policy: Policy | None = None
    teams: dict[Name, Team] = Field(default_factory=dict)
    domains: dict[Name, Domain] = Field(default_factory=dict)
    providers: dict[Name, Provider] = Field(default_factory=dict)
    services: dict[Name, Service] = Field(default_factory=dict)
    procedures: dict[Name, Procedure] = Field(default_factory=dict)
    scenarios: dict[Name, Scenario] = Field(default_factory=dict)
    drills: Many[Drill] | None = None
    accepted: Many[Accepted] | None = None
