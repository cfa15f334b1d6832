"""The people of a page: who owns what failed, and who owns what is hit."""

from dataclasses import dataclass

from drctl.model.model import Model
from drctl.render.runbooks.impact import Hit
from drctl.render.runbooks.links import Links, links_of
from drctl.render.subjects import Subject


@dataclass(frozen=True, slots=True)
class Contact:
    """A team with the ways to reach it; `owns` names what of this page is its own."""

    name: str
    title: str
    oncall: tuple[tuple[str, str], ...]
    escalation: tuple[str, ...]
    links: Links
    owns: tuple[str, ...]
    failed: bool


def contacts(model: Model, subject: Subject, hit: tuple[Hit, ...]) -> tuple[Contact, ...]:
    """The teams of a page: those of what failed first, then by name."""
    owned: dict[str, list[str]] = {}
    first: set[str] = set()
    for name in subject.fails:
        owner = model.components[name].spec.owner
        if owner:
            owned.setdefault(owner, []).append(name)
            first.add(owner)
    for row in hit:
        if row.owner:
            owned.setdefault(row.owner, []).append(row.name)
    order = sorted(owned, key=lambda name: (name not in first, name))
    return tuple(_contact(model, name, owned[name], name in first) for name in order)


def _contact(model: Model, name: str, owns: list[str], failed: bool) -> Contact:
    team = model.teams[name]
    return Contact(
        name=name,
        title=team.title or name,
        oncall=tuple(team.oncall.items()),
        escalation=tuple(team.escalation or ()),
        links=links_of(team.links),
        owns=tuple(sorted(owns)),
        failed=failed,
    )
