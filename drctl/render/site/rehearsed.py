"""Every fallback with what its drills have shown, and when the next one is due."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from drctl.analysis.rehearsals import Rehearsal, fallbacks
from drctl.model.requirement import said, targets
from drctl.render.site.sources import Sources

_DAY = 86400


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One fallback of a hard need; `names` are the components in its words.

    `due` is the day by which it should be tried again, None where nothing is promised or the last
    drill did not pass in time.
    """

    address: str
    tier: str
    words: str
    names: tuple[str, ...]
    latest: Rehearsal | None
    due: datetime.date | None
    overdue: bool

    @property
    def fresh(self) -> bool:
        """Whether its last drill passed in time and is not too old."""
        return self.latest is not None and not self.latest.failed and not self.overdue

    @property
    def measured(self) -> tuple[int, int] | None:
        """How long it took and what was promised, in per cent of a scale; None without both."""
        if self.latest is None or self.latest.promised is None:
            return None
        took, promised = self.latest.drill.recovered_in, self.latest.promised
        if took is None or not promised:
            return None
        whole = max(took, promised) * 1.1
        return max(1, round(100 * took / whole)), round(100 * promised / whole)

    @property
    def told(self) -> str:
        """What is to be said of it, in a few words."""
        if self.latest is None:
            return "never tried"
        if self.latest.late:
            return "too late"
        if self.latest.failed:
            return "failed"
        return "overdue" if self.overdue else "rehearsed"


def rehearsed(sources: Sources) -> Iterator[Rehearsed]:
    """The fallbacks of hard needs, by the rank of their tier, then by address."""
    model = sources.model
    today = sources.report.today
    tiers = [*model.policy.tiers, None]
    order = sorted(
        model.components.values(),
        key=lambda c: (tiers.index(c.tier if c.tier in tiers else None), c.name),
    )
    for component in order:
        every = component.promise.drill_every
        for need in component.needs:
            for option in fallbacks(need):
                drills = sources.assessment.rehearsals.get((need.address, option.path), ())
                latest = drills[-1] if drills else None
                due = None
                if latest and every is not None and not latest.failed:
                    due = latest.drill.date + datetime.timedelta(days=every // _DAY)
                yield Rehearsed(
                    need.address,
                    component.tier or "",
                    said(option.requirement),
                    tuple(dict.fromkeys(ref.name for ref in targets(option.requirement))),
                    latest,
                    due,
                    due is not None and today is not None and due < today,
                )
