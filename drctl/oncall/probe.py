"""Whether a provider answers us, and how fast."""

from dataclasses import dataclass
from typing import Literal

from drctl.model.language.component import Probe
from drctl.model.times import duration
from drctl.oncall.asking import Answer, Question, Unanswered

PATIENCE = 10.0
"""Seconds for a probe that gives no `timeout`, as in the runbooks."""

_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """What came of a probe.

    `slow` is an answer as expected, later than `warn`. `unknown` is one that our own side
    prevents. `seconds` is None without an answer, `answered` whether one came at all.
    """

    url: str
    state: Literal["ok", "slow", "failed", "unknown"]
    says: str
    seconds: float | None = None
    warn: float | None = None
    answered: bool = False


def question(probe: Probe) -> Question:
    """What to ask; a probe follows no redirects, for what it expects stands at its address."""
    return Question(probe.url, probe.timeout if probe.timeout is not None else PATIENCE)


def told(probe: Probe, answer: Answer | Unanswered) -> ProbeAnswer:
    """What a probe's answer means."""
    if isinstance(answer, Unanswered):
        ours = answer.why in ("address", "proxy")
        return ProbeAnswer(
            probe.url, "unknown" if ours else "failed", answer.says, None, probe.warn
        )
    wrong = _wrong(probe, answer)
    seconds = answer.seconds
    if wrong:
        return ProbeAnswer(probe.url, "failed", wrong, seconds, probe.warn, answered=True)
    late = probe.warn is not None and seconds > probe.warn
    says = f"HTTP {answer.status} after {lasted(seconds)}"
    if late:
        says += f", over {duration(probe.warn)}"
    return ProbeAnswer(
        probe.url, "slow" if late else "ok", says, seconds, probe.warn, answered=True
    )


def lasted(seconds: float) -> str:
    """A measured time: `310ms`, `1.52s`."""
    return f"{seconds * 1000:.0f}ms" if seconds < 0.9995 else f"{seconds:.2f}s"


def _wrong(probe: Probe, answer: Answer) -> str:
    """How an answer is not as expected; "" when it is."""
    expect = probe.expect
    to = f", it sends us on to {answer.location}" if answer.location else ""
    if isinstance(expect, int):
        return "" if answer.status == expect else f"HTTP {answer.status}, not {expect}{to}"
    if isinstance(expect, str):
        if expect.encode() in answer.body:
            return ""
        where = "" if answer.whole else f" in its first {len(answer.body) // 2**20} MB"
        return f'HTTP {answer.status} without "{expect}"{where}{to}'
    return f"HTTP {answer.status}" if answer.status >= _SERVER_ERROR else ""
