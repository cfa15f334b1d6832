"""`drctl show`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from drctl.cli._answer import (
    JsonOption,
    Output,
    OutputOption,
    is_json,
    say,
    say_json,
    table,
    wrapped,
)
from drctl.cli._workers import ClusterOption, crew
from drctl.cli._workspace import ModelOption, open_assessment

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.model.component import Component

EXAMPLES = ("drctl show", "drctl show chat-api")


def command(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A component; all without it.")
    ] = None,
    cluster: ClusterOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Show all that is known of a component, or list all.

    Without a name: all components by tier, with their single points of failure (what takes
    them down alone) and their blast radius (what they take down).
    """
    from drctl.cli._fails import component_named

    assessment = open_assessment(model)
    chosen = component_named(assessment.model, name) if name else None
    if cluster is None:
        _tell(assessment, chosen, json=is_json(json, output))
        return
    with crew(cluster) as assessment.crew:
        _tell(assessment, chosen, json=is_json(json, output))


def _tell(assessment: "Assessment", chosen: str | None, *, json: bool) -> None:
    if json:
        names = [chosen] if chosen else sorted(assessment.model.components)
        rows = [_as_json(assessment, assessment.model.components[n]) for n in names]
        say_json(rows[0] if chosen else {"components": rows})
    elif chosen:
        say(_one(assessment, assessment.model.components[chosen]))
    else:
        say([_all(assessment)])


def _all(assessment: "Assessment") -> str:
    model, counts = assessment.model, assessment.sweep
    tiers = list(model.policy.tiers)

    def rank(c: "Component") -> tuple[int, int, int, str]:
        kind = ("service", "provider", "domain").index(c.kind)
        tier = tiers.index(c.tier) if c.tier in tiers else len(tiers)
        return kind, tier, -counts.blast[c.name], c.name

    rows = [("tier", "component", "single points", "blast radius", "title")]
    for c in sorted(model.components.values(), key=rank):
        points, blast = counts.points[c.name], counts.blast[c.name]
        rows.append((c.tier or c.kind, c.name, str(points), str(blast), c.spec.title or ""))
    return table(rows)


def _one(assessment: "Assessment", c: "Component") -> list[str]:
    from drctl.model.requirement import said

    title = f": {c.spec.title}" if c.spec.title else ""
    lines = [f"{c.name}{title} ({c.kind})"]
    if c.spec.description:
        lines += ["", *wrapped(c.spec.description)]
    facts = [
        ("owner", c.spec.owner or "nobody"),
        ("tier", c.tier or ""),
        ("in", said(c.placement) if c.placement else ""),
        ("vendor", ", ".join(sorted(c.vendors))),
        ("jurisdiction", ", ".join(sorted(c.jurisdictions))),
        ("promise", _promise(c)),
        ("replicas", str(c.replicas) if c.kind == "service" else ""),
        ("fails", "never by itself" if not c.can_fail else ""),
        ("stands at", str(assessment.model.place(c.path))),
    ]
    lines += ["", table([(f"  {key}", value) for key, value in facts if value])]
    lines += _needs(c)
    lines += _names("Single points of failure", assessment.single_points[c.name])
    lines += _names("Blast radius (falls with it)", assessment.blast[c.name])
    users = [o.name for o in assessment.model.components.values() if c.name in _used(o)]
    return lines + _names("Named by", frozenset(users))


def _promise(c: "Component") -> str:
    from drctl.model.times import duration, share

    p = c.promise
    told = [
        f"rto {duration(p.rto)}" if p.rto is not None else "",
        f"rpo {duration(p.rpo)}" if p.rpo is not None else "",
        f"slo {share(p.slo)}" if p.slo is not None else "",
        f"survives {p.survives}" if c.kind == "service" else "",
    ]
    return ", ".join(part for part in told if part)


def _needs(c: "Component") -> list[str]:
    from drctl.model.requirement import said

    if not c.needs:
        return []
    rows: list[tuple[str, str, str]] = []
    for need in c.needs:
        kind = "hard"
        if need.optional == "unnoticed":
            kind = "unnoticed"
        elif need.at_start == "only":
            kind = "at start only"
        elif need.optional:
            kind = "soft"
        rows.append((f"  {need.slot}", kind, said(need.requirement)))
    return ["", "Needs:", table(rows)]


def _names(title: str, names: frozenset[str]) -> list[str]:
    told = ", ".join(sorted(names)) or "none"
    return ["", f"{title}: {len(names)}", *(f"  {line}" for line in wrapped(told, 2))]


def _used(c: "Component") -> set[str]:
    from drctl.model.requirement import refs

    placed = {ref.name for ref in refs(c.placement)}
    return placed | {ref.name for need in c.needs for ref in refs(need.requirement)}


def _as_json(assessment: "Assessment", c: "Component") -> dict[str, Any]:
    from drctl.reports.json import where

    return {
        "component": c.name,
        "kind": c.kind,
        "title": c.title,
        "tier": c.tier,
        "owner": c.spec.owner,
        "vendors": sorted(c.vendors),
        "jurisdictions": sorted(c.jurisdictions),
        "promise": {
            "rto": c.promise.rto,
            "rpo": c.promise.rpo,
            "slo": c.promise.slo,
            "survives": c.promise.survives,
        },
        "needs": sorted(need.slot for need in c.needs),
        "single_points": sorted(assessment.single_points[c.name]),
        "blast_radius": sorted(assessment.blast[c.name]),
        "place": where(assessment.model.place(c.path)),
    }
