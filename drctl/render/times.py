"""Durations and shares in words, as the model layer writes them."""

from drctl.model.times import duration, lasting, share

__all__ = ["duration", "lasting", "share"]
