"""One fault in front of callers: well, failing, well again; and every request's fate."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from drctl.gateway.drill.callers import Sample

_BEFORE, _DURING = 0.2, 0.5
_SETTLED = 3
_PAUSE = 0.1

Ask = Callable[[], Awaitable[Sample]]


@dataclass(slots=True)
class Fate:
    """What came of a round: when the fault began and was cleared (seconds), and all requests."""

    samples: list[Sample] = field(default_factory=list)
    began: float = 0.0
    cleared: float = 0.0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Size:
    """How large a round is; `least` and `patience` in seconds."""

    requests: int
    concurrency: int
    least: float
    patience: float


async def play(
    ask: Ask,
    size: Size,
    primary: str,
    begin: Callable[[float], Awaitable[None]],
    clear: Callable[[], Awaitable[None]],
) -> Fate:
    """Play one round.

    Args:
        ask: sends one request.
        size: how many, how many at once, how long the fault lasts at least, and how long one
            waits at most for the primary to serve again.
        primary: who serves when all is well.
        begin: makes the fault; gets the rate of answers so far, per second.
        clear: ends it.
    """
    fate, state = Fate(), _State(size)
    start = time.monotonic()
    callers = [asyncio.create_task(_call(ask, state, fate)) for _ in range(size.concurrency)]
    try:
        await state.until("before", size.requests * _BEFORE)
        fate.rate = len(fate.samples) / max(time.monotonic() - start, 1e-9)
        fate.began = time.monotonic()
        state.phase = "during"
        await begin(fate.rate)
        await state.until("during", size.requests * _DURING, fate.began + size.least)
        fate.cleared = time.monotonic()
        state.phase = "after"
        await clear()
        await state.until("after", size.requests * (1 - _BEFORE - _DURING))
        state.calm = True
        while not _back(fate, primary) and time.monotonic() < fate.cleared + size.patience:
            await asyncio.sleep(_PAUSE)
        state.stop = True
        await asyncio.gather(*callers)
    finally:
        for caller in callers:
            caller.cancel()
    return fate


class _State:
    """The present phase, and how many requests each phase has had answered."""

    def __init__(self, size: Size) -> None:
        self.phase = "before"
        self.calm = False
        self.stop = False
        self.done = {"before": 0, "during": 0, "after": 0}
        self._size = size

    async def until(self, phase: str, count: float, moment: float = 0.0) -> None:
        while self.done[phase] < count or time.monotonic() < moment:
            await asyncio.sleep(0.005)


async def _call(ask: Ask, state: _State, fate: Fate) -> None:
    while not state.stop:
        phase = state.phase
        sample = replace(await ask(), phase=phase)
        fate.samples.append(sample)
        state.done[phase] += 1
        if state.calm:
            await asyncio.sleep(_PAUSE)
        elif sample.status == 0 or not sample.ok:
            await asyncio.sleep(0.01)  # a caller that is refused at once must not spin


def _back(fate: Fate, primary: str) -> bool:
    return any(s.phase == "after" and s.ok and s.who == primary for s in fate.samples)


async def settle(ask: Ask, primary: str, patience: float) -> bool:
    """Ask until the primary serves several times running; False when it does not in time."""
    until, running = time.monotonic() + patience, 0
    while time.monotonic() < until:
        sample = await ask()
        running = running + 1 if sample.ok and sample.who == primary else 0
        if running >= _SETTLED:
            return True
        await asyncio.sleep(_PAUSE)
    return False
