"""The whole estate in one picture: every component when they are few, else its groups."""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from drctl.assessment import Assessment
from drctl.model.component import Component
from drctl.model.model import Model
from drctl.render.edges import Edge, edges
from drctl.render.frames import Frames, frames
from drctl.render.sketch import FILLS, VERMILION, Sketch, lines

if TYPE_CHECKING:
    import graphviz

MOST = 60
"""More components than this are drawn as groups."""
MOST_GROUPS = 30


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
    touched = {name for edge in drawn for name in (edge.source, edge.target)}
    nodes = [c for n, c in sorted(model.components.items()) if n in touched]
    if len(nodes) > MOST:
        return _grouped(assessment, inside, drawn, nodes)
    return _whole(assessment, inside, drawn, nodes)


def _kinds(model: Model, edge: Edge) -> set[str]:
    return {model.components[edge.source].kind, model.components[edge.target].kind}


def key_points(assessment: Assessment) -> frozenset[str]:
    """What takes a service of the first tier down alone, though it promises to survive that."""
    model = assessment.model
    promised = [model.components[name] for name in assessment.promised]
    first = next((t for t in model.policy.tiers if any(c.tier == t for c in promised)), None)
    return frozenset(
        cause
        for component in promised
        if component.tier == first
        for cause in assessment.single_points[component.name]
    )


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

    def fill(frame: str, into: "graphviz.Digraph") -> None:
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
    into: "graphviz.Digraph",
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
    part: "graphviz.Digraph",
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
        told.append(f"not drawn: {domain}, which holds {count} and takes"
                    f" {len(assessment.blast[domain])} down")
    noted = {d for domains in inside.also.values() for d in domains}
    left = sorted(set(model.components) - seen - noted)
    if left:
        some = ", ".join(left[:8]) + (f" and {len(left) - 8} more" if len(left) > 8 else "")
        told.append(f"not drawn, for nothing shown rests on it: {some}")
    told.append("left out: needs at start only, needs whose loss goes unnoticed, what switching"
                " requires")
    hidden = sorted(points - seen)
    if hidden:
        told.append(f"single points of failure not drawn: {', '.join(hidden[:8])}")
    return told


def _grouped(
    assessment: Assessment, inside: Frames, drawn: list[Edge], nodes: list[Component]
) -> str:
    model = assessment.model
    points = key_points(assessment)
    group = {c.name: _group(c, inside) for c in nodes}
    sizes = Counter(group.values())
    kept = {g for g, _ in sorted(sizes.items(), key=lambda i: (-i[1], i[0]))[:MOST_GROUPS]}
    group = {n: g if g in kept else (g[0], "others") for n, g in group.items()}
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in sorted(group):
        members[group[name]].append(name)
    sketch = Sketch(f"{model.title}: overview of {len(nodes)} components", direction="TB")
    for key in sorted(members):
        names = members[key]
        vital = sorted(set(names) & points, key=lambda n: (-len(assessment.blast[n]), n))
        shown = vital[:4] or names[:4]
        rest = len(names) - len(shown)
        notes = [*shown, *([f"and {rest} more"] if rest else [])]
        look = {"peripheries": "2", "color": VERMILION} if vital else {"color": "#555555"}
        kind = model.components[names[0]].kind
        sketch.graph.node(
            "/".join(key),
            label=lines(f"{' · '.join(part for part in key if part)} ({len(names)})", *notes),
            shape="box" if kind == "service" else "ellipse",
            fillcolor=FILLS[kind],
            **look,
        )
    counted = Counter(
        ("/".join(group[e.source]), "/".join(group[e.target]), e.bond)
        for e in drawn
        if group[e.source] != group[e.target]
    )
    for (source, target, bond), count in sorted(counted.items()):
        sketch.edge(source, target, bond, str(count) if count > 1 else "")
    within = sum(group[e.source] == group[e.target] for e in drawn)
    return sketch.done(
        "each shape is a group of one tier in one domain, with its single points of failure or"
        " first members; a number at an arrow counts the needs that it stands for",
        "double red line: holds what takes a service of the first tier down alone",
        f"left out: {within} needs inside groups, needs at start only or unnoticed, and"
        f" {len(model.components) - len(nodes)} components and domains",
    )


def _group(component: Component, inside: Frames) -> tuple[str, str]:
    around = inside.around(component.name)
    where = around[-1] if around else ""
    if component.kind == "provider":
        return ("providers", where or next(iter(sorted(component.vendors)), ""))
    return (component.tier or "no tier", where)
