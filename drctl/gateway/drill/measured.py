"""What a round shows, and whether that is what the model promises."""

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Literal

from drctl.gateway.drill.faults import Fault
from drctl.gateway.drill.round import Fate

Verdict = Literal["passed", "failed", "limit"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What the model promises of a need; seconds, None where it says nothing.

    `after` is how long the first fallback takes to serve, `budget` how long a caller waits,
    `back` when the primary serves again at the latest, `enough` whether what remains can carry
    the load.
    """

    after: float | None
    rto: float | None
    budget: float | None
    back: float
    enough: bool | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One fault's figures; times in seconds, None where there is none.

    `hits` are requests of callers that reached the failing primary; None where that cannot be
    counted. `statuses` are what callers got in place of an answer, 0 for nothing in time.
    """

    fault: Fault
    requests: int
    during: int
    lost: int
    first_answer: float | None
    p50_before: float | None
    p50: float | None
    longest: float | None
    hits: int | None
    back: float | None
    served: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[int, int], ...]
    lasted: float
    verdict: Verdict = "passed"
    reasons: tuple[str, ...] = ()


def measured(fault: Fault, fate: Fate, primary: str, hits: int | None) -> Measured:
    """The figures of a round.

    Args:
        fault: what was wrong.
        fate: what came of it.
        primary: who serves when all is well.
        hits: requests that reached it while it failed.
    """
    during = [s for s in fate.samples if s.phase == "during"]
    before = [s.took for s in fate.samples if s.phase == "before" and s.ok]
    touched = [s for s in fate.samples if s.ended >= fate.began and s.ok and s.who != primary]
    again = [s.ended for s in fate.samples if s.phase == "after" and s.ok and s.who == primary]
    lost = [s for s in fate.samples if not s.ok]
    first = min((s.ended for s in touched), default=None)
    return Measured(
        fault=fault,
        requests=len(fate.samples),
        during=len(during),
        lost=len(lost),
        first_answer=None if first is None else first - fate.began,
        p50_before=median(before) if before else None,
        p50=median(s.took for s in during) if during else None,
        longest=max((s.took for s in during), default=None),
        hits=hits,
        back=min(again) - fate.cleared if again else None,
        served=tuple(sorted(Counter(s.who for s in fate.samples if s.ok).items())),
        statuses=tuple(sorted(Counter(s.status for s in lost).items())),
        lasted=fate.cleared - fate.began,
    )


def judged(found: Measured, promise: Promise) -> tuple[Verdict, tuple[str, ...]]:
    """Whether the figures keep what was promised, and why not."""
    if found.fault.keeps == "told":
        return _shown(found, promise)
    reasons: list[str] = []
    if found.fault.keeps == "all" and found.lost:
        reasons.append(f"{found.lost} of {found.requests} requests were lost")
    if found.fault.keeps == "swift" and any(status == 0 for status, _ in found.statuses):
        reasons.append("callers were left without an answer")
    if found.fault.keeps == "all" and found.first_answer is not None:
        reasons += _late(found.first_answer, promise)
    if found.back is None:
        reasons.append("the primary did not serve again")
    elif found.back > promise.back:
        reasons.append(f"the primary served again after {found.back:.1f}s, not {promise.back:g}s")
    return ("failed" if reasons else "passed"), tuple(reasons)


def _late(first: float, promise: Promise) -> list[str]:
    told = f"the first fallback answered after {first:.1f}s"
    limits = (("are promised", promise.after), ("is the RTO", promise.rto))
    return [f"{told}, {limit:g}s {what}" for what, limit in limits if limit and first > limit][:1]


def _shown(found: Measured, promise: Promise) -> tuple[Verdict, tuple[str, ...]]:
    """Faults that no gateway is held to: what came of them."""
    name = found.fault.name
    if name == "brown-out" and not found.lost:
        if found.first_answer is not None:
            return "passed", (f"health checks moved the traffic after {found.first_answer:.1f}s",)
        return "limit", ("all requests stayed with the slow primary",)
    if not found.lost:
        return "passed", ()
    share = f"{found.lost} of {found.requests} requests were lost"
    if name == "capacity" and promise.enough:
        return "failed", (f"{share}, though the model says that the others can carry it",)
    if name == "capacity":
        return "limit", (f"{share}: the model says that the others cannot carry it",)
    return "limit", (f"{share}: streams that had begun",)
