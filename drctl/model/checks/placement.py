"""Placements that no running thing can have: two regions, zones or sites at once."""

from collections.abc import Iterator

from drctl.finding import Finding
from drctl.model.component import Component
from drctl.model.draft import Draft
from drctl.model.errors import error
from drctl.model.language.component import Domain
from drctl.model.requirement import AllOf, Ref, lists
from drctl.model.source import Seq

_EXCLUSIVE = ("region", "zone", "site")


def check(draft: Draft) -> Iterator[Finding]:
    """Two domains of one exclusive kind in a plain list in `in`."""
    for component in draft.model.components.values():
        for together in lists(component.placement):
            # {all_of: […]} says that both are meant.
            if isinstance(draft.model.index.node(together.path), Seq):
                yield from _list(draft, component, together)


def _list(draft: Draft, component: Component, together: AllOf) -> Iterator[Finding]:
    found: dict[str, dict[str, Ref]] = {}
    for item in together.items:
        domain = draft.model.components.get(item.name) if isinstance(item, Ref) else None
        if isinstance(item, Ref) and domain is not None and isinstance(domain.spec, Domain):
            found.setdefault(domain.spec.kind or "", {}).setdefault(item.name, item)
    for kind in (k for k in _EXCLUSIVE if len(found.get(k, ())) > 1):
        first, *others = found[kind].values()
        what = f'"{component.name}" cannot be in two {kind}s at once: a list means all of them'
        spread = f"{{any_of: [{', '.join(found[kind])}]{', at_least: 1' * (len(others) > 1)}}}"
        hint = f"to spread it write {spread}; if all are meant, {{all_of: […]}}"
        places = tuple(draft.model.place(item.path) for item in (*others, first))
        yield error("placement", what, places, hint)
