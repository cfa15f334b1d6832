"""All steps of a plan: the way out, and what people do around it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from drctl.analysis.planning.failing import Failing
from drctl.analysis.planning.forward import DECIDE
from drctl.analysis.planning.people import MOST
from drctl.analysis.planning.probing import probe_command
from drctl.analysis.planning.procedures import Parameters
from drctl.analysis.planning.way_out import WayOut
from drctl.analysis.recovery_plan import Affected, PlanStep
from drctl.model.language.component import Provider
from drctl.model.model import Model


def steps_of(
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
