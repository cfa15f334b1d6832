"""The facts that people write under `x-dora`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from drctl.exporters.dora.values import Value
from drctl.finding import Place


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that people wrote, and where."""

    value: Value
    place: Place


Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Written:
    """All of it; `functions` has False for a service that is none.

    `places` has where each entry stands: ("entity",), ("vendors", "aws"), ("contracts", "C-1").
    """

    entity: Facts = field(default_factory=dict)
    vendors: Mapping[str, Facts] = field(default_factory=dict)
    contracts: Mapping[str, Facts] = field(default_factory=dict)
    critical_tiers: Fact | None = None
    impact: Mapping[str, Fact] = field(default_factory=dict)
    definitions: Mapping[tuple[str, str], Fact] = field(default_factory=dict)
    parts: Mapping[str, Facts] = field(default_factory=dict)
    functions: Mapping[str, Facts | bool] = field(default_factory=dict)
    places: Mapping[tuple[str, ...], Place] = field(default_factory=dict)
