"""How simulated years are told."""

from typing import TYPE_CHECKING, Any

from drctl.cli._answer import table, wrapped
from drctl.cli._bars import amount_bar, edge
from drctl.model.times import some

if TYPE_CHECKING:
    from drctl.analysis.lifetimes.confidence import Estimate
    from drctl.analysis.lifetimes.simulate import Lifetime, Years
    from drctl.model.model import Model

PARTS = (0.5, 0.9, 0.95, 0.99, 1.0)
_KEYS = ("p50", "p90", "p95", "p99", "worst")
_NAMES = ("50%", "90%", "95%", "99%", "all")


def one(found: "Lifetime", seed: int) -> list[str]:
    """The simulated years of one service, in words."""
    same = found.before.lived == found.after.lived
    asked = (found.before,) if same else (found.before, found.after)
    heads = ("",) if same else ("until people act", "once they have acted")
    least = " or more" if found.missing else ""
    rows: list[tuple[str, ...]] = [("", *heads)] if not same else []
    rows.append(("down a year, mean", *(_spread(y.mean(), least) for y in asked)))
    rows.append(("outages a year, mean", *(_counted(y.outages()) for y in asked)))
    rows.append(("years without any", *(_share(y.clean()) for y in asked)))
    if found.before.slo is not None:
        rows.append((_slo(found.before), *(_share(y.kept()) for y in asked)))
    years = some(found.before.count, "simulated year")
    lines = [f"{found.service}: {years}, seed {seed}.", "", table(rows)]
    for head, lived in zip(heads, asked, strict=True):
        lines += ["", *_percentiles(lived, head)]
    lines += _marked(found, asked)
    if found.missing:
        names = ", ".join(found.missing)
        told = "of these it is not known how often they fail, and for how long; here they never do"
        lines += ["", *wrapped(f"All this is the least: {told}: {names}.")]
    return lines


def every(model: "Model", found: "tuple[Lifetime, ...]", seed: int) -> list[str]:
    """The simulated years of all services, by tier."""
    from drctl.analysis.ranking import rank
    from drctl.model.times import share

    if not found:
        return ["There are no services."]
    heads = ("down a year", "once people acted", "95% up to", "99% up to", "none", "SLO", "kept")
    rows: list[tuple[str, ...]] = [("tier", "service", *heads)]
    told = {life.service: life for life in found}
    for service in sorted((model.components[n] for n in told), key=lambda c: rank(model, c)):
        life = told[service.name]
        before, kept = life.before, life.before.kept()
        least = " or more" if life.missing else ""
        rows.append(
            (
                service.tier or "",
                service.name,
                _about(before.mean().value) + least,
                _about(life.after.mean().value) + least,
                *map(_about, before.down((0.95, 0.99))),
                f"{before.clean().value:.1%}",
                share(before.slo) if before.slo is not None else "",
                f"{kept.value:.1%}" if kept is not None else "",
            )
        )
    years = found[0].before.count
    count = some(years, "simulated year")
    note = (
        f"{count}, seed {seed}. Until people act, but for the second mean: up to how long "
        "services are down in 95 and in 99 of 100 years, how many years have no downtime, and "
        "how many keep the SLO."
    )
    lines = [*wrapped(note), "", table(rows)]
    if any(life.missing for life in found):
        lines += ["", "or more: drctl risks SERVICE --years N names what has no failure figures."]
    return lines


def as_json(found: "Lifetime", seed: int) -> dict[str, Any]:
    """The simulated years of one service as docs/json.md describes them."""
    return {
        "component": found.service,
        "years": found.before.count,
        "seed": seed,
        "missing": list(found.missing),
        "slo": found.before.slo,
        "slo_budget_seconds": found.before.budget,
        "simulated": _figures(found.after),
        "simulated_before_people_act": _figures(found.before),
    }


def _figures(years: "Years") -> dict[str, Any]:
    kept = years.kept()
    down = dict(zip(_KEYS, years.down(PARTS), strict=True))
    return {
        "downtime_seconds": _estimate(years.mean(), "mean") | down,
        "longest_outage_seconds": dict(zip(_KEYS, years.longest(PARTS), strict=True)),
        "outages": _estimate(years.outages(), "mean"),
        "years_without_downtime": _estimate(years.clean(), "share"),
        "slo_kept": None if kept is None else _estimate(kept, "share"),
    }


def _estimate(found: "Estimate", key: str) -> dict[str, Any]:
    return {key: found.value, "low": found.low, "high": found.high}


def _percentiles(years: "Years", head: str) -> list[str]:
    down, longest = years.down(PARTS), years.longest(PARTS)
    if not down[-1]:
        return [f"Not down in any of these years{', ' if head else ''}{head}."]
    most = max(down[-1], years.budget or 0.0)
    rows = [("of the years", f"down {head}".strip(), "", "longest outage")]
    for name, total, single in zip(_NAMES, down, longest, strict=True):
        picture = amount_bar(total, most, years.budget)
        rows.append((name, f"up to {_about(total)}", picture, f"up to {_about(single)}"))
    return [table(rows)]


def _marked(found: "Lifetime", asked: "tuple[Years, ...]") -> list[str]:
    budget = found.before.budget
    if budget is None or not any(years.down((1.0,))[0] for years in asked):
        return []
    return [f"{edge()} is what the SLO allows: {_about(budget)} a year."]


def _slo(years: "Years") -> str:
    from drctl.model.times import share

    return f"years that keep SLO {share(years.slo or 0.0)}"


def _spread(found: "Estimate", least: str) -> str:
    if found.low is None or found.high is None:
        return f"{_about(found.value)}{least} (too few outages to say how sure)"
    return f"{_about(found.value)}{least} ({_about(found.low)} to {_about(found.high)})"


def _counted(found: "Estimate") -> str:
    if found.low is None or found.high is None:
        return f"{found.value:.3g}"
    return f"{found.value:.3g} ({found.low:.3g} to {found.high:.3g})"


def _share(found: "Estimate | None") -> str:
    if found is None or found.low is None or found.high is None:
        return ""
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"


def _about(seconds: float) -> str:
    """A duration without digits that no simulation gives."""
    from drctl.model.times import duration

    step = 60 if seconds >= 3600 else 1 if seconds >= 10 else 0
    return duration(round(seconds / step) * step if step else seconds)
