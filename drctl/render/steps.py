"""Steps of a plan as a page shows them: numbered, with commands that can be copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from drctl.analysis.availability import View
from drctl.analysis.planning.procedures import Parameters, procedure_steps
from drctl.analysis.planning.shell import with_variables
from drctl.analysis.procedure_time import critical_path
from drctl.analysis.recovery_plan import PlanStep
from drctl.model.model import Model
from drctl.model.normal_form import requirement
from drctl.model.requirement import said


@dataclass(frozen=True, slots=True)
class StepView:
    """One step; `name` is unique on a page and names its commands.

    `after` are the numbers of steps beside it. In `run`, `verify` and `undo` parameters are shell
    variables. `requires` is what its own `requires` says.
    """

    number: int
    name: str
    after: tuple[str, ...]
    run: str
    verify: str
    undo: str
    requires: str
    step: PlanStep


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure with its steps in walking order; times in seconds, None when not known."""

    name: str
    title: str
    description: str
    steps: tuple[StepView, ...]
    takes: float | None


def procedure_view(
    view: View, name: str, planned: Mapping[str, PlanStep], known: Parameters
) -> ProcedureView:
    """A procedure of the model as a page shows it.

    Args:
        view: the model with what is down.
        name: the procedure's.
        planned: the steps of the page's plan, by id; these have their times.
        known: the parameters of the plan.
    """
    procedure = view.model.procedures[name]
    steps = [planned.get(step.id, step) for step in procedure_steps(view, name, known)]
    words = _requirements(view.model, name)
    return ProcedureView(
        name=name,
        title=procedure.title or name,
        description=procedure.description or "",
        steps=tuple(replace(s, requires=words.get(s.step.id, "")) for s in numbered(steps)),
        takes=critical_path(procedure),
    )


def numbered(steps: Sequence[PlanStep]) -> tuple[StepView, ...]:
    """Steps with their numbers, in the order in which they stand."""
    numbers = {step.id: str(number) for number, step in enumerate(steps, 1)}
    return tuple(
        StepView(
            number=number,
            name=step.id.replace(".", "-"),
            after=tuple(numbers[id] for id in step.after if id in numbers),
            run=with_variables(step.run or "", step.parameters),
            verify=with_variables(step.verify or "", step.parameters),
            undo=with_variables(step.undo or "", step.parameters),
            requires="",
            step=step,
        )
        for number, step in enumerate(steps, 1)
    )


def _requirements(model: Model, name: str) -> dict[str, str]:
    """What each step of a procedure requires itself, in words, by id."""
    return {
        f"{name}.{step.id or f'step-{number}'}": said(requirement(step.requires, ()))
        for number, step in enumerate(model.procedures[name].steps, 1)
        if step.requires is not None
    }
