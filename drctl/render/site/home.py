"""The first page: where to go when something is broken, and what is at risk."""

from dataclasses import dataclass

from drctl.model.component import Promise
from drctl.render.runbooks.drilled import Drilled, record
from drctl.render.runbooks.index import Entry, index
from drctl.render.site.frame import Frame, Pages
from drctl.render.site.readiness import readiness
from drctl.render.site.risks import worst
from drctl.render.site.sources import Sources

WORST = 6
HARDEST = 8
LATEST = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """A tier's promise, and how many of its services survive every single failure."""

    tier: str
    promise: Promise
    services: int
    promised: int
    kept: int


def pages(frame: Frame) -> Pages:
    """The first page."""
    sources = frame.sources
    report = sources.report
    hardest = _hardest(sources)
    yield (
        "index.html",
        frame.page(
            "index.html",
            "home.html",
            sources.model.title,
            counts=[(s.word, count) for s, count in report.counts().items()],
            accepted=len(report.accepted),
            ending=report.ending,
            worst=worst(report.findings, WORST),
            rest=len(report.findings) - WORST,
            measures=readiness(sources),
            hardest=hardest,
            columns=_columns(hardest),
            tiers=_tiers(sources),
            scenarios=[
                (name, f, sum(row.failed for row in f.expected))
                for name, f in sorted(sources.of_scenario.items())
            ],
            drills=_drills(sources),
            alarms=len(sources.alert_pages),
            components=len(sources.model.components),
        ),
    )


def _columns(entries: list[Entry]) -> list[tuple[str, str]]:
    """The counts that say something here: (key, heading)."""
    every = (("down", "Stays down"), ("waits", "Waits for people"), ("degraded", "Degraded"))
    return [(key, words) for key, words in every if any(getattr(e, key) for e in entries)]


def _hardest(sources: Sources) -> list[Entry]:
    """The failures that take most down, by what people cannot mend first."""
    entries = [entry for _, found in index(sources.model, sources.facts).kinds for entry in found]
    single = [e for e in entries if not e.stem.startswith("scenario-") and e.down + e.waits]
    return sorted(single, key=lambda e: (-e.down, -e.waits, -e.degraded, e.name))[:HARDEST]


def _tiers(sources: Sources) -> list[Kept]:
    model, points = sources.model, sources.assessment.promised_points
    rows = []
    for tier, spec in model.policy.tiers.items():
        inside = [c for c in model.of_kind("service") if c.tier == tier]
        promised = [c.name for c in inside if c.name in points]
        promise = Promise(spec.rto, spec.rpo, spec.slo, spec.survives or 0, spec.drill_every)
        kept = sum(not points[name] for name in promised)
        rows.append(Kept(tier, promise, len(inside), len(promised), kept))
    return rows


def _drills(sources: Sources) -> list[Drilled]:
    rows = [record(sources.model, drill) for drill in sources.model.drills]
    return sorted(rows, key=lambda row: (row.date, row.what), reverse=True)[:LATEST]
