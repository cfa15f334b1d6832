"""Which drills are due, the most valuable first.

A drill is worth what it would have been bad not to know. So a fallback counts by what goes down
when everything before it is lost and it does not work either: by the highest tier among those
services, then by how many there are in it and below; then by how much its working is in doubt
(failed, never tried, tried too long ago), then by its age.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from drctl.analysis.ranking import rank
from drctl.analysis.rehearsals import Rehearsal, Way, fallbacks, tried
from drctl.analysis.states import fallen
from drctl.graph import FaultGraph
from drctl.model.language.estate import Drill
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Option, said, targets

Doubt = Literal["failed", "never", "stale", "none"]
_DOUBTS: tuple[Doubt, ...] = ("failed", "never", "stale", "none")
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Due:
    """One fallback and its next drill.

    `option` is what a drill record names; `on` the option in words. `saves` are the services,
    the most important tier first. `days` is the age of the last drill, None without one or
    without a day; `left` how many days there are until the next is due, below zero when it is
    overdue, None where nothing is promised.
    """

    need: Need
    option: str
    on: str
    position: int
    doubt: Doubt
    saves: tuple[str, ...]
    tier: str
    last: Drill | None
    days: int | None
    left: float | None
    broken_off: datetime.date | None


def drill_plan(
    model: Model,
    graph: FaultGraph,
    rehearsals: Mapping[Way, tuple[Rehearsal, ...]],
    today: datetime.date,
) -> tuple[Due, ...]:
    """Every fallback of a hard need of a service, the most valuable drill first.

    Args:
        model: a checked model.
        graph: its fault graph.
        rehearsals: what drills have shown of each fallback.
        today: the day on which ages are judged.

    Notes:
        One walk of the net for all fallbacks together, besides the rehearsals.
    """
    services = model.of_kind("service")
    ways = [(n, o) for s in services for n in s.needs for o in fallbacks(n)]
    lost = [_before(need, option) for need, option in ways]
    names = [service.name for service in services]
    stands = fallen(graph, lost, names)
    falls = fallen(graph, [[*f, n.component] for f, (n, _) in zip(lost, ways, strict=True)], names)
    found = [
        _due(model, way, rehearsals, today, b - a)
        for way, a, b in zip(ways, stands, falls, strict=True)
    ]
    return tuple(sorted(found, key=lambda due: _order(model, due)))


def _before(need: Need, option: Option) -> list[str]:
    """What is lost before an option serves: all that is preferred to it."""
    assert isinstance(need.requirement, Choice)
    every = need.requirement.options
    first = every[: every.index(option)]
    return list(dict.fromkeys(ref.name for o in first for ref in targets(o.requirement)))


def _due(
    model: Model,
    way: tuple[Need, Option],
    rehearsals: Mapping[Way, tuple[Rehearsal, ...]],
    today: datetime.date,
    saved: frozenset[str],
) -> Due:
    need, option = way
    assert isinstance(need.requirement, Choice)
    last = rehearsals.get((need.address, option.path), ())[-1:]
    every = model.components[need.component].promise.drill_every
    days = (today - last[0].drill.date).days if last else None
    left = None if every is None or days is None else every / _DAY - days
    doubt: Doubt = "none"
    if not last:
        doubt = "never"
    elif last[0].failed:
        doubt = "failed"
    elif left is not None and left < 0:
        doubt = "stale"
    saves = sorted(saved, key=lambda name: rank(model, model.components[name]))
    aborted = [
        d.date
        for d in model.drills
        if d.result == "aborted" and d.need == need.address and option in tried(need, d)
    ]
    return Due(
        need=need,
        option=next(iter(targets(option.requirement))).name,
        on=said(option.requirement),
        position=need.requirement.options.index(option),
        doubt=doubt,
        saves=tuple(saves),
        tier=(model.components[saves[0]].tier or "") if saves else "",
        last=last[0].drill if last else None,
        days=days,
        left=left,
        broken_off=max(aborted, default=None),
    )


def _order(model: Model, due: Due) -> tuple[object, ...]:
    tiers = [rank(model, model.components[name])[0] for name in due.saves]
    counts = tuple(-tiers.count(tier) for tier in range(len(model.policy.tiers) + 1))
    return (
        min(tiers, default=len(counts)),
        counts,
        _DOUBTS.index(due.doubt),
        -(due.days or 0),
        due.position,
        due.need.address,
        due.option,
    )
