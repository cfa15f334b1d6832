"""Services, providers and domains: a list of each kind, and a page for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from drctl.model.component import Component
from drctl.model.language.component import Domain, Provider
from drctl.model.requirement import AnyOf, Choice, Need, Option, named, said
from drctl.render.runbooks.drilled import Drilled, record
from drctl.render.runbooks.impact import VERDICTS
from drctl.render.runbooks.links import Links as Addresses
from drctl.render.runbooks.links import links_of
from drctl.render.site.bars import times_by_cause, times_of
from drctl.render.site.frame import Frame, Pages
from drctl.render.site.sources import COMPONENTS, PER_LIST, Sources, list_page

TITLES = {"service": "Services", "provider": "Providers", "domain": "Failure domains"}
MOST = 60
"""More names than this in one list: the page says how many are left out."""


@dataclass(frozen=True, slots=True)
class Way:
    """One option of a need: its words, the components in it, how it takes over."""

    role: str
    words: str
    names: tuple[str, ...]
    option: Option | None
    drill: Drilled | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A need with its options in order."""

    need: Need
    strength: str
    quorum: str
    ways: tuple[Way, ...]


def pages(frame: Frame) -> Pages:
    """The lists, then a page for each component."""
    for kind, folder in COMPONENTS.items():
        found = frame.sources.listed[kind]
        yield from _lists(frame, kind, found)
        for component in found:
            path = f"{folder}/{component.name}.html"
            yield path, _page(frame, path, component)


def _lists(frame: Frame, kind: str, found: Sequence[Component]) -> Pages:
    """The list of a kind, on as many pages as it needs."""
    folder, sources = COMPONENTS[kind], frame.sources
    counts = sources.assessment.sweep
    starts = range(0, len(found), PER_LIST)
    parts = [list_page(folder, number) for number, _ in enumerate(starts, 1)]
    begins = {c.tier: c.name for c in reversed(found) if c.tier}
    for number, (path, start) in enumerate(zip(parts, starts, strict=True), 1):
        rows = [
            (
                c,
                counts.points[c.name],
                counts.blast[c.name],
                len(sources.findings_of.get(c.name, ())),
                ", ".join(sorted(c.vendors)),
                _kind(c),
                _in_time(sources, c.name),
            )
            for c in found[start : start + PER_LIST]
        ]
        title = TITLES[kind] if number == 1 else f"{TITLES[kind]}, page {number}"
        yield (
            path,
            frame.page(
                path,
                "components.html",
                title,
                section=folder,
                parts=parts,
                number=number,
                filtered=TITLES[kind].lower(),
                kind=kind,
                rows=rows,
                begins=begins,
                timed=any(row[-1] for row in rows),
            ),
        )


def _in_time(sources: Sources, name: str) -> str:
    """Whether a service's RTO holds whatever fails; "" where none is promised."""
    answer = sources.answers.get(name)
    return VERDICTS[answer.verdict] if answer else ""


def _page(frame: Frame, path: str, component: Component) -> str:
    sources = frame.sources
    name = component.name
    spec = component.spec
    facts = sources.of_component.get(name)
    answer = sources.answers.get(name)
    provider = spec if isinstance(spec, Provider) else None
    return frame.page(
        path,
        "component.html",
        component.title,
        ((f"{COMPONENTS[component.kind]}.html", TITLES[component.kind]),),
        c=component,
        kind=_kind(component),
        facts=facts,
        placement=said(component.placement) if component.placement else "",
        placed=named(component.placement),
        place=str(sources.model.place(component.path)),
        status=provider.status if provider else None,
        addresses=_addresses(component),
        hit_by=sources.findings_of.get(name, ()),
        causes=sources.caused_by.get(name, ()),
        points=sorted(sources.assessment.single_points[name]),
        blast=sorted(sources.assessment.blast[name]),
        felled_by=sources.felled_by.get(name, ()),
        fells=sources.fells.get(name, ()),
        needs=[_need(sources, need) for need in component.needs],
        users=sources.users.get(name, ()),
        scenarios=_scenarios(sources, name),
        notes=sources.notes_about.get(name, ()),
        answer=answer,
        times=times_of(facts) if facts else None,
        by_cause=times_by_cause(answer) if answer else None,
        most=MOST,
    )


def _kind(component: Component) -> str:
    own = component.spec.kind if isinstance(component.spec, Domain) else None
    return own or ("failure domain" if component.kind == "domain" else component.kind)


def _addresses(component: Component) -> Addresses:
    return links_of(component.spec.links)


def _need(sources: Sources, need: Need) -> Shown:
    strength = "soft: degraded without it" if need.optional else "hard"
    if need.optional == "unnoticed":
        strength = "unnoticed: its loss changes nothing"
    if need.at_start == "only":
        strength = "at start only"
    requirement = need.requirement
    quorum = ""
    options: tuple[Option, ...] = ()
    if isinstance(requirement, AnyOf):
        quorum = f"{requirement.at_least} of {len(requirement.options)}"
        options = requirement.options
    elif isinstance(requirement, Choice) and requirement.fallbacks:
        options = requirement.options
    ways = tuple(_way(sources, need, o, i, bool(quorum)) for i, o in enumerate(options))
    whole = Way("", said(requirement), named(requirement), None, None)
    return Shown(need, strength, quorum, ways or (whole,))


def _way(sources: Sources, need: Need, option: Option, place: int, member: bool) -> Way:
    role = "member" if member else f"fallback {place}" if place else "first choice"
    words = said(option.requirement)
    drills = [
        drill
        for drill in sources.model.drills
        if drill.need == need.address and drill.option == words
    ]
    latest = max(drills, key=lambda drill: drill.date, default=None)
    done = record(sources.model, latest) if latest else None
    return Way(role, words, named(option.requirement), option, done)


def _scenarios(sources: Sources, name: str) -> list[tuple[str, str, str]]:
    """The scenarios that hit a component, with its state before and after people act."""
    rows = []
    for scenario, outcome in sources.assessment.scenarios.items():
        found = (outcome.states.before[name], outcome.states.after[name])
        if found != ("up", "up"):
            rows.append((scenario, *found))
    return sorted(rows)
