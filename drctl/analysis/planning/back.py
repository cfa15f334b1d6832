"""The way back, when what failed is there again for good: in reverse, the last step first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from drctl.analysis.availability import View
from drctl.analysis.data_loss import DataLoss
from drctl.analysis.planning.probing import probe_command
from drctl.analysis.planning.procedures import Parameters, placed, procedure_steps, sinks
from drctl.analysis.recovery_plan import PlanStep
from drctl.analysis.switches import Switch
from drctl.model.language.component import Provider
from drctl.model.model import Model
from drctl.model.times import duration

MOST = 12
"""Failed components that are looked at again; also stores whose lost data are looked for."""


def fail_back(
    model: Model,
    view: View,
    fails: Sequence[str],
    forward: Sequence[PlanStep],
    found: Iterable[Switch],
    losses: Sequence[DataLoss],
    known: Parameters,
) -> tuple[PlanStep, ...]:
    """The steps of the way back, in walking order.

    Args:
        model: the model.
        view: the model with what is down.
        fails: what has failed.
        forward: the steps of the way out, in walking order.
        found: what was switched.
        losses: the stores that lost something.
        known: the parameters of the plan.
    """
    first = [_stable(model, name) for name in fails[:MOST]]
    start = tuple(step.id for step in first)
    steps = [*first, *_data(losses, start)]
    walked = {step.procedure for step in forward if step.procedure}
    for name in fails:
        failure, ours = model.components[name].failure, model.components[name].kind == "service"
        if ours or failure is None or not failure.procedure or failure.procedure in walked:
            continue
        walked.add(failure.procedure)
        steps += placed(procedure_steps(view, failure.procedure, known), start, None)
    repairs = {f.procedure for n in fails if (f := model.components[n].failure) is not None}
    steps += _undone([s for s in forward if s.procedure not in repairs], start)
    by_itself = [s for s in found if s.automatic and not s.quorum]
    steps += [_looked_at(switch, start) for switch in by_itself]
    record = PlanStep(
        "back.record",
        "tell",
        "Write down when it began, when it was noticed, when each step was done and when it "
        "ended: a drill record or an incident report needs it",
        sinks(steps),
    )
    return (*steps, record) if steps else (record,)


def _stable(model: Model, name: str) -> PlanStep:
    component = model.components[name]
    probe = component.spec.probe if isinstance(component.spec, Provider) else None
    return PlanStep(
        f"back.{name}",
        "verify",
        f"See that {component.title} is back for good, several times in a row: the first "
        "all-clear may be too early",
        run=probe_command(probe) if probe else None,
        expect=None if probe is None or probe.expect is None else str(probe.expect),
        read_only=True,
        who=component.spec.owner,
    )


def _data(losses: Sequence[DataLoss], start: tuple[str, ...]) -> Iterator[PlanStep]:
    for loss in losses[:MOST]:
        lost = "everything" if loss.best is None else f"the last {duration(loss.seconds)}"
        do = f"Look for what was lost of {loss.address}, {lost}, and bring together what differs"
        yield PlanStep(f"back.data.{loss.address}", "verify", do, start)


def _undone(forward: Sequence[PlanStep], start: tuple[str, ...]) -> list[PlanStep]:
    """What was done by people, taken back in the opposite order.

    A step that only looked has nothing to take back: what stood after it waits for what stood
    before it.
    """
    below: dict[str, list[str]] = {}
    for step in forward:
        for id in step.after:
            below.setdefault(id, []).append(step.id)
    ends: dict[str, tuple[str, ...]] = {}
    found: list[PlanStep] = []
    for step in reversed(forward):
        before = tuple(dict.fromkeys(e for id in below.get(step.id, ()) for e in ends.get(id, ())))
        taken = _taken_back(step)
        if taken is None:
            ends[step.id] = before
            continue
        found.append(replace(taken, after=before or start))
        ends[step.id] = (taken.id,)
    return found


def _taken_back(step: PlanStep) -> PlanStep | None:
    """How one step is taken back; None when there is nothing to take back."""
    if step.lost or step.automatic or step.kind not in ("step", "switch"):
        return None
    id = f"back.{step.id}"
    if step.kind == "switch":
        if step.procedure is not None or step.option is None:
            return None
        address, on = step.option
        do = f"Switch {address} back from {on}"
        return PlanStep(id, "switch", do, option=step.option, requires=step.requires)
    if step.read_only or not (step.undo or step.irreversible or step.run):
        return None
    one = replace(
        step,
        id=id,
        do=f"Take back: {step.do}",
        run=step.undo,
        expect=None,
        verify=None,
        undo=None,
        takes=None,
        earliest=None,
        critical=False,
        irreversible=False,
        read_only=False,
        parameters=tuple(n for n in step.parameters if step.undo and n in step.undo),
    )
    if step.undo:
        return one
    if step.irreversible:
        do = f"It cannot be taken back: {step.do}. Make what was lost anew, as the fallback"
        return replace(one, do=do, irreversible=True)
    return replace(one, do=f"Find out how to take back: {step.do}; no way is written")


def _looked_at(switch: Switch, start: tuple[str, ...]) -> PlanStep:
    do = f"See that {switch.address} is back on {switch.primary}"
    return PlanStep(f"back.{switch.address}", "verify", do, start, read_only=True)
