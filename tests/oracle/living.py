"""A year lived through change by change, over the plain reading of the language's meaning.

The oracle of the simulation: no bits, no batches, nothing of drctl imported.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from math import prod

from tests.oracle.reading import Reading

YEAR = 365 * 86_400.0
Outages = Sequence[tuple[float, float]]


def downs(
    reading: Reading, fates: Mapping[str, Outages], component: str, *, people_act: bool
) -> list[tuple[float, float]]:
    """From when to when a component is down in a year in which others fail as told."""
    times = sorted(
        {0.0, YEAR, *(t for outages in fates.values() for pair in outages for t in pair)}
    )
    found: list[tuple[float, float]] = []
    for start, end in pairwise(times):
        failed = frozenset(
            name for name, outages in fates.items() if any(a <= start < b for a, b in outages)
        )
        if component in reading.down(failed, people_act):
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


def long_run(
    reading: Reading,
    figures: Mapping[str, tuple[float, float]],
    component: str,
    *,
    people_act: bool,
) -> tuple[float, float]:
    """The share of time for which a component is down, and how often a second it goes down.

    All sets of failures are gone through: W. E. Vesely's frequency is the chance of a set that
    one more failure makes too much, times how often that failure happens.
    """
    names = sorted(figures)
    chance = {n: restore / (mtbf + restore) for n, (mtbf, restore) in figures.items()}
    down = {
        frozenset(failed): component in reading.down(frozenset(failed), people_act)
        for size in range(len(names) + 1)
        for failed in combinations(names, size)
    }
    share = often = 0.0
    for failed, fallen in down.items():
        weight = prod(chance[n] if n in failed else 1 - chance[n] for n in names)
        share += weight * fallen
        if not fallen:
            more = (n for n in names if n not in failed and down[failed | {n}])
            often += weight * sum(1 / figures[n][0] for n in more)
    return share, often
