"""An SVG file -> an SVG that stands in a page, its components linked, in fewer bytes."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from drctl.render.diagrams.grouped import TEAM
from drctl.render.escape import one_line

if TYPE_CHECKING:
    from markupsafe import Markup

_SVG = "{http://www.w3.org/2000/svg}"
_TAGS = {
    f"{_SVG}{tag}": tag
    for tag in ("g", "a", "title", "text", "path", "polygon", "polyline", "ellipse")
}
_KEPT = frozenset(
    (
        *("viewBox", "transform", "class", "points", "d", "cx", "cy", "rx", "ry", "x", "y"),
        *("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray"),
        *("text-anchor", "font-family", "font-size", "font-weight"),
    )
)
_PLACES = frozenset(("points", "d", "cx", "cy", "rx", "ry", "x", "y", "font-size"))
_INHERITED = ("text-anchor", "font-family", "font-size")
_GROUPS = ("node", "edge", "graph", "cluster")
# Nobody sees less than a tenth of a point.
_TENTH = re.compile(r"(\.[1-9])\d+|\.0\d*")
_FRAME = "cluster_"
_COUNT = re.compile(r"\s+▲")
"""What follows a component's name in a row of a card."""

_WIDE = 1500
"""A picture of more pixels is shown larger than the page, in a box that scrolls."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as the pages of one folder show it: all but its name."""

    frame: str
    inside: str

    def named(self, title: str) -> "Markup":
        """The element, with what it shows as its name for those who don't see it."""
        from markupsafe import Markup

        name = _attribute(one_line(title))
        return Markup(f'<svg role="group" aria-label="{name}" {self.frame}>{self.inside}</svg>')


def inline(svg: str, address: Callable[[str], str]) -> Drawn:
    """A picture as a part of a page.

    Args:
        svg: what Graphviz drew.
        address: where the page is of a component, or of a card (`domain/tier`), "" for none.

    Returns:
        The picture at its natural size (one point a pixel). Only what Graphviz draws with is
        kept: no ids, which would clash, no references, no scripts. Coordinates are cut to a
        tenth of a point; what all texts have in common stands at the picture.

    Notes:
        Linear in the picture.
    """
    root = ElementTree.fromstring(svg)
    width, height = (float(size) for size in root.get("viewBox", "0 0 0 0").split()[2:])
    common = _common(root)
    inherited = {key: _TENTH.sub(r"\1", value) for key, value in common.items()}
    frame = {"viewBox": root.get("viewBox", ""), **inherited}
    frame |= {"width": f"{width:.0f}", "height": f"{height:.0f}"}
    if width > _WIDE:
        frame["class"] = "wide"
    writer = _Writer(address, common)
    for child in root:
        if child.tag != f"{_SVG}title":
            writer.write(child)
    told = " ".join(f'{key}="{_attribute(value)}"' for key, value in frame.items())
    return Drawn(told, "".join(writer.out))


def _common(root: ElementTree.Element) -> dict[str, str]:
    """What all texts of a picture say, most of them the same."""
    texts = list(root.iter(f"{_SVG}text"))
    found: dict[str, str] = {}
    for name in _INHERITED:
        said = Counter(text.get(name, "") for text in texts)
        if said and "" not in said:
            found[name] = said.most_common(1)[0][0]
    return found


@dataclass(slots=True)
class _Writer:
    """Writes elements as HTML has them; `common` is what texts inherit."""

    address: Callable[[str], str]
    common: dict[str, str]
    out: list[str] = field(default_factory=list)

    def write(self, node: ElementTree.Element, target: str = "") -> None:
        """An element; the link in a component's group leads to `target`."""
        tag = _TAGS.get(node.tag)
        kind = node.get("class")
        if tag is None:
            return
        if tag == "g" and kind in _GROUPS:
            title = node.findtext(f"{_SVG}title") or ""
            if "/" not in title:
                target = self.address(title) if kind == "node" else ""
            elif node.find(f".//{_SVG}polyline") is not None:  # a chart's boxes have none
                self.card(node, title)
                return
            if kind == "cluster" and (there := self.address(title.removeprefix(_FRAME))):
                self.framed(node, title.removeprefix(_FRAME), there)
                return
        if tag == "a":
            given = f' href="{_attribute(target)}"' if target else ""
            tag = "a" if target else "g"
        else:
            given = self.attributes(node, tag)
        self.out.append(f"<{tag}{given}>")
        if node.text and not node.text.isspace():
            self.out.append(_text(node.text))
        for child in node:
            if kind != "graph" or child.tag != f"{_SVG}title":
                self.write(child, target)
        self.out.append(f"</{tag}>")

    def card(self, group: ElementTree.Element, key: str) -> None:
        """A card of an overview: a link to its group, and one to each component that it names."""
        shapes = [node for link in group.iter(f"{_SVG}a") for node in link]
        heading, *rows = (node for node in shapes if node.tag == f"{_SVG}text")
        outer = key.partition("/")[0].removeprefix(TEAM)
        told = f"{heading.text} in {outer}" if outer else heading.text or ""
        target = _attribute(self.address(key))
        self.out.append(f'<g><a href="{target}" aria-label="{_attribute(told)}">')
        for node in shapes:
            if node not in rows:
                self.write(node)
        self.out.append("</a>")
        for node in rows:
            name = _COUNT.split(node.text or "")[0]
            if there := self.address(name):
                self.linked(node, name, there)
            else:
                self.write(node)
        self.out.append("</g>")

    def framed(self, group: ElementTree.Element, name: str, target: str) -> None:
        """A frame around components: what is written at it is a link to its page."""
        self.out.append("<g>")
        for node in group.iter():
            if node.tag == f"{_SVG}text":
                self.linked(node, name, target)
            elif node.tag in (f"{_SVG}path", f"{_SVG}polygon"):
                self.write(node)
        self.out.append("</g>")

    def linked(self, text: ElementTree.Element, name: str, target: str) -> None:
        """A text that names a component, as a picture's script finds it."""
        self.out.append(f'<g class="node"><title>{_text(name)}</title>')
        self.out.append(f'<a href="{_attribute(target)}">')
        self.write(text)
        self.out.append("</a></g>")

    def attributes(self, node: ElementTree.Element, tag: str) -> str:
        """What an element says of itself, as far as it is kept."""
        found = []
        for key, value in node.attrib.items():
            if key not in _KEPT or (tag == "text" and self.common.get(key) == value):
                continue
            short = _TENTH.sub(r"\1", value) if key in _PLACES else value
            found.append(f' {key}="{_attribute(short)}"')
        return "".join(found)


def _text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(value: str) -> str:
    return _text(value).replace('"', "&quot;")
