"""One picture as DOT: every name and label quoted, the same look everywhere.

The colours are those of Okabe and Ito, told apart by the colour-blind; shape, line and words
say the same again.
"""

from collections.abc import Iterable
from textwrap import wrap
from typing import TYPE_CHECKING

from drctl.model.component import Component
from drctl.render import marks
from drctl.render.edges import Bond
from drctl.render.escape import one_line

if TYPE_CHECKING:
    import graphviz

ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#666666"

SHAPES = {"service": "box", "provider": "ellipse", "domain": "hexagon"}
FILLS = {"service": "#DCEBF7", "provider": "#FBE9C6", "domain": "#EEEEEE"}
_LINES: dict[Bond, dict[str, str]] = {
    "needs": {"color": "#333333"},
    "one of": {"color": "#333333", "arrowhead": "empty"},
    "in": {"color": GREY, "arrowhead": "odiamond"},
    "fallback": {"color": BLUE, "style": "dotted", "penwidth": "2", "fontcolor": BLUE},
    "soft": {"color": GREY, "style": "dashed"},
}
LEGEND = (
    "box: service · ellipse: provider · hexagon or frame: failure domain",
    "solid: needs · hollow arrow: needs some of several · dashed: can do without"
    " · dotted: fallback · diamond: lies in",
)


class Sketch:
    """A picture in the making."""

    def __init__(self, title: str, *, direction: str = "LR") -> None:
        """Begin a picture."""
        import graphviz

        self.title = title
        self.graph = graphviz.Digraph("drctl")
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
        into: "graphviz.Digraph | None" = None,
        **look: str,
    ) -> None:
        """Draw a component: its name, then notes in lines of their own."""
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
        attributes = {**_LINES[bond], **look}
        if label:
            attributes["label"] = text(f" {label} ")
        self.graph.edge(source, target, **attributes)

    def done(self, *caption: str) -> str:
        """The DOT text, with the title, the legend and what is left out below the picture."""
        from itertools import chain

        told = chain.from_iterable(wrap(one_line(part), 110) for part in (*caption, *LEGEND))
        self.graph.attr(label=lines(self.title, *told, left=True), tooltip=text(self.title))
        return marks.dot(self.graph.source)


def text(value: str) -> str:
    """A label that shows exactly a text, also one that looks like HTML or an escape."""
    import graphviz

    return graphviz.escape(one_line(value))


def lines(*values: str, left: bool = False) -> str:
    """A label of several lines."""
    import graphviz

    end = "\\l" if left else "\\n"
    joined = end.join(str(graphviz.escape(one_line(value))) for value in values if value)
    return graphviz.nohtml(joined + end if left else joined)


def sorted_names(names: Iterable[str]) -> list[str]:
    """Names in one order, so that the same model gives the same picture."""
    return sorted(names)
