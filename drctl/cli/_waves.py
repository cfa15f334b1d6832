"""Waves of overload, as steps and in JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from drctl.cli._answer import table, wrapped

if TYPE_CHECKING:
    from drctl.analysis.cascade import Cascades, Overload
    from drctl.analysis.load import Arrival, Situation
    from drctl.analysis.outcome import Outcome

_NAMED = 6


def told(cascades: "Cascades", outcome: "Outcome") -> list[str]:
    """The waves as numbered steps, and who sheds load at the end; none when nothing is over."""
    from drctl.model.times import some_of

    cascade = outcome.cascade
    if not cascade:
        return []
    lines = ["", "Overload, wave by wave:"]
    for number, wave in enumerate(cascade.waves, 1):
        when = " when people act" if wave.situation.people_act else ""
        for overload in wave.overloads:
            lines.append(f"  {number}. {overload.component} fails{when}: {overload.told}")
            lines += _why(cascades, overload, wave.situation)
        if wave.fallen:
            names = some_of(wave.fallen, _NAMED)
            lines += [f"     {line}" for line in wrapped(f"with it: {names}", 5)]
    for overload, situation in _shedding(outcome):
        lines.append(f"  {overload.component} sheds load: {overload.told}")
        lines += _why(cascades, overload, situation)
    return lines


def _shedding(outcome: "Outcome") -> "Iterator[tuple[Overload, Situation]]":
    """Who sheds at the end, else before people act; each once."""
    from drctl.analysis.load import Situation

    cascade, surge = outcome.cascade, outcome.cause.surge
    after = {overload.component for overload in cascade.after.shedding}
    for overload in cascade.after.shedding:
        yield overload, Situation(cascade.after.down, True, surge)
    for overload in cascade.before.shedding:
        if overload.component not in after:
            yield overload, Situation(cascade.before.down, False, surge)


def _why(cascades: "Cascades", overload: "Overload", situation: "Situation") -> list[str]:
    arrivals = cascades.loads.arrivals(overload.component, situation)
    rows = [
        (f"     {a.need.address}", f"{a.amount:g} {overload.unit}", _usual(a, situation))
        for a in arrivals[:_NAMED]
        if a.amount
    ]
    if len(arrivals) > _NAMED:
        rows.append((f"     and {len(arrivals) - _NAMED} more", "", ""))
    lost = cascades.pushed_by(overload.component, situation)
    names = ", ".join(lost[:_NAMED])
    since = [f"     since {names} {'is' if len(lost) == 1 else 'are'} down"] if lost else []
    return [table(rows), *since]


def _usual(arrival: "Arrival", situation: "Situation") -> str:
    times = situation.surge.get(arrival.need.address)
    more = f"{times:g} times what is usual; " if times is not None else ""
    if arrival.amount == arrival.usual:
        return ""
    return f"({more}{arrival.usual:g} on an ordinary day)"


def as_json(cascades: "Cascades", outcome: "Outcome") -> dict[str, Any]:
    """The shapes of docs/json.md."""
    cascade = outcome.cascade
    found = [
        (i, overload, wave.situation)
        for i, wave in enumerate(cascade.waves, 1)
        for overload in wave.overloads
    ]
    return {
        "waves": [sorted(wave.felled) for wave in cascade.waves],
        "overload": [
            *(_overload(cascades, *each) for each in found),
            *(_overload(cascades, None, o, situation) for o, situation in _shedding(outcome)),
        ],
    }


def _overload(
    cascades: "Cascades", wave: int | None, overload: "Overload", situation: "Situation"
) -> dict[str, Any]:
    return {
        "component": overload.component,
        "wave": wave,
        "before_people_act": not situation.people_act,
        "load": overload.load,
        "capacity": overload.capacity,
        "unit": overload.unit,
        "sheds": overload.sheds,
        "arrivals": [
            {"need": a.need.address, "load": a.amount, "usual": a.usual}
            for a in cascades.loads.arrivals(overload.component, situation)
        ],
        "because": list(cascades.pushed_by(overload.component, situation)),
    }
