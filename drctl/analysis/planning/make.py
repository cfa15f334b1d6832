"""The plan of one failure, of several at once, or of a scenario."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf

from drctl.analysis.availability import View
from drctl.analysis.digest import digest
from drctl.analysis.outcome import Outcome
from drctl.analysis.planning.back import fail_back
from drctl.analysis.planning.deadlines import deadlines
from drctl.analysis.planning.failing import Failing, asked_for
from drctl.analysis.planning.order import walked, with_critical
from drctl.analysis.planning.people import decision, messages, strictest
from drctl.analysis.planning.problems import problems
from drctl.analysis.planning.steps import steps_of
from drctl.analysis.planning.way_out import WayOut
from drctl.analysis.ranking import rank
from drctl.analysis.recovery_plan import Affected, RecoveryPlan
from drctl.analysis.recovery_verdict import verdict
from drctl.model.model import Model

VERDICTS = {"achievable": "kept", "not achievable": "broken", "unknown": "unknown", "no RTO": ""}


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
    steps, ways = steps_of(model, given, known, affected)
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
