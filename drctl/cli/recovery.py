"""`drctl recovery`."""

from math import inf
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drctl.cli import _lasting, _losing
from drctl.cli._answer import (
    JsonOption,
    Output,
    OutputOption,
    is_json,
    say,
    say_json,
    table,
    width,
    wrapped,
)
from drctl.cli._workspace import ModelOption, open_assessment

if TYPE_CHECKING:
    from drctl.analysis.recovery_path import Recovery
    from drctl.analysis.recovery_verdict import Answer, Case
    from drctl.assessment import Assessment
    from drctl.model import Model

EXAMPLES = ("drctl recovery", "drctl recovery chat-api")
MOST = 40
ROOMY = 100
_HOLDS = {"achievable": "yes", "not achievable": "no", "unknown": "unknown", "no RTO": ""}


def command(
    service: Annotated[
        str | None, typer.Argument(metavar="SERVICE", help="A component; all services without it.")
    ] = None,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Show how long services stay down.

    For every single failure, vendor, jurisdiction and scenario: the time, what sets it, whether
    the RTO can be kept, whether people must act, and which keys are missing to know it. Then the
    most data that each store loses, and whether the RPO can be kept.
    """
    from drctl.cli._fails import component_named

    assessment = open_assessment(model)
    chosen = component_named(assessment.model, service) if service else None
    names = [chosen] if chosen else _by_tier(assessment)
    as_json = is_json(json, output)
    answers = assessment.outcomes.answers(names, chains=as_json or chosen is not None)
    if as_json:
        rows = [_as_json(answers[name]) for name in sorted(answers)]
        say_json(rows[0] if chosen else {"components": rows})
    elif chosen:
        say(_one(assessment.model, answers[chosen]))
    else:
        every = [answers[name] for name in names]
        worst = (loss for answer in every for loss in answer.losses)
        say([_all(assessment.model, every), *_losing.most(assessment.model, worst)])


def _by_tier(assessment: "Assessment") -> list[str]:
    from drctl.analysis.ranking import rank

    model = assessment.model
    return [c.name for c in sorted(model.of_kind("service"), key=lambda c: rank(model, c))]


def _all(model: "Model", answers: "list[Answer]") -> str:
    from drctl.model.times import duration

    rows = [("tier", "service", "RTO", "holds", "kept in", "longest", "when this fails")]
    for answer in answers:
        worst = answer.cases[0] if answer.cases else None
        rows.append(
            (
                model.components[answer.service].tier or "",
                answer.service,
                duration(answer.rto) if answer.rto is not None else "",
                _HOLDS[answer.verdict],
                _kept(answer),
                _lasting.how_long(worst.recovery, briefly=True) if worst else "",
                worst.cause.words if worst else "nothing takes it down",
            )
        )
    return table(rows)


def _kept(answer: "Answer") -> str:
    if answer.rto is None or not answer.cases:
        return ""
    return f"{answer.kept} of {len(answer.cases)}"


def _one(model: "Model", answer: "Answer") -> list[str]:
    from drctl.model.times import duration

    losing = _losing.most(model, answer.losses)
    if not answer.cases:
        return [f"Nothing takes {answer.service} down.", *losing]
    rto = f"RTO {duration(answer.rto)}: {answer.verdict}" if answer.rto is not None else "no RTO"
    kept = _kept(answer)
    told = f"{answer.service}, {rto}" + (f"; kept in {kept} cases" if kept else "")
    if answer.rpo is not None and answer.losses:
        told += f"; RPO {duration(answer.rpo)}: {answer.data_verdict}"
    lines = [f"{told}."]
    head = ("when this fails", "down for", "within the RTO", "by hand")
    cases = answer.cases[:MOST]
    rows = [head, *(_row(answer, case) for case in cases)]
    if _roomy():
        drawn = ["", *(_bar(answer, case.recovery) for case in cases)]
        rows = [
            (cause, lasts, drawn, *rest)
            for (cause, lasts, *rest), drawn in zip(rows, drawn, strict=True)
        ]
    lines += ["", table(rows)]
    if len(answer.cases) > MOST:
        lines.append(f"and {len(answer.cases) - MOST} more, all shorter")
    return lines + _longest(model, answer) + losing + _unknown(model, answer)


def _row(answer: "Answer", case: "Case") -> tuple[str, ...]:
    from drctl.analysis.recovery_verdict import verdict

    within = _HOLDS[verdict(answer.rto, [case.recovery])]
    people = "yes" if case.recovery.waits_for_people else ""
    lasts = _lasting.how_long(case.recovery, surge=bool(case.cause.surge))
    return case.cause.words, lasts, within, people


def _roomy() -> bool:
    """Whether bars fit beside the table."""
    columns = width()
    return columns is None or columns >= ROOMY


def _bar(answer: "Answer", recovery: "Recovery") -> str:
    from drctl.cli._bars import bar, longest

    most = longest([(c.recovery.least, c.recovery.most) for c in answer.cases])
    return bar(recovery.least, recovery.most, max(most, answer.rto or 0.0), answer.rto)


def _longest(model: "Model", answer: "Answer") -> list[str]:
    """The chain of the longest case; of a deadlock its circle."""
    case = answer.cases[0]
    if case.recovery.deadlock:
        told = " -> ".join((*case.recovery.deadlock, case.recovery.deadlock[0]))
        return ["", *wrapped(f"When {case.cause.words} fails, each waits for the next: {told}.")]
    if not case.recovery.path:
        return []
    rows = [(f"  {at}", what, place) for at, what, place in _lasting.chain(model, case.recovery)]
    return ["", f"What sets the longest, when {case.cause.words} fails:", table(rows)]


def _unknown(model: "Model", answer: "Answer") -> list[str]:
    found = dict.fromkeys(
        key for case in answer.cases for key in _lasting.unknown(model, case.recovery)
    )
    if not found:
        return []
    return ["", "Not known for want of:", *(f"  {key}" for key in found)]


def _as_json(answer: "Answer") -> dict[str, Any]:
    return {
        "component": answer.service,
        "rto": answer.rto,
        "verdict": answer.verdict,
        "rpo": answer.rpo,
        "data_verdict": answer.data_verdict,
        "data_loss": [
            {
                "store": worst.loss.store,
                "seconds": None if worst.loss.seconds == inf else worst.loss.seconds,
                "kind": worst.cause.kind if worst.cause is not None else None,
                "cause": worst.cause.name if worst.cause is not None else None,
            }
            for worst in answer.losses
        ],
        "cases": [
            {"kind": c.cause.kind, "cause": c.cause.name, **_lasting.as_json(c.recovery)}
            for c in answer.cases
        ],
    }
