"""A service that promises to survive a failure runs as one instance.

With one replica every restart, node drain and crash is an outage of the service itself. On
31 January 2017 GitLab.com's database had a primary and one standby, and the standby had fallen
behind and was being set up anew; one command on the wrong machine, and there was no database left
(<https://about.gitlab.com/blog/2017/02/10/postmortem-of-database-outage-of-january-31/>).

This rule finds services that promise `survives: 1` or more and run with one replica (the default
when `replicas` is not set). AWS's own guidance counts on spare capacity that already runs: static
stability means to keep working, with no change, when an instance or a zone is lost
(<https://aws.amazon.com/builders-library/static-stability-using-availability-zones/>).

Bad:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 1}}}
services:
  chat-api: {tier: critical}
```

Good:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 1}}}
services:
  chat-api: {tier: critical, replicas: 3}
```

How to fix: run at least two replicas and say so with `replicas`. A journey or a pool that is no
running thing of its own says `failure: never`.

How to accept: add an entry under `accepted` with this rule, the service as `object`, a reason, an
owner and a day until which it holds.
"""

from collections.abc import Iterator
from functools import partial

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.rules._rule import Hit, by_tier, name_of, promise_place

_NAME = name_of(__name__)
CATEGORY: Category = "spof"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per promised service with one replica."""
    for name in assessment.promised:
        component = assessment.model.components[name]
        if component.replicas == 1 and component.can_fail:
            work = partial(_hit, assessment.model, component)
            yield assessment.placed(_NAME, name, (name,), work)


def _hit(model: Model, component: Component) -> Hit:
    name = component.name
    unset = getattr(component.spec, "replicas", None) is None
    told = "does not say how many replicas it has, which means 1" if unset else "has 1 replica"
    return Hit(
        message=f"{name} promises to survive a failure and {told}",
        places=(
            model.place((*component.path, "replicas")),
            promise_place(model, component, "survives", "the promise"),
        ),
        object=name,
        victims=((name, ""),),
        cause=(name,),
        hint="set replicas to what runs; run at least 2",
    )
