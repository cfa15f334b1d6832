"""Who owns what, and how they are reached."""

from drctl.analysis.ranking import rank
from drctl.render.runbooks.links import links_of
from drctl.render.site.frame import Frame, Pages


def pages(frame: Frame) -> Pages:
    """The page of all teams, when there are any."""
    model = frame.sources.model
    owned: dict[str, list[str]] = {}
    for component in sorted(model.components.values(), key=lambda c: rank(model, c)):
        owned.setdefault(component.spec.owner or "", []).append(component.name)
    rows = [
        (name, team, links_of(team.links), owned.get(name, ()))
        for name, team in sorted(model.teams.items(), key=lambda item: item[1].title or item[0])
    ]
    if rows:
        nobody = owned.get("", [])
        yield (
            "teams.html",
            frame.page("teams.html", "teams.html", "Teams", rows=rows, nobody=nobody),
        )
