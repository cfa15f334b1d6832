"""The whole estate in one picture: every component when they are few, else its groups."""

from collections import defaultdict
from typing import Any

from drctl.assessment import Assessment
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.render.edges import Edge, edges
from drctl.render.frames import Frames, frames
from drctl.render.grouped import grouped
from drctl.render.key_points import key_points
from drctl.render.sketch import VERMILION, Sketch, lines

MOST = 60
"""More components than this are drawn as groups."""


def overview(assessment: Assessment) -> str:
    """The overview as DOT.

    Args:
        assessment: the model with its answers.

    Returns:
        One picture. Its caption says what is left out.
    """
    model = assessment.model
    inside = frames(model)
    drawn = [e for e in edges(model) if e.bond != "in" and "domain" not in _kinds(model, e)]
    touched = {name for edge in drawn for name in (edge.source, edge.target)} or {
        n for n, c in model.components.items() if c.kind != "domain"
    }
    nodes = [c for n, c in sorted(model.components.items()) if n in touched]
    if len(nodes) > MOST:
        return grouped(assessment, inside, drawn, nodes)
    return _whole(assessment, inside, drawn, nodes)


def _kinds(model: Model, edge: Edge) -> set[str]:
    return {model.components[edge.source].kind, model.components[edge.target].kind}


def _whole(
    assessment: Assessment, inside: Frames, drawn: list[Edge], nodes: list[Component]
) -> str:
    model = assessment.model
    points = key_points(assessment)
    sketch = Sketch(f"{model.title}: overview", direction="TB")
    members: dict[str, list[Component]] = defaultdict(list)
    for component in nodes:
        members[inside.home.get(component.name, "")].append(component)
    framed = {frame for component in nodes for frame in inside.around(component.name)}

    def fill(frame: str, into: Any) -> None:
        for component in members[frame]:
            _draw(assessment, sketch, component, inside, points, into)
        for domain in sorted(framed):
            if inside.home.get(domain, "") == frame:
                with into.subgraph(name=f"cluster_{domain}") as part:
                    _frame(assessment, part, domain, inside, points)
                    fill(domain, part)

    fill("", sketch.graph)
    for edge in drawn:
        label = edge.label if edge.bond == "fallback" else ""
        sketch.edge(edge.source, edge.target, edge.bond, label)
    caption = _caption(assessment, inside, nodes, framed, points)
    return sketch.done(*caption, frame_words="frame: failure domain")


def _draw(
    assessment: Assessment,
    sketch: Sketch,
    component: Component,
    inside: Frames,
    points: frozenset[str],
    into: Any,
) -> None:
    look: dict[str, str] = {}
    also = inside.also.get(component.name, ())
    notes = [f"also in {', '.join(also)}"] if also else []
    tiers = list(assessment.model.policy.tiers)
    if component.tier and component.tier == tiers[0]:
        look |= {"penwidth": "2.2", "color": "#000000"}
    if component.name in points:
        look |= {"peripheries": "2", "color": VERMILION, "penwidth": "2.2"}
        notes.append(f"takes {len(assessment.blast[component.name])} down")
    sketch.node(component, *notes, into=into, **look)


def _frame(
    assessment: Assessment,
    part: Any,
    domain: str,
    inside: Frames,
    points: frozenset[str],
) -> None:
    spec = assessment.model.components[domain].spec
    kind = getattr(spec, "kind", None)
    told = f"{domain} ({kind})" if kind else domain
    if domain in inside.also:
        told += f", also in {', '.join(inside.also[domain])}"
    look = {"color": "#999999", "penwidth": "1"}
    if domain in points:
        told += f": takes {len(assessment.blast[domain])} down"
        look = {"color": VERMILION, "penwidth": "3"}
    part.attr(
        label=lines(told),
        style="rounded",
        fontname="Helvetica",
        fontsize="11",
        labelloc="t",
        labeljust="l",
        **look,
    )


def _caption(
    assessment: Assessment,
    inside: Frames,
    nodes: list[Component],
    framed: set[str],
    points: frozenset[str],
) -> list[str]:
    model = assessment.model
    seen = {c.name for c in nodes} | framed
    told = [
        "thick line: first tier · double or thick red line: takes a service of the first tier"
        " down alone"
    ]
    for domain, count in inside.unframed.items():
        seen.add(domain)
        told.append(
            f"not drawn: {domain}, which holds {count} and takes"
            f" {len(assessment.blast[domain])} down"
        )
    noted = {d for domains in inside.also.values() for d in domains}
    left = sorted(set(model.components) - seen - noted)
    if left:
        some = ", ".join(left[:8]) + (f" and {len(left) - 8} more" if len(left) > 8 else "")
        told.append(f"not drawn, for nothing shown rests on it: {some}")
    told.append(
        "left out: needs at start only, needs whose loss goes unnoticed, what switching requires"
    )
    hidden = sorted(points - seen)
    if hidden:
        told.append(f"single points of failure not drawn: {', '.join(hidden[:8])}")
    return told
