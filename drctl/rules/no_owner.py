"""Nobody owns a component.

At 3 a.m. the first question is whom to wake. This rule finds services without an owner, and
providers that something needs: someone must hold the contract, the account and the status page.

Bad:

```yaml
drctl: 1
services:
  chat-api: {}
```

Good:

```yaml
drctl: 1
teams: {ml-platform: {}}
services:
  chat-api: {owner: ml-platform}
```

How to fix: add `owner`, the name of a team under `teams`.

How to accept: add an entry under `accepted` with this rule, the component as `object`, a reason,
an owner of the acceptance and a day until which it holds.
"""

from collections.abc import Iterator

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements as required
from drctl.model.requirement import refs
from drctl.rules._rule import Hit, by_tier

CATEGORY: Category = "readiness"
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per service, and provider in use, without an owner."""
    model = assessment.model
    used = _used(model)
    providers = [c for c in model.of_kind("provider") if c.name in used]
    for component in (*model.of_kind("service"), *providers):
        if component.spec.owner is None:
            known = ", ".join(sorted(model.teams))
            yield Hit(
                message=f"nobody owns the {component.kind} {component.name}",
                places=(model.place(component.path),),
                object=component.name,
                victims=((component.name, ""),),
                hint=f"add owner: one of {known}" if known else "add owner, and a team for it",
            )


def _used(model: Model) -> frozenset[str]:
    """What components and procedures name; not what a need could have as a candidate."""
    named = [
        requirement
        for name in model.procedures
        for requirement in required(model.procedures, name)
    ]
    for component in model.components.values():
        named += [need.requirement for need in component.needs]
        named += [r for r in (component.placement, component.repair_requires) if r is not None]
    return frozenset(ref.name for requirement in named for ref in refs(requirement))
