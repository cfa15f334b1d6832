"""Whether a service's RTO can be kept, whatever fails."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Literal

from drctl.analysis.causes import Cause
from drctl.analysis.recovery_path import Recovery

Verdict = Literal["achievable", "not achievable", "unknown", "no RTO"]


@dataclass(frozen=True, slots=True)
class Case:
    """One cause, and how long it keeps a service down."""

    cause: Cause
    recovery: Recovery


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is known of one service's recovery; `cases` take it down, the longest first."""

    service: str
    rto: float | None
    cases: tuple[Case, ...]

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
