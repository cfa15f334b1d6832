"""How the risks of one component, and of all services, are told."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from drctl.cli._answer import table, wrapped

if TYPE_CHECKING:
    from drctl.analysis.risks import CutSet, Ranking, Risks, Unavailability, Weight
    from drctl.assessment import Assessment

FEW = 20
"""So many cut sets are listed when nobody says how many."""

WEIGHTY = 10
_MET = {True: "yes", False: "no", None: "unknown"}


def one(
    assessment: "Assessment", name: str, *, order: int | None, top: int | None, by: "Ranking"
) -> list[str]:
    """The risks of one component, in words."""
    found = assessment.risks(name)
    lines = [*wrapped(_headline(found)), *_slo(found), ""]
    if not found.by_size and found.complete_to is None:
        return [*lines, f"Nothing takes {name} down."]
    sets = chosen_sets(found, order=order, top=top, by=by)
    lines += [*wrapped(_counted(found)), *_shown(found, sets, order, by), ""]
    rows = [("size", "probability", "what must fail together")]
    rows += [(str(s.size), _chance(s.probability), ", ".join(s.components)) for s in sets]
    lines.append(table(rows) if sets else _nothing(found, order))
    return lines + _importance(found)


def every(assessment: "Assessment") -> str:
    """All services by tier: unavailability, downtime, SLO."""
    from drctl.analysis.ranking import rank
    from drctl.model.times import share

    model = assessment.model
    rows = [
        ("tier", "service", "unavailability", "before people act", "down a year", "SLO", "kept")
    ]
    for service in sorted(model.of_kind("service"), key=lambda c: rank(model, c)):
        found = assessment.unavailability(service.name)
        slo = service.promise.slo
        rows.append(
            (
                service.tier or "",
                service.name,
                _level(found.after),
                _level(found.before),
                _downtime(found.before),
                share(slo) if slo is not None else "",
                _MET[found.kept(slo)] if slo is not None else "",
            )
        )
    return table(rows)


def as_json(
    assessment: "Assessment", name: str, *, order: int | None, top: int | None, by: "Ranking"
) -> dict[str, Any]:
    """The risks of one component as docs/json.md describes them."""
    found = assessment.risks(name)
    whole = found.complete_to is None
    return {
        "component": name,
        "count": found.counted if whole else None,
        **({} if whole else {"count_at_least": found.counted, "complete_to": found.complete_to}),
        "by_order": {str(size): count for size, count in sorted(found.by_size.items())},
        "cut_sets": [
            {"size": s.size, "probability": s.probability, "components": list(s.components)}
            for s in chosen_sets(found, order=order, top=top, by=by)
        ],
        **unavailability_json(found.after, found.before, found.slo),
        **_importance_json("importance", found.after, found.importance),
        **_importance_json("importance_before_people_act", found.before, found.importance_before),
        "exact": whole and found.after.exact and found.before.exact,
    }


def _importance_json(
    key: str, level: "Unavailability", weights: "Sequence[Weight]"
) -> dict[str, Any]:
    rows = [
        {
            "component": w.component,
            "birnbaum": w.birnbaum,
            "fussell_vesely": w.fussell_vesely,
            "raw": w.raw,
            "rrw": w.rrw,
        }
        for w in weights
    ]
    return {key: [], f"{key}_at_best": rows} if level.missing else {key: rows}


def unavailability_json(
    after: "Unavailability", before: "Unavailability", slo: float | None
) -> dict[str, Any]:
    """The figures of availability, as they stand in every object."""
    from drctl.analysis.risks import slo_met

    return {
        "unavailability": after.value,
        "unavailability_at_least": after.at_least,
        "unavailability_at_most": after.at_most,
        "unavailability_before_people_act": before.value,
        "unavailability_before_people_act_at_least": before.at_least,
        "unavailability_before_people_act_at_most": before.at_most,
        "missing": sorted({*after.missing, *before.missing}),
        "downtime_seconds_per_year": after.downtime,
        "downtime_seconds_per_year_before_people_act": before.downtime,
        "slo_met": slo_met(before, slo),
    }


def chosen_sets(
    found: "Risks", *, order: int | None, top: int | None, by: "Ranking"
) -> "tuple[CutSet, ...]":
    """The cut sets that are listed: what was asked for, else the first few."""
    if top is None and order is None:
        top = FEW
    return found.cut_sets(top=top, order=order, by=by)


def _headline(found: "Risks") -> str:
    before, after = _told(found.before), _told(found.after)
    if before == after:
        return f"{found.component} is down {after}."
    return f"{found.component} is down {after}, once people have acted; {before} until they do."


def _told(found: "Unavailability") -> str:
    from drctl.analysis.unavailability import YEAR
    from drctl.model.times import duration

    year = duration(found.at_least * YEAR)
    if found.value is None and found.at_most is not None:
        years = f"{year} to {duration(found.at_most * YEAR)}"
        return f"{_between(found.at_least, found.at_most)} of the time ({years} a year)"
    least = "" if found.value is not None else "at least "
    return f"{least}{_chance(found.at_least)} of the time ({year} a year)"


def _between(least: float, most: float) -> str:
    """Two figures with as many digits as tell them apart."""
    texts = [(f"{least:.{digits}g}", f"{most:.{digits}g}") for digits in range(3, 10)]
    return " to ".join(next((pair for pair in texts if pair[0] != pair[1]), texts[0]))


def _slo(found: "Risks") -> list[str]:
    from drctl.model.times import share

    lines: list[str] = []
    if found.slo is not None:
        allowed = _chance(1 - found.slo)
        kept = {True: "kept", False: "not kept", None: "unknown whether it is kept"}[found.slo_met]
        lines.append(
            f"SLO {share(found.slo)} (down {allowed} at most, people not counted): {kept}."
        )
    if not (found.before.exact and found.after.exact):
        lines.append("These are bounds: the exact share was too much work.")
    missing = sorted({*found.before.missing, *found.after.missing})
    if missing:
        names = ", ".join(missing)
        lines += wrapped(f"Unknown beyond that: there are no failure figures for {names}.")
    return lines


def _counted(found: "Risks") -> str:
    sizes = ", ".join(f"{count:,} of size {size}" for size, count in sorted(found.by_size.items()))
    if found.complete_to is None:
        noun = "minimal cut set" if found.counted == 1 else "minimal cut sets"
        return f"{found.counted:,} {noun}: {sizes}."
    told = f"All cut sets up to size {found.complete_to}; more exist, too many to be found here"
    return f"{told}: {sizes or 'none'}."


def _shown(
    found: "Risks", sets: "tuple[CutSet, ...]", order: int | None, by: "Ranking"
) -> list[str]:
    last = "those without figures last" if by == "probability" and found.after.missing else ""
    if len(sets) == found.counted or not sets:
        return [f"The most probable first, {last}."] if last else []
    which = "smallest" if by == "size" else "most probable"
    which += f", {last}" if last else ""
    upto = f" of at most {order}" if order is not None else ""
    return [f"The {len(sets):,} {which}{upto}; --order and --top ask for others."]


def _nothing(found: "Risks", order: int | None) -> str:
    if order is None:
        return "None is listed."
    return f"None has {order} members or fewer."


def _importance(found: "Risks") -> list[str]:
    if found.importance == found.importance_before:
        return _weights("", found.after, found.importance, WEIGHTY)
    few = WEIGHTY // 2
    acted = _weights(" once people have acted", found.after, found.importance, few)
    return acted + _weights(" until people act", found.before, found.importance_before, few)


def _weights(
    when: str, level: "Unavailability", weights: "Sequence[Weight]", few: int
) -> list[str]:
    if not level.exact:
        return ["", f"What matters most{when} is not known: the exact share was too much work."]
    if not weights:
        return []
    rows = [("component", "Fussell-Vesely", "Birnbaum", "RAW", "RRW")]
    for w in weights[:few]:
        rrw = "never down without it" if w.rrw is None else _ratio(w.rrw)
        numbers = (_chance(w.fussell_vesely), _chance(w.birnbaum), _ratio(w.raw))
        rows.append((w.component, *numbers, rrw))
    left = len(weights) - few
    more = [f"and {left} more that matter less"] if left > 0 else []
    known = ", of what has figures" if level.missing else ""
    return ["", f"What matters most{when}{known}:", table(rows), *more]


def _level(found: "Unavailability") -> str:
    level = _chance(found.at_least)
    return level if found.value is not None else f"{level} or more"


def _downtime(found: "Unavailability") -> str:
    from drctl.analysis.unavailability import YEAR
    from drctl.model.times import duration

    return duration(found.at_least * YEAR) + ("" if found.value is not None else " or more")


def _chance(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3g}"


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
