"""Times as bars on one scale, the longest first: how long, until when perhaps, and the RTO."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, log

from drctl.analysis.recovery_verdict import Answer, verdict
from drctl.model.times import duration
from drctl.render.runbooks.facts import Facts
from drctl.render.runbooks.impact import VERDICTS, Down, length

_TICKS = (1, 10, 60, 600, 3600, 6 * 3600, 86400, 7 * 86400, 30 * 86400, 365 * 86400)
_APART = 16
"""Per cent of the scale between two labels, at least."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One time; `sure`, `may` and `rto` are per cent of the scale, `rto` None without one.

    `kind` and `name` say whose time it is, or which cause's.
    """

    kind: str
    name: str
    down: Down
    sure: int
    may: int
    rto: int | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars with the labels of their scale: (per cent, words); `unseen` counts those left out."""

    rows: tuple[Bar, ...]
    ticks: tuple[tuple[int, str], ...]
    unseen: int

    @property
    def promised(self) -> bool:
        """Whether any of them has an RTO."""
        return any(bar.down.verdict for bar in self.rows)

    @property
    def open_ended(self) -> bool:
        """Whether any of them may last longer than is written."""
        return any(bar.may > bar.sure for bar in self.rows)


def bars(found: Iterable[tuple[str, str, Down]], most: int) -> Bars:
    """Times as bars.

    Args:
        found: (kind, name, time), in the order in which equal times stand.
        most: how many bars there are at most.

    Returns:
        The longest first, on a logarithmic scale: seconds and days stand in one picture.
    """
    order = sorted(found, key=lambda row: length(row[2]))
    shown = order[:most]
    ends = [t for *_, d in shown for t in (d.least, d.most, d.rto) if t and t != inf]
    scale = _Scale(min(ends, default=60.0) / 2, max(ends, default=60.0) * 1.5)
    rows = tuple(
        Bar(
            kind,
            name,
            down,
            scale.at(down.least),
            scale.at(down.most),
            scale.at(down.rto) if down.rto is not None and down.verdict else None,
        )
        for kind, name, down in shown
    )
    return Bars(rows, scale.ticks(), len(order) - len(shown))


MOST = 40
"""More bars than this in one picture: the page says how many are left out."""


def times_of(facts: Facts) -> Bars:
    """How long each component is down in a failure."""
    own = [("component", name, down) for name, down in facts.recovering.own]
    hit = [("component", h.name, h.down) for h in facts.hits if h.down is not None]
    return bars((*own, *hit), MOST)


def times_by_cause(answer: Answer) -> Bars:
    """How long a service is down, by what fails."""
    found = []
    for case in answer.cases:
        told = VERDICTS[verdict(answer.rto, [case.recovery])]
        least, most = case.recovery.least, case.recovery.most
        surge = bool(case.cause.surge) and least == inf and not case.recovery.deadlock
        down = Down(least, most, answer.rto, told, surge)
        kind = "component" if case.cause.kind == "failure" else case.cause.kind
        found.append((kind, case.cause.name, down))
    return bars(found, MOST)


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    def at(self, seconds: float) -> int:
        """Where a time stands, in per cent."""
        if seconds <= self.low:
            return 0
        if seconds >= self.high:
            return 100
        return round(100 * log(seconds / self.low) / log(self.high / self.low))

    def ticks(self) -> tuple[tuple[int, str], ...]:
        """The labels that have room."""
        found: list[tuple[int, str]] = []
        for seconds in _TICKS:
            at = self.at(seconds)
            if self.low < seconds < self.high and (not found or at - found[-1][0] >= _APART):
                found.append((at, duration(seconds)))
        return tuple(found)
