"""Procedures as a page shows them: in an order that can be walked, with their times."""

from dataclasses import dataclass

from drctl.analysis.procedure_time import critical_path, in_order
from drctl.model.language.estate import Step
from drctl.model.model import Model
from drctl.model.normal_form import requirement
from drctl.model.requirement import said


@dataclass(frozen=True, slots=True)
class StepView:
    """One step; `name` is unique on a page and names its commands."""

    number: int
    name: str
    do: str
    after: tuple[str, ...]
    run: str
    expect: str
    verify: str
    undo: str
    irreversible: bool
    read_only: bool
    takes: float | None
    approval: str
    who: str
    link: str
    requires: str


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure with its steps in walking order; times in seconds, None when not known."""

    name: str
    title: str
    description: str
    parameters: tuple[tuple[str, str, str, bool], ...]
    steps: tuple[StepView, ...]
    takes: float | None

    @property
    def undone(self) -> tuple[StepView, ...]:
        """The steps to take back, or to know of on the way back; the last one first."""
        return tuple(s for s in reversed(self.steps) if s.undo or s.irreversible)

    @property
    def one_way(self) -> tuple[StepView, ...]:
        """The steps that may change something and say nothing of a way back."""
        silent = (s for s in self.steps if not (s.read_only or s.undo or s.irreversible))
        return tuple(s for s in silent if s.run)


def procedure_view(model: Model, name: str) -> ProcedureView:
    """A procedure of the model as a page shows it."""
    procedure = model.procedures[name]
    steps = in_order(procedure)
    numbers = {step.id: i for i, step in enumerate(steps, 1) if step.id}
    return ProcedureView(
        name=name,
        title=procedure.title or name,
        description=procedure.description or "",
        parameters=tuple(
            (n, p.title or n, p.default or "", p.secret)
            for n, p in sorted(procedure.parameters.items())
        ),
        steps=tuple(_step(name, i, s, numbers) for i, s in enumerate(steps, 1)),
        takes=critical_path(procedure),
    )


def _step(procedure: str, number: int, step: Step, numbers: dict[str, int]) -> StepView:
    return StepView(
        number=number,
        name=f"{procedure}-{step.id or f'step-{number}'}",
        do=step.do,
        after=tuple(str(numbers[name]) for name in step.after or () if name in numbers),
        run=step.run or "",
        expect=step.expect or "",
        verify=step.verify or "",
        undo=step.undo or "",
        irreversible=step.irreversible,
        read_only=step.read_only,
        takes=step.takes,
        approval=step.approval or "",
        who=step.who or "",
        link=step.link or "",
        requires=said(requirement(step.requires, ())) if step.requires is not None else "",
    )
