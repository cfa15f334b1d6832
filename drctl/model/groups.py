"""Vendor and jurisdiction that come down from the domains a component lies in."""

from collections.abc import Mapping

from drctl.model.component import Component
from drctl.model.requirement import targets

Groups = tuple[frozenset[str], frozenset[str]]


def inherited(components: Mapping[str, Component]) -> dict[str, Groups]:
    """The effective vendors and jurisdictions of the components that inherit any.

    Args:
        components: all components, with what they state themselves.

    Returns:
        For each component whose groups differ from what it states: (vendors, jurisdictions).
        What a component states replaces what its domains say; else it is their union.

    Notes:
        Each component once, parents first, without recursion; a circle of `in` (an error
        elsewhere) is cut.
    """
    known: dict[str, Groups] = {}
    for start in components:
        stack = [start]
        entered: set[str] = set()
        while stack:
            name = stack[-1]
            if name in known or name not in components:
                stack.pop()
                continue
            parents = {r.name for r in targets(components[name].placement)} & components.keys()
            waiting = [p for p in sorted(parents) if p not in known and p not in entered]
            if waiting and name not in entered:
                entered.add(name)
                stack += waiting
                continue
            stack.pop()
            known[name] = _own(components[name], [known[p] for p in parents if p in known])
    return {
        n: g for n, g in known.items() if g != (components[n].vendors, components[n].jurisdictions)
    }


def _own(component: Component, parents: list[Groups]) -> Groups:
    vendors = component.vendors or frozenset[str]().union(*(p[0] for p in parents))
    countries = component.jurisdictions or frozenset[str]().union(*(p[1] for p in parents))
    return vendors, countries
