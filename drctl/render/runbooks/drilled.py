"""The drills that speak of a page: of one of its switches, its scenario, or itself."""

from dataclasses import dataclass

from drctl.analysis.switches import Switch
from drctl.model.language.estate import Drill
from drctl.model.model import Model
from drctl.render.subjects import Subject


@dataclass(frozen=True, slots=True)
class Drilled:
    """One rehearsal; `recovered_in` and `rto` are seconds."""

    date: str
    what: str
    result: str
    recovered_in: float | None
    rto: float | None
    by: str
    notes: str
    evidence: str

    @property
    def late(self) -> bool:
        """Whether the rehearsal took longer than the promise."""
        return None not in (self.recovered_in, self.rto) and self.recovered_in > self.rto  # type: ignore[operator]


def drilled(model: Model, subject: Subject, found: tuple[Switch, ...]) -> tuple[Drilled, ...]:
    """The drills of a page, the newest first."""
    ways = {(s.address, w.option) for s in found for w in s.ways}
    rows = [
        record(model, drill)
        for drill in model.drills
        if (drill.need, drill.option) in ways
        or (drill.scenario == subject.name and subject.kind == "scenario")
        or drill.runbook == subject.stem
    ]
    return tuple(sorted(rows, key=lambda row: (row.date, row.what), reverse=True))


def record(model: Model, drill: Drill) -> Drilled:
    """One drill of the model as a page shows it."""
    if drill.need:
        what = f"{drill.need} on {drill.option}" if drill.option else drill.need
    else:
        what = f"scenario {drill.scenario}" if drill.scenario else f"runbook {drill.runbook}"
    component = model.components.get((drill.need or "").partition(".")[0])
    return Drilled(
        date=drill.date.isoformat(),
        what=what,
        result=drill.result,
        recovered_in=drill.recovered_in,
        rto=component.promise.rto if component else None,
        by=drill.by or "",
        notes=drill.notes or "",
        evidence=drill.evidence or drill.log or "",
    )
