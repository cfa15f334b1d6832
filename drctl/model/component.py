"""A component as the rest of drctl sees it: what was written, in normal form, with defaults."""

from dataclasses import dataclass
from typing import Literal

from drctl.model.language.component import Domain, Failure, Provider, Served, Service
from drctl.model.requirement import Need, Requirement
from drctl.model.source import Path

Kind = Literal["service", "provider", "domain"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What we promise for a component: its own values, else its tier's.

    `rto`, `rpo` and `drill_every` are seconds, `slo` is a fraction; None is no promise.
    """

    rto: float | None = None
    rpo: float | None = None
    slo: float | None = None
    survives: int = 0
    drill_every: float | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a store; `lag` and `restore` are seconds."""

    placement: Requirement
    lag: float
    kind: str | None
    restore: float | None


@dataclass(frozen=True, slots=True)
class Component:
    """A service, a provider or a domain."""

    name: str
    kind: Kind
    spec: Service | Provider | Domain
    path: Path
    placement: Requirement | None
    needs: tuple[Need, ...]
    failure: Failure | None
    can_fail: bool
    repair_requires: Requirement | None
    data: tuple[tuple[str, tuple[Copy, ...]], ...]
    promise: Promise
    vendors: frozenset[str]
    jurisdictions: frozenset[str]

    @property
    def title(self) -> str:
        """What people call it; its name when it has no title."""
        return self.spec.title or self.name

    @property
    def tier(self) -> str | None:
        """The tier it promises to keep."""
        return self.spec.tier if isinstance(self.spec, Served) else None

    @property
    def replicas(self) -> int:
        """How many copies run; 1 unless the model says so."""
        return (self.spec.replicas or 1) if isinstance(self.spec, Served) else 1

    def need(self, slot: str) -> Need | None:
        """The need under a slot name."""
        return next((need for need in self.needs if need.slot == slot), None)


def stand_in(name: str, path: Path) -> Component:
    """A component that no file declares: it needs nothing, and fails only when that is asked.

    Args:
        name: one that the language does not allow, so that it is free.
        path: where it is said to stand.
    """
    return Component(
        name=name,
        kind="domain",
        spec=Domain(),
        path=path,
        placement=None,
        needs=(),
        failure=None,
        can_fail=True,
        repair_requires=None,
        data=(),
        promise=Promise(),
        vendors=frozenset(),
        jurisdictions=frozenset(),
    )
