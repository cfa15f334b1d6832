"""A service needs one that promises less.

A promise holds no longer than the weakest one that it rests on. When a critical service cannot do
without an internal one, the internal one is critical, and nobody who runs it knows. This rule
finds each hard need, and placement, that cannot be met without a service that promises less: one
of a lower tier, unless that keeps every promise all the same, or one with a longer RTO or a lower
SLO, where both give one. It is told once, where the promise drops, with both promises.

A fallback that keeps the promise is enough. Services of the same tier that stand in for each other
may each be slower: together they are better than each. How many failures a service survives is
`single-point-of-failure`'s, which works it out. Services that promise nothing and have no tier
are left out, and so is what others run.

On 18 November 2025 a file of Cloudflare's bot scores, an extra, grew past its limit; the proxies
that carry all traffic could not go on without it, and stopped
(<https://blog.cloudflare.com/18-november-2025-outage/>).

Bad:

```yaml
drctl: 1
policy: {tiers: {critical: {rto: 15m, slo: 99.9%}, internal: {rto: 24h}}}
services:
  chat-api: {tier: critical, needs: {flags: feature-flags}}
  feature-flags: {tier: internal}
```

Good:

```yaml
drctl: 1
policy: {tiers: {critical: {rto: 15m, slo: 99.9%}, internal: {rto: 24h}}}
services:
  chat-api: {tier: critical, needs: {flags: {use: feature-flags, optional: true}}}
  feature-flags: {tier: internal}
```

How to fix: make the need optional and see that the service does go on without it, give it a
fallback that keeps the promise, raise the other service's promise, or lower this one's.

How to accept: add an entry under `accepted` with this rule, the need (such as `chat-api.flags`)
as `object`, the weaker service as `cause`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from drctl.analysis.availability import View
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.graph.wants import Wants
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import Requirement, choices, targets
from drctl.model.source import Path
from drctl.model.times import duration, share
from drctl.rules._rule import Hit, by_tier, few, listed, name_of

_NAME = name_of(__name__)
CATEGORY: Category = "misconfiguration"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True, slots=True)
class _Weak:
    """A hard need, or the placement (slot "in"), that is unmet when all of `cause` are away."""

    service: Component
    slot: str
    path: Path
    cause: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"{self.service.name}.{self.slot}"


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per weaker service, with every need that cannot be met without it."""
    found: dict[tuple[str, ...], list[_Weak]] = {}
    for service in assessment.model.of_kind("service"):
        for weak in _weak_of(assessment, service):
            found.setdefault(weak.cause, []).append(weak)
    for cause, needs in sorted(found.items()):
        needs.sort(key=lambda need: need.address)
        names = (*cause, *(need.service.name for need in needs))
        work = partial(_hit, assessment.model, cause, needs)
        yield assessment.placed(_NAME, cause, names, work)


def _weak_of(assessment: Assessment, service: Component) -> tuple[_Weak, ...]:
    def work() -> tuple[_Weak, ...]:
        return tuple(_weak_needs(assessment.model, service))

    return assessment.told("weak needs", service.name, service.name, work)


def _weak_needs(model: Model, service: Component) -> Iterator[_Weak]:
    hard: list[tuple[str, Path, Requirement, Wants]] = [
        (need.slot, need.path, need.requirement, need.wants) for need in service.needs if need.hard
    ]
    if service.placement is not None:
        hard.append(("in", service.placement.path, service.placement, ()))
    for slot, path, requirement, wants in hard:
        for cause in _causes(model, service, requirement, wants):
            yield _Weak(service, slot, path, cause)


def _carriers(requirement: Requirement) -> set[str]:
    """What serves, or carries the traffic; what only a switch requires is none of it."""
    found = {ref.name for ref in targets(requirement)}
    for node in choices(requirement):
        found.update(ref.name for ref in targets(node.switched_by))
    return found


def _causes(
    model: Model, service: Component, requirement: Requirement, wants: Wants
) -> Iterator[tuple[str, ...]]:
    """The weaker services without which a requirement is unmet: each, or only all of some."""

    def met(without: Sequence[str]) -> bool:
        return View(model, frozenset(without)).met(requirement, wants)

    others = [model.components[name] for name in sorted(_carriers(requirement))]
    others = [other for other in others if other.kind == "service"]
    each = [
        o.name
        for o in others
        if (_slower(service, o) or _lower(model, service, o, alone=True)) and not met([o.name])
    ]
    if each:
        yield from ((name,) for name in each)
        return
    lower = [other.name for other in others if _lower(model, service, other, alone=False)]
    if not met(lower):
        enough = list(lower)
        for name in lower:
            left = [other for other in enough if other != name]
            enough = enough if met(left) else left
        yield tuple(enough)


def _slower(service: Component, other: Component) -> bool:
    """Whether another service promises to be back later, or to be up less, where both promise."""
    asked, given = service.promise, other.promise
    later = asked.rto is not None and given.rto is not None and given.rto > asked.rto
    rarer = asked.slo is not None and given.slo is not None and given.slo < asked.slo
    return later or rarer


def _lower(model: Model, service: Component, other: Component, *, alone: bool) -> bool:
    """Whether another service is of a lower tier, and does not keep the promise all the same."""
    tiers = list(model.policy.tiers)
    if service.tier not in tiers or other.tier not in tiers:
        return False
    below = tiers.index(other.tier) > tiers.index(service.tier)
    return below and (_slower(service, other) or not _kept(service, other, alone=alone))


def _kept(service: Component, other: Component, *, alone: bool) -> bool:
    """Whether another service promises all that this one does, and that is something.

    One that does not stand `alone` need not survive what they survive together.
    """
    asked, given = service.promise, other.promise
    kept = (
        not alone or asked.survives <= given.survives,
        asked.rto is None or given.rto is not None,
        asked.slo is None or given.slo is not None,
    )
    promises = asked.survives > 0 or asked.rto is not None or asked.slo is not None
    return promises and all(kept)


def _hit(model: Model, cause: tuple[str, ...], needs: Sequence[_Weak]) -> Hit:
    weaker = [model.components[name] for name in cause]
    services = list({need.service.name: need.service for need in needs}.values())
    survives = any(s.promise.survives > w.promise.survives for s in services for w in weaker)
    told = {c.name: _promise(c, survives) for c in (*weaker, *services)}
    given = listed([f"{c.name} ({told[c.name]})" for c in weaker])
    if len(services) == 1:
        who, than = f"{services[0].name} ({told[services[0].name]})", ""
    else:
        who, than = few([service.name for service in services]), " than they do"
    one = "" if len(weaker) == 1 else "one of "
    places = [model.place(n.path, note=f"promised: {told[n.service.name]}") for n in needs]
    places += [model.place(c.path, note=f"promised: {told[c.name]}") for c in weaker]
    optional = "" if any(need.slot == "in" for need in needs) else "make the need optional, or "
    return Hit(
        message=f"{who} cannot do without {one}{given}, "
        f"which {'promises' if len(weaker) == 1 else 'promise'} less{than}",
        places=tuple(places),
        object=needs[0].address,
        victims=tuple((need.service.name, need.slot) for need in needs),
        cause=cause,
        hint=f"{optional}add a way that keeps the promise, or promise more for {listed(cause)}",
        narrow=lambda left: _hit(
            model, cause, [n for n in needs if (n.service.name, n.slot) in left]
        ),
    )


def _promise(component: Component, survives: bool) -> str:
    """What is promised, in a few words."""
    promise = component.promise
    parts = [component.tier] if component.tier else []
    parts += [f"RTO {duration(promise.rto)}"] if promise.rto is not None else []
    parts += [f"SLO {share(promise.slo)}"] if promise.slo is not None else []
    parts += [f"survives {promise.survives}"] if survives else []
    return ", ".join(parts)
