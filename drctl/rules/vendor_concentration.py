"""Services stop with a vendor although they survive each failure of it.

Two regions of one cloud, two accounts or two products of one company look like two ways. They
share what no picture shows: one configuration that goes everywhere at once, one login, one bill,
one decision. This rule finds the services that promise to survive a failure and go down for good
when everything that states one vendor fails, though nothing of that vendor takes them down alone.

On 12 June 2025 a policy with blank fields was copied to every region of Google Cloud within
seconds, and the checks of all API calls crashed everywhere, for hours; who had spread over its
regions was down in all of them (<https://status.cloud.google.com/incidents/ow5i3PPK96RduMcb1SsW>).

What one component takes down alone is `single-point-of-failure`'s, a need whose fallbacks are all
of its primary's vendor is `same-vendor-fallback`'s, and a service that states the vendor itself
is left out. There is a finding for each set of the vendor's components that suffices together.
`drctl risks --by vendor` shows how much goes with each vendor, whatever is promised.

`policy.rules.vendor-concentration.options` may hold `most`, the share of a tier's promised
services that may go down with one vendor without being told: `{most: 25%}`; by default none may.

Bad:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 1}}}
domains:
  eu-west-1: {kind: region, vendor: aws}
  us-east-1: {kind: region, vendor: aws}
services:
  chat-api: {tier: critical, replicas: 4, in: {any_of: [eu-west-1, us-east-1]}}
```

Good:

```yaml
drctl: 1
policy: {tiers: {critical: {survives: 1}}}
domains:
  eu-west-1: {kind: region, vendor: aws}
  columbus-colo: {kind: site, vendor: scioto-colocation}
services:
  chat-api: {tier: critical, replicas: 4, in: {any_of: [eu-west-1, columbus-colo]}}
```

How to fix: give the need or the placement a way that rests on nothing of the vendor; for most a
small, plain one that carries the critical part is enough.

How to accept: add an entry under `accepted` with this rule, the service as `object`, the
components that fail together as `cause`, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Mapping, Sequence

from drctl.analysis.concentration import grouped
from drctl.analysis.spared import Case, Spared
from drctl.analysis.unchanged import part
from drctl.assessment import Assessment
from drctl.finding import Category, Severity
from drctl.graph import build
from drctl.rules import _together
from drctl.rules._rule import Hit, by_tier, name_of, of_one_vendor

_NAME = name_of(__name__)
CATEGORY: Category = "shared-fate"
OPTIONS = (_together.MOST,)
severity = by_tier(Severity.MEDIUM, Severity.LOW, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per vendor and set of its components that takes services down together."""
    model = assessment.model
    most = _together.MOST.of(model, _NAME)
    groups = {group.name: group for group in grouped(model, "vendor")}
    told: dict[str, list[str]] = {}
    for _, need in assessment.backed:
        for vendor in of_one_vendor(model, need):
            told.setdefault(vendor, []).append(need.address)
    hit = _together.victims(assessment, groups.values(), most)
    cases = {n: Case(tuple(groups[n].fails), frozenset(told.get(n, ()))) for n in hit}
    left = _left(assessment, cases, hit)
    if not any(left.values()):
        return
    spared = Spared(model, assessment.graph, {a for n in hit for a in told.get(n, ())})
    every = _together.together(spared, model, [(cases[name], left[name]) for name in hit])
    for name, found in zip(hit, every, strict=True):
        yield from (_together.hit(model, spared, each, f"of {name}") for each in found)


def _left(
    assessment: Assessment, cases: Mapping[str, Case], hit: Mapping[str, frozenset[str]]
) -> dict[str, list[str]]:
    """The services of each vendor that fall even when the needs told elsewhere are spared."""

    def work(asked: Sequence[tuple[str, str]]) -> list[bool]:
        model = part(assessment.model, {name for _, name in asked}, assessment.rests_on)
        inside = model.components
        small = {
            name: Case(
                tuple([each for each in cases[name].fails if each in inside]),
                frozenset(a for a in cases[name].spared if a.partition(".")[0] in inside),
            )
            for name, _ in asked
        }
        needs = {address for case in small.values() for address in case.spared}
        spared = Spared(model, build(model), needs)
        return spared.down([(small[name], service) for name, service in asked])

    left = {name: sorted(hit[name]) for name in hit}
    fewer = [name for name in hit if cases[name].spared]
    asked = [((name, service), service) for name in fewer for service in left[name]]
    down = assessment.told_together(f"{_NAME}: falls even so", asked, work)
    kept = {each for (each, _), falls in zip(asked, down, strict=True) if falls}
    return left | {name: [s for s in left[name] if (name, s) in kept] for name in fewer}
