"""What is drilled, from the model and a configuration: chains with what is promised of them."""

from collections.abc import Iterator, Mapping

from drctl.analysis.load import Loads
from drctl.gateway.check._question import Served, component_of, matched
from drctl.gateway.configuration import Configuration
from drctl.gateway.drill.exercise import Wish
from drctl.gateway.drill.measured import Promise
from drctl.gateway.plan import Plan
from drctl.model.language.component import Served as ServedSpec
from drctl.model.language.values import Rate
from drctl.model.model import Model
from drctl.model.requirement import Need, options, targets

__all__ = ["Spare", "bare", "component_of", "wishes"]


_AT_ONCE = 2.0
"""Seconds in which a gateway without a breaker is back: with its next requests."""


def wishes(
    model: Model, plan: Plan, found: Configuration, serves: Mapping[str, str], every: float
) -> tuple[Wish, ...]:
    """The chains of a configuration that serve needs of the model.

    Args:
        model: the model.
        plan: what it wants of a gateway.
        found: the configuration.
        serves: the needs' addresses of chains that are not called by them.
        every: how often the gateway checks the health of its options, in seconds.

    Returns:
        In the order of the file, each with what the model promises.
    """
    loads = Spare(model)
    cooldown = found.breaker.cooldown if found.breaker else 0.0
    back = max(cooldown + every, _AT_ONCE)
    return tuple(
        _wish(model, served, loads, back)
        for served in matched(model, plan, found, serves)
        if len(served.chain.deployments) > 1
    )


def bare(
    model: Model, plan: Plan, found: Configuration, serves: Mapping[str, str]
) -> dict[str, str]:
    """Needs that shall have fallbacks, and the one deployment that a configuration gives them.

    Args:
        model: the model.
        plan: what it wants of a gateway.
        found: the configuration.
        serves: the needs' addresses of chains that are not called by them.
    """
    return {
        served.need.address: served.chain.deployments[0].name
        for served in matched(model, plan, found, serves)
        if served.group is not None and len(served.chain.deployments) == 1
    }


def _wish(model: Model, served: Served, loads: "Spare", back: float) -> Wish:
    need = served.need
    afters = dict(_afters(need))
    others = served.components[1:]
    shares = {n: s for n in others if (s := loads.share(need, n)) is not None}
    enough = sum(shares.values()) >= 1 if others and len(shares) == len(others) else None
    promise = Promise(
        after=afters.get(others[0]) if others else None,
        rto=model.components[need.component].promise.rto,
        budget=served.group.budget if served.group else None,
        back=back,
        enough=enough,
    )
    embedding = any(key.startswith("embedding") for key, _ in need.wants)
    embedding = embedding or served.chain.deployments[0].embedding
    return Wish(served.chain, need.address, promise, afters, shares, embedding)


def _afters(need: Need) -> Iterator[tuple[str, float]]:
    """How long each component takes to serve, where the model says it."""
    for option in options(need.requirement):
        for ref in targets(option.requirement):
            if option.after is not None:
                yield ref.name, option.after


class Spare:
    """What needs send on an ordinary day, and what components have to spare."""

    def __init__(self, model: Model) -> None:
        """Work out the loads of an ordinary day."""
        self._model = model
        loads = Loads(model)
        self._received = loads.usual()
        self._sent = {
            need.address: max((amount for _, amount in sent), default=0.0)
            for need, sent in loads.sent()
        }

    def share(self, need: Need, name: str) -> float | None:
        """The part of a need's load that a component can take besides its own."""
        load = self._sent.get(need.address, 0.0)
        spec = self._model.components[name].spec
        rate = spec.capacity if isinstance(spec, ServedSpec) else None
        if not load or not isinstance(rate, Rate):
            return None
        return max(0.0, rate.amount - self._received.get(name, 0.0)) / load
