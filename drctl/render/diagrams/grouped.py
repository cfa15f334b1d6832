"""The overview of a large estate: one shape per tier and domain, edges counted."""

from collections import Counter, defaultdict

from drctl.assessment import Assessment
from drctl.model.component import Component
from drctl.render.diagrams.edges import Edge
from drctl.render.diagrams.frames import Frames
from drctl.render.diagrams.key_points import key_points
from drctl.render.diagrams.sketch import FILLS, SHAPES, VERMILION, Sketch, lines

MOST_GROUPS = 14
"""More groups than this: the smallest ones of a tier become one."""
MOST_EDGES = 40
"""More edges than this: those that stand for the fewest needs are left out."""
_NAMED = 4

_Group = tuple[str, str]


def grouped(
    assessment: Assessment, inside: Frames, drawn: list[Edge], nodes: list[Component]
) -> str:
    """The overview by groups, as DOT.

    Args:
        assessment: the model with its answers.
        inside: who lies where.
        drawn: the edges between components.
        nodes: the components that are counted.

    Returns:
        One picture: services by tier, providers by what they lie in or their vendor.
    """
    group = _groups(nodes, inside)
    members: dict[_Group, list[Component]] = defaultdict(list)
    for component in nodes:
        members[group[component.name]].append(component)
    title = f"{assessment.model.title}: overview of {len(nodes)} components"
    sketch = Sketch(title, direction="TB")
    for key in sorted(members):
        _draw(assessment, sketch, key, members[key])
    pairs = [(group[e.source], group[e.target], e.bond) for e in drawn]
    counted = Counter(pair for pair in pairs if pair[0] != pair[1])
    shown = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST_EDGES]
    for (source, target, bond), count in sorted(shown):
        sketch.edge("/".join(source), "/".join(target), bond, str(count) if count > 1 else "")
    within = len(pairs) - counted.total()
    rare = counted.total() - sum(count for _, count in shown)
    left = len(assessment.model.components) - len(nodes)
    return sketch.done(
        "each shape is a group of one tier in one domain, with its single points of failure or"
        " first members; a number at an arrow counts the needs that it stands for",
        "double red line: holds what takes a service of the first tier down alone",
        f"left out: {within} needs inside groups, {rare} on arrows that stand for few, needs"
        f" at start only or unnoticed, and {left} components and domains",
    )


def _groups(nodes: list[Component], inside: Frames) -> dict[str, _Group]:
    group = {c.name: _group(c, inside) for c in nodes}
    sizes = Counter(group.values())
    kept = {g for g, _ in sorted(sizes.items(), key=lambda i: (-i[1], i[0]))[:MOST_GROUPS]}
    return {n: g if g in kept else (g[0], "others") for n, g in group.items()}


def _group(component: Component, inside: Frames) -> _Group:
    around = inside.around(component.name)
    where = around[-1] if around else ""
    if component.kind == "provider":
        return ("providers", where or next(iter(sorted(component.vendors)), ""))
    return (component.tier or "no tier", where)


def _draw(assessment: Assessment, sketch: Sketch, key: _Group, members: list[Component]) -> None:
    names = [c.name for c in members]
    vital = sorted(
        set(names) & key_points(assessment), key=lambda n: (-len(assessment.blast[n]), n)
    )
    shown = vital[:_NAMED] or names[:_NAMED]
    rest = len(names) - len(shown)
    told = " · ".join(part for part in key if part)
    kind = members[0].kind
    sketch.kinds.add(kind)
    sketch.graph.node(
        "/".join(key),
        label=lines(f"{told} ({len(names)})", *shown, f"and {rest} more" if rest else ""),
        shape=SHAPES[kind],
        fillcolor=FILLS[kind],
        color=VERMILION if vital else "#555555",
        peripheries="2" if vital else "1",
    )
