"""Durations, shares, amounts of load and numbers of things, in words."""

from collections.abc import Sequence
from math import inf

_DAY = 86400
_UNITS = (("d", _DAY), ("h", 3600), ("m", 60), ("s", 1))


def duration(seconds: float | None) -> str:
    """Seconds as `1h30m`; "not given" for None."""
    if seconds is None:
        return "not given"
    if seconds == 0:
        return "0s"
    if seconds < 1:
        return f"{seconds * 1000:.0f}ms"
    # 25h reads better than 1d1h, and 12d6h better than 294h.
    units = _UNITS if seconds % _DAY == 0 or seconds > 3 * _DAY else _UNITS[1:]
    rest, parts = round(seconds), []
    for unit, size in units:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def some(count: int, noun: str) -> str:
    """So many things: `1 case`, `1,234 cases`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def some_of(names: Sequence[str], most: int) -> str:
    """The first of many names, and how many more there are: `a, b, c and 13 more`."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def lasting(least: float, most: float) -> str:
    """How long something is down: `9m`, `7h or more`, `up to 9m`, `not known`, `never up again`.

    Args:
        least: seconds, with 0 for what is not written.
        most: seconds, with infinity for it.
    """
    if least == inf:
        return "never up again"
    if least == most:
        return duration(least)
    if most < inf:
        return f"{duration(least)} to {duration(most)}" if least else f"up to {duration(most)}"
    return f"{duration(least)} or more" if least else "not known"


def share(fraction: float) -> str:
    """A fraction as a percentage, with the digits that it has: `99.95%`."""
    return f"{fraction * 100:.6f}".rstrip("0").rstrip(".") + "%"


def amount(value: float) -> str:
    """An amount of load without its unit: `11700`."""
    return f"{value:g}"
