"""Whether a service's RTO and RPO can be kept, whatever fails."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Literal

from drctl.analysis.causes import Cause
from drctl.analysis.data_loss import DataLoss
from drctl.analysis.recovery_path import Recovery

Verdict = Literal["achievable", "not achievable", "unknown", "no RTO"]
DataVerdict = Literal["achievable", "not achievable", "no RPO", "no data"]


@dataclass(frozen=True, slots=True)
class Case:
    """One cause, and how long it keeps a service down."""

    cause: Cause
    recovery: Recovery


@dataclass(frozen=True, slots=True)
class WorstLoss:
    """The most that one store loses, and by what; None when that is so on an ordinary day."""

    cause: Cause | None
    loss: DataLoss


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is known of one service's recovery.

    `cases` take it down, the longest first; `losses` tell of each of its stores, the worst first.
    """

    service: str
    rto: float | None
    cases: tuple[Case, ...]
    rpo: float | None = None
    losses: tuple[WorstLoss, ...] = ()

    @property
    def kept(self) -> int:
        """In how many cases the RTO surely holds."""
        return sum(self.rto is not None and c.recovery.most <= self.rto for c in self.cases)

    @property
    def open_ended(self) -> int:
        """In how many cases what is written doesn't tell when it ends."""
        return sum(c.recovery.least < c.recovery.most == inf for c in self.cases)

    @property
    def verdict(self) -> Verdict:
        """Whether the RTO holds in every case."""
        return verdict(self.rto, (case.recovery for case in self.cases))

    @property
    def data_verdict(self) -> DataVerdict:
        """Whether the RPO holds for every store in every case."""
        if not self.losses:
            return "no data"
        if self.rpo is None:
            return "no RPO"
        held = all(worst.loss.kept for worst in self.losses)
        return "achievable" if held else "not achievable"


def verdict(rto: float | None, recoveries: Iterable[Recovery]) -> Verdict:
    """Whether an RTO is kept: not when one case surely breaks it, unknown when one may."""
    if rto is None:
        return "no RTO"
    found: Verdict = "achievable"
    for recovery in recoveries:
        if recovery.least > rto:
            return "not achievable"
        if recovery.most > rto:
            found = "unknown"
    return found
