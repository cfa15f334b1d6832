"""A fallback falls with what it stands in for.

A fallback that shares a domain, a login, an edge or a switch with the primary is gone at the
moment it is wanted. This rule finds each single failure that takes the primary of a need and at
least one of its fallbacks together. Needs whose component goes down by it, which
`single-point-of-failure` reports, are left to that rule; so is a component whose own placement
falls.

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

from collections.abc import Iterator

from drctl.analysis.availability import Loss, View
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.requirement import Choice, Need, said
from drctl.rules._rule import Hit, by_tier, listed

CATEGORY: Category = "shared-fate"
severity = by_tier(Severity.MEDIUM, Severity.MEDIUM, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per cause and need."""
    model = assessment.model
    for component in model.components.values():
        for need in component.needs:
            if isinstance(need.requirement, Choice) and need.requirement.fallbacks:
                yield from _of_need(assessment, need, need.requirement)


def _of_need(assessment: Assessment, need: Need, choice: Choice) -> Iterator[Hit]:
    component = assessment.model.components[need.component]
    for cause, answer in sorted(assessment.failure_states.items()):
        down = {name for name, state in answer.after.items() if state == "down"}
        if cause == component.name or not down:
            continue
        view = View(assessment.model, down)
        if component.placement is not None and not view.met(component.placement):
            continue
        if component.name in down and component.name in assessment.promised:
            continue
        losses = [x for x in view.losses(choice, need.wants) if x.role != "ruled out"]
        primary = [loss for loss in losses if loss.option is choice.primary]
        if primary and len(losses) > 1:
            yield _hit(assessment, need, cause, losses, view.available(choice, need.wants) != [])


def _hit(assessment: Assessment, need: Need, cause: str, losses: list[Loss], saved: bool) -> Hit:
    model = assessment.model
    names = [said(loss.option.requirement) for loss in losses]
    assert isinstance(need.requirement, Choice)
    left = [
        said(o.requirement)
        for o in need.requirement.options
        if all(o is not loss.option for loss in losses)
    ]
    rest = f"only {listed(left)} is left" if saved else "nothing is left"
    places = [model.place(need.path, note="the need")]
    places += [model.place(x.option.path, "value", f"lost: {x.text}") for x in losses]
    places.append(model.place(model.components[cause].path, note="what they share"))
    return Hit(
        message=f"{cause} takes {listed(names)}, options of {need.address}, together; {rest}",
        places=tuple(places),
        object=need.address,
        victims=((need.component, need.slot),),
        cause=(cause,),
        hint=f"put an option that does not rest on {cause} before the last one left",
    )
