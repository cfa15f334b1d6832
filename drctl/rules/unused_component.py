"""Nothing uses this provider or domain.

A name that nothing needs is a leftover, or an edge that somebody forgot to draw. The second kind
is the dangerous one: an analysis cannot follow a dependency that is not there. When Google Cloud's
Service Control failed on 12 June 2025, Cloudflare lost Workers KV with it, for a part of its store
lay there (<https://blog.cloudflare.com/cloudflare-service-outage-june-12-2025/>).

This rule finds such names. A component is used when a need, a placement, an option's or a repair's
requirement, a procedure, a copy of data, a candidate or `policy.hosted_on` names it. That a
scenario fails it is no use of it. Services are left out: those that nothing needs are what
customers come for.

Bad:

```yaml
drctl: 1
providers:
  mistral-api: {}
services:
  chat-api: {}
```

Good:

```yaml
drctl: 1
providers:
  mistral-api: {}
services:
  chat-api: {needs: {llm: {use: mistral-api, optional: true}}}
```

How to fix: draw the edge that is missing, or remove the component.

How to accept: add an entry under `accepted` with this rule, the component as `object`, a reason,
an owner and a day until which it holds.
"""

from collections.abc import Iterator

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.draft import elsewhere
from drctl.model.requirement import refs
from drctl.rules._rule import Hit, by_tier, listed

CATEGORY: Category = "misconfiguration"
severity = by_tier(Severity.LOW, Severity.LOW, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per provider or domain that nothing names."""
    model = assessment.model
    used = _used(assessment)
    tried: dict[str, list[str]] = {}
    for scenario, outcome in assessment.scenarios.items():
        for name in outcome.cause.fails:
            tried.setdefault(name, []).append(scenario)
    for component in (*model.of_kind("provider"), *model.of_kind("domain")):
        if component.name in used:
            continue
        scenarios = tried.get(component.name, [])
        one = len(scenarios) == 1
        told = f"scenario{'' if one else 's'} {listed(scenarios)} fail{'s' if one else ''}"
        but = f", though {told} it" if scenarios else ""
        yield Hit(
            message=f"nothing uses {component.name}{but}",
            places=(model.place(component.path),),
            object=component.name,
            victims=((component.name, ""),),
            hint="draw the edge that is missing, or remove it",
        )


def _used(assessment: Assessment) -> set[str]:
    model = assessment.model
    named = {ref.name for requirement in elsewhere(model) for ref in refs(requirement)}
    return named.union(*assessment.rests_on.values(), model.policy.hosted_on or ())
