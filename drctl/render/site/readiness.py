"""How ready an estate is, as shares: what is kept of what was promised."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from drctl.analysis.recovery_verdict import Answer
from drctl.render.site.rehearsed import rehearsed
from drctl.render.site.sources import Sources


@dataclass(frozen=True, slots=True)
class Measure:
    """So many of so many; `unknown` are neither kept nor broken. `page` says more."""

    words: str
    kept: int
    of: int
    page: str
    unknown: int = 0

    @property
    def share(self) -> int:
        """The kept ones in per cent."""
        return 100 * self.kept // self.of

    @property
    def broken(self) -> int:
        """How many are surely not kept."""
        return self.of - self.kept - self.unknown


def readiness(sources: Sources) -> tuple[Measure, ...]:
    """The measures of which anything is promised."""
    return tuple(measure for measure in _measures(sources) if measure.of)


def _measures(sources: Sources) -> Iterator[Measure]:
    points = sources.assessment.promised_points
    kept = sum(not found for found in points.values())
    yield Measure("services survive any single failure", kept, len(points), "services.html")
    answers = list(sources.answers.values())
    timed = [a for a in answers if a.rto is not None]
    yield _verdicts("RTOs hold, whatever fails", timed, lambda a: a.verdict, "services.html")
    stores = [a for a in answers if a.rpo is not None and a.losses]
    yield _verdicts("RPOs hold, whatever fails", stores, lambda a: a.data_verdict, "services.html")
    ways = list(rehearsed(sources))
    fresh = sum(way.fresh for way in ways)
    yield Measure("fallbacks were rehearsed in time", fresh, len(ways), "drills.html")
    rows = [row for facts in sources.of_scenario.values() for row in facts.expected]
    count = sum(row.count for row in rows)
    failed = sum(row.failed for row in rows)
    yield Measure("expectations of scenarios hold", count - failed, count, "scenarios.html")


def _verdicts(
    words: str, answers: Iterable[Answer], ask: Callable[[Answer], str], page: str
) -> Measure:
    found = [ask(answer) for answer in answers]
    kept, unknown = found.count("achievable"), found.count("unknown")
    return Measure(words, kept, len(found), page, unknown)
