"""The plan of one failure, of several at once, or of a scenario."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from drctl.analysis.availability import View
from drctl.analysis.causes import failure
from drctl.analysis.digest import digest
from drctl.analysis.outcome import Outcome, Outcomes
from drctl.analysis.overloads import Overloads, overloads
from drctl.analysis.planning.back import fail_back
from drctl.analysis.planning.deadlines import deadlines
from drctl.analysis.planning.forward import DECIDE
from drctl.analysis.planning.order import walked, with_critical
from drctl.analysis.planning.people import MOST, decision, messages, strictest
from drctl.analysis.planning.probing import probe_command
from drctl.analysis.planning.problems import problems
from drctl.analysis.planning.procedures import Parameters, parameters
from drctl.analysis.planning.way_out import WayOut
from drctl.analysis.ranking import rank
from drctl.analysis.recovery_plan import Affected, PlanStep, RecoveryPlan
from drctl.analysis.recovery_verdict import verdict
from drctl.analysis.switches import Switch, Switches
from drctl.model.component import Component
from drctl.model.language.component import Provider
from drctl.model.model import Model
from drctl.model.requirement import Ref

VERDICTS = {"achievable": "kept", "not achievable": "broken", "unknown": "unknown", "no RTO": ""}


@dataclass(frozen=True, slots=True)
class Failing:
    """A failure with what a plan is made from.

    `subject` is its page's name, "" without one; `component` is what fails alone, None for a
    scenario or several. `found` are the needs that it makes switch; `own` those inside what never
    fails by itself, with what comes of the failure of what serves them.
    """

    subject: str
    title: str
    component: Component | None
    outcome: Outcome
    found: tuple[Switch, ...]
    own: tuple[tuple[Switch, Outcome], ...] = ()


def failing(
    model: Model,
    outcomes: Outcomes,
    outcome: Outcome,
    switches: Switches,
    told: Overloads | None = None,
) -> Failing:
    """What a plan is made from.

    Args:
        model: the model.
        outcomes: gives what comes of other failures.
        outcome: what comes of this one.
        switches: gives what a failure makes switch.
        told: what overload does in it, where that is known already.
    """
    cause = outcome.cause
    weighed = overloads(model, outcomes.cascades, outcome) if told is None else told
    found = switches.of(outcome, weighed)
    if cause.kind == "scenario":
        title = model.scenarios[cause.name].title or cause.name
        return Failing(f"scenario-{cause.name}", title, None, outcome, found)
    component = model.components.get(cause.name) if cause.kind == "failure" else None
    if component is None:
        return Failing("", cause.words, None, outcome, found)
    own = tuple(_own(model, outcomes, component, switches))
    return Failing(
        f"{component.kind}-{component.name}", component.title, component, outcome, found, own
    )


def _own(
    model: Model, outcomes: Outcomes, component: Component, switches: Switches
) -> Iterator[tuple[Switch, Outcome]]:
    """The manual switches inside what never fails by itself: its plan is made for them."""
    if component.can_fail:
        return
    seen: set[str] = set()
    for need in component.needs:
        primary = getattr(need.requirement, "primary", None)
        if primary is None or not isinstance(primary.requirement, Ref):
            continue
        first = primary.requirement.name
        if not model.components[first].can_fail:
            continue
        outcome = outcomes.of(failure(first))
        told = overloads(model, outcomes.cascades, outcome)
        for switch in switches.own(outcome, told, component.name):
            if switch.manual and switch.address not in seen:
                seen.add(switch.address)
                yield switch, outcome


def recovery_plan(model: Model, given: Failing, users: dict[str, frozenset[str]]) -> RecoveryPlan:
    """The plan for a failure.

    Args:
        model: the model.
        given: the failure.
        users: for each component those that use it.

    Returns:
        Its times are those of `recovery`: what is down in the end of a step's chain is up when
        the chain ends.

    Notes:
        Linear in the gates behind what is hit, and in the procedures in play.
    """
    outcome, fails = given.outcome, tuple(given.outcome.cause.fails)
    affected = _affected(model, outcome)
    known = asked_for(model, given)
    steps, ways = _steps(model, given, known, affected)
    ordered = walked(steps.values())
    goals = [a for a in affected if a.name not in fails] or list(affected)
    last = _ends(ways, goals)
    ordered = with_critical(ordered, last)
    view = View(model, outcome.cascade.after.down)
    switched = [s for s in given.found if s.later and s.component not in view.down]
    back = walked(fail_back(model, view, fails, ordered, switched, outcome.losses, known))
    if not outcome.cause.fails and not ordered:
        back = ()
    used = {name for step in (*ordered, *back) for name in step.parameters}
    single = given.component
    hit = tuple(a for a in affected if a.name not in fails)
    found = deadlines((*given.found, *(s for s, _ in given.own)), hit, single)
    plan = RecoveryPlan(
        subject=given.subject,
        title=given.title,
        fails=fails,
        affected=affected,
        decision=decision(model, fails, users, affected, found),
        steps=ordered,
        fail_back=back,
        tell=messages(model, given.title, single is not None, fails, affected),
        parameters=tuple(
            sorted({p for p in known.values() if p.name in used}, key=lambda p: p.name)
        ),
        duration=_duration(goals),
        rto=strictest(affected)[0],
        problems=(),
        digest="",
    )
    placed = {step.id for step in ordered}
    wrong = problems(
        model,
        ordered,
        [step for id, step in steps.items() if id not in placed],
        [one for way in ways for one in way.slow],
        dict.fromkeys(s.procedure for s in (*ordered, *back) if s.procedure),
    )
    return replace(plan, problems=wrong, digest=digest(plan))


def _affected(model: Model, outcome: Outcome) -> tuple[Affected, ...]:
    """Everything that is not up all the time: by tier, the longest down first."""
    states, found = outcome.states, []
    timed = _timed(model, outcome)
    names = set(states.hit())
    if timed:
        names.update(outcome.times.hit())
    for name in names:
        before, after = states.before[name], states.after[name]
        component = model.components[name]
        times = outcome.times.bounds(name)
        least, most = (times.least, times.most) if timed else (0.0, inf if before == "down" else 0)
        rto = component.promise.rto
        told = VERDICTS[verdict(rto, [times])] if timed and most else ""
        found.append(
            Affected(
                name,
                component.title,
                component.tier or "",
                before,
                after,
                least,
                most,
                rto,
                told,
            )
        )
    place = {name: rank(model, model.components[name]) for name in (a.name for a in found)}
    return tuple(sorted(found, key=lambda a: (place[a.name][0], -a.least, -a.most, a.name)))


def _timed(model: Model, outcome: Outcome) -> bool:
    """Whether it ends by itself: of what never fails nobody knows how long it is down."""
    cause = outcome.cause
    return cause.kind != "failure" or model.components[cause.name].can_fail


def asked_for(model: Model, given: Failing) -> Parameters:
    """The parameters of all procedures in play, those behind what serves next included."""
    return parameters(model, procedures(model, given))


def procedures(model: Model, given: Failing) -> list[str]:
    """The procedures in play, in a stable order."""
    found: dict[str, None] = {}
    for switch in (*given.found, *(s for s, _ in given.own)):
        for way in switch.ways:
            if way.procedure and not way.lost:
                found.setdefault(way.procedure)
    for name in given.outcome.cause.fails:
        own = model.components[name].failure
        if own is not None and own.procedure:
            found.setdefault(own.procedure)
    return list(found)


def _steps(
    model: Model, given: Failing, known: Parameters, affected: Sequence[Affected]
) -> tuple[dict[str, PlanStep], list[WayOut]]:
    """All steps of the way out, and what made them."""
    if given.component is not None and not given.component.can_fail:
        return _inside(model, given, known)
    way = WayOut(model, given.outcome, given.found, known)
    steps = way.made()
    fails = given.outcome.cause.fails
    checks = [
        _verified(way, one)
        for one in affected
        if one.tier and one.before == "down" and one.least < inf and one.name not in fails
    ]
    steps |= {step.id: step for step in checks if step.after}
    return _framed(model, given, steps), [way]


def _inside(
    model: Model, given: Failing, known: Parameters
) -> tuple[dict[str, PlanStep], list[WayOut]]:
    """The switches inside what never fails by itself, each as when what serves it fails."""
    steps: dict[str, PlanStep] = {}
    ways = []
    for switch, outcome in given.own:
        way = WayOut(model, outcome, (switch,), known)
        ways.append(way)
        made = way.made()
        wanted = [id for id in made if id.startswith(f"switch.{switch.address}")]
        while wanted:
            id = wanted.pop()
            if id in made and id not in steps:
                steps[id] = made[id]
                wanted += made[id].after
    return _framed(model, given, dict(sorted(steps.items()))), ways


def _framed(model: Model, given: Failing, steps: Mapping[str, PlanStep]) -> dict[str, PlanStep]:
    """Steps with what people do around them: look, decide, tell, and tell that it is over."""
    looks = [
        step for name in tuple(given.outcome.cause.fails)[:MOST] if (step := _look(model, name))
    ]
    frame = {step.id: step for step in looks}
    before = tuple(frame)
    decides = any(DECIDE in step.after for step in steps.values())
    if decides:
        do = "Declare the failure, so that what is to be switched by hand is switched"
        frame[DECIDE] = PlanStep(DECIDE, "decide", do, before, 0.0, 0.0)
    do = "Say who is hit, to the teams and to customers, and when the next message comes"
    frame["tell.begin"] = PlanStep("tell.begin", "tell", do, before, 0.0, 0.0)
    checks = tuple(id for id, step in steps.items() if step.kind == "verify")
    found = frame | dict(steps)
    if checks:
        do = "Say that it is over, when all of it has stayed up for a while"
        found["tell.end"] = PlanStep("tell.end", "tell", do, ("tell.begin", *checks), 0.0)
        moments = [found[id].earliest for id in checks]
        known = [moment for moment in moments if moment is not None]
        end = max(known) if len(known) == len(moments) else None
        found["tell.end"] = replace(found["tell.end"], earliest=end)
    return found


def _look(model: Model, name: str) -> PlanStep | None:
    """The command that tells a provider's failure from our own."""
    component = model.components[name]
    probe = component.spec.probe if isinstance(component.spec, Provider) else None
    if probe is None:
        return None
    what = "any answer" if probe.expect is None else f'"{probe.expect}"'
    return PlanStep(
        f"look.{name}",
        "verify",
        f"Ask {component.title} from outside: {what} means that it answers, and that the cause "
        "may be ours",
        takes=0.0,
        earliest=0.0,
        run=probe_command(probe),
        read_only=True,
    )


def _verified(way: WayOut, one: Affected) -> PlanStep:
    """That a service is up again, at the moment that its recovery time says."""
    keys = way.events.behind([way.events.clock.ids[one.name]])
    limits = ", perhaps degraded" if one.after == "degraded" else ""
    return PlanStep(
        f"verify.{one.name}",
        "verify",
        f"See that {one.title} is up{limits}",
        way.ends(keys),
        0.0,
        one.most if one.most < inf else None,
        read_only=True,
    )


def _ends(ways: Iterable[WayOut], goals: Iterable[Affected]) -> list[str]:
    """The ids of the steps after which all that is to be up is up."""
    ids: dict[str, None] = {}
    for way in ways:
        nodes = [way.events.clock.ids[a.name] for a in goals if 0 < a.least < inf or a.most < inf]
        keys = frozenset(k for k in way.events.behind(nodes) if k in way.last)
        ids |= dict.fromkeys(way.ends(keys))
    return list(ids)


def _duration(goals: Sequence[Affected]) -> float | None:
    longest = max((a.most for a in goals), default=0.0)
    return longest if longest < inf else None
