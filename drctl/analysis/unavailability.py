"""How unavailable each component is by itself, from its `failure`."""

from decimal import Decimal

from drctl.model.component import Component

YEAR = 365 * 86_400
"""Seconds of the year in which downtime is told."""


def own_unavailability(component: Component) -> float | None:
    """The share of time for which a component is failed by itself.

    Args:
        component: of a checked model.

    Returns:
        1 - availability, or restore / (mtbf + restore); 0 for what never fails, None when the
        model gives no figures.
    """
    failure = component.failure
    if not component.can_fail:
        return 0.0
    if failure is None:
        return None
    if failure.availability is not None:
        # In decimals, for 1 - 0.999 is not 0.001 in binary.
        return float(1 - Decimal(repr(failure.availability)))
    if failure.mtbf is None or failure.restore is None:
        return None
    whole = failure.mtbf + failure.restore
    return failure.restore / whole if whole else None
