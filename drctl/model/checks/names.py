"""Names that components use: other components, teams, tiers, procedures."""

from collections.abc import Iterator

from drctl.finding import Finding
from drctl.model.component import Component
from drctl.model.draft import Draft, beside, elsewhere, needed, procedures_named
from drctl.model.errors import error
from drctl.model.requirement import Ref, refs


def check(draft: Draft) -> Iterator[Finding]:
    """Names that nothing declares, names used twice, components that need themselves."""
    known = draft.components
    for component in draft.model.components.values():
        for requirement in needed(component):
            for ref in refs(requirement):
                if ref.name not in known:
                    yield draft.unknown("component", ref.name, known, ref.path)
                elif ref.name == component.name:
                    yield _itself(draft, component, ref)
        for requirement in beside(component):
            for ref in refs(requirement):
                yield from _ref(draft, ref)
        yield from _owner_and_tier(draft, component)
        for procedure, path in procedures_named(component):
            if procedure not in draft.declared["procedures"]:
                yield draft.unknown("procedure", procedure, draft.declared["procedures"], path)
    for requirement in elsewhere(draft.model):
        for ref in refs(requirement):
            yield from _ref(draft, ref)


def _ref(draft: Draft, ref: Ref) -> Iterator[Finding]:
    if ref.name not in draft.components:
        yield draft.unknown("component", ref.name, draft.components, ref.path)


def _itself(draft: Draft, component: Component, ref: Ref) -> Finding:
    what = f'"{component.name}" needs itself here'
    places = (draft.model.place(ref.path, "value"), draft.model.place(component.path))
    return error("self-reference", what, places)


def _owner_and_tier(draft: Draft, component: Component) -> Iterator[Finding]:
    owner, tier = component.spec.owner, component.tier
    teams = draft.declared["teams"]
    if owner is not None and owner not in teams:
        yield draft.unknown("team", owner, teams, (*component.path, "owner"))
    tiers = draft.declared["tiers"]
    if tier is not None and tier not in tiers:
        yield draft.unknown("tier", tier, tiers, (*component.path, "tier"))
