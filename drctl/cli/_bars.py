"""Times as bars: a glance tells seconds from hours, or a good year from a bad one."""

import sys
from math import inf, log1p

WIDTH = 20


def bar(least: float, most: float, longest: float, mark: float | None = None) -> str:
    """A time as a bar on a logarithmic scale.

    Args:
        least: seconds at least; infinity for never up again.
        most: seconds at most; what may be more than `least` is drawn light.
        longest: the time that fills the bar.
        mark: a limit to draw where it stands, such as an RTO.
    """
    solid, light, edge = _signs()
    sure, maybe = _cells(least, longest), _cells(most, longest)
    cells = [solid] * sure + [light] * (maybe - sure) + [" "] * (WIDTH - maybe)
    if mark is not None and mark <= longest:
        cells[min(_cells(mark, longest), WIDTH - 1)] = edge
    return "".join(cells)


def amount_bar(amount: float, most: float, mark: float | None = None) -> str:
    """An amount as a bar on an even scale; `most` fills it, `mark` is drawn where it stands."""
    solid, _, sign = _signs()
    full = round(WIDTH * amount / most) if most else 0
    cells = [solid] * full + [" "] * (WIDTH - full)
    if mark is not None and mark <= most and most:
        cells[min(round(WIDTH * mark / most), WIDTH - 1)] = sign
    return "".join(cells)


def edge() -> str:
    """The sign that a mark is drawn with."""
    return _signs()[2]


def _cells(seconds: float, longest: float) -> int:
    if seconds <= 0:
        return 0
    if seconds >= longest:
        return WIDTH
    return max(1, round(WIDTH * log1p(seconds) / log1p(longest)))


def longest(times: "list[tuple[float, float]]") -> float:
    """What fills a bar: the longest time that ends."""
    return max((t for pair in times for t in pair if t < inf), default=1.0) or 1.0


def _signs() -> tuple[str, str, str]:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return ("█", "░", "┊") if encoding.startswith("utf") else ("#", ".", "|")
