"""The requirement grammar as it may be written, and the keys of needs and options."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag
from typing_extensions import TypeAliasType

from drctl.model.language._shape import shape
from drctl.model.language.values import (
    AboveZero,
    Amount,
    AtLeast,
    Capability,
    Duration,
    Flag,
    LoadText,
    Many,
    Name,
    Text,
)


def _form(value: Any) -> str | None:
    """Which form of the grammar a value has; None for what has none."""
    match value:
        case str():
            return "<name>"
        case list() | tuple():
            return "<list>"
        case dict():
            if "any_of" in value:
                return "<any_of>"
            return "<all_of>" if "all_of" in value else "<use>"
        case _:
            return None


def _optional(value: Any) -> str | None:
    return {bool: "<flag>", str: "<word>"}.get(type(value))


@shape
class Use:
    """`{use: R, fallbacks: […], switched_by: R}`: the first that is available serves."""

    use: "Requirement"
    fallbacks: "Many[Alternative] | None" = None
    switched_by: "Requirement | None" = None


@shape
class AnyOf:
    """`{any_of: […], at_least: k}`: k of the members serve together."""

    any_of: "Many[Alternative]"
    at_least: AtLeast | None = None
    switched_by: "Requirement | None" = None


@shape
class AllOf:
    """`{all_of: […]}`: all are needed."""

    all_of: "Many[Requirement]"


@shape
class _OptionKeys:
    switch: Literal["automatic", "manual"] | None = None
    after: Duration | None = None
    degraded: Flag = False
    procedure: Name | None = None
    requires: "Requirement | None" = None
    timeout: Duration | None = None
    weight: AboveZero | None = None
    cost: Amount | None = None


@shape
class OptionMap(_OptionKeys, Use):
    """One way to meet a need, with how one gets there."""


Requirement = TypeAliasType(
    "Requirement",
    Annotated[
        Annotated[Name, Tag("<name>")]
        | Annotated["Many[Requirement]", Tag("<list>")]
        | Annotated[AnyOf, Tag("<any_of>")]
        | Annotated[AllOf, Tag("<all_of>")]
        | Annotated[Use, Tag("<use>")],
        Discriminator(_form),
    ],
)

Alternative = TypeAliasType(
    "Alternative",
    Annotated[
        Annotated[Name, Tag("<name>")]
        | Annotated["Many[Requirement]", Tag("<list>")]
        | Annotated[AnyOf, Tag("<any_of>")]
        | Annotated[AllOf, Tag("<all_of>")]
        | Annotated[OptionMap, Tag("<use>")],
        Discriminator(_form),
    ],
)


@shape
class Detect:
    """How the loss of a need is noticed, and how long that takes."""

    signal: Text | None = None
    alert: Text | None = None
    within: Duration | None = None
    leads: Duration | None = None
    requires: Requirement | None = None


@shape
class _NeedKeys:
    candidates: Many[Alternative] | None = None
    optional: Annotated[
        Annotated[Flag, Tag("<flag>")] | Annotated[Literal["unnoticed"], Tag("<word>")],
        Discriminator(_optional),
    ] = False
    at_start: (
        Annotated[
            Annotated[Flag, Tag("<flag>")] | Annotated[Literal["only"], Tag("<word>")],
            Discriminator(_optional),
        ]
        | None
    ) = None
    tolerates: Duration | None = None
    load: LoadText | None = None
    timeout: Duration | None = None
    wants: dict[Text, Capability] = Field(default_factory=dict)
    detect: Detect | None = None
    why: Text | None = None


@shape
class NeedUse(_NeedKeys, OptionMap):
    """A need met by one primary and its fallbacks."""


@shape
class NeedAnyOf(_NeedKeys, AnyOf):
    """A need met by k of n."""


@shape
class NeedAllOf(_NeedKeys, AllOf):
    """A need of several things at once, with its keys."""


Need = TypeAliasType(
    "Need",
    Annotated[
        Annotated[Name, Tag("<name>")]
        | Annotated[Many[Requirement], Tag("<list>")]
        | Annotated[NeedAnyOf, Tag("<any_of>")]
        | Annotated[NeedAllOf, Tag("<all_of>")]
        | Annotated[NeedUse, Tag("<use>")],
        Discriminator(_form),
    ],
)
