"""A drill as records for the model: one for each fallback that was tried."""

import datetime
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from drctl.gateway.drill.exercise import Drilled, Tried
from drctl.gateway.drill.measured import Measured
from drctl.model.flow import lines

HEAD = "# Written by `drctl gateway drill`."


def digest(configuration: str) -> str:
    """The hash of a configuration's text."""
    return "sha256:" + sha256(configuration.encode()).hexdigest()


def records(
    drilled: Drilled, day: datetime.date, by: str | None, told: str, evidence: str
) -> list[dict[str, Any]]:
    """The records of one need's drill, as the model keeps them.

    Args:
        drilled: what came of it.
        day: when it was.
        by: who drilled.
        told: with what, in a few words.
        evidence: the hash of the configuration.
    """
    seen: dict[str, dict[str, Any]] = {}
    primary = drilled.options[0].component
    for option in drilled.options:
        if option.component == primary or option.component in seen:
            continue
        first = not seen
        rounds = drilled.rounds if first else ()
        passed = option.passed and all(r.verdict != "failed" for r in rounds)
        record: dict[str, Any] = {
            "need": drilled.wish.address,
            "option": option.component,
            "date": day.isoformat(),
            "result": "passed" if passed else "failed",
        }
        if passed and (took := _took(option, rounds)) is not None:
            record["recovered_in"] = _seconds(took)
        if by:
            record["by"] = by
        record["notes"] = f"{told}: {_noted(option, rounds)}."
        record["evidence"] = evidence
        seen[option.component] = record
    return list(seen.values())


def text(found: Sequence[dict[str, Any]]) -> str:
    """The records as a file of the model."""
    written = ["drills:"]
    for record in found:
        body = [x for key, value in record.items() for x in _entry(key, value)]
        written += [f"  - {body[0].lstrip()}", *body[1:]]
    return "\n".join([HEAD, "drctl: 1", *written]) + "\n"


def _entry(key: str, value: str) -> list[str]:
    return lines(f"{key}:", value, 4)


def _took(option: Tried, rounds: Sequence[Measured]) -> float | None:
    """The longest time until it served."""
    firsts = [r.first_answer for r in rounds if r.fault.keeps == "all"]
    return max((t for t in (*firsts, option.first_answer) if t is not None), default=None)


def _seconds(took: float) -> str:
    """Upwards to tenths, so that it is never less than it was."""
    return f"{-int(-took * 10 // 1) / 10:g}s"


def _noted(option: Tried, rounds: Sequence[Measured]) -> str:
    if option.reasons:
        return "; ".join(option.reasons)
    failed = [r for r in rounds if r.verdict == "failed"]
    if failed:
        return "; ".join(f"{r.fault.name}: {', '.join(r.reasons)}" for r in failed)
    lost = sum(r.lost for r in rounds if r.fault.keeps == "all")
    asked = sum(r.requests for r in rounds if r.fault.keeps == "all") + option.asked
    names = ", ".join(r.fault.name for r in rounds if r.fault.keeps == "all")
    what = f"{names}, and all before it refusing" if names else "all before it refusing"
    return f"{what}; {lost} of {asked} requests lost"
