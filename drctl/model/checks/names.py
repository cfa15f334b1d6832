"""Names that components use: other components, teams, tiers, procedures."""

from collections.abc import Iterator

from drctl.finding import Finding
from drctl.model.component import Component
from drctl.model.draft import Draft, procedures_named, references
from drctl.model.errors import error
from drctl.model.requirement import refs


def check(draft: Draft) -> Iterator[Finding]:
    """Names that nothing declares, names used twice, components that need themselves."""
    known = draft.components
    for component in draft.model.components.values():
        for ref in references(draft.model, component):
            if ref.name not in known:
                yield draft.unknown("component", ref.name, known, ref.path)
        yield from _itself(draft, component)
        yield from _owner_and_tier(draft, component)
        for procedure, path in procedures_named(component):
            if procedure not in draft.declared["procedures"]:
                yield draft.unknown("procedure", procedure, draft.declared["procedures"], path)


def _itself(draft: Draft, component: Component) -> Iterator[Finding]:
    wanted = [component.placement, *(need.requirement for need in component.needs)]
    for ref in (ref for requirement in wanted for ref in refs(requirement)):
        if ref.name == component.name:
            what = f'"{component.name}" needs itself here'
            place = draft.model.place(ref.path, "value")
            yield error("self-reference", what, (place, draft.model.place(component.path)))


def _owner_and_tier(draft: Draft, component: Component) -> Iterator[Finding]:
    owner, tier = component.spec.owner, component.tier
    teams = draft.declared["teams"]
    if owner is not None and owner not in teams:
        yield draft.unknown("team", owner, teams, (*component.path, "owner"))
    tiers = draft.declared["tiers"]
    if tier is not None and tier not in tiers:
        yield draft.unknown("tier", tier, tiers, (*component.path, "tier"))
