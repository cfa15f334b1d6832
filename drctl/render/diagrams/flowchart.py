"""Boxes and arrows as a Mermaid flowchart."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from drctl.render.diagrams.picture import left_out
from drctl.render.escape import one_line

if TYPE_CHECKING:
    from drctl.render.diagrams.sketch import Line, Node, Sketch

# What Mermaid could read as its own, as HTML or as Markdown.
_SPECIAL = re.compile(r"[^\w ,:()/·→▲◆●≥≤+-]|_|^[+-]|(?<=\d)[.)](?= )", re.ASCII)
_FRAMES = {
    "service": ("[", "]"),
    "provider": ("([", "])"),
    "domain": ("{{", "}}"),
}
_ARROWS = {
    "needs": "-->",
    "one of": "-->",
    "in": "---o",
    "fallback": "-.->",
    "soft": "-.->",
}
_WORDS = {"one of": "one of", "fallback": "fallback", "soft": "can do without", "in": "in"}


def label(*lines: str) -> str:
    """Text that Mermaid shows as it is, quoted."""
    return '"' + "<br/>".join(map(escaped, lines)) + '"'


def escaped(text: str) -> str:
    """Text without what Mermaid reads as its own: other characters are written as numbers."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", one_line(text))


def told(title: str, description: str) -> Iterator[str]:
    """The lines that name and describe a picture for those who don't see it."""
    yield f"    accTitle: {_bare(title)}"
    yield f"    accDescr: {_bare(description)}"


def _bare(text: str) -> str:
    """Mermaid decodes nothing here."""
    return " ".join(re.sub(r"[^\w ,.:()/·+-]", " ", one_line(text)).split()) or "-"


def keys(names: Iterable[str]) -> dict[str, str]:
    """An identifier for each name: none that Mermaid knows as a word, no two of them alike."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        base = "c_" + re.sub(r"\W+", "_", name, flags=re.ASCII)
        key, number = base, 1
        while key in used:
            number += 1
            key = f"{base}_{number}"
        used.add(key)
        found[name] = key
    return found


def flowchart(sketch: "Sketch") -> str:
    """A picture as Mermaid.

    Args:
        sketch: what is drawn.

    Returns:
        A flowchart. What Graphviz says by the shape of an arrow's head stands in words beside it.
    """
    key = keys(sketch.nodes)
    lines = [f"flowchart {sketch.direction}"]
    lines += told(sketch.title, " · ".join(sketch.caption))
    lines += _inside(sketch, key, "", "    ")
    lines += (_arrow(line, key) for line in sketch.lines)
    lines += _looks(sketch, key)
    lines += caption(sketch.caption)
    return "\n".join(lines) + "\n"


def caption(parts: Sequence[str]) -> Iterator[str]:
    """What is left out, as words without a frame."""
    if told := left_out(parts):
        yield f"    caption[{label(*told)}]"
        yield "    style caption fill:none,stroke:none"


def _inside(sketch: "Sketch", key: dict[str, str], frame: str, indent: str) -> Iterator[str]:
    for name, node in sketch.nodes.items():
        if node.frame == frame:
            opened, closed = _FRAMES["service" if node.card else node.kind]
            yield f"{indent}{key[name]}{opened}{label(*node.label)}{closed}"
    for number, (name, inner) in enumerate(sketch.frames.items()):
        if inner.around == frame:
            yield f"{indent}subgraph f_{number}[{label(inner.label)}]"
            yield from _inside(sketch, key, name, indent + "    ")
            yield f"{indent}end"


def _arrow(line: "Line", key: dict[str, str]) -> str:
    words = ", ".join(filter(None, (_WORDS.get(line.bond, ""), line.label)))
    said = f"|{label(words)}|" if words else ""
    return f"    {key[line.source]} {_ARROWS[line.bond]}{said} {key[line.target]}"


def _looks(sketch: "Sketch", key: dict[str, str]) -> Iterator[str]:
    """Each look once, with the shapes that have it."""
    looks: dict[str, list[str]] = {}
    for name, node in sketch.nodes.items():
        looks.setdefault(_style(node), []).append(key[name])
    for number, (style, names) in enumerate(looks.items()):
        yield f"    classDef look{number} {style}"
        yield f"    class {','.join(names)} look{number}"


def _style(node: "Node") -> str:
    from drctl.render.diagrams.sketch import FILLS

    look = node.look
    width = look.get("penwidth", "1")
    parts = [
        f"fill:{_hex(look.get('fillcolor', FILLS[node.kind]))}",
        f"stroke:{_hex(look.get('color', '#555555'))}",
        f"color:{_hex(look.get('fontcolor', 'black'))}",
        f"stroke-width:{float(width) + (look.get('peripheries') == '2'):g}px",
    ]
    if "dashed" in look.get("style", ""):
        parts.append("stroke-dasharray:5 3")
    return ",".join(parts)


def _hex(color: str) -> str:
    return {"white": "#FFFFFF", "black": "#000000"}.get(color, color)
