"""What can go wrong with a provider, and what a gateway can be held to when it does."""

from dataclasses import dataclass
from typing import Literal

Behaviour = Literal[
    "answer",
    "refuse",
    "status",
    "reset",
    "hang",
    "slow",
    "brown-out",
    "cut",
    "stall",
    "flap",
    "cap",
    "context",
]
Kept = Literal["all", "swift", "told"]
"""What a drill demands: no request lost; callers told soon; or nothing, it only shows."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault.

    `status` is what is answered where that is the fault. `everywhere` when it hits all options
    and not only the primary, `others` when it hits all but the primary, which is refused.
    `streams` when callers ask for streams. `least` is how long it lasts at least, in seconds.
    """

    name: str
    does: str
    behaviour: Behaviour
    keeps: Kept = "all"
    status: int = 0
    everywhere: bool = False
    others: bool = False
    streams: bool = False
    least: float = 0.0


FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("refuse", "the primary refuses connections", "refuse"),
        Fault("503", "the primary answers HTTP 503", "status", status=503),
        Fault("429", "the primary answers HTTP 429", "status", status=429),
        Fault("401", "the primary's key has expired: HTTP 401", "status", status=401),
        Fault("reset", "the primary resets connections", "reset"),
        Fault("hang", "the primary takes requests and never answers", "hang"),
        Fault("slow", "the primary answers after its timeout", "slow"),
        Fault("context", "the primary says the text is too long", "context"),
        Fault("flap", "the primary fails every other second", "flap", least=6.0),
        Fault("brown-out", "the primary is slow, and under its timeout", "brown-out", "told"),
        Fault("cut", "the primary cuts streams", "cut", "told", streams=True),
        Fault("stall", "the primary's streams stop", "stall", "told", streams=True),
        Fault("all-down", "every option is gone", "status", "swift", status=503, everywhere=True),
        Fault(
            "capacity",
            "the primary is gone, and the others take no more than the model says",
            "cap",
            "told",
            others=True,
        ),
    )
}
"""All of them, in the order in which they are tried."""
