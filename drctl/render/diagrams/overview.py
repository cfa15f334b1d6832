"""The whole estate in one picture: every component when they are few, else its groups."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from drctl.assessment import Assessment
from drctl.model.component import Component
from drctl.model.language.component import Domain
from drctl.render.diagrams.edges import Edge, edges
from drctl.render.diagrams.frames import Frames, frames
from drctl.render.diagrams.grouped import grouped
from drctl.render.diagrams.key_points import key_points
from drctl.render.diagrams.sketch import VERMILION, Sketch, lines

MOST = 60
"""More components than this are drawn as groups."""
MOST_EDGES = 200
_NAMED = 8


def overview(assessment: Assessment) -> str:
    """The overview as DOT.

    Args:
        assessment: the model with its answers.

    Returns:
        One picture. Its caption says what is left out.
    """
    model = assessment.model
    inside = frames(model)
    drawn = [edge for edge in edges(model) if edge.bond != "in"]
    touched = {name for edge in drawn for name in (edge.source, edge.target)}
    others = {n for n, c in model.components.items() if c.kind != "domain"}
    nodes = [c for n, c in sorted(model.components.items()) if n in (touched or others)]
    if len(nodes) > MOST or len(drawn) > MOST_EDGES:
        return grouped(assessment, inside, drawn, nodes)
    return _Whole(assessment, inside, key_points(assessment), nodes, drawn).dot()


@dataclass(frozen=True, slots=True)
class _Whole:
    """A picture of every component, those in one domain in one frame."""

    assessment: Assessment
    inside: Frames
    points: frozenset[str]
    nodes: list[Component]
    drawn: list[Edge]

    def dot(self) -> str:
        """The picture."""
        sketch = Sketch(f"{self.assessment.model.title}: overview", direction="TB")
        framed = self.framed()
        self.fill("", sketch, sketch.graph, framed)
        for edge in self.drawn:
            label = edge.label if edge.bond == "fallback" else ""
            sketch.edge(edge.source, edge.target, edge.bond, label)
        return sketch.done(*self.caption(set(framed)), frame_words="frame: failure domain")

    def framed(self) -> dict[str, str]:
        """Each frame with the frame around it, "" for none.

        A domain that only holds one other frame has none of its own: that one names it.
        """
        holds: dict[str, set[str]] = defaultdict(set)
        for component in self.nodes:
            below = component.name
            for frame in self.inside.around(component.name):
                holds[frame].add(below)
                below = frame
        direct = {self.inside.home.get(c.name, "") for c in self.nodes}
        frames = [f for f in sorted(holds) if f in direct or len(holds[f]) > 1]
        return {f: next((a for a in self.inside.around(f) if a in frames), "") for f in frames}

    def fill(self, frame: str, sketch: Sketch, into: Any, framed: dict[str, str]) -> None:
        """Draw what stands in a frame."""
        for component in self.nodes:
            if self.inside.home.get(component.name, "") == frame:
                self.node(component, sketch, into)
        for domain, around in framed.items():
            if around == frame:
                with into.subgraph(name=f"cluster_{domain}") as part:
                    part.attr(**self.frame(domain, around))
                    self.fill(domain, sketch, part, framed)

    def node(self, component: Component, sketch: Sketch, into: Any) -> None:
        """Draw a component."""
        look: dict[str, str] = {}
        also = self.inside.also.get(component.name, ())
        notes = [f"also in {', '.join(also)}"] if also else []
        first = next(iter(self.assessment.model.policy.tiers), None)
        if component.tier is not None and component.tier == first:
            look |= {"penwidth": "2.2", "color": "#000000"}
        if component.name in self.points:
            look |= {"peripheries": "2", "color": VERMILION, "penwidth": "2.2"}
            notes.append(f"takes {len(self.assessment.blast[component.name])} down")
        sketch.node(component, *notes, into=into, **look)

    def frame(self, domain: str, around: str) -> dict[str, str]:
        """The look of a domain's frame."""
        spec = self.assessment.model.components[domain].spec
        kind = spec.kind if isinstance(spec, Domain) else None
        told = f"{domain} ({kind})" if kind else domain
        between = self.inside.around(domain)
        between = between[: between.index(around)] if around else between
        also = [*between, *self.inside.also.get(domain, ())]
        if also:
            told += f", in {', '.join(also[:_NAMED])}"
        look = {"color": "#999999", "penwidth": "1"}
        if domain in self.points:
            told += f": takes {len(self.assessment.blast[domain])} down"
            look = {"color": VERMILION, "penwidth": "3"}
        font = {"fontname": "Helvetica", "fontsize": "11", "labelloc": "t", "labeljust": "l"}
        return {"label": lines(told), "style": "rounded", **font, **look}

    def caption(self, framed: set[str]) -> list[str]:
        """What the lines mean, and what is left out."""
        seen = {c.name for c in self.nodes} | framed
        seen |= {frame for c in self.nodes for frame in self.inside.around(c.name)}
        seen |= {domain for domains in self.inside.also.values() for domain in domains}
        told = [
            "thick line: first tier · double or thick red line: takes a service of the first"
            " tier down alone"
        ]
        for domain, count in self.inside.unframed.items():
            seen.add(domain)
            down = len(self.assessment.blast[domain])
            told.append(f"not drawn: {domain}, which holds {count} and takes {down} down")
        left = sorted(set(self.assessment.model.components) - seen)
        if left:
            told.append(f"not drawn, for nothing shown rests on it: {_some(left)}")
        told.append(
            "left out: needs at start only, needs whose loss goes unnoticed, what switching"
            " requires"
        )
        return told


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
