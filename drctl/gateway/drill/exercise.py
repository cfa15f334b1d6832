"""The drill of one need: each option alone, then in the chain, then the primary's faults."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from drctl.gateway.configuration import Chain, Deployment
from drctl.gateway.drill.callers import Sample
from drctl.gateway.drill.faults import FAULTS, Fault
from drctl.gateway.drill.measured import Measured, Promise, judged, measured
from drctl.gateway.drill.round import Size, play, settle
from drctl.gateway.drill.stage import UNSAID, Say, Stage
from drctl.gateway.drill.stand_in import StandIn

_REFUSED = FAULTS["refuse"]
_EACH = 2
_GRACE = 5.0
_STANDSTILL = 5.0
"""Seconds by which no request outlives its caller's patience, unless nothing ran."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is drilled: a chain, the need that it serves, and what the model promises of it.

    `embedding` when callers want vectors. `afters` has for each component how long it takes to
    serve, where the model says it; `shares` what part of the need's load each takes at most.
    """

    chain: Chain
    address: str
    promise: Promise
    afters: dict[str, float]
    shares: dict[str, float]
    embedding: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """One option: asked alone, and in the chain when all before it refuse.

    `status` is the answer to the direct request, 0 for none; `first_answer` in seconds.
    """

    component: str
    deployment: str
    status: int
    took: float
    lost: int = 0
    asked: int = 0
    first_answer: float | None = None
    reasons: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it works."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Drilled:
    """A need's drill."""

    wish: Wish
    options: tuple[Tried, ...]
    rounds: tuple[Measured, ...]

    @property
    def passed(self) -> bool:
        """Whether all options work, and every fault was borne as promised."""
        return all(o.passed for o in self.options) and all(
            r.verdict != "failed" for r in self.rounds
        )


async def exercise(
    stage: Stage, wish: Wish, faults: Sequence[Fault], requests: int, concurrency: int, say: Say
) -> Drilled:
    """Drill one need.

    Args:
        stage: the running gateway.
        wish: what is drilled.
        faults: the faults of the primary, in this order.
        requests: how many a fault's round has.
        concurrency: how many are under way at once.
        say: told in one line what is going on.
    """
    names = stage.order(wish.chain)
    for name in names:
        stage.stand_ins[name].timeout = _timeout(stage, wish.chain, name)
    options = [await _alone(stage, wish, d, say) for d in wish.chain.deployments]
    options = [await _in_chain(stage, wish, o, names, concurrency) for o in options]
    rounds = [
        await _round(stage, wish, fault, (requests, concurrency), say)
        for fault in (faults if len(names) > 1 else ())
    ]
    return Drilled(wish, tuple(options), tuple(rounds))


def _patience(wish: Wish) -> float:
    return wish.promise.budget or UNSAID


async def _ask(stage: Stage, wish: Wish, *, stream: bool = False) -> Sample:
    return await stage.ask(wish.chain, _patience(wish), embedding=wish.embedding, stream=stream)


def _timeout(stage: Stage, chain: Chain, name: str) -> float:
    """How long the gateway waits for a component in this chain."""
    found = [d.timeout for d in chain.deployments if stage.name(d) == name]
    return min((t for t in found if t is not None), default=UNSAID)


async def _alone(stage: Stage, wish: Wish, deployment: Deployment, say: Say) -> Tried:
    """A direct request: what only the incident would show else, an expired key for one."""
    name = stage.name(deployment)
    sample, reached = await _reached(stage, wish, deployment)
    say(f"{wish.address}: {name} alone: {_told(sample)}")
    reasons = () if sample.ok else (f"asked directly it {_told(sample)}",)
    if not reached:
        reasons = (f"the gateway does not ask it, and answers HTTP {sample.status} itself",)
    ident = deployment.id or deployment.name
    return Tried(name, ident, sample.status, sample.took, reasons=reasons)


async def _reached(stage: Stage, wish: Wish, deployment: Deployment) -> tuple[Sample, bool]:
    """The direct request, and whether it came through; an open breaker gets time to close."""
    stand_in = stage.stand_ins[stage.name(deployment)]
    until = time.monotonic() + wish.promise.back + _GRACE
    while True:
        before = stand_in.seen.requests
        sample = await stage.ask_alone(deployment, _patience(wish), embedding=wish.embedding)
        reached = sample.ok or stand_in.seen.requests > before
        if reached or sample.status == 0 or time.monotonic() > until:
            return sample, reached or sample.status == 0
        await asyncio.sleep(_GRACE / 10)


def _told(sample: Sample) -> str:
    if sample.ok:
        return f"answers after {sample.took:.2f}s"
    return f"answers HTTP {sample.status}" if sample.status else "does not answer in time"


async def _in_chain(
    stage: Stage, wish: Wish, option: Tried, names: tuple[str, ...], concurrency: int
) -> Tried:
    """The option in its place, with all before it refusing."""
    before = names[: names.index(option.component)]
    if not before or option.reasons:
        return option
    for name in before:
        await stage.stand_ins[name].become(_REFUSED)
    began = time.monotonic()
    samples = [await _ask(stage, wish) for _ in range(_EACH * concurrency)]
    for name in before:
        await stage.stand_ins[name].become(None)
    await _settled(stage, wish, names[0])
    good = [s for s in samples if s.ok and s.who == option.component]
    first = min((s.ended - began for s in good), default=None)
    lost = sum(not s.ok for s in samples)
    reasons = []
    if lost:
        reasons.append(f"{lost} of {len(samples)} requests were lost when it should serve")
    elif len(good) < len(samples):
        other = next(s.who for s in samples if s.who != option.component)
        reasons.append(f"{other} served when it should")
    after = wish.afters.get(option.component)
    if first is not None and after is not None and first > after:
        reasons.append(f"it served after {first:.1f}s, {after:g}s are promised")
    return replace(
        option, lost=lost, asked=len(samples), first_answer=first, reasons=tuple(reasons)
    )


async def _settled(stage: Stage, wish: Wish, primary: str) -> bool:
    patience = 2 * wish.promise.back + 20
    return await settle(lambda: _ask(stage, wish), primary, patience)


async def _round(
    stage: Stage, wish: Wish, fault: Fault, size: tuple[int, int], say: Say
) -> Measured:
    names = stage.order(wish.chain)
    primary = stage.stand_ins[names[0]]
    settled = await _settled(stage, wish, names[0])
    before = [0]

    async def begin(rate: float) -> None:
        before[0] = primary.seen.requests
        await _break(stage, wish, fault, rate)

    async def clear() -> None:
        before[0] = primary.seen.requests - before[0]
        for name in names:
            await stage.stand_ins[name].become(None)

    # Time enough for health checks to see it.
    least = 1.5 * wish.promise.back if fault.name == "brown-out" else fault.least
    fate = await play(
        lambda: _ask(stage, wish, stream=fault.streams),
        Size(*size, least, wish.promise.back + 15),
        names[0],
        begin,
        clear,
    )
    hits = None if fault.behaviour == "refuse" else before[0]
    found = measured(fault, fate, names[0], hits)
    verdict, reasons = judged(found, wish.promise)
    if (found.longest or 0.0) > _patience(wish) + _STANDSTILL:
        told = f"a request took {found.longest:.0f}s: this machine stood still; drill again"
        verdict, reasons = "failed", (told, *reasons)
    if not settled:
        verdict, reasons = "failed", ("the primary did not serve before the fault", *reasons)
    say(f"{wish.address}: {fault.name}: {found.lost} of {found.requests} lost, {verdict}")
    return replace(found, verdict=verdict, reasons=reasons)


async def _break(stage: Stage, wish: Wish, fault: Fault, rate: float) -> None:
    """Make the fault: of the primary, of all, or of what the others take."""
    first, *others = stage.order(wish.chain)
    if fault.others:
        await stage.stand_ins[first].become(FAULTS["503"])
        for name in others:
            share = wish.shares.get(name)
            limit = float("inf") if share is None else rate * share
            await stage.stand_ins[name].become(None, limit)
        return
    hit: list[StandIn] = [stage.stand_ins[first]]
    if fault.everywhere:
        hit += [stage.stand_ins[name] for name in others]
    for each in hit:
        await each.become(fault)
