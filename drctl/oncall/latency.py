"""Answer times of a provider over many rounds: percentiles, and whether they rise.

The last `WINDOW` answers are held against those before them, the usual ones. They rise when the
window's p95 is over twice the usual p95, or its median over twice the usual median, by `LEAST`
seconds at least; or when its median is over `warn`. p95 is the 19th of 20: one slow answer, the
20th, can't raise it. An answer that failed counts as longer than any. What leaves the window
while they rise does not join the usual ones, so that trouble does not become usual by lasting.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, inf

WINDOW = 20
MOST_USUAL = 240
TIMES = 2
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Figures:
    """Percentiles in seconds: of the window, and of the usual answers (None: too few yet).

    Infinite is no answer. `rises` says why, "" while they do not.
    """

    count: int
    p50: float
    p95: float
    usual_p50: float | None
    usual_p95: float | None
    rises: str


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


class History:
    """The answer times of one probe, oldest first, as many as are needed."""

    def __init__(self, warn: float | None = None) -> None:
        """Begin with none; `warn` is the probe's, in seconds."""
        self.warn = warn
        self._window: deque[float] = deque()
        self._usual: deque[float] = deque(maxlen=MOST_USUAL)

    def add(self, seconds: float | None) -> Figures:
        """Note an answer's time, None for one that failed, and say how things stand."""
        self._window.append(inf if seconds is None else seconds)
        if len(self._window) > WINDOW:
            oldest = self._window.popleft()
            if not self._rises():
                self._usual.append(oldest)
        return self.figures()

    def figures(self) -> Figures:
        """How things stand; at least one answer has been noted."""
        usual = self._usual_figures()
        return Figures(
            count=len(self._window),
            p50=percentile(self._window, 0.5),
            p95=percentile(self._window, 0.95),
            usual_p50=usual[0] if usual else None,
            usual_p95=usual[1] if usual else None,
            rises=self._rises(),
        )

    def _usual_figures(self) -> tuple[float, float] | None:
        if len(self._usual) < WINDOW:
            return None
        return percentile(self._usual, 0.5), percentile(self._usual, 0.95)

    def _rises(self) -> str:
        if len(self._window) < WINDOW:
            return ""
        p50, p95 = percentile(self._window, 0.5), percentile(self._window, 0.95)
        if self.warn is not None and p50 > self.warn:
            return "half of the answers take longer than its warn"
        usual = self._usual_figures()
        if usual is None:
            return ""
        for name, now, before in (("p95", p95, usual[1]), ("median", p50, usual[0])):
            if now > TIMES * before and now - before >= LEAST:
                return f"the {name} is over {TIMES} times the usual one"
        return ""
