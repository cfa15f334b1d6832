"""Nobody owns a component.

At 3 a.m. the first question is whom to wake, and by day who renews what runs out. On 3 February
2020 Microsoft Teams was out for hours, worldwide, over a certificate that had expired and that
nobody had renewed
(<https://arstechnica.com/gadgets/2020/02/yesterdays-multi-hour-teams-outage-was-due-to-an-expired-ssl-certificate/>).

This rule finds services without an owner, and providers that something needs: someone must hold
the contract, the account and the status page. `policy.rules.no-owner.options` may hold `kinds`, of
what an owner is asked: `{kinds: service}`; by default `[service, provider]`. In a model that
names no team there is one finding for all of them.

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

from collections.abc import Iterator, Sequence

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements as required
from drctl.model.requirement import refs
from drctl.model.source import Path
from drctl.rules._option import RuleOption, names
from drctl.rules._rule import Hit, by_tier, few, name_of

CATEGORY: Category = "readiness"


def _kinds(value: object) -> tuple[str, ...] | None:
    found = names(value)
    return found if found and set(found) <= {"service", "provider"} else None


_KINDS: RuleOption[tuple[str, ...]] = RuleOption(
    "kinds", ("service", "provider"), "service, provider or both", _kinds, list
)
OPTIONS = (_KINDS,)
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per service, and provider in use, without an owner; one for all without teams."""
    model = assessment.model
    kinds = _KINDS.of(model, name_of(__name__))
    owned = [c for kind in ("service", "provider") if kind in kinds for c in model.of_kind(kind)]
    alone = [c for c in owned if c.spec.owner is None]
    used = _used(assessment, {c.name for c in alone}) if alone else {}
    left = [c for c in alone if c.kind == "service" or c.name in used]
    if left and not model.teams:
        yield _of_all(model, [component.name for component in left])
        return
    for component in left:
        uses = (model.place(path, "value", "uses it") for path in used.get(component.name, ()))
        yield Hit(
            message=f"nobody owns the {component.kind} {component.name}",
            places=(model.place(component.path), *uses),
            object=component.name,
            victims=((component.name, ""),),
            hint=f"add owner: one of {', '.join(sorted(model.teams))}",
        )


def _of_all(model: Model, names: Sequence[str]) -> Hit:
    """Where there is no team, that is the one thing to mend."""
    return Hit(
        message=f"nobody owns {few(names)}: the model names no team",
        places=tuple(
            model.place(model.components[name].path, note="no owner") for name in names[:5]
        ),
        object=names[0],
        victims=tuple((name, "") for name in names),
        hint="add a team under teams, and owner to what it looks after",
        narrow=lambda left: _of_all(model, [name for name, _ in left]),
    )


def _used(assessment: Assessment, names: set[str]) -> dict[str, list[Path]]:
    """Where components and procedures name these; not what a need could have as a candidate."""
    model = assessment.model
    named = [
        requirement
        for name in model.procedures
        for requirement in required(model.procedures, name)
    ]
    for component in model.components.values():
        if not names.isdisjoint(assessment.rests_on[component.name]):
            named += [need.requirement for need in component.needs]
            named += [r for r in (component.placement, component.repair_requires) if r is not None]
    used: dict[str, list[Path]] = {}
    for ref in (ref for requirement in named for ref in refs(requirement)):
        used.setdefault(ref.name, []).append(ref.path)
    return used
