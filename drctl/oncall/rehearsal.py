"""A drill of one fallback: the part of a recovery plan that leads to it, and back."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from drctl.analysis.availability import View
from drctl.analysis.causes import Cause, failure, several
from drctl.analysis.planning.procedures import parameters, procedure_steps, sinks
from drctl.analysis.recovery_plan import PlanParameter, PlanStep
from drctl.assessment import Assessment
from drctl.model.model import Model
from drctl.model.requirement import Choice, Need, Option, said, targets
from drctl.oncall.script import BREAK, Script, of_plan


def option_named(need: Need, name: str) -> Option | None:
    """The fallback of a need that uses a component."""
    if not isinstance(need.requirement, Choice):
        return None
    found = (o for o in need.fallbacks if name in {r.name for r in targets(o.requirement)})
    return next(found, None)


def cause_of(need: Need, option: Option) -> Cause:
    """What fails so that an option serves: all that is preferred to it."""
    assert isinstance(need.requirement, Choice)
    before = need.requirement.options[: need.requirement.options.index(option)]
    names = list(dict.fromkeys(ref.name for o in before for ref in targets(o.requirement)))
    return failure(names[0]) if len(names) == 1 else several(names)


def of_way(assessment: Assessment, need: Need, option: Option) -> Script:
    """What is walked in a drill of one fallback of a need."""
    model, name = assessment.model, next(iter(targets(option.requirement))).name
    cause = cause_of(need, option)
    plan = assessment.plan(cause)
    whole = of_plan(plan, "drill", {"need": need.address, "option": name})
    own = [s for s in plan.steps if s.option is not None and s.option[0] == need.address]
    chosen = _with_before(plan.steps, [s for s in own if s.option == (need.address, name)])
    asked = plan.parameters
    if not chosen:
        chosen, asked = list(_written(model, need, option)), _asked(model, option)
    proof = _proof(model, need, option, sinks(chosen) or (BREAK,))
    begun = [s if s.after else replace(s, after=(BREAK,)) for s in chosen]
    back = [s for s in whole.fail_back if s.option is not None and s.option[0] == need.address]
    kept = {s.id for s in back}
    back = [replace(s, after=tuple(a for a in s.after if a in kept)) for s in back]
    promise = model.components[need.component].promise
    return replace(
        whole,
        subject=need.address,
        title=f"{need.address} on {said(option.requirement)}",
        steps=(whole.steps[0], *begun, proof),
        fail_back=(*back, _restored(need, sinks(back))),
        parameters=asked,
        rto=promise.rto,
        rto_of=need.component,
        duration=option.after,
        within=None,
    )


def _with_before(steps: Iterable[PlanStep], wanted: Iterable[PlanStep]) -> list[PlanStep]:
    """Some steps and all that must come before them, but for declaring and telling."""
    known = {s.id: s for s in steps if s.kind not in ("decide", "tell")}
    chosen: set[str] = set()
    left = [s.id for s in wanted]
    while left:
        id = left.pop()
        if id in known and id not in chosen:
            chosen.add(id)
            left += known[id].after
    return [
        replace(s, after=tuple(a for a in s.after if a in chosen))
        for s in known.values()
        if s.id in chosen
    ]


def _written(model: Model, need: Need, option: Option) -> Iterator[PlanStep]:
    """The steps to an option that no plan of a failure leads to."""
    on = said(option.requirement)
    if option.switch == "automatic":
        do = f"{need.address} goes over to {on} by itself"
        takes = option.after or 0.0
        yield PlanStep(f"switch.{need.address}", "wait", do, takes=takes, automatic=True)
        return
    before: tuple[str, ...] = ()
    if option.procedure is not None:
        known = parameters(model, [option.procedure])
        steps = procedure_steps(View(model, frozenset()), option.procedure, known)
        yield from steps
        before = sinks(steps)
    do = f"Switch {need.address} to {on}"
    yield PlanStep(f"switch.{need.address}", "switch", do, before, takes=option.after)


def _asked(model: Model, option: Option) -> tuple[PlanParameter, ...]:
    known = parameters(model, [option.procedure] if option.procedure else [])
    return tuple(known[key] for key in sorted(known))


def _proof(model: Model, need: Need, option: Option, after: tuple[str, ...]) -> PlanStep:
    component = model.components[need.component]
    state = "works, plainer than usual," if option.degraded else "works"
    do = f"See that {component.title} {state} on {said(option.requirement)}"
    return PlanStep("drill.proof", "verify", do, after)


def _restored(need: Need, after: tuple[str, ...]) -> PlanStep:
    assert isinstance(need.requirement, Choice)
    usual = said(need.requirement.primary.requirement)
    do = f"Let {usual} serve again, and see that {need.address} is back on it"
    return PlanStep("drill.restored", "verify", do, after)
