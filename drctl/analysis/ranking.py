"""In which order components are told: the most important tier first."""

from drctl.model.component import Component
from drctl.model.model import Model


def rank(model: Model, component: Component) -> tuple[int, str]:
    """Where a component stands in a list: by the rank of its tier, then by name."""
    tier, tiers = component.tier, model.policy.tiers
    return (list(tiers).index(tier) if tier in tiers else len(tiers), component.name)
