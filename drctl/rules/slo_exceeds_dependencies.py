"""A service promises more availability than what it needs can give.

A service cannot be up while what it needs is down. On 28 February 2017 S3 in AWS us-east-1 was
gone for more than four hours, six times what 99.9 % allow in a month; whoever had promised that on
top of it, from one region, could not keep it (<https://aws.amazon.com/message/41926/>).

This rule works out, exactly, for how much of the time a service's needs and placement are lost
before any person acts, and compares it with its SLO. The service's own failures are left out, and
whatever has no failure figures counts as never failing: what is reported here is beyond reach
however good the service itself is. Where the exact figure would be too much work, a lower bound of
what is lost stands in its place: nothing that is within reach is reported.

"The calculus of service availability" asks that a critical dependency be ten times better than the
service on top of it, one more nine (<https://queue.acm.org/detail.cfm?id=3096459>).

Bad:

```yaml
drctl: 1
services:
  postgres: {failure: {availability: 99.5%}}
  chat-api: {slo: 99.9%, needs: {database: postgres}}
```

Good:

```yaml
drctl: 1
services:
  postgres: {failure: {availability: 99.5%}}
  replica: {failure: {availability: 99.5%}}
  chat-api:
    slo: 99.9%
    needs: {database: {use: postgres, fallbacks: [{use: replica, switch: automatic}]}}
```

How to fix: `drctl risks SERVICE` tells what matters most; give that an automatic fallback, or
promise what can be kept.

How to accept: add an entry under `accepted` with this rule, the service as `object`, a reason, an
owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.unavailability import own_unavailability
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.rules._rule import Hit, by_tier, few

CATEGORY: Category = "misconfiguration"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit with every service whose SLO its needs do not allow."""
    model = assessment.model
    slos = {name: model.components[name].promise.slo for name in assessment.lost}
    lost = {
        name: each.least
        for name, each in assessment.lost.items()
        if (slo := slos[name]) is not None and each.breaks(slo)
    }
    if lost:
        yield _hit(assessment, lost, list(lost))


def _hit(assessment: Assessment, lost: dict[str, float], services: Sequence[str]) -> Hit:
    model = assessment.model
    ranked = sorted(services, key=lambda s: (-severity(assessment, s), -lost[s], s))
    told = {
        name: f"{_share(1 - lost[name])} of {_share(model.components[name].promise.slo or 0)}"
        for name in ranked
    }
    if len(ranked) == 1:
        message = f"{ranked[0]} promises more than what it needs allows: {told[ranked[0]]}"
    else:
        every = few([f"{name} ({text})" for name, text in told.items()])
        message = f"{every} promise more than what they need allows"
    return Hit(
        message=message,
        places=(
            *(
                model.place((*model.components[n].path, "slo"), note=f"at best {told[n]}")
                for n in ranked
            ),
            *_worst(assessment, ranked),
        ),
        object=ranked[0],
        victims=tuple((name, "") for name in ranked),
        hint=f"see `drctl risks {ranked[0]}`; "
        "give what matters most an automatic fallback, or promise less",
        narrow=lambda left: _hit(assessment, lost, [name for name, _ in left]),
    )


def _worst(assessment: Assessment, services: Sequence[str]) -> Iterator[Place]:
    """Where the figure stands of whom each service loses most by, of those it falls with."""
    components = assessment.model.components
    lost = assessment.lost
    own = {name: own_unavailability(components[name]) or 0.0 for name in components}
    worst = (max(sorted(lost[s].points), key=lambda n: own[n], default="") for s in services)
    for name in dict.fromkeys(name for name in worst if name and own[name]):
        note = f"{name} is down for {_share(own[name])} of the time"
        yield assessment.model.place((*components[name].path, "failure"), note=note)


def _share(fraction: float) -> str:
    return f"{fraction * 100:.4f}".rstrip("0").rstrip(".") + "%"
