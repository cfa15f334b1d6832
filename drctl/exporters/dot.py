"""The whole graph as DOT: for Graphviz and what reads its language, however large it gets.

`drctl diagram` draws the bounded pictures that people read.
"""

from collections.abc import Iterator

from drctl.assessment import Assessment
from drctl.exporters._kind import Export
from drctl.exporters._links import Link, chosen, plain
from drctl.model.component import Component

_SHAPES = {"service": "box", "provider": "ellipse", "domain": "hexagon"}
_STYLES = {
    "fallback": "dotted",
    "candidate": "dotted",
    "requires": "dashed",
    "switched by": "dashed",
}
MANY = 300
"""More components than this take Graphviz's `dot` more than seconds."""


def write(assessment: Assessment, component: str | None = None) -> Export:
    """Write a model as DOT.

    Args:
        assessment: a checked model.
        component: the one that is wanted with all that it names; None for all.

    Returns:
        A node per component and an edge per link; a note where it is large.
    """
    components, links = chosen(assessment.model, component)
    title = assessment.model.name or assessment.model.title
    lines = [f"digraph {_quoted(title)} {{", "  rankdir=LR", "  node [style=rounded]"]
    lines += (_node(one) for one in components)
    lines += _edges(links)
    notes = (
        f"{len(components)} components are much for dot; sfdp draws them, and drctl diagram draws"
        " bounded pictures"
    )
    return Export("\n".join([*lines, "}", ""]), (notes,) if len(components) > MANY else ())


def _node(component: Component) -> str:
    attributes = {
        "shape": _SHAPES[component.kind],
        "tooltip": component.title,
        "class": component.kind,
        "label": component.name,
    }
    if component.tier is not None:
        attributes["group"] = component.tier
    return f"  {_quoted(component.name)} [{_listed(attributes)}]"


def _edges(links: list[Link]) -> Iterator[str]:
    for link in links:
        attributes = {"label": link.words, "class": link.role.replace(" ", "-")}
        if style := _STYLES.get(link.role, "dashed" if link.effect != "down" else ""):
            attributes["style"] = style
        if link.role == "in":
            attributes["arrowhead"] = "odiamond"
        yield f"  {_quoted(link.source)} -> {_quoted(link.target)} [{_listed(attributes)}]"


def _listed(attributes: dict[str, str]) -> str:
    return ", ".join(f"{key}={_quoted(value)}" for key, value in attributes.items())


def _quoted(text: str) -> str:
    """A string that shows exactly a text: Graphviz reads escapes and entities in what it shows."""
    for character, shown in (("&", "&amp;"), ("\\", "\\\\"), ('"', '\\"')):
        text = text.replace(character, shown)
    return f'"{plain(text)}"'
