"""Everything that one page shows, as plain data; its hash is the page's hash."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from drctl.analysis.availability import View
from drctl.analysis.digest import digest
from drctl.analysis.overloads import Overloads
from drctl.analysis.planning.deadlines import Deadline, deadlines
from drctl.analysis.planning.failing import asked_for, failing, procedures
from drctl.analysis.planning.make import recovery_plan
from drctl.analysis.planning.procedures import Parameters
from drctl.analysis.recovery_plan import PlanParameter, RecoveryPlan
from drctl.analysis.switches import Switch
from drctl.analysis.ways import Required, required
from drctl.assessment import Assessment
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.render.runbooks.contacts import Contact, contacts
from drctl.render.runbooks.drilled import Drilled, drilled
from drctl.render.runbooks.expected import Expected, expected
from drctl.render.runbooks.impact import Hit, hits
from drctl.render.runbooks.links import Links, links_of
from drctl.render.runbooks.losing import Lost, losing
from drctl.render.runbooks.next_falls import next_falls
from drctl.render.runbooks.recovering import Recovering, recovering
from drctl.render.runbooks.signs import Sign, signs
from drctl.render.runbooks.written import written_in
from drctl.render.steps import ProcedureView, procedure_view
from drctl.render.subjects import Subject


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
    timeline: str
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
    plan: RecoveryPlan
    procedures: tuple[ProcedureView, ...]
    parameters: tuple[PlanParameter, ...]
    notice: tuple[Hit, ...]
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
    overloads: Overloads = field(default_factory=Overloads)
    recovering: Recovering = field(default_factory=Recovering)
    losses: tuple[Lost, ...] = ()
    procedure_places: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The hash of what the page shows: 16 hexadecimal digits."""
        return digest(self)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the pages of one model share.

    `causes` names for each component the failures that take it down at least until people act;
    `weighed` says whether any capacity is written.
    """

    causes: dict[str, tuple[str, ...]]
    weighed: bool

    @classmethod
    def of(cls, model: Model, found: Iterable[Subject]) -> "Shared":
        """What the pages of some subjects share."""
        causes: dict[str, list[str]] = {}
        for subject in found:
            if subject.kind != "scenario" and subject.timed:
                for name in subject.down(people_act=False) - {subject.name}:
                    causes.setdefault(name, []).append(subject.name)
        return cls(
            {name: tuple(sorted(names)) for name, names in causes.items()},
            any(getattr(c.spec, "capacity", None) is not None for c in model.components.values()),
        )


def facts(assessment: Assessment, subject: Subject, shared: Shared) -> Facts:
    """Collect what the page of one subject shows.

    Args:
        assessment: the model with its answers.
        subject: the failure or scenario.
        shared: what all pages of the model share.

    Returns:
        Plain data: texts of the model as written, durations in seconds.
    """
    model = assessment.model
    given = failing(
        model, assessment.outcomes, subject.outcome, assessment.switches, subject.overloads
    )
    plan = recovery_plan(model, given, assessment.users)
    known = asked_for(model, given)
    planned = {step.id: step for step in (*plan.steps, *plan.fail_back)}
    view = View(model, subject.down(people_act=True))
    found = next_falls(assessment, subject, given.found) if shared.weighed else given.found
    own = tuple(switch for switch, _ in given.own)
    hit = hits(model, subject)
    repair, needs = _repair(view, subject)
    shown = [procedure_view(view, name, planned, known) for name in procedures(model, given)]
    others = tuple(a for a in plan.affected if a.name not in subject.fails)
    component = model.components.get(subject.name) if subject.kind != "scenario" else None
    scenario = model.scenarios[subject.name] if subject.kind == "scenario" else None
    section = subject.kind + "s"
    spec = component.spec if component else scenario
    assert spec is not None
    return Facts(
        stem=subject.stem,
        picture=subject.picture,
        timeline=subject.timeline,
        name=subject.name,
        title=subject.title,
        description=spec.description or "",
        where=written_in(model, (section, subject.name)),
        fails=subject.fails,
        header=_header(model, component),
        signs=signs(model, subject, assessment.users),
        causes=shared.causes.get(component.name, ()) if component else (),
        hits=hit,
        switches=found,
        own=own,
        plan=plan,
        deadlines=deadlines((*found, *own), others, component),
        procedures=tuple(shown),
        procedure_places={p.name: written_in(model, ("procedures", p.name)) for p in shown},
        parameters=_parameters(shown, known, plan),
        notice=_notice(assessment, hit),
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
        overloads=subject.overloads,
        recovering=recovering(model, subject, hit),
        losses=losing(model, subject),
    )


def _header(model: Model, component: Component | None) -> Header:
    if component is None:
        return Header("scenario", "", False, "", "", "", "", None, None, None, None, "", ())
    spec, own = component.spec, component.failure
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
        restore=own.restore if own else None,
        restore_source=(own.source or "") if own else "",
        tags=tuple(spec.tags or ()),
    )


def _parameters(
    shown: Iterable[ProcedureView], known: Parameters, plan: RecoveryPlan
) -> tuple[PlanParameter, ...]:
    """What the commands of the page ask for, by name."""
    used = {name for view in shown for s in view.steps for name in s.step.parameters}
    every = {p.name: p for p in (*known.values(), *plan.parameters) if p.name in used}
    return tuple(every[name] for name in sorted(every))


def _notice(assessment: Assessment, hit: Sequence[Hit]) -> tuple[Hit, ...]:
    """The promised services that nothing hit rests on: what people outside notice."""
    names = {row.name for row in hit}
    users = assessment.users
    return tuple(
        row
        for row in hit
        if row.tier and not row.brief and names.isdisjoint(users.get(row.name, frozenset()))
    )


def _repair(view: View, subject: Subject) -> tuple[str, tuple[Required, ...]]:
    component = view.model.components.get(subject.name)
    if component is None or subject.kind == "scenario" or component.failure is None:
        return "", ()
    needed = component.repair_requires
    needs = () if needed is None else (required(view, needed),)
    return component.failure.procedure or "", needs
