"""Few failures together take down a service that promises to survive as many.

A service with `survives: 2` should stay up whatever two components fail. This rule finds every
smallest group of two or more components, no larger than the promise, whose failure together takes
such a service down for good. Single components are left to `single-point-of-failure`.

Pairs are all found in models of up to some 3,000 densely connected components; where more would be
too much work, the rule is silent, and `drctl risks SERVICE --order N` looks further.

The groups are rarely drawn in any plan: two zones that look apart share a tunnel, two providers an
edge. On 12 June 2025 Cloudflare's Workers KV fell with Google Cloud, on which part of it ran, and
Access and the dashboard with it (<https://blog.cloudflare.com/cloudflare-service-outage-june-12-2025/>).

Bad:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 2}}}
providers: {deepseek-api: {}, openai-api: {}}
services:
  chat-api:
    tier: critical
    replicas: 3
    needs: {llm: {use: deepseek-api, fallbacks: [{use: openai-api, switch: automatic}]}}
```

Good:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 2}}}
providers: {deepseek-api: {}, openai-api: {}, anthropic-api: {}}
services:
  chat-api:
    tier: critical
    replicas: 3
    needs:
      llm:
        use: deepseek-api
        fallbacks:
          - {use: openai-api, switch: automatic}
          - {use: anthropic-api, switch: automatic}
```

How to fix: add an option that rests on none of the group, or promise less.

How to accept: add an entry under `accepted` with this rule, the service as `object`, the members
of the group as `cause`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator
from functools import partial

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.rules._rule import Hit, by_tier, few, listed, name_of

_NAME = name_of(__name__)
CATEGORY: Category = "shared-fate"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per group, with every service that it takes down against its promise."""
    hit: dict[tuple[str, ...], list[str]] = {}
    for service, found in assessment.risk_groups.items():
        for group in found.groups:
            hit.setdefault(group, []).append(service)
    for group_of, services in sorted(hit.items()):
        names = (*group_of, *services)
        work = partial(_hit, assessment, group_of, services)
        yield assessment.placed(_NAME, group_of, names, work)


def _hit(assessment: Assessment, group: tuple[str, ...], services: list[str]) -> Hit:
    model = assessment.model
    ranked = sorted(services, key=lambda s: (-severity(assessment, s), s))
    promised = min(model.components[s].promise.survives for s in ranked)
    promise = "promises" if len(ranked) == 1 else "promise"
    message = (
        f"{listed(group)} together take {few(ranked)} down, "
        f"which {promise} to survive {promised} failures"
    )
    places = [model.place(model.components[s].path, note="the service") for s in ranked]
    places += [model.place(model.components[n].path, note="one of the group") for n in group]
    return Hit(
        message=message,
        places=tuple(places),
        object=ranked[0],
        victims=tuple((service, "") for service in ranked),
        cause=group,
        hint=f"see `drctl risks {ranked[0]} --order {promised}`; add an option outside the group",
        narrow=lambda left: _hit(assessment, group, [service for service, _ in left]),
    )
