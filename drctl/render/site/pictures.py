"""An SVG file -> an SVG that stands in a page, its components linked."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from drctl.render.escape import one_line
from drctl.render.site.compact import compact

if TYPE_CHECKING:
    from markupsafe import Markup

_SVG = "{http://www.w3.org/2000/svg}"
_TAGS = frozenset(("svg", "g", "a", "title", "text", "path", "polygon", "polyline", "ellipse"))
_KEPT = frozenset(
    (
        *("viewBox", "transform", "class", "points", "d", "cx", "cy", "rx", "ry", "x", "y"),
        *("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray"),
        *("text-anchor", "font-family", "font-size", "font-weight"),
    )
)

_WIDE = 1500
"""A picture of more pixels is shown larger than the page, in a box that scrolls."""


def inline(svg: str, title: str, address: Callable[[str], str]) -> "Markup":
    """A picture as a part of a page.

    Args:
        svg: what Graphviz drew.
        title: what it shows; its name for those who don't see it.
        address: where a component's page is, "" when it has none.

    Returns:
        The element, at its natural size (one point a pixel). Only what Graphviz draws with is
        kept: no ids, which would clash, no references, no scripts.
    """
    from markupsafe import Markup

    root = ElementTree.fromstring(svg)
    for name in root.findall(f"{_SVG}title"):
        root.remove(name)
    width, height = (float(size) for size in root.get("viewBox", "0 0 0 0").split()[2:])
    _clean(root, address)
    compact(root)
    root.attrib |= {
        "role": "group",
        "aria-label": one_line(title),
        "width": f"{width:.0f}",
        "height": f"{height:.0f}",
    }
    if width > _WIDE:
        root.attrib["class"] = "wide"
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _clean(node: ElementTree.Element, address: Callable[[str], str]) -> None:
    node.tag = node.tag.removeprefix(_SVG)
    node.attrib = {key: value for key, value in node.attrib.items() if key in _KEPT}
    for child in list(node):
        if child.tag.removeprefix(_SVG) in _TAGS:
            _clean(child, address)
        else:
            node.remove(child)
    if node.get("class") in ("node", "edge", "graph", "cluster"):
        _name(node, address)


def _name(group: ElementTree.Element, address: Callable[[str], str]) -> None:
    """Give a group's link its address, or take the link away; and take the graph's own title."""
    title = next((child for child in group if child.tag == "title"), None)
    name = (title.text or "").removeprefix("cluster_") if title is not None else ""
    for holder in [group, *group]:
        for link in [child for child in holder if child.tag == "a"]:
            target = address(name) if group.get("class") == "node" else ""
            if target:
                link.set("href", target)
            else:
                link.tag = "g"
    if title is not None and group.get("class") == "graph":
        group.remove(title)
