"""How long each option may take, so that the caller is still there when the next one answers."""

from collections.abc import Sequence
from dataclasses import dataclass

UNSAID = 30.0
"""Seconds for one option where neither the model nor a caller says anything."""

_SPARE = 0.04
"""The part of the caller's time that is left to the way and to the gateway's own work."""

_LONGEST_CHECK = 5.0
_FAIR = 1.0  # below this a healthy provider would often miss it


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds for each option; `shortened` when they are less than the model says."""

    each: tuple[float, ...]
    shortened: bool = False


def fitted(wanted: Sequence[float | None], budget: float | None) -> Times:
    """Times for a chain of options that fit the caller's.

    Args:
        wanted: what the model says for each, in order; None where it says nothing.
        budget: how long the caller waits for an answer; None where nobody says.

    Returns:
        Times of which the first and any one of the others fit in the budget together: after
        that the breaker knows, and the first costs nothing.
    """
    if budget is None:
        return Times(tuple(UNSAID if t is None else t for t in wanted))
    most = budget * (1 - _SPARE)
    times = [most / 2 if t is None else t for t in wanted]
    second = min(times[1:], default=0.0)
    first = times[0] if times[0] + second <= most else _share(times[0], times[1], most)
    each = [_rounded(first), *(_rounded(min(t, most - first)) for t in times[1:])]
    said = [(t, e) for t, e in zip(wanted, each, strict=True) if t is not None]
    return Times(tuple(each), any(e < t for t, e in said[:2]))


def _share(first: float, second: float, most: float) -> float:
    """The first one's part of a time that is too short for both."""
    return most * first / (first + second)


def health(timeout: float) -> float:
    """How long a health check may take: less than a request, or it warns of nothing."""
    return _rounded(min(max(timeout / 2, min(timeout * 0.8, _FAIR)), _LONGEST_CHECK))


def _rounded(seconds: float) -> float:
    """To tenths, downwards; very short times to milliseconds."""
    scale = 10 if seconds >= 1 else 1000
    return int(seconds * scale + 1e-9) / scale
