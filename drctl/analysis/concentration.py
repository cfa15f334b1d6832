"""What goes when one vendor, jurisdiction or region goes, for each of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from drctl.analysis.causes import Cause, jurisdictions, regions, vendors
from drctl.analysis.data_loss import DataLoss
from drctl.analysis.demand import Demand, Demands
from drctl.analysis.outcome import Outcome, Outcomes
from drctl.analysis.recovery_path import Recovery
from drctl.analysis.states import State
from drctl.model.model import Model

By = Literal["vendor", "jurisdiction", "region"]

_GROUPS: Mapping[By, Callable[[Model], Iterator[Cause]]] = MappingProxyType(
    {"vendor": vendors, "jurisdiction": jurisdictions, "region": regions}
)


@dataclass(frozen=True, slots=True)
class TierHit:
    """What a group does to the services of one tier; `tier` is "" for those that have none.

    `services` counts all of the tier; `before` are those down before people act, `after` those
    down for good, `degraded` those degraded for good; by name. `demand` has one entry per unit.
    """

    tier: str
    services: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    degraded: tuple[str, ...]
    demand: tuple[Demand, ...]

    @property
    def share(self) -> float:
        """The part of the tier's services that is down for good."""
        return len(self.after) / self.services

    @property
    def hit(self) -> bool:
        """Whether any of them is not up at some time."""
        return bool(self.before or self.after or self.degraded)


@dataclass(frozen=True, slots=True)
class Group:
    """What goes when one vendor, jurisdiction or region does.

    `cause` holds the members that state it and can fail. `tiers` has every tier with services,
    from the top down. `longest` is the service that stays down longest, None when none goes
    down; `lost` the store that loses most beyond what its copies always lag.
    """

    cause: Cause
    tiers: tuple[TierHit, ...]
    longest: Recovery | None
    lost: DataLoss | None

    @property
    def hit(self) -> bool:
        """Whether any service is not up at some time."""
        return any(tier.hit for tier in self.tiers)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one group does to one component; `recovery` is None when it is never down."""

    cause: Cause
    before: State
    after: State
    recovery: Recovery | None

    @property
    def hit(self) -> bool:
        """Whether the component is not up at some time."""
        return (self.before, self.after) != ("up", "up")


def grouped(model: Model, by: By) -> tuple[Cause, ...]:
    """The vendors, jurisdictions or regions with a member that can fail, by name.

    A member is a component that states the vendor or jurisdiction itself; what lies inside it
    follows by rule 1. A region is its own only member.
    """
    return tuple(cause for cause in _GROUPS[by](model) if cause.fails)


def concentration(model: Model, outcomes: Outcomes, by: By) -> tuple[Group, ...]:
    """What each vendor, jurisdiction or region takes along.

    Args:
        model: the model.
        outcomes: the model's outcomes.
        by: which groups.

    Returns:
        The groups, the worst first: by what is down for good in the highest tier, then down
        before people act, then degraded; ties by the next tier, and by name in the end.

    Notes:
        One outcome per group; only what is told here is kept of it.
    """
    tiers = _tiers(model)
    found = [_group(tiers, outcomes.of(cause)) for cause in grouped(model, by)]
    return tuple(sorted(found, key=_badness))


def effects(model: Model, outcomes: Outcomes, by: By, component: str) -> tuple[Effect, ...]:
    """What each vendor, jurisdiction or region does to one component, the worst first.

    Raises:
        KeyError: there is no such component.

    Notes:
        One outcome per group.
    """
    found: list[Effect] = []
    for cause in grouped(model, by):
        outcome = outcomes.of(cause)
        before, after = outcome.states.before[component], outcome.states.after[component]
        down = component in set(outcome.times.hit())
        recovery = outcome.times.recovery(component) if down else None
        found.append(Effect(cause, before, after, recovery))
    worst: dict[State, int] = {"down": 0, "degraded": 1, "up": 2}
    return tuple(
        sorted(found, key=lambda e: (worst[e.after], worst[e.before], _length(e), e.cause.name))
    )


def _length(effect: Effect) -> tuple[float, float]:
    return _longer(effect.recovery) if effect.recovery else (0.0, 0.0)


def _longer(recovery: Recovery) -> tuple[float, float]:
    return -recovery.least, -recovery.most


@dataclass(frozen=True, slots=True)
class _Tier:
    """A tier's services by name, and the load that enters at them."""

    name: str
    services: tuple[str, ...]
    demands: Demands


def _tiers(model: Model) -> tuple[_Tier, ...]:
    """The tiers that have services, from the top down; services without one last, under ""."""
    found: dict[str, list[str]] = {tier: [] for tier in (*model.policy.tiers, "")}
    for service in model.of_kind("service"):
        found[service.tier or ""].append(service.name)
    return tuple(
        _Tier(tier, tuple(sorted(names)), Demands(model, names))
        for tier, names in found.items()
        if names
    )


def _group(tiers: tuple[_Tier, ...], outcome: Outcome) -> Group:
    # In the order of the tiers: of two that stay down equally long the higher one is told.
    down = set(outcome.times.hit())
    services = [name for tier in tiers for name in tier.services if name in down]
    longest = min(map(outcome.times.bounds, services), key=_longer, default=None)
    lost = min(outcome.losses, key=lambda x: (-x.seconds, x.address), default=None)
    return Group(outcome.cause, tuple(_hit(tier, outcome) for tier in tiers), longest, lost)


def _hit(tier: _Tier, outcome: Outcome) -> TierHit:
    before, after = outcome.states.before, outcome.states.after
    return TierHit(
        tier.name,
        len(tier.services),
        tuple(name for name in tier.services if before[name] == "down"),
        tuple(name for name in tier.services if after[name] == "down"),
        tuple(name for name in tier.services if after[name] == "degraded"),
        tier.demands.of(outcome.states),
    )


def _badness(group: Group) -> tuple[tuple[tuple[int, int, int], ...], str]:
    counts = tuple((-len(t.after), -len(t.before), -len(t.degraded)) for t in group.tiers)
    return counts, group.cause.name
