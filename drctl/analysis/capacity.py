"""How much each component can take, and what is left of it when some of its places are down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drctl.analysis.availability import View
from drctl.model.component import Component
from drctl.model.language.component import Served
from drctl.model.language.values import Rate
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Ref, Requirement, options

SLACK = 1e-9
"""By which part a load may exceed a capacity: shares of floats add up a little off."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What one component can take in its unit, and whether it sheds what is more."""

    component: Component
    rate: Rate
    sheds: bool

    def left(self, view: View) -> float:
        """What it can take now: the share of its places that are up."""
        placement = self.component.placement
        return self.rate.amount * (1.0 if placement is None else _share(view, placement))

    def exceeded(self, load: float, left: float) -> bool:
        """Whether a load is more than what is left."""
        return load > left + self.rate.amount * SLACK


class Capacities:
    """The capacities of one model; none of `limits` is exceeded on an ordinary day."""

    def __init__(self, model: Model) -> None:
        """Take a model."""
        self.written: Mapping[str, Capacity] = {
            name: Capacity(component, spec.capacity, spec.on_overload == "shed")
            for name, component in model.components.items()
            if isinstance(spec := component.spec, Served) and spec.capacity is not None
        }
        self.limits: Mapping[str, float] = {
            name: capacity.rate.amount * (1 + SLACK) for name, capacity in self.written.items()
        }
        self._spread_over: dict[str, list[str]] = {}
        view = View(model, ())
        for name, capacity in self.written.items():
            placement = capacity.component.placement
            for place in () if placement is None else view.names(placement):
                self._spread_over.setdefault(place, []).append(name)

    def waits_for_people(self, down: Iterable[str]) -> bool:
        """Whether people who act may give back places when these are down."""
        return any(
            option.switch == "manual"
            for name in self.lessened(down)
            for option in options(self.written[name].component.placement)
        )

    def lessened(self, down: Iterable[str]) -> set[str]:
        """The components that may take less because something they lie in is down."""
        return {name for place in down for name in self._spread_over.get(place, ())}


def _share(view: View, placement: Requirement) -> float:
    """The share of a placement that is up, from 0 to 1.

    An any-of counts its available members by weight, each with its own share; what needs all
    of several has their product.
    """
    match placement:
        case Ref():
            return 1.0
        case AllOf(items):
            share = 1.0
            for item in items:
                share *= _share(view, item)
            return share
        case AnyOf(members):
            up = sum(o.weight * _share(view, o.requirement) for o in view.available(placement))
            return up / sum(member.weight for member in members)
        case Choice():
            option = view.first(placement)
            return 0.0 if option is None else _share(view, option.requirement)
