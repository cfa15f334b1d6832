"""Everything that one page shows, as plain data; its hash is the page's hash."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from drctl.analysis.availability import View
from drctl.assessment import Assessment
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import Ref
from drctl.render.runbooks.contacts import Contact, contacts
from drctl.render.runbooks.deadlines import Deadline, deadlines
from drctl.render.runbooks.drilled import Drilled, drilled
from drctl.render.runbooks.expected import Expected, expected
from drctl.render.runbooks.impact import Hit, hits
from drctl.render.runbooks.links import Links, links_of
from drctl.render.runbooks.signs import Sign, signs
from drctl.render.runbooks.written import written_in
from drctl.render.steps import ProcedureView, procedure_view
from drctl.render.subjects import Subject
from drctl.render.switches import Switch, own_switches, switches
from drctl.render.ways import Required, required


@dataclass(frozen=True, slots=True)
class Header:
    """What the first section says of a component; of a scenario only what it has."""

    kind: str
    kind_words: str
    can_fail: bool
    vendor: str
    jurisdiction: str
    owner: str
    tier: str
    rto: float | None
    rpo: float | None
    slo: float | None
    restore: float | None
    restore_source: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """One page's content."""

    stem: str
    picture: str
    name: str
    title: str
    description: str
    where: str
    fails: tuple[str, ...]
    header: Header
    signs: tuple[Sign, ...]
    causes: tuple[str, ...]
    hits: tuple[Hit, ...]
    switches: tuple[Switch, ...]
    own: tuple[Switch, ...]
    deadlines: tuple[Deadline, ...]
    procedures: tuple[ProcedureView, ...]
    repair: str
    repair_needs: tuple[Required, ...]
    ours: bool
    contacts: tuple[Contact, ...]
    drills: tuple[Drilled, ...]
    links: Links
    corrupts: tuple[str, ...] = ()
    surge: tuple[tuple[str, float], ...] = ()
    source: str = ""
    date: str = ""
    expected: tuple[Expected, ...] = ()
    procedure_places: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The hash of what the page shows: 16 hexadecimal digits."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def facts(assessment: Assessment, subject: Subject, users: dict[str, frozenset[str]]) -> Facts:
    """Collect what the page of one subject shows.

    Args:
        assessment: the model with its answers.
        subject: the failure or scenario.
        users: `switches.users_of` of the model.

    Returns:
        Plain data: texts of the model as written, durations in seconds.
    """
    model = assessment.model
    found = switches(model, subject, users)
    own = _own(assessment, subject)
    hit = hits(model, subject)
    repair, needs = _repair(model, subject)
    names = dict.fromkeys(_procedures((*found, *own)))
    if repair:
        names[repair] = None
    component = model.components.get(subject.name) if subject.kind != "scenario" else None
    scenario = model.scenarios[subject.name] if subject.kind == "scenario" else None
    section = subject.kind + "s"
    spec = component.spec if component else scenario
    assert spec is not None
    return Facts(
        stem=subject.stem,
        picture=subject.picture,
        name=subject.name,
        title=subject.title,
        description=spec.description or "",
        where=written_in(model, (section, subject.name)),
        fails=subject.fails,
        header=_header(model, component),
        signs=signs(model, subject, users),
        causes=_causes(assessment, component),
        hits=hit,
        switches=found,
        own=own,
        deadlines=deadlines((*found, *own), hit, component),
        procedures=tuple(procedure_view(model, name) for name in names),
        procedure_places={name: written_in(model, ("procedures", name)) for name in names},
        repair=repair,
        repair_needs=needs,
        ours=subject.kind == "service",
        contacts=contacts(model, subject, hit),
        drills=drilled(model, subject, (*found, *own)),
        links=links_of(spec.links),
        corrupts=tuple(scenario.corrupts or ()) if scenario else (),
        surge=tuple(sorted(scenario.surge.items())) if scenario else (),
        source=(scenario.source or "") if scenario else "",
        date=scenario.date.isoformat() if scenario and scenario.date else "",
        expected=expected(assessment, subject),
    )


def _header(model: Model, component: Component | None) -> Header:
    if component is None:
        return Header("scenario", "", False, "", "", "", "", None, None, None, None, "", ())
    spec, failure = component.spec, component.failure
    own_kind = getattr(spec, "kind", None)
    return Header(
        kind=component.kind,
        kind_words=f"failure domain ({own_kind or 'of no kind'})"
        if component.kind == "domain"
        else component.kind,
        can_fail=component.can_fail,
        vendor=", ".join(sorted(component.vendors)),
        jurisdiction=", ".join(sorted(component.jurisdictions)),
        owner=spec.owner or "",
        tier=component.tier or "",
        rto=component.promise.rto,
        rpo=component.promise.rpo,
        slo=component.promise.slo,
        restore=failure.restore if failure else None,
        restore_source=(failure.source or "") if failure else "",
        tags=tuple(spec.tags or ()),
    )


def _causes(assessment: Assessment, component: Component | None) -> tuple[str, ...]:
    """What takes a component down alone, at least until people act."""
    if component is None:
        return ()
    name = component.name
    return tuple(
        cause
        for cause, answer in sorted(assessment.failure_states.items())
        if cause != name and answer.before[name] == "down"
    )


def _own(assessment: Assessment, subject: Subject) -> tuple[Switch, ...]:
    """The manual switches inside what never fails by itself: its page is read for them."""
    model = assessment.model
    component = model.components.get(subject.name)
    if component is None or component.can_fail or subject.kind == "scenario":
        return ()
    found: dict[str, Switch] = {}
    for need in component.needs:
        primary = getattr(need.requirement, "primary", None)
        if primary is None or not isinstance(primary.requirement, Ref):
            continue
        answer = assessment.failure_states.get(primary.requirement.name)
        if answer is None:
            continue
        lost = Subject("", "", "", (primary.requirement.name,), answer)
        for switch in own_switches(model, lost, component.name):
            if switch.manual:
                found.setdefault(switch.address, switch)
    return tuple(found.values())


def _procedures(found: tuple[Switch, ...]) -> Iterator[str]:
    for switch in found:
        for way in switch.ways:
            if way.procedure and not way.lost:
                yield way.procedure


def _repair(model: Model, subject: Subject) -> tuple[str, tuple[Required, ...]]:
    component = model.components.get(subject.name)
    if component is None or subject.kind == "scenario" or component.failure is None:
        return "", ()
    view = View(model, subject.down(people_act=True))
    needed = component.repair_requires
    needs = () if needed is None else (required(view, needed),)
    return component.failure.procedure or "", needs
