"""The steps of a procedure as steps of a plan, and the values that its commands ask for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from drctl.analysis.availability import View
from drctl.analysis.procedure_time import in_order
from drctl.analysis.recovery_plan import PlanParameter, PlanStep
from drctl.analysis.ways import Required, required
from drctl.model.language.estate import Procedure, Step
from drctl.model.model import Model
from drctl.model.normal_form import requirement

_MARK = re.compile(r"\{\{\s*([A-Za-z0-9][A-Za-z0-9_-]*)\s*\}\}")
Parameters = Mapping[tuple[str, str], PlanParameter]


def asked(text: str | None) -> tuple[str, ...]:
    """The names between `{{` and `}}` in a command, each once.

    What holds more than a name, such as `{{.Names}}` for docker, is text.
    """
    return tuple(dict.fromkeys(_MARK.findall(text or "")))


def texts(step: Step) -> tuple[str, ...]:
    """The texts of a step that may ask for a value."""
    return tuple(filter(None, (step.run, step.expect, step.verify, step.undo)))


def parameters(model: Model, procedures: Iterable[str]) -> dict[tuple[str, str], PlanParameter]:
    """What some procedures ask for, by procedure and name.

    Where two declare a name alike they mean the same, which is asked for once. Where they
    declare it differently the later one's gets the procedure's name before it.
    """
    found: dict[tuple[str, str], PlanParameter] = {}
    known: dict[str, PlanParameter] = {}
    for procedure in procedures:
        for name, written in sorted(model.procedures[procedure].parameters.items()):
            one = PlanParameter(name, written.title or name, written.default, written.secret)
            if known.setdefault(name, one) != one:
                one = replace(one, name=f"{procedure}-{name}")
                known[one.name] = one
            found[procedure, name] = one
    return found


def procedure_steps(view: View, name: str, known: Parameters) -> tuple[PlanStep, ...]:
    """The steps of a procedure in an order in which they can be walked, without times.

    Args:
        view: the model with what is down.
        name: the procedure's.
        known: the parameters of the plan.
    """
    procedure = view.model.procedures[name]
    ids = _ids(name, procedure)
    return tuple(_step(view, name, step, ids, known) for step in in_order(procedure))


def _ids(name: str, procedure: Procedure) -> dict[int, str]:
    """The id of each step; one without a name is called by its place in the model."""
    taken = {step.id for step in procedure.steps}
    found = {}
    for number, step in enumerate(procedure.steps, 1):
        own = step.id or f"step-{number}"
        while not step.id and own in taken:
            own += "x"
        found[id(step)] = f"{name}.{own}"
    return found


def _step(
    view: View, name: str, step: Step, ids: Mapping[int, str], known: Parameters
) -> PlanStep:
    names = {s.id: ids[id(s)] for s in view.model.procedures[name].steps if s.id}
    asks = dict.fromkeys(word for text in texts(step) for word in asked(text))
    own = {word: known[name, word].name for word in asks if (name, word) in known}
    needed = _needed(view, name, step)
    lost = tuple(dict.fromkeys(n for one in needed if not one.by for n in one.names))
    return PlanStep(
        id=ids[id(step)],
        kind="step",
        do=step.do,
        after=tuple(dict.fromkeys(names[word] for word in step.after or ())),
        takes=step.takes,
        run=_renamed(step.run, own),
        expect=_renamed(step.expect, own),
        verify=_renamed(step.verify, own),
        undo=_renamed(step.undo, own),
        parameters=tuple(own.values()),
        irreversible=step.irreversible,
        read_only=step.read_only,
        approval=step.approval,
        who=step.who,
        link=step.link,
        procedure=name,
        requires=tuple(dict.fromkeys(n for one in needed for n in one.names)),
        lost=lost,
        instead=_no_other(lost) if lost else None,
    )


def _needed(view: View, name: str, step: Step) -> list[Required]:
    procedure = view.model.procedures[name]
    written = [procedure.requires] if procedure.requires is not None else []
    written += [step.requires] if step.requires is not None else []
    return [required(view, requirement(one, ())) for one in written]


def _no_other(lost: tuple[str, ...]) -> str:
    names = " and ".join(lost)
    return f"no other way is written: wait until {names} {'is' if len(lost) == 1 else 'are'} back"


def _renamed(text: str | None, own: Mapping[str, str]) -> str | None:
    if text is None or all(word == name for word, name in own.items()):
        return text
    return _MARK.sub(lambda found: f"{{{{ {own.get(found[1], found[1])} }}}}", text)


def sinks(steps: Iterable[PlanStep]) -> tuple[str, ...]:
    """The ids of the steps after which no other comes."""
    listed = list(steps)
    before = {id for step in listed for id in step.after}
    return tuple(step.id for step in listed if step.id not in before)


def placed(
    steps: Iterable[PlanStep], first: tuple[str, ...], start: float | None
) -> Iterator[PlanStep]:
    """Steps of a procedure after some others, with the earliest start of each.

    Args:
        steps: in walking order.
        first: the ids that the first steps come after.
        start: when these are done, in seconds; None when that is not known.
    """
    ends: dict[str, float | None] = {}
    for step in steps:
        begins = latest([ends[id] for id in step.after]) if step.after else start
        ends[step.id] = end(begins, step.takes)
        yield replace(step, after=step.after or first, earliest=begins)


def end(begins: float | None, takes: float | None) -> float | None:
    """When something ends; None when that is not known."""
    return None if begins is None or takes is None else begins + takes


def latest(ends: Iterable[float | None]) -> float | None:
    """The last of some moments; None when one is not known."""
    found = list(ends)
    known = [moment for moment in found if moment is not None]
    return max(known, default=0.0) if len(known) == len(found) else None
