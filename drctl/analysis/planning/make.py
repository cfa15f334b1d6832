"""The plan of one failure, of several at once, or of a scenario."""

import re
from collections.abc import Iterator

from drctl.analysis.availability import View
from drctl.analysis.outcome import Outcome
from drctl.analysis.procedure_time import in_order
from drctl.analysis.recovery_plan import (
    Affected,
    Criterion,
    Decision,
    Message,
    PlanParameter,
    PlanStep,
    RecoveryPlan,
)
from drctl.analysis.recovery_verdict import verdict
from drctl.model.model import Model
from drctl.model.normal_form import requirement
from drctl.model.requirement import Choice, Option, refs, said

PARAMETER = re.compile(r"\{\{\s*([A-Za-z0-9][A-Za-z0-9_-]*)\s*\}\}")


def recovery_plan(model: Model, outcome: Outcome, subject: str, title: str) -> RecoveryPlan:
    """The plan for what comes of a failure.

    Args:
        model: the model.
        outcome: what comes of the failure.
        subject: the page's name, "" for a set without a page.
        title: what people call it.
    """
    steps = tuple(_steps(model, outcome))
    affected = tuple(_affected(model, outcome))
    rtos = [(a.rto, a.name) for a in affected if a.rto is not None and a.before == "down"]
    rto, of = min(rtos, default=(None, ""))
    names = dict.fromkeys(s.procedure for s in steps if s.procedure)
    parameters = {
        n: PlanParameter(n, p.title or n, p.default, p.secret)
        for name in names
        for n, p in model.procedures[name].parameters.items()
    }
    undone = [s for s in reversed(steps) if s.undo]
    back = tuple(
        PlanStep(
            f"{s.id}.undo",
            "step",
            f"Take back: {s.do}",
            (f"{undone[i - 1].id}.undo",) if i else (),
            run=s.undo,
            parameters=s.parameters,
            procedure=s.procedure,
        )
        for i, s in enumerate(undone)
    )
    criteria = tuple(
        Criterion(name, text, "")
        for name in outcome.cause.fails
        for text in model.components[name].spec.symptoms or ()
    )
    owners = dict.fromkeys(
        o for n in outcome.cause.fails if (o := model.components[n].spec.owner) is not None
    )
    declares = tuple(p for o in owners for p in model.teams[o].escalation or ())
    tell = tuple(
        Message(o, tuple(model.teams[o].oncall.items()), rto, f"{title} is down.") for o in owners
    )
    ends = [s.earliest + (s.takes or 0) if s.earliest is not None else None for s in steps]
    known = [e for e in ends if e is not None]
    return RecoveryPlan(
        subject=subject,
        title=title,
        fails=tuple(outcome.cause.fails),
        affected=affected,
        decision=Decision(criteria, declares, None, rto, of),
        steps=steps,
        fail_back=back,
        tell=tell,
        parameters=tuple(parameters[n] for n in sorted(parameters)),
        duration=max(known, default=0.0) if len(known) == len(ends) else None,
        rto=rto,
        problems=(),
        digest="0" * 16,
    )


def _affected(model: Model, outcome: Outcome) -> Iterator[Affected]:
    states = outcome.states
    for name in sorted(states.after):
        found = outcome.times.bounds(name)
        if (states.before[name], states.after[name]) == ("up", "up") and not found.most:
            continue
        component = model.components[name]
        told = verdict(component.promise.rto, [found])
        yield Affected(
            name,
            component.title,
            component.tier or "",
            states.before[name],
            states.after[name],
            found.least,
            found.most,
            component.promise.rto,
            {"achievable": "kept", "not achievable": "broken", "unknown": "unknown"}.get(told, ""),
        )


def _steps(model: Model, outcome: Outcome) -> Iterator[PlanStep]:
    before, after = outcome.cascade.before.down, outcome.cascade.after.down
    view = View(model, after)
    seen: set[str] = set()
    for component in model.components.values():
        if component.name in outcome.cause.fails:
            continue
        for need in component.needs:
            node = need.requirement
            if not isinstance(node, Choice) or View(model, before).met(node.primary.requirement):
                continue
            option = view.first(node, need.wants)
            if option is None or option.switch != "manual":
                continue
            yield from _switch(model, view, need.address, option, seen)


def _switch(
    model: Model, view: View, address: str, option: Option, seen: set[str]
) -> Iterator[PlanStep]:
    on = said(option.requirement)
    last: tuple[str, ...] = ()
    if option.procedure and option.procedure not in seen:
        seen.add(option.procedure)
        procedure = model.procedures[option.procedure]
        ends: dict[str, float] = {}
        ids = {s.id: f"{option.procedure}.{s.id}" for s in procedure.steps if s.id}
        for number, step in enumerate(in_order(procedure), 1):
            id = ids.get(step.id or "", f"{option.procedure}.step-{number}")
            texts = " ".join(filter(None, (step.run, step.expect, step.verify, step.undo)))
            needed = (
                ()
                if step.requires is None
                else tuple(r.name for r in refs(requirement(step.requires, ())))
            )
            met = step.requires is None or view.met(requirement(step.requires, ()))
            start = max((ends[ids[a]] for a in step.after or ()), default=0.0)
            ends[id] = start + (step.takes or 0.0)
            yield PlanStep(
                id,
                "step",
                step.do,
                tuple(ids[a] for a in step.after or ()),
                step.takes,
                start,
                run=step.run,
                expect=step.expect,
                verify=step.verify,
                undo=step.undo,
                parameters=tuple(dict.fromkeys(PARAMETER.findall(texts))),
                irreversible=step.irreversible,
                read_only=step.read_only,
                approval=step.approval,
                who=step.who,
                link=step.link,
                procedure=option.procedure,
                option=(address, on),
                requires=needed,
                lost=() if met else tuple(n for n in needed if n in view.down),
            )
        last = tuple(ids.values())
    yield PlanStep(
        f"switch.{address}",
        "switch",
        f"Switch {address} to {on}",
        last,
        option.after,
        0.0,
        option=(address, on),
    )
