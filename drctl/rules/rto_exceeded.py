"""After a failure a service is down for longer than its RTO.

An RTO says how soon a service is back. Whether it can be kept is a sum: until somebody notices,
until people have switched or the repair is done, until all has started again. On 20 October 2025
the name of DynamoDB in AWS us-east-1 was mended after three hours; the load balancers and machines
that had fallen with it took eleven more (<https://aws.amazon.com/message/101925/>).

This rule plays every single failure forward in time and tells the services that are surely down
for longer than they promise, though they do come back. Times that are not written count as
nothing, so that no guess is told; `drctl recovery` shows which are missing. A failure that a
service promises to survive is `single-point-of-failure`'s matter, a loss that is noticed too late
`detection-too-slow`'s, a start that waits for itself `bootstrap-cycle`'s. Scenarios are left out:
each says itself what is expected of it.

Bad:

```yaml
drctl: 1
services:
  database: {failure: {restore: 4h}}
  shop: {rto: 1h, needs: {database: database}}
```

Good:

```yaml
drctl: 1
services:
  database: {failure: {restore: 4h}}
  replica: {failure: {restore: 4h}}
  shop:
    rto: 1h
    needs:
      database: {use: database, fallbacks: [{use: replica, switch: automatic, after: 1m}]}
```

How to fix: give the need a fallback that is there sooner, shorten what takes longest (the finding
names it), or promise a longer RTO.

How to accept: add an entry under `accepted` with this rule, the service as `object`, the cause,
a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.recovery_path import Moment, Recovery
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.model import Model
from drctl.model.times import duration, lasting
from drctl.rules._rule import Hit, by_tier, few, promise_place

CATEGORY: Category = "readiness"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per cause, with every service that it keeps down for too long."""
    noticed_late = {late.need.address for late in assessment.late}
    for found in assessment.too_long:
        left = [r for r in found.recoveries if not _waits_for_notice(r, noticed_late)]
        if left:
            yield _hit(assessment, found.cause, left)


def _waits_for_notice(recovery: Recovery, addresses: set[str]) -> bool:
    """Whether the service's own switch comes too late because its loss is noticed too late."""
    return any(
        moment.what == "switched"
        and moment.subject in addresses
        and moment.subject.partition(".")[0] == recovery.component
        for moment in recovery.path
    )


def _hit(assessment: Assessment, cause: str, recoveries: Sequence[Recovery]) -> Hit:
    model = assessment.model
    ranked = sorted(recoveries, key=lambda r: (-severity(assessment, r.component), r.component))
    names = [recovery.component for recovery in ranked]
    worst = max(ranked, key=lambda r: r.least - (_rto(model, r) or 0.0))
    decides = _deciding(worst)
    if names == [cause]:
        told = f"a failure of its own keeps {cause} down {_times(model, worst)}"
    elif len(names) == 1:
        told = f"{cause} keeps {names[0]} down {_times(model, worst)}"
    else:
        told = f"{cause} keeps {few(names)} down for longer than their RTO, "
        told += f"{worst.component} {_times(model, worst)}"
    return Hit(
        message=f"{told}: {_why(decides)}",
        places=tuple(_places(model, cause, [worst, *(r for r in ranked if r is not worst)])),
        object=worst.component,
        victims=tuple((name, "") for name in names),
        cause=(cause,),
        hint=_hint(decides),
        narrow=lambda left: _hit(
            assessment, cause, [r for r in recoveries if (r.component, "") in left]
        ),
    )


def _rto(model: Model, recovery: Recovery) -> float | None:
    return model.components[recovery.component].promise.rto


def _times(model: Model, recovery: Recovery) -> str:
    lasts = lasting(recovery.least, recovery.most)
    return f"for {lasts}, with an RTO of {duration(_rto(model, recovery))}"


def _deciding(recovery: Recovery) -> Moment:
    """What takes longest of all that sets the time."""
    return max(recovery.path, key=lambda moment: moment.takes)


def _why(moment: Moment) -> str:
    takes = duration(moment.takes)
    match moment.what:
        case "repaired":
            return f"the repair of {moment.subject} takes {takes}"
        case "started":
            return f"{moment.subject} takes {takes} to start"
        case "noticed":
            return f"the loss of {moment.subject} is noticed within {takes}"
        case "restored":
            return f"the restore of {moment.subject} from its backup takes {takes}"
        case "relieved":
            return f"{moment.subject} is over its capacity until then"
        case _:
            how = " by hand" if moment.manual else ""
            return f"the switch of {moment.subject} to {moment.on}{how} takes {takes}"


def _hint(moment: Moment) -> str:
    match moment.what:
        case "repaired" | "started":
            return "add a fallback that is there sooner, or promise a longer RTO"
        case "restored":
            return "keep a copy that need not be restored, or promise a longer RTO"
        case "relieved":
            return "raise the capacity, or promise a longer RTO"
        case "noticed":
            return "alert on an earlier signal, or promise a longer RTO"
        case _:
            how = "have the switch made automatically" if moment.manual else "switch sooner"
            return f"{how}, or promise a longer RTO"


def _places(model: Model, cause: str, recoveries: Sequence[Recovery]) -> Iterator[Place]:
    for recovery in recoveries:
        component = model.components[recovery.component]
        yield model.place(component.path, note=f"down {_times(model, recovery)}")
        if recovery is recoveries[0]:
            yield promise_place(model, component, "rto", "the RTO")
    for moment in dict.fromkeys(_deciding(recovery) for recovery in recoveries):
        yield model.place(moment.path, note=_why(moment))
    yield model.place(model.components[cause].path, note="what fails")
