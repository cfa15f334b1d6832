"""How much each event matters to a top: the four measures of risk analysis."""

from collections.abc import Sequence
from dataclasses import dataclass

from drctl.analysis.cut_sets.probability import gradient, probability
from drctl.analysis.cut_sets.solve import Solution

_CANCELLED = 1e-4
"""Below that share a difference of two probabilities has lost too many digits."""


@dataclass(frozen=True, slots=True)
class Importance:
    """What one event does to the probability P of the top.

    Args:
        event: the event.
        birnbaum: P when it has happened, less P when it can't.
        fussell_vesely: the share of P that goes when it can't happen.
        raw: P when it has happened, over P (risk achievement worth).
        rrw: P over P when it can't happen (risk reduction worth); None for infinity.
    """

    event: int
    birnbaum: float
    fussell_vesely: float
    raw: float
    rrw: float | None


def importance(solution: Solution, chances: Sequence[float]) -> tuple[Importance, ...]:
    """The measures of every event that matters, the most reduction first.

    Args:
        solution: exact, of one tree.
        chances: the probability of each event.

    Returns:
        None of them when the top cannot happen.

    Notes:
        P is linear in each event's probability, so that the derivative gives all four. An event
        that makes up nearly all of P is worked out once more without it, for the digits.
    """
    whole, slopes = gradient(solution, chances)
    if not whole:
        return ()
    found = []
    for event, slope in slopes.items():
        if slope == 0:
            continue
        chance = chances[event]
        without = whole - chance * slope
        if without < _CANCELLED * whole:
            without = probability(solution, _with(chances, event, 0.0))
        reached = min(1.0, without + slope)
        rrw = whole / without if without else None
        share = min(1.0, chance * slope / whole)
        found.append(Importance(event, slope, share, reached / whole, rrw))
    return tuple(sorted(found, key=_rank))


def _rank(found: Importance) -> tuple[float, float, int]:
    """Equals that differ in their last digits only stay equals."""
    shown = float(f"{found.fussell_vesely:.9e}")
    return -shown, -float(f"{found.birnbaum:.9e}"), found.event


def _with(chances: Sequence[float], event: int, chance: float) -> list[float]:
    changed = list(chances)
    changed[event] = chance
    return changed
