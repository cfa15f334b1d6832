"""A fallback falls with what it stands in for.

A fallback that shares a domain, a login, an edge or a switch with the primary is gone at the
moment it is wanted. This rule finds each single failure that takes the primary of a need and at
least one of its fallbacks together. A service that goes down by it and promises to survive it is
left to `single-point-of-failure`. A component that the failure takes down in another way, through
its placement or a need without fallbacks, is left out: no fallback would help it. Where nothing is
left because a fallback, itself up, cannot be switched to, that is
`recovery-tool-in-blast-radius`'s or `control-plane-failover`'s matter.

On 18 November 2025 the Cloudflare edge failed for hours: OpenAI and Anthropic stood behind it
both, so primary and fallback were gone at once
(<https://blog.cloudflare.com/18-november-2025-outage/>).

Bad:

```yaml
drctl: 1
domains: {cloudflare-edge: {kind: edge}}
providers:
  openai-api: {in: cloudflare-edge}
  anthropic-api: {in: cloudflare-edge}
services:
  chat-api:
    needs: {llm: {use: openai-api, fallbacks: [anthropic-api]}}
```

Good:

```yaml
drctl: 1
domains: {cloudflare-edge: {kind: edge}}
providers:
  openai-api: {in: cloudflare-edge}
services:
  local-llm: {}
  chat-api:
    needs: {llm: {use: openai-api, fallbacks: [local-llm]}}
```

How to fix: choose a fallback that does not rest on the shared component, or add one behind it.

How to accept: add an entry under `accepted` with this rule, the need (such as `chat-api.llm`) as
`object`, the cause, a reason, an owner and a day until which it holds.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from drctl.analysis.availability import Loss, View
from drctl.analysis.single_failures import reaching
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Option, said
from drctl.rules._rule import Hit, by_tier, few, listed

CATEGORY: Category = "shared-fate"
severity = by_tier(Severity.MEDIUM, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True, slots=True)
class _Shared:
    """A need whose primary and fallbacks are lost together, and the options left."""

    need: Need
    losses: tuple[Loss, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fallen(Container[str]):
    """A cause and what falls with it; no set is copied for it."""

    cause: str
    others: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return name == self.cause or name in self.others


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per cause, with every need that it leaves with less than a fallback."""
    hit: dict[str, list[_Shared]] = {}
    for component, need in assessment.backed:
        choice = need.requirement
        if isinstance(choice, Choice) and need.optional != "unnoticed":
            for cause, shared in _by_cause(assessment, component, need, choice).items():
                hit.setdefault(cause, []).append(shared)
    for cause, needs in sorted(hit.items()):
        yield _hit(assessment.model, cause, sorted(needs, key=lambda s: s.need.address))


def _by_cause(
    assessment: Assessment, component: Component, need: Need, choice: Choice
) -> dict[str, _Shared]:
    def work() -> dict[str, _Shared]:
        causes = _causes(assessment, need, choice) - {component.name}
        each = ((cause, _shared(assessment, component, need, choice, cause)) for cause in causes)
        return {cause: shared for cause, shared in each if shared is not None}

    return assessment.told("shared causes", need.address, component.name, work)


def _causes(assessment: Assessment, need: Need, choice: Choice) -> set[str]:
    """What could take the primary and a fallback down: it takes down something each rests on.

    What a fallback lacks without any failure is lost with every cause.
    """
    view = View(assessment.model, ())
    by = () if choice.switched_by is None else (choice.switched_by,)

    def alone(*options: Option) -> set[str]:
        named = [r for o in options for r in (o.requirement, *view.around(o))]
        return reaching(assessment.model, assessment.single_points, (*named, *by))

    primary = alone(choice.primary)
    if any(loss.role != "ruled out" for loss in view.losses(choice, need.wants)):
        return primary
    return primary & alone(*choice.fallbacks)


def _shared(
    assessment: Assessment, component: Component, need: Need, choice: Choice, cause: str
) -> _Shared | None:
    down = _Fallen(cause, assessment.blast[cause])
    view = View(assessment.model, down)
    if component.name in down and component.name in assessment.promised:
        return None
    if view.falls_anyway(component) or (need.address, cause) in assessment.tools_lost:
        return None
    losses = tuple(x for x in view.losses(choice, need.wants) if x.role != "ruled out")
    if len(losses) < 2 or losses[0].option is not choice.primary:
        return None
    left = tuple(said(o.requirement) for o in view.available(choice, need.wants))
    return _Shared(need, losses, left)


def _hit(model: Model, cause: str, needs: Sequence[_Shared]) -> Hit:
    addresses = [shared.need.address for shared in needs]
    if len(needs) == 1:
        names = listed([said(loss.option.requirement) for loss in needs[0].losses])
        left = needs[0].left
        verb = "is" if len(left) == 1 else "are"
        rest = f"only {listed(left)} {verb} left" if left else "nothing is left"
        message = f"{cause} takes {names}, options of {addresses[0]}, together; {rest}"
    else:
        message = f"{cause} takes the primary and fallbacks of {few(addresses)} together"
    places = [place for shared in needs for place in _places(model, shared)]
    places.append(model.place(model.components[cause].path, note="what they share"))
    return Hit(
        message=message,
        places=tuple(places),
        object=addresses[0],
        victims=tuple((shared.need.component, shared.need.slot) for shared in needs),
        cause=(cause,),
        hint=f"put an option that does not rest on {cause} first among the fallbacks",
        narrow=lambda kept: _hit(
            model, cause, [s for s in needs if (s.need.component, s.need.slot) in kept]
        ),
    )


def _places(model: Model, shared: _Shared) -> Iterator[Place]:
    yield model.place(shared.need.path, note="the need")
    for loss in shared.losses:
        yield model.place(loss.option.requirement.path, "value", f"lost: {loss.text}")
