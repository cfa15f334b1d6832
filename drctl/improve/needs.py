"""Changes to needs: a fallback more, or doing without."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from drctl.graph.wants import ruled_out
from drctl.improve.change import Change, Fallback, Optional
from drctl.improve.written import plain
from drctl.model.component import Component
from drctl.model.language.component import Served
from drctl.model.model import Model
from drctl.model.requirement import (
    AnyOf,
    Choice,
    Need,
    Option,
    Ref,
    Requirement,
    choices,
    refs,
    said,
    targets,
)


def fallbacks(model: Model, components: Iterable[Component]) -> Iterator[Change]:
    """A fallback for each hard need from each of its candidates and from each substitute.

    A substitute is a component that has all that the need `wants`, or that stands in for today's
    primary somewhere else in the model.
    """
    prices = _Prices(model)
    substitutes = _Substitutes(model, prices)
    for component in components:
        for need in component.needs:
            if need.hard:
                yield from _candidates(model, need, prices)
                yield from substitutes.of(need)


def optionals(components: Iterable[Component]) -> Iterator[Change]:
    """Doing without what a service needs."""
    for component in components:
        for need in component.needs if component.kind == "service" else ():
            if need.hard:
                words = f"make {need.address} optional: {component.name} is degraded without it"
                yield Change("optional", need.address, (), words, (Optional(need),))


def _candidates(model: Model, need: Need, prices: "_Prices") -> Iterator[Change]:
    for number, option in enumerate(need.candidates):
        if _useless(model, need, option):
            continue
        written = plain(model.index.node((*need.path, "candidates", number)))
        data = written if isinstance(written, dict) and "use" in written else {"use": written}
        yield _change(need, option, data, prices, number)


def _change(
    need: Need,
    option: Option,
    data: Mapping[str, Any],
    prices: "_Prices",
    number: int | None = None,
) -> Change:
    names = tuple(dict.fromkeys(ref.name for ref in targets(option.requirement)))
    words = f"add {said(option.requirement)} as a fallback of {need.address} ({option.switch})"
    cost = option.cost if option.cost is not None else prices.of(names)
    effect = Fallback(need, option, data, number)
    return Change("fallback", need.address, names, words, (effect,), cost)


class _Prices:
    """What using components costs more: nothing for those that are in use already."""

    def __init__(self, model: Model) -> None:
        needs = (need for c in model.components.values() for need in c.needs)
        self.used = {ref.name for need in needs for ref in refs(need.requirement)}
        self.model = model

    def of(self, names: Iterable[str]) -> float | None:
        costs = [self.model.components[n].spec.cost for n in names if n not in self.used]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if len(known) == len(costs) else None


def _useless(model: Model, need: Need, option: Option) -> bool:
    """Whether an option can't help: it is ruled out, or goes back to who needs it.

    A way by hand past a carrier that is needed anyway is an error of the language.
    """
    if ruled_out(option.requirement, need.wants, model.components):
        return True
    requirement = need.requirement
    by = requirement.switched_by if isinstance(requirement, Choice) else None
    carriers = {ref.name for ref in refs(by)}
    component = model.components[need.component]
    hard = (n.requirement for n in component.needs if n.hard)
    needed = {requirement.name for requirement in hard if isinstance(requirement, Ref)}
    if option.switch == "manual" and carriers & needed:
        return True
    names = {ref.name for ref in targets(option.requirement)}
    return need.component in names or names <= {ref.name for ref in targets(requirement)}


class _Substitutes:
    """What can stand in for what, as the model itself says."""

    def __init__(self, model: Model, prices: _Prices) -> None:
        self.model = model
        self.prices = prices
        self.beside = _beside(model)
        self.able = [
            c
            for c in model.components.values()
            if isinstance(c.spec, Served) and c.spec.capabilities
        ]

    def of(self, need: Need) -> Iterator[Change]:
        primary: Requirement = need.requirement
        if isinstance(primary, Choice):
            primary = primary.primary.requirement
        beside = self.beside.get(primary.name, {}) if isinstance(primary, Ref) else {}
        names = dict.fromkeys(beside)
        if need.wants:
            names |= dict.fromkeys(c.name for c in self.able)
        known = {ref.name for o in need.candidates for ref in targets(o.requirement)}
        for name in names:
            option = self._option(need, name)
            if name not in known and not _useless(self.model, need, option):
                data = {"use": name, "switch": option.switch}
                yield _change(need, option, data, self.prices)

    def _option(self, need: Need, name: str) -> Option:
        """Switched to as the need's other fallbacks are; by hand where there are none."""
        automatic = any(option.switch == "automatic" for option in need.fallbacks)
        path = (*need.path, "fallbacks", len(need.fallbacks))
        return Option(Ref(name, path), path, "automatic" if automatic else "manual")


def _beside(model: Model) -> Mapping[str, Mapping[str, None]]:
    """For each component those that stand in for it somewhere.

    A fallback stands in for the ways before it, and they not for it: who takes over searches for
    a while may hold the ledger, which the search index cannot. Members of an any-of are equals.
    """
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for component in model.components.values():
        for need in component.needs:
            for choice in choices(need.requirement):
                if isinstance(choice, AnyOf) and choice.at_least > 1:
                    continue
                names = [
                    o.requirement.name for o in choice.options if isinstance(o.requirement, Ref)
                ]
                for place, name in enumerate(names):
                    able = names if isinstance(choice, AnyOf) else names[place + 1 :]
                    found[name] |= dict.fromkeys(n for n in able if n != name)
    return found
