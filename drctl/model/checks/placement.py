"""Placements that no running thing can have: two regions, zones or sites at once."""

from collections.abc import Iterator

from drctl.finding import Finding
from drctl.model.component import Component
from drctl.model.draft import Draft
from drctl.model.errors import error
from drctl.model.language.component import Domain
from drctl.model.requirement import AllOf, Ref
from drctl.model.source import Seq

_EXCLUSIVE = ("region", "zone", "site")


def check(draft: Draft) -> Iterator[Finding]:
    """Two domains of one exclusive kind in a plain list in `in`."""
    for component in draft.model.components.values():
        placement = component.placement
        # {all_of: […]} says that both are meant.
        if not isinstance(placement, AllOf):
            continue
        if isinstance(draft.model.index.node(placement.path), Seq):
            yield from _list(draft, component, placement)


def _list(draft: Draft, component: Component, placement: AllOf) -> Iterator[Finding]:
    first: dict[str, Ref] = {}
    for item in placement.items:
        domain = draft.model.components.get(item.name) if isinstance(item, Ref) else None
        if not isinstance(item, Ref) or domain is None or not isinstance(domain.spec, Domain):
            continue
        kind = domain.spec.kind
        if kind in _EXCLUSIVE and kind in first:
            names = f"{first[kind].name}, {item.name}"
            what = f'"{component.name}" cannot be in two {kind}s at once: a list means all of them'
            hint = f"to spread it write in: {{any_of: [{names}]}}; if both are meant, all_of"
            places = (draft.model.place(item.path), draft.model.place(first[kind].path))
            yield error("placement", what, places, hint)
        elif kind is not None:
            first.setdefault(kind, item)
