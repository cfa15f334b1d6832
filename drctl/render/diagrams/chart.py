"""Bars, lines and words at their places: what a chart is drawn of, in points from the top left.

Graphviz lays nothing out here (`layout=nop`): it writes down what stands where.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any, Literal

from drctl.render.diagrams.picture import with_words
from drctl.render.diagrams.sketch import BOLD, CAPTION, FONT, graphviz, put, quoted, text
from drctl.render.escape import one_line

Side = Literal["left", "right", "middle"]
_ENDS = {"left": "\\l", "right": "\\r", "middle": ""}


@dataclass(slots=True)
class Chart:
    """A drawing in the making; `y` grows downwards."""

    title: str
    graph: Any = field(init=False)
    _names: set[str] = field(default_factory=set)
    _bottom: float = 0.0

    def __post_init__(self) -> None:
        """Begin with the title."""
        self.graph = graphviz().Digraph("drctl")
        self.graph.attr(layout="nop", inputscale="72", outputorder="nodesfirst")
        self.graph.attr("node", shape="box", fixedsize="true", margin="0", style="filled")
        self.graph.attr("node", fontname=FONT, fontsize="11", label="", color="transparent")
        rows = wrap(one_line(self.title), 80)
        middle = -34 - 8.5 * (len(rows) - 1)
        self.words(0, middle, 700, *rows, fontname=BOLD, fontsize="14")

    def words(
        self, x: float, y: float, width: float, *rows: str, side: Side = "left", **look: str
    ) -> None:
        """Write lines whose middle is at `y`."""
        name, height = look.pop("name", ""), 17.0 * len(rows)
        label = "".join(text(row) + _ENDS[side] for row in rows)
        self._put(name, (x, y - height / 2, width, height), label=label, style="solid", **look)

    def box(self, x: float, y: float, width: float, height: float, **look: str) -> None:
        """Draw a rectangle."""
        self._put("", (x, y, max(width, 0.5), height), **look)

    def dot(self, told: Sequence[str], caption: Sequence[str]) -> str:
        """The drawing, with what it says in words at its head and its caption below it."""
        # Graphviz as WebAssembly dies of a long label of the whole where it lays nothing out.
        below = self._bottom + 18
        rows = [row for part in caption for row in wrap(part, CAPTION)]
        middle = below + 6.5 * (len(rows) - 1)
        self.words(0, middle, 700, *rows, fontsize="10", fontcolor="#333333")
        self.graph.attr(bgcolor="white", pad="0.2", tooltip=text(self.title))
        return with_words(self.title, (*told, *caption), self.graph.source)

    def _put(self, name: str, box: tuple[float, float, float, float], **look: str) -> None:
        x, y, width, height = box
        self._bottom = max(self._bottom, y + height)
        at = f"{_points(x + width / 2)},{_points(-y - height / 2)}!"
        size = {"width": f"{width / 72:.4f}", "height": f"{height / 72:.4f}"}
        # A name that is used again, or none: no component is called like this.
        key = name if name and name not in self._names else f"/{len(self._names)}"
        self._names.add(key)
        put(self.graph, quoted(key), {"pos": at, **size, **look})


def _points(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
