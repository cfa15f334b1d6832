"""The chain that broke an expectation, step by step, each with its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, assert_never

from drctl.cli import _lasting
from drctl.cli.why import clause, switching

if TYPE_CHECKING:
    from drctl.analysis.expectations import Answer, LossAnswer, StateAnswer, TimeAnswer
    from drctl.analysis.falls import Step
    from drctl.analysis.outcome import Outcome
    from drctl.assessment import Assessment
    from drctl.finding import Place

_NEAREST = 6


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: what happens, where that is written, and when, for a time."""

    text: str
    place: "Place"
    at: str = ""


def chain(assessment: "Assessment", outcome: "Outcome", answer: "Answer") -> list[Link]:
    """The steps that broke an expectation, causes first; none where everything is up."""
    from drctl.analysis.expectations import LossAnswer, StateAnswer, TimeAnswer

    match answer:
        case StateAnswer():
            return list(_state(assessment, outcome, answer))
        case TimeAnswer():
            return list(_time(assessment, outcome, answer))
        case LossAnswer():
            return list(_loss(assessment, outcome, answer))
        case _:
            assert_never(answer)


def _state(assessment: "Assessment", outcome: "Outcome", answer: "StateAnswer") -> Iterator[Link]:
    from drctl.analysis.degradation import degradation

    if answer.actual == "down":
        yield from _falls(assessment, outcome, [answer.component], people_act=answer.people_act)
        return
    if answer.actual == "up":
        yield from _saved(assessment, outcome, answer)
        return
    states, cascade = outcome.states, outcome.cascade
    shedding = (cascade.after if answer.people_act else cascade.before).shedding
    sheds = {overload.component: overload for overload in shedding}
    steps = degradation(
        assessment.model,
        states.after if answer.people_act else states.before,
        answer.component,
        people_act=answer.people_act,
        sheds=sheds,
    )
    culprits = [name for step in steps for name in step.because]
    yield from _falls(assessment, outcome, culprits, people_act=answer.people_act)
    for step in steps:
        told = step.text if step.need else f"it sheds load: {sheds[step.component].told}"
        place = assessment.model.place(step.path)
        yield Link(f"{step.component} is degraded: {told}", place)


def _saved(assessment: "Assessment", outcome: "Outcome", answer: "StateAnswer") -> Iterator[Link]:
    """What keeps up a component that was expected to suffer: the nearest needs that are saved."""
    told = assessment.explain(outcome, answer.component)
    saved = [s for s in told.saved if answer.people_act or s.by.switch == "automatic"]
    for found in saved[:_NEAREST]:
        text = f"{found.address} runs on {found.runs_on} ({switching(found)})"
        yield Link(text, assessment.model.place(found.by.path))
    if len(saved) > _NEAREST:
        path = assessment.model.components[answer.component].path
        text = f"and {len(saved) - _NEAREST} more needs below are saved by an option"
        yield Link(text, assessment.model.place(path))


def _falls(
    assessment: "Assessment", outcome: "Outcome", names: Iterable[str], *, people_act: bool
) -> Iterator[Link]:
    """How some components fall, each step once."""
    seen: set[str] = set()
    for name in dict.fromkeys(names):
        for step in assessment.falls(outcome, name, people_act=people_act):
            if step.component not in seen:
                seen.add(step.component)
                yield Link(_told(outcome, step), assessment.model.place(step.path))


def _told(outcome: "Outcome", step: "Step") -> str:
    """A fall in words; of one by overload the wave too."""
    for number, wave in enumerate(outcome.cascade.waves, 1):
        if step.overload in wave.overloads:
            return f"{clause(step)} (wave {number})"
    return clause(step)


def _time(assessment: "Assessment", outcome: "Outcome", answer: "TimeAnswer") -> Iterator[Link]:
    from drctl.model.times import duration

    model, recovery = assessment.model, answer.actual
    if answer.verdict == "unknown":
        for path in recovery.missing:
            yield Link(f"not written: {'.'.join(map(str, path))}", model.place(path))
    elif recovery.deadlock:
        around = zip(
            recovery.deadlock, (*recovery.deadlock[1:], recovery.deadlock[0]), strict=True
        )
        for name, other in around:
            place = model.place(model.components[name].path)
            yield Link(f"{name} waits for {other} to start", place)
    elif recovery.least == inf:
        yield from _falls(assessment, outcome, [answer.component], people_act=True)
    else:
        for moment in recovery.path:
            place = model.place(moment.path)
            yield Link(_lasting.what(moment), place, duration(moment.at))


def _loss(assessment: "Assessment", outcome: "Outcome", answer: "LossAnswer") -> Iterator[Link]:
    """Why all better copies are lost, then the one to go on from."""
    from drctl.analysis.availability import View
    from drctl.model.requirement import said
    from drctl.model.times import duration

    model = assessment.model
    component = model.components[answer.component]
    copies = dict(component.data)[answer.store]
    view = View(model, outcome.states.after.down)
    corrupted = f"{answer.component}.{answer.store}" in outcome.cause.corrupts
    path = (*component.path, "data", answer.store, "copies")
    lost: list[Link] = []
    culprits: list[str] = []
    for i, copy in enumerate(copies):
        if copy.lag >= answer.actual:
            continue
        what = f"{said(copy.placement)}{f', {copy.kind}' if copy.kind else ''}"
        place = model.place((*path, i))
        if corrupted and copy.kind != "backup":
            lost.append(Link(f"the copy in {what} is destroyed", place))
        else:
            down = view.culprits(copy.placement)
            culprits += down
            lost.append(Link(f"the copy in {what} is lost with {' and '.join(down)}", place))
    yield from _falls(assessment, outcome, culprits, people_act=True)
    yield from lost
    if answer.best is not None:
        best = copies[answer.best]
        kind = f", {best.kind}" if best.kind else ""
        told = f"what is left: {said(best.placement)}{kind}, which lags {duration(best.lag)}"
        yield Link(told, model.place((*path, answer.best)))
