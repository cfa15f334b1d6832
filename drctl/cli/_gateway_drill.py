"""A gateway's drill in words and as JSON."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from drctl.cli._answer import table

if TYPE_CHECKING:
    from drctl.gateway.configuration import Configuration
    from drctl.gateway.drill.exercise import Drilled, Tried
    from drctl.gateway.drill.measured import Measured


def told(drilled: "Sequence[Drilled]", configuration: "Configuration", *, real: bool) -> list[str]:
    """The report as lines."""
    from drctl.gateway.drill.evidence import digest
    from drctl.gateway.proxy import program

    behind = "the real providers" if real else "stand-ins"
    sha = digest(configuration.text.text)[:23]
    lines = [f"{program(configuration.kind).named} in front of {behind}, configuration {sha}…"]
    for each in drilled:
        lines += ["", *_need(each)]
    failed = sum(not each.passed for each in drilled)
    count = f"{len(drilled)} need{'' if len(drilled) == 1 else 's'}"
    return [*lines, "", f"{count} drilled, {failed or 'none'} failed"]


def _need(each: "Drilled") -> Iterator[str]:
    names = dict.fromkeys(option.component for option in each.options)
    promise = each.wish.promise
    said = [
        *([f"a fallback after {promise.after:g}s"] if promise.after is not None else []),
        *([f"callers wait {promise.budget:g}s"] if promise.budget is not None else []),
        f"back within {promise.back:g}s",
    ]
    yield f"{each.wish.address}: {', then '.join(names)}"
    yield f"  promised: {', '.join(said)}"
    yield from table(
        [("  option", "alone", "in its place", ""), *map(_option, each.options)]
    ).split("\n")
    if each.rounds:
        head = ("  fault", "lost", "first answer", "p50", "longest", "hits", "back", "")
        yield from table([head, *map(_round, each.rounds)]).split("\n")


def _option(option: "Tried") -> tuple[str, ...]:
    word = "FAILED" if option.reasons else "ok"
    alone = f"{option.took:.2f}s" if option.status == 200 else f"HTTP {option.status}"
    return (
        f"  {option.component}",
        alone,
        _seconds(option.first_answer),
        "; ".join([word, *option.reasons]),
    )


def _round(found: "Measured") -> tuple[str, ...]:
    word = {"passed": "ok", "failed": "FAILED", "limit": "limit"}[found.verdict]
    served = ", ".join(f"{name} {count}" for name, count in found.served)
    return (
        f"  {found.fault.name}",
        f"{found.lost} of {found.requests}",
        _seconds(found.first_answer),
        _seconds(found.p50),
        _seconds(found.longest),
        "-" if found.hits is None else str(found.hits),
        _seconds(found.back),
        f"{word}; {'; '.join([*found.reasons, served])}",
    )


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}s"


def as_json(
    drilled: "Sequence[Drilled]", configuration: "Configuration", *, real: bool
) -> dict[str, Any]:
    """The report for other tools."""
    from drctl.gateway.drill.evidence import digest
    from drctl.gateway.proxy import program

    kind = configuration.kind
    return {
        "gateway": {"kind": kind, "version": program(kind).version},
        "configuration": digest(configuration.text.text),
        "real_providers": real,
        "passed": all(each.passed for each in drilled),
        "needs": [_need_as_json(each) for each in drilled],
    }


def _need_as_json(each: "Drilled") -> dict[str, Any]:
    promise = each.wish.promise
    return {
        "need": each.wish.address,
        "passed": each.passed,
        "promised": {
            "after": promise.after,
            "rto": promise.rto,
            "caller_waits": promise.budget,
            "back": promise.back,
            "enough_left": promise.enough,
        },
        "options": [
            {
                "component": option.component,
                "deployment": option.deployment,
                "passed": option.passed,
                "alone": {"status": option.status, "seconds": option.took},
                "in_its_place": {
                    "requests": option.asked,
                    "lost": option.lost,
                    "first_answer": option.first_answer,
                },
                "reasons": list(option.reasons),
            }
            for option in each.options
        ],
        "faults": [_round_as_json(found) for found in each.rounds],
    }


def _round_as_json(found: "Measured") -> dict[str, Any]:
    return {
        "fault": found.fault.name,
        "verdict": found.verdict,
        "reasons": list(found.reasons),
        "requests": found.requests,
        "during": found.during,
        "lost": found.lost,
        "first_answer": found.first_answer,
        "p50_before": found.p50_before,
        "p50": found.p50,
        "longest": found.longest,
        "hits": found.hits,
        "back": found.back,
        "lasted": found.lasted,
        "served": dict(found.served),
        "statuses": {str(status): count for status, count in found.statuses},
    }
