"""A fallback comes from the same vendor as the primary.

One vendor's products share more than diagrams show: accounts, billing, deployment, staff. What
takes one down often takes the other. This rule compares the vendors of a need's primary with those
of each fallback. A provider inherits the vendor of its domains; what we run ourselves counts only
when it states a vendor, for a shared cloud is `correlated-fallback`'s matter.

Measured on published incidents to August 2024: when Anthropic's API was out on a day, claude.ai
was out on 96 % of those days; between OpenAI's and Anthropic's APIs it was 4 %
(ICPE 2025, <https://arxiv.org/abs/2501.12469>).

Bad:

```yaml
drctl: 1
providers:
  deepseek-chat: {vendor: deepseek}
  deepseek-reasoner: {vendor: deepseek}
services:
  chat-api:
    needs: {llm: {use: deepseek-chat, fallbacks: [deepseek-reasoner]}}
```

Good:

```yaml
drctl: 1
providers:
  deepseek-chat: {vendor: deepseek}
  mistral-api: {vendor: mistral}
services:
  chat-api:
    needs: {llm: {use: deepseek-chat, fallbacks: [mistral-api]}}
```

How to fix: add a fallback of another vendor.

How to accept: add an entry under `accepted` with this rule, the need (such as `chat-api.llm`) as
`object`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator

from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, said
from drctl.rules._rule import Hit, by_tier, listed, of_one_vendor, vendors_of

CATEGORY: Category = "shared-fate"
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per need none of whose fallbacks is of a vendor other than the primary's."""
    model = assessment.model
    for _, need in assessment.backed:
        choice, vendors = need.requirement, of_one_vendor(model, need)
        if vendors and isinstance(choice, Choice) and need.optional != "unnoticed":
            yield _hit(model, need, choice, sorted(vendors))


def _hit(model: Model, need: Need, choice: Choice, vendors: list[str]) -> Hit:
    primary, same = choice.primary, choice.fallbacks
    names = listed([said(o.requirement) for o in same])
    shared = listed(sorted(set(vendors) & set().union(*(vendors_of(model, o) for o in same))))
    places = [model.place(need.path, note="the need")]
    places += [model.place(o.requirement.path, "value", f"of {shared} too") for o in same]
    verb = "is" if len(same) == 1 else "are"
    return Hit(
        message=(
            f"{names}, all that stands in for {said(primary.requirement)} in {need.address}, "
            f"{verb} of the same vendor, {shared}"
        ),
        places=tuple(places),
        object=need.address,
        victims=((need.component, need.slot),),
        hint="add a fallback of another vendor",
    )
