"""Boxes and arrows: one picture in the making, every name and label quoted.

The colours are those of Okabe and Ito, told apart by the colour-blind; shape, line and words
say the same again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from textwrap import wrap
from typing import Any

from drctl.model.component import Component
from drctl.render.diagrams.edges import Bond, Edge
from drctl.render.diagrams.picture import Row, table, with_words
from drctl.render.escape import one_line

GREEN, YELLOW, BLUE = "#009E73", "#F0E442", "#0072B2"
VERMILION, GREY = "#D55E00", "#666666"
FONT, BOLD = "Helvetica", "Helvetica-Bold"
CAPTION = 104
"""So many characters of a caption are one line."""

SHAPES = {"service": "box", "provider": "ellipse", "domain": "hexagon"}
FILLS = {"service": "#DCEBF7", "provider": "#FBE9C6", "domain": "#EEEEEE"}
LINES: dict[Bond, dict[str, str]] = {
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
_ROOT = "cluster_"


@dataclass(frozen=True, slots=True)
class Node:
    """A shape: its first line is its heading; in a card a line parts it from the rest."""

    key: str
    label: tuple[str, ...]
    kind: str
    look: dict[str, str]
    tooltip: str
    frame: str = ""
    card: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow; `bond` says how one rests on the other."""

    source: str
    target: str
    bond: Bond
    label: str
    look: dict[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around shapes; `around` is the frame that it stands in itself."""

    label: str
    around: str
    look: dict[str, str]


@dataclass(slots=True)
class Sketch:
    """A picture of boxes and arrows."""

    title: str
    direction: str = "LR"
    nodes: dict[str, Node] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    frames: dict[str, Frame] = field(default_factory=dict)
    caption: tuple[str, ...] = ()

    def node(self, component: Component, *notes: str, frame: str = "", **look: str) -> None:
        """Draw a component: its name, then notes in lines of their own."""
        name = component.name
        label = (name, *filter(None, notes))
        self.nodes[name] = Node(name, label, component.kind, look, component.title, frame)

    def edge(self, source: str, target: str, bond: Bond, label: str = "", **look: str) -> None:
        """Draw that one component rests on another."""
        self.lines.append(Line(source, target, bond, label, look))

    def loaded(self, edge: Edge, load: str) -> None:
        """Draw an edge that carries more load than usual."""
        label = ", ".join(filter(None, (edge.label, load)))
        look = {"color": "#000000", "penwidth": "2.8", "fontcolor": "#000000"}
        self.edge(edge.source, edge.target, edge.bond, label, **look)

    def done(self, *caption: str, frame_words: str = "") -> "Sketch":
        """The picture with the legend and what is left out below it."""
        kinds = {node.kind for node in self.nodes.values() if not node.card}
        shapes = [words for kind, words in _KIND_WORDS.items() if kind in kinds]
        shapes.append("hexagon: failure domain" if "domain" in kinds else "")
        shapes.append(frame_words if self.frames else "")
        bonds = {line.bond for line in self.lines}
        arrows = [words for bond, words in _BOND_WORDS.items() if bond in bonds]
        told = (*caption, " · ".join(filter(None, shapes)), " · ".join(arrows))
        self.caption = tuple(one_line(part) for part in told if part)
        return self

    def dot(self) -> str:
        """The picture for Graphviz."""
        graph = _begin(self.direction, self.caption)
        with graph.subgraph(name=_ROOT) as whole:
            whole.attr(**heading(self.title))
            self._fill("", whole)
        for line in self.lines:
            attributes = {**LINES[line.bond], **line.look}
            if line.label:
                attributes["label"] = text(f" {line.label} ")
            put(graph, f"{quoted(line.source)} -> {quoted(line.target)}", attributes)
        told = [_in_words(row) for row in self._rows()]
        return with_words(self.title, (*told, *self.caption), graph.source)

    def mermaid(self) -> str:
        """The picture as Mermaid."""
        from drctl.render.diagrams.flowchart import flowchart

        return flowchart(self)

    def text(self) -> str:
        """The picture in words."""
        head = ("name", "kind", "what is told", "stands in", "rests on")
        rows = self._rows()
        used = [0, *(n for n in range(1, 5) if any(row[n] for row in rows))]
        picked = [tuple(row[n] for n in used) for row in rows]
        return table(self.title, tuple(head[n] for n in used), picked, self.caption)

    def _fill(self, frame: str, into: Any) -> None:
        for node in self.nodes.values():
            if node.frame == frame:
                _draw(node, into)
        for key, inner in self.frames.items():
            if inner.around == frame:
                with into.subgraph(name=f"{_ROOT}{key}") as part:
                    font = {"fontname": FONT, "fontsize": "11", "labelloc": "t"}
                    line = {"color": "#999999", "penwidth": "1", "peripheries": "1"}
                    label = {"label": lines(inner.label), "labeljust": "l"}
                    part.attr(style="rounded", **label, **font, **line | inner.look)
                    self._fill(key, part)

    def _rows(self) -> list[Row]:
        """For each shape: its heading, what it is, its notes, where it stands, what it needs."""
        rests: dict[str, list[str]] = {}
        for line in self.lines:
            rests.setdefault(line.source, []).append(self._rests(line))
        return [
            (
                node.label[0],
                "" if node.card else node.kind,
                ", ".join(node.label[1:]),
                self.frames[node.frame].label if node.frame else "",
                ", ".join(rests.get(key, ())),
            )
            for key, node in self.nodes.items()
        ]

    def _rests(self, line: Line) -> str:
        """What an arrow leads to, and how."""
        node = self.nodes[line.target]
        told, label = node.label[0], line.label
        if node.card:
            label = f"{label} needs" if label else ""
            if node.frame:
                told += f" in {self.frames[node.frame].label.partition(' (')[0]}"
        how = ", ".join(filter(None, ("" if line.bond == "needs" else line.bond, label)))
        return f"{told} ({how})" if how else told


def _in_words(row: Row) -> str:
    name, kind, notes, frame, rests = row
    told = (kind, notes, frame and f"in {frame}", rests and f"rests on {rests}")
    return ": ".join(filter(None, (name, "; ".join(filter(None, told)))))


def _begin(direction: str, caption: Sequence[str]) -> Any:
    graph = graphviz().Digraph("drctl")
    rows = [row for part in caption for row in wrap(part, CAPTION)]
    # Without newrank, Graphviz 2.43 dies of a labelled arrow between two frames side by side.
    # One process draws all pictures, and keeps the layout of the one before.
    graph.attr(layout="dot", rankdir=direction, nodesep="0.2", ranksep="0.55", newrank="true")
    graph.attr(label=lines(*rows, left=True), **page())
    font = {"fontname": FONT, "fontsize": "11"}
    graph.attr("node", style="filled", penwidth="1", margin="0.12,0.06", **font)
    graph.attr("edge", fontname=FONT, fontsize="9", arrowsize="0.7")
    return graph


def page() -> dict[str, str]:
    """The look of a picture's ground and of what is written below it."""
    font = {"fontname": FONT, "fontsize": "10", "fontcolor": "#333333"}
    return {"labelloc": "b", "labeljust": "l", "pad": "0.2", "bgcolor": "white", **font}


def heading(title: str) -> dict[str, str]:
    """The look of the frame around all that is drawn: only its title is seen."""
    label = lines(*wrap(one_line(title), 80))
    font = {"fontname": BOLD, "fontsize": "14", "fontcolor": "black"}
    place = {"labelloc": "t", "labeljust": "l", "peripheries": "0", "margin": "6"}
    return {"label": label, "tooltip": text(title), **font, **place}


def _draw(node: Node, into: Any) -> None:
    style = "filled,rounded" if node.kind == "service" else "filled"
    shape, label = SHAPES[node.kind], lines(*node.label)
    if node.card:
        shape, label = "record", _card(node.label)
    attributes = {
        "shape": shape,
        "style": style,
        "fillcolor": FILLS[node.kind],
        "color": "#555555",
        "tooltip": text(node.tooltip),
        **node.look,
    }
    put(into, quoted(node.key), {"label": label, **attributes})


def _card(label: Sequence[str]) -> str:
    parts = [f"{_in_record(part)}\\l" for part in label]
    return f"{{{parts[0]}|{''.join(parts[1:])}}}" if parts[1:] else parts[0]


def _in_record(value: str) -> str:
    escaped = text(value)
    return "".join(f"\\{c}" if c in "{}|<>" else c for c in escaped)


def put(graph: Any, what: str, attributes: dict[str, str]) -> None:
    """Write a shape or an arrow; the library's own way checks its arguments for a long time.

    Args:
        graph: the library's graph.
        what: the name, or both names, quoted.
        attributes: the label stands first, the rest in order of their names.
    """
    names = sorted(attributes, key=lambda name: (name != "label", name))
    told = " ".join(f"{name}={quoted(attributes[name])}" for name in names)
    graph.body.append(f"\t{what} [{told}]\n")


# The same names, colours and sizes stand in many pictures. What may look like HTML has a type of
# its own, and equals the plain text.
@lru_cache(maxsize=100_000, typed=True)
def quoted(value: str) -> str:
    """A name or a value of DOT."""
    found: str = graphviz().quoting.quote(value)
    return found


def text(value: str) -> str:
    """A label that shows exactly a text, also one that looks like HTML or an escape."""
    label: str = graphviz().escape(_plain(value))
    return label


def lines(*values: str, left: bool = False) -> str:
    """A label of several lines."""
    end = "\\l" if left else "\\n"
    joined = end.join(graphviz().escape(_plain(value)) for value in values if value)
    label: str = graphviz().nohtml(joined + end if left and joined else joined)
    return label


def _plain(value: str) -> str:
    # Graphviz reads &lt; in a label as a character.
    return one_line(value).replace("&", "&amp;")


def graphviz() -> Any:
    """The library, loaded when something is drawn."""
    import graphviz  # type: ignore[import-untyped]

    return graphviz
