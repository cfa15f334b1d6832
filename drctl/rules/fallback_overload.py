"""A fallback cannot carry what it would have to take over.

A fallback that is nearly full on an ordinary day is none: when the primary is lost, more arrives
than it can take, and it fails as well, or refuses a part. This rule sends the loads of the model
on under every single failure, every vendor, jurisdiction and scenario, and finds the components
that fail because a need switched to them. One that sheds what it cannot take is left out: that
was decided.

On 30 March 2026, as the press told it, DeepSeek's control plane moved the load of its main GPU
clusters to backup nodes that were full already; the rescue took the rescuer down (D. Chowdary,
DeepSeek's Massive Outage: The Fragility of Centralized AI Infrastructure, 30 March 2026).

Bad:

```yaml
drctl: 1
services:
  main-gpus: {capacity: 100 rps}
  backup-gpus: {capacity: 60 rps}
  model:
    needs:
      gpus: {use: main-gpus, fallbacks: [{use: backup-gpus, switch: automatic}], load: 90 rps}
```

Good:

```yaml
drctl: 1
services:
  main-gpus: {capacity: 100 rps}
  backup-gpus: {capacity: 120 rps}
  model:
    needs:
      gpus: {use: main-gpus, fallbacks: [{use: backup-gpus, switch: automatic}], load: 90 rps}
```

How to fix: give the fallback more capacity, let it drop work that can wait (`optional`, another
`load`), share the load among several with `any_of`, or let it shed what it cannot take
(`on_overload: shed`) so that it stays up, degraded.

How to accept: add an entry under `accepted` with this rule, the need (such as `model.gpus`) as
`object`, the fallback as `cause`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from drctl.analysis.cascade import Overload, switched_to
from drctl.analysis.causes import Cause
from drctl.analysis.load import Arrival
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.requirement import Need
from drctl.rules._rule import Hit, by_tier, few

CATEGORY: Category = "load"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True, slots=True)
class _Case:
    """A component that needs switch to and that fails by it; `down` counts what was down then."""

    cause: Cause
    overload: Overload
    arrivals: tuple[Arrival, ...]
    down: int

    @property
    def needs(self) -> tuple[Need, ...]:
        """The needs that have switched to it."""
        return switched_to(self.overload.component, self.arrivals)

    @property
    def rank(self) -> tuple[bool, float, int, str]:
        """A single failure first, then what sends most, then what is nearest: it takes least."""
        alone = self.cause.kind == "failure"
        return (not alone, -self.overload.load, self.down, self.cause.name)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per fallback, of the cause that tells most."""
    telling: dict[str, _Case] = {}
    for case in _cases(assessment):
        name = case.overload.component
        if case.needs and (name not in telling or case.rank < telling[name].rank):
            telling[name] = case
    for _, case in sorted(telling.items()):
        yield _hit(assessment, case)


def _cases(assessment: Assessment) -> Iterator[_Case]:
    loads = assessment.outcomes.cascades.loads
    for cause, cascade in assessment.cascades:
        for wave in cascade.waves:
            for overload in wave.overloads:
                arrivals = loads.arrivals(overload.component, wave.situation)
                yield _Case(cause, overload, arrivals, len(wave.situation.down))


def _hit(assessment: Assessment, case: _Case) -> Hit:
    model, overload = assessment.model, case.overload
    name, needs = overload.component, case.needs
    verb = "switches" if len(needs) == 1 else "switch"
    addresses = few([need.address for need in needs])
    capacity = (*model.components[name].path, "capacity")
    places = [model.place(need.path, note="the need that switches") for need in needs]
    places.append(model.place(capacity, "value", "what it takes"))
    places += [_sender(assessment, arrival, overload) for arrival in case.arrivals]
    places += [model.place(model.components[n].path, note="what fails") for n in case.cause.fails]
    return Hit(
        message=f"{name} fails by overload when {addresses} {verb} to it: {overload.told} arrive "
        f"{case.cause.clause}",
        places=tuple(places),
        object=needs[0].address,
        victims=tuple((need.component, need.slot) for need in needs),
        cause=(name,),
        hint=f"give {name} the capacity for {overload.load:g} {overload.unit}, or share the load",
    )


def _sender(assessment: Assessment, arrival: Arrival, overload: Overload) -> Place:
    usual = "" if arrival.amount == arrival.usual else f", {arrival.usual:g} on an ordinary day"
    note = f"{arrival.need.address} sends {arrival.amount:g} {overload.unit}{usual}"
    return assessment.model.place((*arrival.need.path, "load"), "value", note)
