"""One picture as DOT: every name and label quoted, the same look everywhere.

The colours are those of Okabe and Ito, told apart by the colour-blind; shape, line and words
say the same again.
"""

from textwrap import wrap
from typing import Any

from drctl.model.component import Component
from drctl.render import marks
from drctl.render.diagrams.edges import Bond, Edge
from drctl.render.escape import one_line

GREEN, YELLOW, BLUE = "#009E73", "#F0E442", "#0072B2"
VERMILION, GREY = "#D55E00", "#666666"

SHAPES = {"service": "box", "provider": "ellipse", "domain": "hexagon"}
FILLS = {"service": "#DCEBF7", "provider": "#FBE9C6", "domain": "#EEEEEE"}
_LINES: dict[Bond, dict[str, str]] = {
    "needs": {"color": "#333333"},
    "one of": {"color": "#333333", "arrowhead": "empty"},
    "in": {"color": GREY, "arrowhead": "odiamond"},
    "fallback": {"color": BLUE, "style": "dotted", "penwidth": "2", "fontcolor": BLUE},
    "soft": {"color": GREY, "style": "dashed"},
}
_KIND_WORDS = {"service": "box: service", "provider": "ellipse: provider"}
_BOND_WORDS: dict[Bond, str] = {
    "needs": "solid: needs",
    "one of": "hollow arrow: needs some of several",
    "soft": "dashed: can do without",
    "fallback": "dotted: fallback",
    "in": "diamond: lies in",
}


class Sketch:
    """A picture in the making."""

    def __init__(self, title: str, *, direction: str = "LR") -> None:
        """Begin a picture."""
        self.title = title
        self.kinds: set[str] = set()
        self.bonds: set[Bond] = set()
        self.graph = _graphviz().Digraph("drctl")
        self.graph.attr(
            rankdir=direction,
            fontname="Helvetica",
            fontsize="12",
            labelloc="b",
            labeljust="l",
            nodesep="0.18",
            ranksep="0.7",
            pad="0.3",
            bgcolor="white",
            compound="true",
        )
        font = {"fontname": "Helvetica", "fontsize": "11"}
        self.graph.attr("node", style="filled", penwidth="1", margin="0.12,0.05", **font)
        self.graph.attr("edge", fontname="Helvetica", fontsize="9", arrowsize="0.7")

    def node(
        self,
        component: Component,
        *notes: str,
        into: Any = None,
        **look: str,
    ) -> None:
        """Draw a component: its name, then notes in lines of their own."""
        self.kinds.add(component.kind)
        style = "filled,rounded" if component.kind == "service" else "filled"
        attributes = {
            "shape": SHAPES[component.kind],
            "style": style,
            "fillcolor": FILLS[component.kind],
            "color": "#555555",
            "tooltip": text(component.title),
            **look,
        }
        label = lines(component.name, *notes)
        (into or self.graph).node(component.name, label=label, **attributes)

    def edge(self, source: str, target: str, bond: Bond, label: str = "", **look: str) -> None:
        """Draw that one component rests on another."""
        self.bonds.add(bond)
        attributes = {**_LINES[bond], **look}
        if label:
            attributes["label"] = text(f" {label} ")
        self.graph.edge(source, target, **attributes)

    def loaded(self, edge: Edge, load: str) -> None:
        """Draw an edge that carries more load than usual."""
        label = ", ".join(filter(None, (edge.label, load)))
        look = {"color": "#000000", "penwidth": "2.8", "fontcolor": "#000000"}
        self.edge(edge.source, edge.target, edge.bond, label, **look)

    def done(self, *caption: str, frame_words: str = "") -> str:
        """The DOT text, with the title, the legend and what is left out below the picture."""
        shapes = [words for kind, words in _KIND_WORDS.items() if kind in self.kinds]
        shapes.append("hexagon: failure domain" if "domain" in self.kinds else frame_words)
        arrows = [words for bond, words in _BOND_WORDS.items() if bond in self.bonds]
        told = [*filter(None, caption), " · ".join(filter(None, shapes)), " · ".join(arrows)]
        rows = [row for part in told for row in wrap(one_line(part), 96)]
        self.graph.attr(label=lines(self.title, *rows, left=True), tooltip=text(self.title))
        return marks.dot(self.graph.source)


def text(value: str) -> str:
    """A label that shows exactly a text, also one that looks like HTML or an escape."""
    label: str = _graphviz().escape(_plain(value))
    return label


def lines(*values: str, left: bool = False) -> str:
    """A label of several lines."""
    end = "\\l" if left else "\\n"
    joined = end.join(_graphviz().escape(_plain(value)) for value in values if value)
    label: str = _graphviz().nohtml(joined + end if left else joined)
    return label


def _plain(value: str) -> str:
    # Graphviz reads &lt; in a label as a character.
    return one_line(value).replace("&", "&amp;")


def _graphviz() -> Any:
    import graphviz  # type: ignore[import-untyped]

    return graphviz
