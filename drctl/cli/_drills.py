"""Which drills are due, and which there were."""

import datetime
from typing import TYPE_CHECKING, Any

from drctl.cli._answer import say, say_json, table
from drctl.cli._fails import component_named
from drctl.model.times import duration

if TYPE_CHECKING:
    from drctl.analysis.drill_plan import Due
    from drctl.analysis.rehearsals import Rehearsal
    from drctl.assessment import Assessment
    from drctl.model import Model

_MEASURE = (
    "The first is worth most: by the highest tier of what goes down if it does not work when all "
    "before it is lost, by how many such services there are, then by doubt and age."
)


def plan(
    assessment: "Assessment", words: list[str], today: datetime.date, everything: bool, json: bool
) -> None:
    """Print the next drills."""
    from drctl.analysis.drill_plan import drill_plan
    from drctl.cli._answer import wrapped

    wanted = {_component(assessment.model, word) for word in words}
    every = drill_plan(assessment.model, assessment.graph, assessment.rehearsals, today)
    every = tuple(d for d in every if not wanted or d.need.component in wanted)
    due = [d for d in every if everything or d.doubt != "none"]
    if json:
        say_json({"today": today.isoformat(), "drills": [_due_json(d) for d in due]})
        return
    if not due:
        told = "1 fallback has" if len(every) == 1 else f"{len(every)} fallbacks have"
        say([f"no drill is due; {told} been rehearsed"])
        return
    rows = [("", "Fallback", "Why", "Saves")]
    rows += [(str(n), *_due_row(d)) for n, d in enumerate(due, 1)]
    say([table(rows), "", *wrapped(_MEASURE), f"Begin: {_how(due[0])}"])


def _component(model: "Model", word: str) -> str:
    return component_named(model, word.partition(".")[0])


def _due_row(due: "Due") -> tuple[str, str, str]:
    count = len(due.saves)
    tier = f", {due.tier}" if due.tier else ""
    saves = ", ".join(due.saves[:3]) + (f" and {count - 3} more" if count > 3 else "")
    told = f"{saves}{tier}" if saves else "nothing by itself: it falls with what is before it"
    return f"{due.need.address} on {due.on}", _why(due), told


def _why(due: "Due") -> str:
    if due.last is None:
        off = f", broken off {due.broken_off.isoformat()}" if due.broken_off else ""
        return f"never tried{off}"
    day = due.last.date.isoformat()
    match due.doubt:
        case "failed":
            return f"failed or late {day}: mend it first"
        case "stale":
            return f"passed {day}, {_days(-(due.left or 0))} overdue"
        case _:
            left = f", due in {_days(due.left)}" if due.left is not None else ""
            return f"passed {day}{left}"


def _days(days: float) -> str:
    whole = int(days)
    return {0: "less than a day", 1: "1 day"}.get(whole, f"{whole} days")


def _how(due: "Due") -> str:
    return f"drctl drill run {due.need.address} {due.option}"


def _due_json(due: "Due") -> dict[str, Any]:
    return {
        "need": due.need.address,
        "option": due.option,
        "why": due.doubt,
        "saves": list(due.saves),
        "tier": due.tier or None,
        "last": due.last.date.isoformat() if due.last else None,
        "result": due.last.result if due.last else None,
        "age_seconds": None if due.days is None else due.days * 86400,
        "due_in_seconds": None if due.left is None else due.left * 86400,
        "broken_off": due.broken_off.isoformat() if due.broken_off else None,
        "run": _how(due),
    }


def history(assessment: "Assessment", words: list[str], json: bool) -> None:
    """Print the drills that there were, the newest first."""
    from drctl.analysis.rehearsals import Rehearsal

    model = assessment.model
    wanted = set(words)
    every = [Rehearsal(i, d, _promised(model, i)) for i, d in enumerate(model.drills)]
    every = [r for r in every if not wanted or wanted & _names(r)]
    every.sort(key=lambda r: (r.drill.date, r.index), reverse=True)
    if json:
        say_json({"drills": [_json(model, r) for r in every]})
        return
    if not every:
        say(["no drill is recorded" + (f" of {', '.join(words)}" if words else "")])
        return
    rows = [("Date", "Drill", "Result", "Took", "Target", "By")]
    say([table([*rows, *map(_row, every)])])


def _promised(model: "Model", index: int) -> float | None:
    from drctl.analysis.rehearsals import promised_by

    drill = model.drills[index]
    if drill.need is None:
        return promised_by(model, drill)
    need = model.need(drill.need)
    return model.components[need.component].promise.rto if need else None


def _names(rehearsal: "Rehearsal") -> set[str]:
    drill = rehearsal.drill
    found = {drill.need, drill.option, drill.scenario, drill.runbook}
    return {word for word in (*found, (drill.need or "").partition(".")[0]) if word}


def _what(rehearsal: "Rehearsal") -> str:
    drill = rehearsal.drill
    if drill.need:
        return f"{drill.need} on {drill.option}" if drill.option else drill.need
    return f"scenario {drill.scenario}" if drill.scenario else f"runbook {drill.runbook}"


def _row(rehearsal: "Rehearsal") -> tuple[str, ...]:
    drill = rehearsal.drill
    took = duration(drill.recovered_in) if drill.recovered_in is not None else ""
    target = duration(rehearsal.promised) if rehearsal.promised is not None else ""
    verdict = _verdict(rehearsal)
    told = f"{target}, {verdict}" if verdict else target
    return (
        drill.date.isoformat(),
        _what(rehearsal),
        drill.result,
        took,
        told,
        drill.by or "",
    )


def _verdict(rehearsal: "Rehearsal") -> str:
    drill = rehearsal.drill
    if drill.result != "passed" or drill.recovered_in is None or rehearsal.promised is None:
        return ""
    return "broken" if rehearsal.late else "kept"


def _json(model: "Model", rehearsal: "Rehearsal") -> dict[str, Any]:
    from drctl.reports.json import where

    drill, place = rehearsal.drill, model.place(("drills", rehearsal.index))
    return {
        "date": drill.date.isoformat(),
        "need": drill.need,
        "option": drill.option,
        "scenario": drill.scenario,
        "runbook": drill.runbook,
        "result": drill.result,
        "recovered_in": drill.recovered_in,
        "target": rehearsal.promised,
        "verdict": _verdict(rehearsal) or None,
        "by": drill.by,
        "notes": drill.notes,
        "log": drill.log,
        "evidence": drill.evidence,
        "place": where(place),
    }
