"""Its loss is noticed too late to keep the RTO.

People switch when they know. The time until the alert goes off is part of every recovery by hand,
and often the longer one. On 19 July 2024 a bad content update of CrowdStrike went out for 78
minutes until somebody took it back; by then 8.5 million machines were down
(<https://www.crowdstrike.com/falcon-content-update-remediation-and-guidance-hub/>).

This rule looks at the hard needs of services with an RTO. Where they are switched by hand, the
time to notice (`detect.within`) and the time of the quickest switch together must fit into the
RTO; where there is no fallback, the time to notice alone. A switch that takes too long by itself
is not told here: no alert would make it quicker.

Bad:

```yaml
drctl: 1
services:
  web:
    rto: 15m
    needs:
      database:
        use: primary
        fallbacks: [{use: replica, switch: manual, after: 8m, procedure: promote}]
        detect: {alert: DatabaseDown, within: 10m}
  primary: {}
  replica: {}
procedures: {promote: {steps: [{do: Promote it}]}}
```

Good:

```yaml
drctl: 1
services:
  web:
    rto: 15m
    needs:
      database:
        use: primary
        fallbacks: [{use: replica, switch: manual, after: 8m, procedure: promote}]
        detect: {alert: DatabaseDown, within: 2m}
  primary: {}
  replica: {}
procedures: {promote: {steps: [{do: Promote it}]}}
```

How to fix: alert on an earlier signal or a shorter window, have the switch made automatically, or
promise a longer RTO.

How to accept: add an entry under `accepted` with this rule, the need (such as `web.database`) as
`object`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator

from drctl.analysis.noticing import Late
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.model.requirement import said
from drctl.model.times import duration
from drctl.rules._rule import Hit, by_tier, promise_place

CATEGORY: Category = "readiness"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per need."""
    for late in assessment.late:
        yield _hit(assessment.model, late)


def _hit(model: Model, late: Late) -> Hit:
    need, option = late.need, late.option
    noticed = f"the loss of {need.address} is noticed within {duration(late.within)}"
    places = [
        model.place(need.path, note="the need"),
        model.place((*need.path, "detect", "within"), note="until it is noticed"),
    ]
    if option is not None and late.takes:
        key = "procedure" if option.after is None else "after"
        took = f"the switch to {said(option.requirement)} takes {duration(late.takes)} more"
        noticed = f"{noticed}, and {took}: {duration(late.within + late.takes)}"
        places.append(model.place((*option.path, key), note="the switch"))
    component = model.components[need.component]
    places.append(promise_place(model, component, "rto", "the RTO"))
    return Hit(
        message=f"{noticed}, with an RTO of {duration(late.rto)}",
        places=tuple(places),
        object=need.address,
        victims=((need.component, need.slot),),
        hint="alert on an earlier signal, or have the switch made automatically",
    )
