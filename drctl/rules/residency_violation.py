"""Data may leave the jurisdictions in which they have to stay.

In an outage nobody reads contracts: what stands among the fallbacks is used, and the data are gone
where they were not allowed to go. It is found out even without one: on 8 March 2024 the European
Data Protection Supervisor found that the European Commission's use of Microsoft 365 had carried
personal data out of the Union without the safeguards that its law asks for
(<https://qsentinel.com/knowledge-base/legal-exposure/edps-microsoft-365-enforcement-data-protection-lessons-for-eu-bodies/>).

A need says with `wants: {residency: [EU, CH]}` under which jurisdictions its data may come, a
store with `residency: [EU, CH]` beside its `copies`. This rule finds the options, what carries the
traffic (`switched_by`) and the places of copies that lie under another one; a component has the
jurisdiction that it states, or those of its domains. Names are compared as they are written: who
allows `EU` writes `EU`, not `DE`, at the providers. A fallback of which nothing says it counts for
nothing in every answer of drctl, and is told as unknown; what runs today and does not say is left
alone. What a service hands on is not followed: let its own needs want `residency` too.

Bad:

```yaml
drctl: 1
providers:
  mistral-api: {jurisdiction: EU}
  deepseek-api: {jurisdiction: CN}
services:
  redaction:
    needs: {llm: {use: mistral-api, fallbacks: [deepseek-api], wants: {residency: [EU]}}}
```

Good:

```yaml
drctl: 1
providers:
  mistral-api: {jurisdiction: EU}
  ovh-ai: {jurisdiction: EU}
services:
  redaction:
    needs: {llm: {use: mistral-api, fallbacks: [ovh-ai], wants: {residency: [EU]}}}
```

How to fix: take the option out or another in its place, keep the copy elsewhere, or allow the
jurisdiction when the law and the contracts do.

How to accept: add an entry under `accepted` with this rule, the need (such as `redaction.llm`) or
store as `object`, what lies elsewhere as `cause`, a reason, an owner and a day until which it
holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drctl.analysis.mismatches import mismatches
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.graph.wants import judge
from drctl.model.component import Component
from drctl.model.language.component import Served
from drctl.model.model import Model
from drctl.model.requirement import Need, choices, targets
from drctl.model.source import Path
from drctl.rules._rule import Hit, by_tier, few, listed

CATEGORY: Category = "misconfiguration"
severity = by_tier(Severity.HIGH, Severity.HIGH, Severity.MEDIUM)

_KEY = "residency"
_PLURAL = {"goes to": "go to", "goes through": "go through", "lies in": "lie in"}


@dataclass(frozen=True, slots=True)
class _Outside:
    """Where the data of a need or store (`slot`) may go, and must not; `verb` says how.

    `home` is where the need or store stands, `path` what leads away from it.
    """

    component: str
    slot: str
    cause: tuple[str, ...]
    allowed: tuple[str, ...]
    verb: str
    home: Path
    path: Path
    unknown: bool = False

    @property
    def address(self) -> str:
        return f"{self.component}.{self.slot}"


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per place outside, with every need and store whose data may go there."""
    model = assessment.model
    found: dict[tuple[str, ...], list[_Outside]] = {}
    for component in model.components.values():
        for outside in (*_of_needs(model, component), *_of_stores(model, component)):
            found.setdefault(outside.cause, []).append(outside)
    for _, group in sorted(found.items()):
        yield _hit(model, sorted(group, key=lambda x: (x.unknown, x.address)))


def _of_needs(model: Model, component: Component) -> Iterator[_Outside]:
    for need in component.needs:
        allowed = _allowed(dict(need.wants).get(_KEY))
        if not allowed:
            continue
        for mismatch in mismatches(model, need, (_KEY,)):
            (lack,) = mismatch.lacks
            verb = "goes to" if mismatch.runs_today else "may go to"
            yield _need(need, lack.names, allowed, verb, mismatch.path, lack.unknown)
        for node in choices(need.requirement):
            for ref in targets(node.switched_by):
                if judge(model.components[ref.name], _KEY, allowed) == "contradicts":
                    yield _need(need, (ref.name,), allowed, "goes through", ref.path, False)


def _need(
    need: Need,
    names: tuple[str, ...],
    allowed: tuple[str, ...],
    verb: str,
    path: Path,
    unknown: bool,
) -> _Outside:
    cause = tuple(sorted(names))
    return _Outside(need.component, need.slot, cause, allowed, verb, need.path, path, unknown)


def _of_stores(model: Model, component: Component) -> Iterator[_Outside]:
    kept = component.spec.data if isinstance(component.spec, Served) else {}
    for store, copies in component.data:
        allowed = kept[store].residency or ()
        home = (*component.path, "data", store)
        for ref in (ref for copy in copies for ref in targets(copy.placement) if allowed):
            if judge(model.components[ref.name], _KEY, allowed) == "contradicts":
                yield _Outside(
                    component.name, store, (ref.name,), allowed, "lies in", home, ref.path
                )


def _allowed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


def _hit(model: Model, found: Sequence[_Outside]) -> Hit:
    first = found[0]
    name = listed(first.cause)
    same = [x for x in found if (x.unknown, x.verb) == (first.unknown, first.verb)]
    others = len({x.address for x in found} - {x.address for x in same})
    more = f", and {others} more, in the notes" if others else ""
    places = [model.place(x.home, note=f"{listed(x.allowed)} only") for x in found]
    places += [model.place(x.path, "value", f"{x.verb} {name}") for x in found]
    places += [_states(model, each) for each in first.cause]
    return Hit(
        message=f"{_told(model, same)}{more}",
        places=tuple(dict.fromkeys(places)),
        object=first.address,
        victims=tuple(dict.fromkeys((x.component, x.slot) for x in found)),
        cause=first.cause,
        hint="say its jurisdiction" if first.unknown else "take another one in its place",
        narrow=lambda left: _hit(model, [x for x in found if (x.component, x.slot) in left]),
    )


def _told(model: Model, same: Sequence[_Outside]) -> str:
    first, name = same[0], listed(same[0].cause)
    addresses = list(dict.fromkeys(x.address for x in same))
    who = few(addresses)
    if first.unknown:
        return (
            f"whether {who} may go to {name} is unknown, and it counts for nothing there: nothing "
            "says its jurisdiction"
        )
    under = sorted(frozenset().union(*(model.components[n].jurisdictions for n in first.cause)))
    verb = _PLURAL.get(first.verb, first.verb) if len(addresses) > 1 else first.verb
    allowed = {x.allowed for x in same}
    only = f"{listed(first.allowed)} only" if len(allowed) == 1 else "others"
    return f"{who} {verb} {name}, under {listed(under)}; allowed is {only}"


def _states(model: Model, name: str) -> Place:
    """Where the jurisdiction of what lies outside is written."""
    component = model.components[name]
    if component.spec.jurisdiction is not None:
        return model.place((*component.path, "jurisdiction"), "value", f"where {name} is")
    note = f"under {listed(sorted(component.jurisdictions))}" if component.jurisdictions else ""
    return model.place(component.path, note=note or "says no jurisdiction")
