"""A recovery plan as text and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from math import inf
from typing import TYPE_CHECKING, Any

from drctl.cli._answer import table, wrapped

if TYPE_CHECKING:
    from drctl.analysis.recovery_plan import PlanStep, RecoveryPlan


def as_json(plan: "RecoveryPlan") -> dict[str, Any]:
    """A plan as docs/json.md describes it; infinity becomes null."""
    told = asdict(plan)
    told["problems"] = [
        {
            "what": problem.what,
            "object": problem.object,
            "message": problem.message,
            "places": [
                {"path": p.path, "line": p.line, "column": p.column, "note": p.note}
                for p in problem.places
            ],
        }
        for problem in plan.problems
    ]
    finite: dict[str, Any] = _finite(told)
    return finite


def _finite(value: Any) -> Any:
    match value:
        case dict():
            return {key: _finite(item) for key, item in value.items()}
        case list() | tuple():
            return [_finite(item) for item in value]
        case float() if value == inf:
            return None
        case _:
            return value


def told(plan: "RecoveryPlan") -> Iterator[str]:
    """A plan as text: what to decide, all steps in order, the way back, what is wrong with it."""
    from drctl.model.times import duration

    yield f"{plan.title}: recovery plan"
    yield ""
    if plan.decision.declares:
        yield f"Declared by {', then '.join(plan.decision.declares)}"
    if plan.decision.within is not None:
        yield (
            f"Decide within {duration(plan.decision.within)} to keep the strictest RTO, "
            f"{duration(plan.decision.rto)} of {plan.decision.rto_of}"
        )
    if plan.duration is not None:
        yield f"On paper all that others wait for is up after {duration(plan.duration)}"
    yield ""
    yield from _steps(plan.steps)
    if plan.fail_back:
        yield ""
        yield "The way back:"
        yield from _steps(plan.fail_back)
    if plan.parameters:
        names = ", ".join(f"{p.name} ({p.title})" for p in plan.parameters)
        yield ""
        yield from wrapped(f"Its commands ask for: {names}")
    if plan.problems:
        yield ""
        yield "What is wrong with it:"
        for problem in plan.problems:
            place = f"{problem.places[0]}: " if problem.places else ""
            yield f"  {place}{problem.message}"


def _steps(steps: "tuple[PlanStep, ...]") -> Iterator[str]:
    from drctl.model.times import duration

    rows = [("", "earliest", "takes", "step", "what")]
    for step in steps:
        what = step.do
        if step.lost:
            what = f"IMPOSSIBLE: {what}; {' and '.join(step.lost)} down; {step.instead or ''}"
        elif step.irreversible:
            what = f"IRREVERSIBLE: {what}"
        early = "" if step.earliest is None else duration(step.earliest)
        takes = "" if not step.takes else duration(step.takes)
        rows.append(("*" if step.critical else "", early, takes, step.id, what))
    yield table(rows)
