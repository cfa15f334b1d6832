"""Who is to be reached, and how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drctl.analysis.ranking import rank
from drctl.model.language.component import Provider
from drctl.render.runbooks.links import Links, links_of
from drctl.render.site.sources import Sources


@dataclass(frozen=True, slots=True)
class Reached:
    """A team: `oncall` are ways with what to use."""

    label: str
    title: str
    oncall: tuple[tuple[str, str], ...]
    escalation: tuple[str, ...]
    links: Links
    owns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """A provider with its status page, "" for none."""

    name: str
    label: str
    title: str
    vendor: str
    page: str


def facts(sources: Sources, label_of: Callable[[str], str]) -> dict[str, Any]:
    """The contacts; `label_of` gives the place of a component's runbook."""
    model = sources.model
    owned: dict[str, list[str]] = {}
    for component in sorted(model.components.values(), key=lambda c: rank(model, c)):
        owned.setdefault(component.spec.owner or "", []).append(component.name)
    teams = [
        Reached(
            label=f"contacts--{name}",
            title=team.title or name,
            oncall=tuple(team.oncall.items()),
            escalation=tuple(team.escalation or ()),
            links=links_of(team.links),
            owns=tuple(owned.get(name, ())),
        )
        for name, team in sorted(model.teams.items(), key=lambda item: item[1].title or item[0])
    ]
    providers = [
        Outside(
            name=component.name,
            label=label_of(component.name),
            title=component.title,
            vendor=", ".join(sorted(component.vendors)),
            page=component.spec.status.page if component.spec.status else "",
        )
        for component in sorted(model.of_kind("provider"), key=lambda c: c.name)
        if isinstance(component.spec, Provider)
    ]
    return {"teams": teams, "providers": providers}
