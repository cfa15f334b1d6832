"""A service rests on one provider, and nothing stands in for it.

Somebody else decides when a provider is down, and for how long. On 11 December 2024 OpenAI's API
was out for more than four hours (<https://status.openai.com/incidents/ctrsv3lwd797>): who had no
second provider could only wait. A service that promises to survive a failure has this finding as
`single-point-of-failure`; this rule names the needs of the others, which promise nothing yet.

A need that the service can do without (`optional`) needs no fallback, nor does one that only its
start needs. A fallback that falls with its primary is `correlated-fallback`'s matter.

Bad:

```yaml
drctl: 1
providers:
  deepseek-api: {}
services:
  reports: {needs: {llm: deepseek-api}}
```

Good:

```yaml
drctl: 1
providers:
  deepseek-api: {}
  mistral-api: {}
services:
  reports: {needs: {llm: {use: deepseek-api, fallbacks: [mistral-api]}}}
```

How to fix: add a fallback of another vendor, or say `optional: true` when the service can do
without. An account, a key and a quota have to exist before the outage.

How to accept: add an entry under `accepted` with this rule, the need (such as `reports.llm`) as
`object`, the provider as `cause`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.availability import View
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, named, refs
from drctl.rules._rule import Hit, by_tier, few, listed

CATEGORY: Category = "spof"
severity = by_tier(Severity.LOW, Severity.LOW, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per provider, with every need that names it and nothing beside it."""
    model = assessment.model
    found: dict[str, list[Need]] = {}
    for service in model.of_kind("service"):
        told = assessment.promised_points.get(service.name, frozenset())
        for need in service.needs:
            if need.hard and not _has_fallback(need):
                for name in _only(model, need) - told:
                    found.setdefault(name, []).append(need)
    for provider, needs in sorted(found.items()):
        yield _hit(model, provider, sorted(needs, key=lambda need: need.address))


def _has_fallback(need: Need) -> bool:
    """Whether something stands in at all; `correlated-fallback` says when it falls too."""
    return isinstance(need.requirement, Choice) and bool(need.requirement.fallbacks)


def _only(model: Model, need: Need) -> set[str]:
    """The providers without each of which a need is unmet, whatever else stands."""
    every = ((n, model.components[n]) for n in named(need.requirement))
    providers = [name for name, c in every if c.kind == "provider" and c.can_fail]
    return {n for n in providers if not View(model, {n}).met(need.requirement, need.wants)}


def _hit(model: Model, provider: str, needs: Sequence[Need]) -> Hit:
    verb = "uses" if len(needs) == 1 else "use"
    places = [model.place(need.path, note="the need without a fallback") for need in needs]
    places.append(model.place(model.components[provider].path, note="the provider"))
    candidates = sorted({r.name for n in needs for o in n.candidates for r in refs(o.requirement)})
    ready = f"; the candidates are {listed(candidates)}" if candidates else ""
    return Hit(
        message=(
            f"{few([need.address for need in needs])} {verb} {provider}, "
            "and nothing stands in for it"
        ),
        places=tuple(places),
        object=needs[0].address,
        victims=tuple((need.component, need.slot) for need in needs),
        cause=(provider,),
        hint=f"add a fallback of another vendor, or make the need optional{ready}",
        narrow=lambda left: _hit(
            model, provider, [n for n in needs if (n.component, n.slot) in left]
        ),
    )
