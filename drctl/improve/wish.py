"""What someone wants of an estate, and the goal that it makes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from drctl.analysis.causes import Cause, jurisdictions, regions, vendors
from drctl.analysis.risks import ROUNDED
from drctl.graph import Question
from drctl.improve.board import Board
from drctl.improve.change import Kind
from drctl.improve.goals import (
    Broken,
    Spared,
    Survives,
    SurvivesSets,
    Unavailable,
    singles,
)
from drctl.improve.in_time import InTime
from drctl.improve.search import Goal
from drctl.model.model import Model

Aim = Literal["survives", "vendor", "jurisdiction", "region", "unavailability", "slo", "rto"]

AIMS: tuple[Aim, ...] = get_args(Aim)

PRICES: Mapping[Kind, float | None] = {
    "fallback": 1_000.0,
    "spread": 1_000.0,
    "move": 1_000.0,
    "copy": 2_000.0,
    "optional": 10_000.0,
}
"""What a change weighs per month when the model gives it no cost; None: never."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A goal for some services.

    `limit` is the number of failures, the share of time or the seconds, None for what each
    service promises. `without` are the components that no change may use; `accepted` counts what
    someone has accepted as well.
    """

    aim: Aim
    services: tuple[str, ...]
    limit: float | None = None
    without: frozenset[str] = frozenset()
    prices: Mapping[Kind, float | None] = field(default_factory=lambda: dict(PRICES))
    accepted: bool = False


_RULES: Mapping[Aim, str] = {
    "survives": "single-point-of-failure",
    "vendor": "vendor-concentration",
    "jurisdiction": "jurisdiction-concentration",
    "region": "single-point-of-failure",
    "rto": "rto-exceeded",
}
"""Whose acceptances spare a pair."""


def asked(model: Model, aim: Aim) -> tuple[str, ...]:
    """The services that promise something of the kind, by name."""
    services = model.of_kind("service")
    if aim == "slo":
        found = [c for c in services if c.promise.slo is not None]
    elif aim == "rto":
        found = [c for c in services if c.promise.rto is not None]
    else:
        found = [c for c in services if c.promise.survives >= 1]
    return tuple(sorted(c.name for c in found))


def goal_of(board: Board, wish: Wish, today: datetime.date) -> Goal[Broken]:
    """The goal that a wish makes of a model with changes."""
    model = board.model
    spared = _spared(board.base, wish, today)
    of = {name: model.components[name].promise for name in wish.services}
    match wish.aim:
        case "survives":
            most = {n: int(wish.limit or max(1, p.survives)) for n, p in of.items()}
            if max(most.values(), default=1) > 1:
                return SurvivesSets(board, most, spared)
            causes = {f"when {name} fails": (name,) for name in singles(board)}
            return Survives(board, wish.services, causes, spared)
        case "vendor" | "jurisdiction" | "region":
            groups = {"vendor": vendors, "jurisdiction": jurisdictions, "region": regions}
            return _survives(board, wish.services, tuple(groups[wish.aim](model)), spared)
        case "unavailability":
            limits = dict.fromkeys(of, wish.limit or 0.0)
            return Unavailable(board, limits, Question.EVENTUAL)
        case "slo":
            slos = {n: p.slo if wish.limit is None else wish.limit for n, p in of.items()}
            limits = {n: 1 - slo + ROUNDED for n, slo in slos.items() if slo is not None}
            return Unavailable(board, limits, Question.INSTANT)
        case "rto":
            rtos = {n: p.rto if wish.limit is None else wish.limit for n, p in of.items()}
            known = {name: rto for name, rto in rtos.items() if rto is not None}
            return InTime(board, known, singles(board), spared)


def _survives(
    board: Board, services: tuple[str, ...], causes: tuple[Cause, ...], spared: Spared
) -> Goal[Broken]:
    named = {cause.clause: tuple(sorted(cause.fails)) for cause in causes if cause.fails}
    return Survives(board, services, named, spared)


def _spared(model: Model, wish: Wish, today: datetime.date) -> Spared:
    rule = _RULES.get(wish.aim)
    valid: dict[str, list[frozenset[str] | None]] = {}
    for accepted in model.accepted if not wish.accepted else ():
        if accepted.rule == rule and accepted.until >= today:
            cause = None if accepted.cause is None else frozenset(accepted.cause)
            valid.setdefault(accepted.object, []).append(cause)

    def spared(service: str, fails: tuple[str, ...]) -> bool:
        causes = valid.get(service, ())
        return any(cause is None or cause == frozenset(fails) for cause in causes)

    return spared


def words(wish: Wish, model: Model) -> str:
    """The wish as a sentence."""
    from drctl.model.times import duration, share

    count = len(wish.services)
    who = wish.services[0] if count == 1 else f"each of {count} services"
    told: dict[Aim, Any] = {
        "survives": _failures(wish, model),
        "vendor": "survives the loss of any one vendor",
        "jurisdiction": "survives the loss of any one jurisdiction",
        "region": "survives the loss of any one region",
        "unavailability": f"is down for at most {wish.limit or 0:.3g} of the time",
        "slo": "keeps " + ("its SLO" if wish.limit is None else f"an SLO of {share(wish.limit)}"),
        "rto": "is back within " + ("its RTO" if wish.limit is None else duration(wish.limit)),
    }
    return f"{who} {told[wish.aim]}"


def _failures(wish: Wish, model: Model) -> str:
    promised = {max(1, model.components[n].promise.survives) for n in wish.services}
    most = {int(wish.limit)} if wish.limit else promised
    if most == {1}:
        return "survives any one failure"
    return f"survives any {most.pop()} failures" if len(most) == 1 else "survives what it promises"
