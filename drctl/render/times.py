"""Durations and shares in words, as the model layer writes them; and amounts of load."""

from drctl.model.times import duration, lasting, share

__all__ = ["amount", "duration", "lasting", "share"]


def amount(value: float) -> str:
    """An amount of load without its unit: `11700`."""
    return f"{value:g}"
