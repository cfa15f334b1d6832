"""What is walked: the part of a recovery plan that stays with a run, as the log keeps it.

A run goes by the plan as it was when it began: a model that is changed, or broken, in the middle
of an outage changes nothing for those who are walking.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from drctl.analysis.recovery_plan import Affected, PlanParameter, PlanStep, RecoveryPlan
from drctl.model.times import lasting

BREAK = "drill.break"

Mode = Literal["incident", "drill"]


@dataclass(frozen=True, slots=True)
class Script:
    """Steps with what stands around them.

    `subject` is the page's name, or what a drill is of; `impact` says in a line each who is hit.
    `tell` is whom to tell, how and what; `problems` what is wrong with the plan itself. `evidence`
    is what a drill record of it would say it rehearsed: `need` and `option`, `scenario` or
    `runbook`.
    """

    subject: str
    title: str
    mode: Mode
    fails: tuple[str, ...]
    impact: tuple[str, ...]
    criteria: tuple[str, ...]
    declares: tuple[str, ...]
    within: float | None
    rto: float | None
    rto_of: str
    duration: float | None
    steps: tuple[PlanStep, ...]
    fail_back: tuple[PlanStep, ...]
    tell: tuple[tuple[str, str], ...]
    parameters: tuple[PlanParameter, ...]
    evidence: Mapping[str, str]
    digest: str
    problems: tuple[str, ...] = ()


def of_plan(plan: RecoveryPlan, mode: Mode, evidence: Mapping[str, str]) -> Script:
    """A plan to be walked; a drill begins with breaking what fails."""
    steps = plan.steps
    used = {step.id for step in steps}
    # Steps of the way back are told apart in the log, whatever the plan calls them.
    names = {s.id: f"back.{s.id}" if s.id in used else s.id for s in plan.fail_back}
    back = tuple(
        replace(s, id=names[s.id], after=tuple(names.get(a, a) for a in s.after))
        for s in plan.fail_back
    )
    if mode == "drill":
        steps = (breaking(plan.fails), *(_behind_break(step) for step in steps))
    return Script(
        subject=plan.subject or " and ".join(plan.fails),
        title=plan.title,
        mode=mode,
        fails=plan.fails,
        impact=tuple(map(_hit, plan.affected)),
        criteria=tuple(
            f"{c.alert}: {c.text}" if c.alert else c.text for c in plan.decision.criteria
        ),
        declares=plan.decision.declares,
        within=plan.decision.within,
        rto=plan.rto,
        rto_of=plan.decision.rto_of,
        duration=plan.duration,
        steps=steps,
        fail_back=back,
        tell=tuple((_whom(m.to, m.reach), m.text) for m in plan.tell),
        parameters=plan.parameters,
        evidence=evidence,
        digest=plan.digest,
        problems=tuple(problem.message for problem in plan.problems),
    )


def breaking(fails: tuple[str, ...]) -> PlanStep:
    """The first step of a drill."""
    what = ", ".join(fails) or "what the drill is about"
    do = f"Make {what} fail on purpose, or agree to act as if it had; the clock begins then"
    return PlanStep(BREAK, "step", do)


def _behind_break(step: PlanStep) -> PlanStep:
    return step if step.after else replace(step, after=(BREAK,))


def _hit(one: Affected) -> str:
    state = (
        one.before if one.before == one.after else f"{one.before}, {one.after} after people act"
    )
    if one.before == one.after == "up":
        state = "down only until something has switched by itself"
    time = f", {lasting(one.least, one.most)}" if one.most else ""
    return f"{one.title}{f' ({one.tier})' if one.tier else ''}: {state}{time}"


def _whom(to: str, reach: tuple[tuple[str, str], ...]) -> str:
    ways = ", ".join(f"{way} {address}" for way, address in reach)
    return f"{to} ({ways})" if ways else to


def data_of(script: Script) -> dict[str, Any]:
    """A script as plain data."""
    return asdict(script)


def script_of(data: Mapping[str, Any]) -> Script:
    """The script that `data_of` made data of; keys of a later drctl are passed over."""
    known = _known(Script, data)
    known["steps"] = tuple(_step(step) for step in data["steps"])
    known["fail_back"] = tuple(_step(step) for step in data["fail_back"])
    known["parameters"] = tuple(
        PlanParameter(**_known(PlanParameter, p)) for p in data["parameters"]
    )
    known["tell"] = tuple((to, text) for to, text in data["tell"])
    return Script(**known)


def _step(data: Mapping[str, Any]) -> PlanStep:
    known = _known(PlanStep, data)
    if known.get("option") is not None:
        known["option"] = tuple(known["option"])
    return PlanStep(**known)


def _known(kind: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items() if k in names}
