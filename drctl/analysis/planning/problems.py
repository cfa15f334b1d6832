"""What is wrong with a plan itself, before anybody has to walk it."""

from collections.abc import Iterable, Iterator, Sequence

from drctl.analysis.planning.procedures import asked, texts
from drctl.analysis.recovery_plan import PlanStep, Problem
from drctl.model.model import Model
from drctl.model.requirement import Option, said
from drctl.model.source import Path
from drctl.model.times import duration

_OTHERS = ("end", "else", "break", "continue")
"""Words that stand alone between such brackets in the templates of other programs."""


def problems(
    model: Model,
    steps: Sequence[PlanStep],
    left_out: Iterable[PlanStep],
    slow: Iterable[tuple[Option, float, float]],
    procedures: Iterable[str],
) -> tuple[Problem, ...]:
    """What is wrong with a plan.

    Args:
        model: the model.
        steps: its steps, in walking order.
        left_out: steps that no order has a place for.
        slow: options whose procedures take longer than they say, with both times.
        procedures: those in play.
    """
    names = list(procedures)
    found = [
        *(_circle(model, step) for step in left_out),
        *_unreachable(model, steps),
        *_duplicates(model, steps),
        *_one_way(model, steps),
        *(problem for name in names for problem in parameter_problems(model, name)),
        *(_slow(model, *one) for one in slow),
    ]
    return tuple(dict.fromkeys(found))


def _circle(model: Model, step: PlanStep) -> Problem:
    what = f"{step.id} waits for itself by way of {', '.join(step.after)}"
    return Problem("cycle", step.id, what, (model.place(_path(model, step)),))


def _unreachable(model: Model, steps: Sequence[PlanStep]) -> Iterator[Problem]:
    """The steps that cannot be done, each with how many others wait for it."""
    for step in steps:
        if not step.lost:
            continue
        behind = {step.id}
        for later in steps:
            if not behind.isdisjoint(later.after):
                behind.add(later.id)
        names = " and ".join(step.lost)
        count = len(behind) - 1
        waiting = f"; {count} more wait for it" if count else ""
        verb = "is" if len(step.lost) == 1 else "are"
        what = f"{step.id} cannot be done: {names} {verb} down in this failure{waiting}"
        places = [model.place(_path(model, step))]
        places += [
            model.place(model.components[name].path, note="down in this failure")
            for name in step.lost
            if name in model.components
        ]
        yield Problem("unreachable", step.id, what, tuple(places))


def _duplicates(model: Model, steps: Sequence[PlanStep]) -> Iterator[Problem]:
    """Commands that two procedures of one plan would run, one after the other."""
    first: dict[str, PlanStep] = {}
    for step in steps:
        if step.kind != "step" or not step.run or step.read_only:
            continue
        before = first.setdefault(step.run, step)
        if before is not step and before.procedure != step.procedure:
            what = f"{step.id} runs the same command as {before.id}"
            places = tuple(model.place((*_path(model, s), "run")) for s in (step, before))
            yield Problem("duplicate", step.id, what, places)


def _one_way(model: Model, steps: Sequence[PlanStep]) -> Iterator[Problem]:
    """What people change by hand without a written way back."""
    for step in steps:
        path = _path(model, step)
        if step.kind == "switch" and not (step.automatic or step.procedure or step.lost):
            what = f"{step.id} has no procedure, so that no way back is written"
            yield Problem("no-restore", step.id, what, (model.place(path),))
        elif step.kind == "step" and step.run and _silent(step):
            what = f"{step.id} changes something, and nothing says how to take it back"
            yield Problem("no-restore", step.id, what, (model.place((*path, "run")),))


def _silent(step: PlanStep) -> bool:
    return not (step.undo or step.read_only or step.irreversible)


def parameter_problems(model: Model, name: str) -> Iterator[Problem]:
    """The values that a procedure's commands ask for undeclared, and those declared in vain."""
    procedure = model.procedures[name]
    used: dict[str, Path] = {}
    for i, step in enumerate(procedure.steps):
        for text in texts(step):
            for word in asked(text):
                used.setdefault(word, ("procedures", name, "steps", i))
    for word, path in used.items():
        if word not in procedure.parameters and word not in _OTHERS:
            what = f'a command of {name} asks for "{word}", which is no parameter of it'
            yield Problem("undeclared-parameter", name, what, (model.place(path, note="asks"),))
    for word in procedure.parameters:
        if word not in used:
            what = f'no command of {name} uses its parameter "{word}"'
            path = ("procedures", name, "parameters", word)
            yield Problem("unused-parameter", name, what, (model.place(path, note="for nobody"),))


def _slow(model: Model, option: Option, steps: float, after: float) -> Problem:
    on = said(option.requirement)
    name = str(option.procedure)
    what = (
        f"the steps of {name} take {duration(steps)}, and after: says that {on} serves within "
        f"{duration(after)}"
    )
    places = (model.place((*option.path, "after")), model.place(("procedures", name)))
    return Problem("longer-than-after", name, what, places)


def _path(model: Model, step: PlanStep) -> Path:
    """Where a step comes from: its own place in a procedure, its need, or its component."""
    if step.kind == "step" and step.procedure is not None:
        own = step.id.removeprefix(f"{step.procedure}.")
        listed = model.procedures[step.procedure].steps
        for i, written in enumerate(listed):
            if written.id == own or (written.id is None and own.rstrip("x") == f"step-{i + 1}"):
                return ("procedures", step.procedure, "steps", i)
    if step.option is not None:
        need = model.need(step.option[0])
        if need is not None:
            return need.path
    name = step.id.partition(".")[2].split(".")[0]
    component = model.components.get(name)
    return component.path if component is not None else ()
