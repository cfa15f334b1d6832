"""Vendor and jurisdiction that come down from the domains a component lies in."""

from collections.abc import Mapping
from typing import NamedTuple

from drctl.model.language.component import Common
from drctl.model.requirement import Ref, Requirement, targets


class Groups(NamedTuple):
    """The vendors and the jurisdictions of a component."""

    vendors: frozenset[str] = frozenset()
    jurisdictions: frozenset[str] = frozenset()


_NONE = Groups()


def effective(
    specs: Mapping[str, Common], placements: Mapping[str, Requirement]
) -> dict[str, Groups]:
    """The effective vendors and jurisdictions of all components.

    Args:
        specs: what each component states.
        placements: what each component that lies in something lies in.

    Returns:
        For each component its groups. What a component states replaces what its domains
        say; else it is their union.

    Notes:
        Each component once, parents first, without recursion; a circle of `in` (an error
        elsewhere) is cut.
    """
    known: dict[str, Groups] = {}
    for start in specs:
        stack = [start]
        entered: set[str] = set()
        while stack:
            name = stack[-1]
            if name in known:
                stack.pop()
                continue
            parents = [p for p in _parents(placements.get(name)) if p in specs]
            waiting = [p for p in parents if p not in known and p not in entered]
            if waiting and name not in entered:
                entered.add(name)
                stack += waiting
                continue
            stack.pop()
            known[name] = of([known[p] for p in parents if p in known], specs[name])
    return known


def _parents(placement: Requirement | None) -> list[str]:
    if placement is None:
        return []
    if isinstance(placement, Ref):
        return [placement.name]
    return sorted({ref.name for ref in targets(placement)})


def of(parents: list[Groups], spec: Common) -> Groups:
    """The groups of what lies in all these and may state its own."""
    vendor, country = spec.vendor, spec.jurisdiction
    if not vendor and not country and len(parents) < 2:
        return parents[0] if parents else _NONE
    return Groups(
        frozenset((vendor,) if vendor else (v for p in parents for v in p.vendors)),
        frozenset((country,) if country else (j for p in parents for j in p.jurisdictions)),
    )
