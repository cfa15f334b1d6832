"""In which order components are told: the most important tier first."""

from drctl.model.component import Component
from drctl.model.model import Model


def rank(model: Model, component: Component) -> tuple[int, str]:
    """Where a component stands in a list: by the rank of its tier, then by name."""
    tiers = list(model.policy.tiers)
    known = component.tier in tiers
    return (tiers.index(component.tier or "") if known else len(tiers), component.name)
