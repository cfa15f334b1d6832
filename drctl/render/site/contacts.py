"""Who is called: the teams with what they own, and the vendors with their status pages."""

from drctl.analysis.ranking import rank
from drctl.model.language.component import Provider
from drctl.render.runbooks.links import links_of
from drctl.render.site.frame import Frame, Pages


def pages(frame: Frame) -> Pages:
    """The page, when there is anyone to call."""
    model = frame.sources.model
    owned: dict[str, list[str]] = {}
    for component in sorted(model.components.values(), key=lambda c: rank(model, c)):
        owned.setdefault(component.spec.owner or "", []).append(component.name)
    teams = [
        (name, team, links_of(team.links), owned.get(name, ()))
        for name, team in sorted(model.teams.items(), key=lambda item: item[1].title or item[0])
    ]
    vendors = [
        (c.name, ", ".join(sorted(c.vendors)), c.spec.status, links_of(c.spec.links))
        for c in sorted(model.of_kind("provider"), key=lambda c: c.name)
        if isinstance(c.spec, Provider) and (c.spec.status or c.spec.links)
    ]
    if teams or vendors:
        path = "contacts.html"
        nobody = owned.get("", []) if teams else []
        yield (
            path,
            frame.page(
                path, "contacts.html", "Contacts", teams=teams, nobody=nobody, vendors=vendors
            ),
        )
