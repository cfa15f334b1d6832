"""Services stop when one jurisdiction is out of reach, whatever company serves them.

A sanction, a court's order or a cut cable stops all that stands under one law at once, however
many companies and clouds it is spread over. This rule finds the services that promise to survive
a failure and go down for good when everything that states one jurisdiction fails, though no
component and no vendor of it takes them down alone.

In July and August 2019 GitHub and then AWS shut accounts of people in Iran, for the sanctions of
the country that both live under: the one company was no way round the other
(<https://www.aljazeera.com/economy/2019/7/31/locked-out-did-us-tech-company-overcomply-with-iran-sanctions>,
<https://www.aljazeera.com/economy/2019/10/2/locked-out-why-is-amazon-blocking-iranians-from-its-services>).

What one component takes down is `single-point-of-failure`'s; what a vendor that falls with the
jurisdiction takes down is `vendor-concentration`'s. There is a finding for each set of the
jurisdiction's components that suffices together. `drctl risks --by jurisdiction` shows how much
goes with each of them, whatever is promised.

`policy.rules.jurisdiction-concentration.options` may hold `home`, the jurisdictions that the
company itself lives under and does not mean to outlive: `{home: [US]}`; and `most`, the share of
a tier's promised services that may go down with one without being told: `{most: 25%}`; by default
none may.

Bad:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 1}}}
providers:
  openai-api: {vendor: openai, jurisdiction: US}
  anthropic-api: {vendor: anthropic, jurisdiction: US}
services:
  chat-api:
    tier: critical
    replicas: 4
    needs: {llm: {use: openai-api, fallbacks: [anthropic-api]}}
```

Good:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 1}}}
providers:
  openai-api: {vendor: openai, jurisdiction: US}
  mistral-api: {vendor: mistral, jurisdiction: EU}
services:
  chat-api:
    tier: critical
    replicas: 4
    needs: {llm: {use: openai-api, fallbacks: [mistral-api]}}
```

How to fix: give the need or the placement a way under another law: a vendor elsewhere, or what
you run yourselves.

How to accept: add an entry under `accepted` with this rule, the service as `object`, the
components that fail together as `cause`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.causes import Cause
from drctl.analysis.concentration import grouped
from drctl.analysis.spared import Case, Spared
from drctl.analysis.states import any_fallen, fallen
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.rules import _together
from drctl.rules._option import RuleOption, names
from drctl.rules._rule import Hit, by_tier, name_of

CATEGORY: Category = "shared-fate"
HOME: RuleOption[tuple[str, ...]] = RuleOption(
    "home", (), "a jurisdiction, or a list of them", names, shown=list
)
OPTIONS = (HOME, _together.MOST)
severity = by_tier(Severity.LOW, Severity.LOW, Severity.NOTE)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per jurisdiction and set of its components that takes services down together."""
    model, rule = assessment.model, name_of(__name__)
    home, most = HOME.of(model, rule), _together.MOST.of(model, rule)
    groups = {g.name: g for g in grouped(model, "jurisdiction") if g.name not in home}
    hit = _together.victims(assessment, groups.values(), most)
    already = _with_a_vendor(assessment, [groups[name] for name in hit], list(hit.values()))
    left = [
        (Case(tuple(groups[name].fails)), hit[name] - told)
        for name, told in zip(hit, already, strict=True)
    ]
    spared = Spared(model, assessment.graph, ())
    for name, found in zip(hit, _together.together(spared, model, left), strict=True):
        yield from (_together.hit(model, spared, each, f"under {name} law") for each in found)


def _with_a_vendor(
    assessment: Assessment, groups: Sequence[Cause], services: Sequence[frozenset[str]]
) -> list[frozenset[str]]:
    """For each jurisdiction the services that what falls of one vendor with it takes already."""
    vendors = [tuple(vendor.fails) for vendor in grouped(assessment.model, "vendor")]
    members = {name for fails in vendors for name in fails}
    gone = fallen(assessment.graph, [tuple(group.fails) for group in groups], members)
    parts = [[[n for n in fails if n in down] for fails in vendors] for down in gone]
    asked = [([p for p in each if p], s) for each, s in zip(parts, services, strict=True)]
    return any_fallen(assessment.graph, asked)
