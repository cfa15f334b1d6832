"""A walking order of steps, and the chain of them that sets how long it takes."""

import heapq
from collections.abc import Collection, Iterable
from dataclasses import replace
from math import inf

from drctl.analysis.planning.procedures import end
from drctl.analysis.recovery_plan import PlanStep

_ROUNDED = 1e-6


def walked(steps: Iterable[PlanStep]) -> tuple[PlanStep, ...]:
    """Steps in an order in which they can be walked: of those that can be next the earliest.

    What cannot be done stands behind what comes as early. Steps on a circle are left out.
    """
    listed = list(steps)
    places = {step.id: place for place, step in enumerate(listed)}
    waiting = [sum(id in places for id in step.after) for step in listed]
    above: dict[str, list[int]] = {}
    for place, step in enumerate(listed):
        for id in step.after:
            above.setdefault(id, []).append(place)
    ready = [(_early(listed[p]), p) for p, count in enumerate(waiting) if not count]
    heapq.heapify(ready)
    found = []
    while ready:
        _, place = heapq.heappop(ready)
        found.append(listed[place])
        for later in above.get(listed[place].id, ()):
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(ready, (_early(listed[later]), later))
    return tuple(found)


def _early(step: PlanStep) -> tuple[float, bool]:
    return (inf if step.earliest is None else step.earliest, bool(step.lost))


def with_critical(steps: Iterable[PlanStep], last: Collection[str]) -> tuple[PlanStep, ...]:
    """Steps with those marked that set when the last of some others are done.

    Args:
        steps: in walking order.
        last: the ids of those that are to be done.
    """
    listed = list(steps)
    due: dict[str, float] = dict.fromkeys(last, inf)
    ends = {s.id: end(s.earliest, s.takes) for s in listed}
    known = [moment for id in last if (moment := ends.get(id)) is not None]
    final = max(known, default=0.0)
    critical: set[str] = set()
    due = dict.fromkeys(last, final)
    for step in reversed(listed):
        moment, wanted = ends[step.id], due.get(step.id)
        if moment is None or wanted is None or step.earliest is None:
            continue
        if moment < wanted - _ROUNDED or not final:
            continue
        critical.add(step.id)
        for id in step.after:
            due[id] = min(due.get(id, inf), step.earliest)
    return tuple(replace(s, critical=True) if s.id in critical else s for s in listed)
