"""A failure costs more data than the RPO allows.

An RPO says how much of the newest writes may be lost. What is lost is how far the best copy lags
that can still be reached: a replica's seconds, a backup's hours. On 31 January 2017 GitLab lost
the data directory of its primary database while the replica was empty; the backups had not run,
and what was left was a copy made six hours earlier, by chance
(<https://about.gitlab.com/blog/postmortem-of-database-outage-of-january-31/>).

This rule takes every store of a component with an RPO, and every single failure: it tells those
that leave nothing newer than the RPO, and more than is lost on an ordinary day. A scenario that
`corrupts` a store counts too: then only backups are left. A failure that takes a backup along
with all other copies is `backup-shares-fate`'s matter. An RPO that no copy keeps even when nothing
has failed is told once, without a cause.

Bad:

```yaml
drctl: 1
domains:
  zone-a: {kind: zone}
  vault: {kind: region}
services:
  shop:
    rpo: 5m
    data: {orders: {copies: [{in: zone-a}, {in: vault, lag: 24h, kind: backup, restore: 6h}]}}
```

Good:

```yaml
drctl: 1
domains:
  zone-a: {kind: zone}
  zone-b: {kind: zone}
  vault: {kind: region}
services:
  shop:
    rpo: 5m
    data:
      orders:
        copies:
          - {in: zone-a}
          - {in: zone-b, lag: 5s, kind: replica}
          - {in: vault, lag: 24h, kind: backup, restore: 6h}
```

How to fix: keep a copy elsewhere that lags less, or back up more often; else promise less.

How to accept: add an entry under `accepted` with this rule, the store (such as `shop.orders`) as
`object`, the cause, a reason, an owner and a day until which it holds.
"""

from collections.abc import Iterator, Sequence

from drctl.analysis.data_loss import DataLoss
from drctl.assessment import Assessment
from drctl.finding import Category, Place, Severity
from drctl.model.model import Model
from drctl.model.requirement import said
from drctl.model.times import duration
from drctl.rules._rule import Hit, by_tier, copies_of, few, has_backup, listed

CATEGORY: Category = "shared-fate"
severity = by_tier(Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def check(assessment: Assessment) -> Iterator[Hit]:
    """One hit per cause, with every store whose RPO it breaks."""
    model = assessment.model
    found: dict[tuple[str, ...], dict[str, DataLoss]] = {}
    for kept in assessment.kept_stores:
        if kept.usual.kept is False:
            yield _hit(model, (), "", [kept.usual])
        for setback in kept.setbacks:
            backed = setback.loss.best is None and has_backup(model, kept.usual)
            if setback.loss.kept is False and not setback.vendor and not backed:
                found.setdefault(setback.fails, {})[setback.loss.address] = setback.loss
    named = _corrupted(assessment, found)
    for cause, losses in sorted(found.items()):
        yield _hit(model, cause, named.get(cause, ""), list(losses.values()))


def _corrupted(
    assessment: Assessment, found: dict[tuple[str, ...], dict[str, DataLoss]]
) -> dict[tuple[str, ...], str]:
    """Add what scenarios corrupt; the scenario's name for each of these causes."""
    named: dict[tuple[str, ...], str] = {}
    for name, outcome in assessment.scenarios.items() if assessment.kept_stores else ():
        for loss in outcome.losses:
            if loss.address in outcome.cause.corrupts and loss.kept is False:
                # Whose data are destroyed is part of the cause: nothing else need fail.
                cause = tuple(sorted({*outcome.cause.fails, loss.component}))
                named.setdefault(cause, name)
                known = found.setdefault(cause, {}).get(loss.address, loss)
                found[cause][loss.address] = max(known, loss, key=lambda x: x.seconds)
    return named


def _hit(model: Model, cause: tuple[str, ...], scenario: str, losses: Sequence[DataLoss]) -> Hit:
    worst = sorted(losses, key=lambda loss: (-loss.seconds, loss.address))
    who = f"scenario {scenario}" if scenario else listed(cause)
    told = _told(worst)
    message = (
        f"{who} {listed(told)}" if who else f"even when nothing has failed, {_ordinary(worst)}"
    )
    places = [place for loss in worst for place in _places(model, loss)]
    kept = {loss.component for loss in losses} if scenario else set()
    places += [
        model.place(
            model.components[name].path,
            note="its data are destroyed" if name in kept else "what fails",
        )
        for name in cause
    ]
    if scenario:
        places.append(model.place(("scenarios", scenario), note="the scenario"))
    return Hit(
        message=message,
        places=tuple(places),
        object=worst[0].address,
        victims=tuple((loss.component, loss.store) for loss in worst),
        cause=cause,
        hint="keep a copy that lags less where this does not reach it, or promise less",
        narrow=lambda left: _hit(
            model, cause, scenario, [x for x in losses if (x.component, x.store) in left]
        ),
    )


def _told(losses: Sequence[DataLoss]) -> list[str]:
    """What is lost, stores of one loss and one RPO together, the worst first."""
    groups: dict[tuple[bool, float, float | None], list[str]] = {}
    for loss in losses:
        groups.setdefault((loss.best is None, loss.seconds, loss.rpo), []).append(loss.address)
    return [
        f"leaves no copy of {few(names)} (RPO {duration(rpo)})"
        if gone
        else f"sets {few(names)} back by {duration(seconds)} (RPO {duration(rpo)})"
        for (gone, seconds, rpo), names in groups.items()
    ]


def _ordinary(losses: Sequence[DataLoss]) -> str:
    told = (
        f"the best copy of {loss.address} lags {duration(loss.seconds)} (RPO {duration(loss.rpo)})"
        for loss in losses
    )
    return listed(list(told))


def _places(model: Model, loss: DataLoss) -> Iterator[Place]:
    yield model.place(
        (*model.components[loss.component].path, "data", loss.store), note="the store"
    )
    if loss.best is not None:
        copy = copies_of(model, loss)[loss.best]
        note = f"the best copy left, in {said(copy.placement)}: {duration(copy.lag)} behind"
        yield model.place(copy.placement.path, "value", note)
