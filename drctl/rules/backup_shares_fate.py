"""A backup goes with what it is a backup of.

A copy in the same building, the same account or the same region is no backup on the day on which
the building, the account or the region is lost. On 10 March 2021 a fire destroyed OVH's data
centre in Strasbourg: customers lost server and backups together, for both stood on one site
(<https://blocksandfiles.com/2023/03/23/ovh-cloud-must-pay-damages-for-lost-backup-data/>). In May
2024 a blank parameter deleted a customer's whole private cloud; the backup at another provider
saved it (<https://cloud.google.com/blog/products/infrastructure/details-of-google-cloud-gcve-incident>).

This rule looks at stores that have a copy of `kind: backup`, and finds each single failure after
which no copy can be reached, not even that one. Where none takes all of them, everything of one
vendor is tried. What is out of reach counts as lost: nobody knows for how long.

Bad:

```yaml
drctl: 1
domains:
  strasbourg: {kind: site}
services:
  shop:
    in: strasbourg
    data:
      orders:
        copies:
          - {in: strasbourg, kind: primary}
          - {in: strasbourg, lag: 1d, kind: backup, restore: 6h}
```

Good:

```yaml
drctl: 1
domains:
  strasbourg: {kind: site}
  roubaix: {kind: site}
services:
  shop:
    in: strasbourg
    data:
      orders:
        copies:
          - {in: strasbourg, kind: primary}
          - {in: roubaix, lag: 1d, kind: backup, restore: 6h}
```

How to fix: keep a backup where none of the other copies is: another site, another account with
another login, best another company.

How to accept: add an entry under `accepted` with this rule, the store (such as `shop.orders`) as
`object`, the cause, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.lost_copies import Setback
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.model import Model
from drctl.model.requirement import said
from drctl.rules._rule import Hit, by_tier, copies_of, few, has_backup, listed

CATEGORY: Category = "shared-fate"
severity = by_tier(Severity.CRITICAL, Severity.HIGH, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per cause, with every store of which it leaves nothing."""
    model = assessment.model
    found: dict[tuple[str, ...], list[Setback]] = {}
    for kept in assessment.kept_stores:
        for setback in kept.setbacks if has_backup(model, kept.usual) else ():
            if setback.loss.best is None:
                found.setdefault(setback.fails, []).append(setback)
    for _, setbacks in sorted(found.items()):
        yield _hit(model, setbacks)


def _hit(model: Model, setbacks: Sequence[Setback]) -> Hit:
    first = setbacks[0]
    losses = [setback.loss for setback in setbacks]
    who = f"everything of {first.vendor}" if first.vendor else listed(first.fails)
    what = few([loss.address for loss in losses])
    more = "backups included" if len(losses) > 1 else "the backup included"
    return Hit(
        message=f"{who} takes every copy of {what}, {more}",
        places=(
            *(place for setback in setbacks for place in _places(model, setback)),
            *(model.place(model.components[n].path, note="what fails") for n in first.fails),
        ),
        object=first.loss.address,
        victims=tuple((loss.component, loss.store) for loss in losses),
        cause=first.fails,
        hint=f"keep a backup that does not rest on {first.vendor or listed(first.fails)}",
        narrow=lambda left: _hit(
            model, [s for s in setbacks if (s.loss.component, s.loss.store) in left]
        ),
    )


def _places(model: Model, setback: Setback) -> Iterator[Place]:
    component, store = setback.loss.component, setback.loss.store
    path = (*model.components[component].path, "data", store)
    yield model.place(path, note="the store")
    for copy in copies_of(model, setback.loss):
        if copy.kind == "backup":
            yield model.place(
                copy.placement.path, "value", f"lost with it: {said(copy.placement)}"
            )
