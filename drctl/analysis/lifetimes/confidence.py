"""How sure a simulated figure is: intervals that hold the true one 95 times of 100."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import NormalDist

LEVEL = 0.95
FEW = 10
"""So few years with downtime tell nothing of how far off their mean may be."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its interval; `low` and `high` are None where too little was seen."""

    value: float
    low: float | None
    high: float | None


def mean(values: Sequence[float], level: float = LEVEL) -> Estimate:
    """The mean of independent figures.

    Args:
        values: none negative; many may be 0.
        level: how often the interval holds the true mean.

    Notes:
        Student's interval. It rests on sums being nearly normal, so there is none when fewer than
        ten figures are above 0.
    """
    count = len(values)
    value = fsum(values) / count
    if sum(1 for v in values if v) < FEW:
        return Estimate(value, None, None)
    spread = fsum((v - value) ** 2 for v in values) / (count - 1)
    half = _student(level, count - 1) * sqrt(spread / count)
    return Estimate(value, max(0.0, value - half), value + half)


def share(hits: int, count: int, level: float = LEVEL) -> Estimate:
    """The chance of something that was seen `hits` times of `count`.

    Notes:
        E. B. Wilson's score interval (J. Am. Stat. Assoc. 22, 1927): never empty, also when
        nothing or everything was a hit.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    value, whole = hits / count, 1 + z * z / count
    middle = (value + z * z / (2 * count)) / whole
    half = z / whole * sqrt(value * (1 - value) / count + z * z / (4 * count * count))
    # At the ends the true bound is 0 or 1; binary fractions may miss it by a hair.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return Estimate(value, low, 1.0 if hits == count else min(1.0, middle + half))


def percentile(ordered: Sequence[float], part: float) -> float:
    """The least of the figures that at least this part of them does not exceed.

    Args:
        ordered: the figures, the least first.
        part: above 0, up to 1.
    """
    rank = -int(-part * len(ordered) // 1)
    return ordered[max(rank, 1) - 1]


def _student(level: float, degrees: int) -> float:
    """The two-sided quantile of Student's t, expanded about the normal one.

    Notes:
        Abramowitz and Stegun 26.7.5: off by less than 0.0002 from nine degrees on.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + fsum(term / float(degrees**power) for power, term in enumerate(terms, 1))
