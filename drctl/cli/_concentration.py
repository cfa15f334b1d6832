"""What goes with each vendor, jurisdiction or region: `drctl risks --by`."""

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING, Any

from drctl.cli import _lasting
from drctl.cli._answer import say, say_json, table, wrapped

if TYPE_CHECKING:
    from drctl.analysis.causes import Cause
    from drctl.analysis.concentration import By, Effect, Group, TierHit
    from drctl.analysis.data_loss import DataLoss
    from drctl.analysis.demand import Demand
    from drctl.analysis.outcome import Outcome
    from drctl.analysis.recovery_path import Recovery
    from drctl.assessment import Assessment

MOST = 8
_PLURAL = {"vendor": "vendors", "jurisdiction": "jurisdictions", "region": "regions"}


def tell(assessment: "Assessment", by: "By", *, as_json: bool) -> None:
    """Print what each group takes along."""
    from drctl.analysis.concentration import concentration

    groups = concentration(assessment.model, assessment.outcomes, by)
    if as_json:
        say_json({"by": by, "groups": [_as_json(group) for group in groups]})
    else:
        say(_told(assessment, by, groups))


def tell_one(assessment: "Assessment", by: "By", name: str, *, as_json: bool) -> None:
    """Print what each group does to one component."""
    from drctl.analysis.concentration import effects

    found = effects(assessment.model, assessment.outcomes, by, name)
    if as_json:
        rows = [_effect_as_json(effect) for effect in found]
        say_json({"component": name, "by": by, "groups": rows})
    else:
        say(_told_one(assessment, by, name, found))


def _told(assessment: "Assessment", by: "By", groups: "tuple[Group, ...]") -> list[str]:
    if not groups:
        return [_none(by)]
    hit = [group for group in groups if group.hit]
    harmless = [group.cause.name for group in groups if not group.hit]
    lines: list[str] = []
    if hit:
        rows = [(by, "tier", "services", "down at first", "for good", "degraded")]
        lines += [table([*rows, *(row for group in hit for row in _hits(group))])]
        lines += ["", table([(by, "longest", "of", "data lost"), *map(_cost, hit)])]
        lines += _loads(by, hit)
    lines += _spared("No service is hit by", harmless, after=bool(lines))
    return lines + (_worst(assessment, hit[0]) if hit else [])


def _none(by: "By") -> str:
    if by == "region":
        return "The model has no domain of kind region that can fail."
    return f"No component that can fail states a {by}."


def _spared(told: str, names: list[str], *, after: bool) -> list[str]:
    if not names:
        return []
    return [*([""] if after else []), *wrapped(f"{told} {', '.join(sorted(names))}.")]


def _hits(group: "Group") -> "Iterator[tuple[str, ...]]":
    name = group.cause.name
    for tier in group.tiers:
        if tier.hit:
            share = f" ({tier.share:.0%})" if tier.after else ""
            good = f"{len(tier.after)}{share}"
            first, soft = str(len(tier.before)), str(len(tier.degraded))
            yield name, tier.tier or "no tier", str(tier.services), first, good, soft
            name = ""


def _cost(group: "Group") -> tuple[str, str, str, str]:
    longest = group.longest
    name, lost = group.cause.name, _lost(group.lost)
    if longest is None:
        return name, "", "", lost
    return name, _lasting.how_long(longest, briefly=True), longest.component, lost


def _loads(by: "By", groups: "list[Group]") -> list[str]:
    """The load that enters at each tier, and what of it goes to a group or stops with it."""
    rows: list[tuple[str, ...]] = [
        (by, "tier", "load", "goes there", "stops at first", "for good")
    ]
    for group in groups:
        name = group.cause.name
        for tier in group.tiers:
            for demand in tier.demand:
                told = demand.arrives, demand.stops_before, demand.stops
                if any(told):
                    enters = f"{_amount(demand.enters)} {demand.unit}"
                    rows.append((name, tier.tier or "no tier", enters, *map(_amount, told)))
                    name = ""
    return ["", table(rows)] if len(rows) > 1 else []


def _amount(value: float) -> str:
    return f"{value:.10g}"


def _lost(loss: "DataLoss | None") -> str:
    from drctl.model.times import duration

    if loss is None:
        return ""
    return f"{'all' if loss.seconds == inf else duration(loss.seconds)} of {loss.address}"


def _worst(assessment: "Assessment", group: "Group") -> list[str]:
    """Which services go with the worst group, and why."""
    services = list(dict.fromkeys(n for t in group.tiers for n in (*t.after, *t.before)))
    if not services:
        return []
    outcome = assessment.outcomes.of(group.cause)
    rows = [
        (
            f"  {name}",
            _lasting.how_long(outcome.times.bounds(name), briefly=True),
            _why(assessment, outcome, name),
        )
        for name in services[:MOST]
    ]
    lines = ["", *_members(group.cause), "", f"What goes down with {group.cause.name}:"]
    lines.append(table(rows))
    if len(services) > MOST:
        lines.append(f"  and {len(services) - MOST} more")
    return [*lines, "", f"More: drctl simulate --fail {group.cause.words}"]


def _members(cause: "Cause") -> list[str]:
    if cause.kind == "failure":
        return [f"{cause.name} is the worst."]
    return wrapped(f"{cause.name} is the worst; it is stated by {', '.join(cause.fails)}.")


def _why(assessment: "Assessment", outcome: "Outcome", name: str) -> str:
    from drctl.cli.why import clause

    told = assessment.explain(outcome, name)
    if told.steps:
        last = told.steps[-1]
        text = clause(last).removeprefix(f"{name} is down: ")
        return "fails by itself" if last.gate == "fails" else text
    if told.degraded_by:
        return "; ".join(told.degraded_by[:2])
    return f"saved by {told.saved[0].runs_on}" if told.saved else ""


def _told_one(
    assessment: "Assessment", by: "By", name: str, found: "tuple[Effect, ...]"
) -> list[str]:
    if not found:
        return [_none(by)]
    rows: list[tuple[str, ...]] = [(by, "before people act", "after", "down for", "why")]
    rows += [
        (
            effect.cause.name,
            effect.before,
            effect.after,
            _lasting.how_long(effect.recovery, briefly=True) if effect.recovery else "",
            _why(assessment, assessment.outcomes.of(effect.cause), name),
        )
        for effect in found
        if effect.hit
    ]
    lines = [table(rows)] if len(rows) > 1 else []
    spared = [effect.cause.name for effect in found if not effect.hit]
    return lines + _spared(f"{name} stays up without", spared, after=bool(lines))


def _as_json(group: "Group") -> dict[str, Any]:
    return {
        "name": group.cause.name,
        "members": list(group.cause.fails),
        "tiers": [_tier_as_json(tier) for tier in group.tiers],
        "longest": _recovery_as_json(group.longest),
        "data_loss": None
        if group.lost is None
        else {"store": group.lost.address, "seconds": _seconds(group.lost.seconds)},
    }


def _tier_as_json(tier: "TierHit") -> dict[str, Any]:
    return {
        "tier": tier.tier or None,
        "services": tier.services,
        "down_before_people_act": list(tier.before),
        "down": list(tier.after),
        "degraded": list(tier.degraded),
        "share_down": tier.share,
        "load": list(map(_demand_as_json, tier.demand)),
    }


def _demand_as_json(demand: "Demand") -> dict[str, Any]:
    return {
        "unit": demand.unit,
        "enters": demand.enters,
        "arrives": demand.arrives,
        "stops_before_people_act": demand.stops_before,
        "stops": demand.stops,
    }


def _effect_as_json(effect: "Effect") -> dict[str, Any]:
    return {
        "name": effect.cause.name,
        "members": list(effect.cause.fails),
        "state": effect.after,
        "state_before_people_act": effect.before,
        "recovery": _lasting.as_json(effect.recovery) if effect.recovery else None,
    }


def _recovery_as_json(recovery: "Recovery | None") -> dict[str, Any] | None:
    if recovery is None:
        return None
    return {
        "component": recovery.component,
        "seconds": _seconds(recovery.most),
        "at_least_seconds": _seconds(recovery.least),
        "known": recovery.known,
    }


def _seconds(value: float) -> float | None:
    return None if value == inf else value
