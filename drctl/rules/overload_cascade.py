"""A load that moves takes services down that had nothing to do with the failure.

The load of what has failed goes elsewhere; what gets more than its `capacity` fails too, and
its load goes on, wave by wave. This rule finds the services that such waves take down although
the failure alone would have spared them: others that use what the load fell on, and all that
rest on them. The needs whose own fallback is too small are told by `fallback-overload`.

On 20 October 2025, when DynamoDB's name was back, the managers of EC2's machines could not
work off what had piled up and collapsed under it, and load balancers took good machines out:
the first cause was mended long before the last effect
(<https://aws.amazon.com/message/101925/>).

Bad:

```yaml
drctl: 1
services:
  first: {capacity: 100 rps}
  second: {capacity: 100 rps}
  gateway: {needs: {model: {any_of: [first, second], load: 160 rps}}}
  chat: {needs: {answers: gateway}}
```

Good:

```yaml
drctl: 1
services:
  first: {capacity: 100 rps}
  second: {capacity: 100 rps}
  third: {capacity: 100 rps}
  gateway: {needs: {model: {any_of: [first, second, third], at_least: 1, load: 160 rps}}}
  chat: {needs: {answers: gateway}}
```

How to fix: raise the `capacity` that the first wave exceeds, let that component shed what it
cannot take (`on_overload: shed`), or keep its own users apart from those who fall back on it.

How to accept: add an entry under `accepted` with this rule, the service as `object`, what fails
as `cause`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drctl.analysis.cascade import Cascade, switched_to
from drctl.analysis.causes import Cause
from drctl.analysis.states import State, settled
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.rules._rule import Hit, by_tier, few, listed

CATEGORY: Category = "load"
severity = by_tier(Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)


@dataclass(frozen=True, slots=True)
class _Case:
    """Services that a cause's waves take down; `along` are other causes that it takes down."""

    cause: Cause
    cascade: Cascade
    services: tuple[str, ...]
    along: frozenset[str]

    @property
    def name(self) -> str:
        return self.cause.name

    @property
    def waves(self) -> tuple[tuple[str, ...], ...]:
        """What each wave fells, with the figures."""
        return tuple(
            tuple(f"{o.component} ({o.told})" for o in wave.overloads)
            for wave in self.cascade.waves
        )

    def repeats(self, other: "_Case") -> bool:
        """Whether this is what another does, and happens because that one falls with it."""
        again = other.name in self.along and (
            self.name not in other.along or other.name < self.name
        )
        return again and self.waves == other.waves and set(self.services) <= set(other.services)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per cause, with every service that its waves take down for good.

    A vendor, a jurisdiction or a scenario is told of for those services only that no single
    failure of it takes down in this way. A domain that only takes along what sets the same waves
    going is named beside it.
    """
    cases = [case for case in _cases(assessment) if case.services]
    single = [case for case in cases if case.cause.kind == "failure"]
    beside: dict[str, list[str]] = {}
    again: set[str] = set()
    for case in single:
        origins = [other for other in single if other is not case and case.repeats(other)]
        inner = [other for other in origins if not any(other.repeats(o) for o in single)]
        if inner:
            again.add(case.name)
            beside.setdefault(inner[0].name, []).append(case.name)
    for case in cases:
        if case.cause.kind != "failure" or case.name not in again:
            yield _hit(assessment, case, beside.get(case.name, []))


def _cases(assessment: Assessment) -> Iterator[_Case]:
    told: dict[str, set[str]] = {}
    for cause, cascade in assessment.cascades:
        known = set().union(*(told.get(name, ()) for name in cause.fails))
        alone = settled(assessment.graph, cause.fails, people_act=True)
        services = [n for n in _felled(assessment, cascade, alone) if n not in known]
        if services:
            told.setdefault(cause.name, set()).update(services)
            others = frozenset(
                other.name for other, _ in assessment.cascades if alone.get(other.name) == "down"
            )
            yield _Case(cause, cascade, tuple(services), others - {cause.name})


def _felled(assessment: Assessment, cascade: Cascade, alone: Mapping[str, State]) -> list[str]:
    """The services that are down after the waves and that the failure alone would spare.

    Left out are those that overload itself fells, and those that the first wave robs of a
    fallback.
    """
    model, loads = assessment.model, assessment.outcomes.cascades.loads
    told = set(cascade.felled)
    for wave in cascade.waves[:1]:
        for overload in wave.overloads:
            arrivals = loads.arrivals(overload.component, wave.situation)
            told.update(n.component for n in switched_to(overload.component, arrivals))
    hit = (n for n in cascade.after.down - told if alone[n] != "down")
    return sorted(name for name in hit if model.components[name].kind == "service")


def _hit(assessment: Assessment, case: _Case, beside: Sequence[str]) -> Hit:
    model, cause, cascade = assessment.model, case.cause, case.cascade
    ranked = sorted(case.services, key=lambda name: (-severity(assessment, name), name))
    verb = "goes" if len(ranked) == 1 else "go"
    waves = [listed(wave) for wave in case.waves]
    also = f", or with {listed(beside)}" if beside else ""
    places = [
        model.place(
            (*model.components[o.component].path, "capacity"), "value", f"wave {i}: {o.told}"
        )
        for i, wave in enumerate(cascade.waves, 1)
        for o in wave.overloads
    ]
    places += [model.place(model.components[n].path, note="what fails") for n in cause.fails]
    places += [model.place(model.components[n].path, note="takes it along") for n in beside]
    places += [model.place(model.components[n].path, note="goes down with it") for n in ranked]
    return Hit(
        message=f"{few(ranked)} {verb} down by overload {cause.clause}{also}: "
        + ", then ".join(waves),
        places=tuple(places),
        object=cascade.waves[0].overloads[0].component,
        victims=tuple((name, "") for name in ranked),
        cause=tuple(cause.fails) or cascade.waves[0].felled,
        hint=f"give {cascade.waves[0].overloads[0].component} more capacity, or let it shed load",
        narrow=lambda left: _hit(
            assessment, replace(case, services=tuple(name for name, _ in left)), beside
        ),
    )
