"""The whole estate in one picture: every component when they are few, else its groups."""

from collections import defaultdict
from dataclasses import dataclass

from drctl.assessment import Assessment
from drctl.model.component import Component
from drctl.model.language.component import Domain
from drctl.model.times import some_of
from drctl.render.diagrams.edges import edges
from drctl.render.diagrams.frames import frames
from drctl.render.diagrams.grouped import By, Estate, grouped, usual
from drctl.render.diagrams.key_points import key_points
from drctl.render.diagrams.sketch import VERMILION, Frame, Sketch

MOST = 20
"""More components than this are drawn as groups: all of them would be too small to read."""
MOST_EDGES = 60
_NAMED = 8


def overview(assessment: Assessment, by: By | None = None) -> Sketch:
    """The overview.

    Args:
        assessment: the model with its answers.
        by: what to group by, however few there are; None leaves it to the size.

    Returns:
        One picture. Its caption says what is left out.
    """
    model = assessment.model
    inside = frames(model)
    drawn = [edge for edge in edges(model) if edge.bond != "in"]
    touched = {name for edge in drawn for name in (edge.source, edge.target)}
    others = {n for n, c in model.components.items() if c.kind != "domain"}
    nodes = [c for n, c in sorted(model.components.items()) if n in (touched or others)]
    estate = Estate(assessment, inside, drawn, nodes)
    if by or len(nodes) > MOST or len(drawn) > MOST_EDGES:
        return grouped(estate, by or usual(estate))
    return _Whole(estate, key_points(assessment)).sketch()


@dataclass(frozen=True, slots=True)
class _Whole:
    """A picture of every component, those in one domain in one frame."""

    estate: Estate
    points: frozenset[str]

    def sketch(self) -> Sketch:
        """The picture."""
        inside, nodes = self.estate.inside, self.estate.nodes
        sketch = Sketch(f"{self.estate.assessment.model.title}: overview", direction="TB")
        framed = self.framed()
        for component in nodes:
            self.node(component, sketch, inside.home.get(component.name, ""))
        for domain, around in framed.items():
            sketch.frames[domain] = self.frame(domain, around)
        for edge in self.estate.drawn:
            label = edge.label if edge.bond == "fallback" else ""
            sketch.edge(edge.source, edge.target, edge.bond, label)
        return sketch.done(*self.caption(set(framed)), frame_words="frame: failure domain")

    def framed(self) -> dict[str, str]:
        """Each frame with the frame around it, "" for none.

        A domain that only holds one other frame has none of its own: that one names it.
        """
        inside, nodes = self.estate.inside, self.estate.nodes
        holds: dict[str, set[str]] = defaultdict(set)
        for component in nodes:
            below = component.name
            for frame in inside.around(component.name):
                holds[frame].add(below)
                below = frame
        direct = {inside.home.get(c.name, "") for c in nodes}
        frames = [f for f in sorted(holds) if f in direct or len(holds[f]) > 1]
        return {f: next((a for a in inside.around(f) if a in frames), "") for f in frames}

    def node(self, component: Component, sketch: Sketch, frame: str) -> None:
        """Draw a component."""
        look: dict[str, str] = {}
        assessment = self.estate.assessment
        also = self.estate.inside.also.get(component.name, ())
        notes = [f"also in {', '.join(also)}"] if also else []
        first = next(iter(assessment.model.policy.tiers), None)
        if component.tier is not None and component.tier == first:
            look |= {"penwidth": "2.2", "color": "#000000"}
        if component.name in self.points:
            look |= {"peripheries": "2", "color": VERMILION, "penwidth": "2.2"}
            notes.append(f"takes {len(assessment.blast[component.name])} down")
        sketch.node(component, *notes, frame=frame, **look)

    def frame(self, domain: str, around: str) -> Frame:
        """A domain's frame."""
        inside, assessment = self.estate.inside, self.estate.assessment
        spec = assessment.model.components[domain].spec
        kind = spec.kind if isinstance(spec, Domain) else None
        told = f"{domain} ({kind})" if kind else domain
        between = inside.around(domain)
        between = between[: between.index(around)] if around else between
        also = [*between, *inside.also.get(domain, ())]
        if also:
            told += f", in {', '.join(also[:_NAMED])}"
        if domain not in self.points:
            return Frame(told, around, {})
        told += f": takes {len(assessment.blast[domain])} down"
        return Frame(told, around, {"color": VERMILION, "penwidth": "3"})

    def caption(self, framed: set[str]) -> list[str]:
        """What the lines mean, and what is left out."""
        inside, model = self.estate.inside, self.estate.assessment.model
        seen = {c.name for c in self.estate.nodes} | framed
        seen |= {frame for c in self.estate.nodes for frame in inside.around(c.name)}
        seen |= {domain for domains in inside.also.values() for domain in domains}
        told = [
            "thick line: first tier · double or thick red line: takes a service of the first"
            " tier down alone"
        ]
        for domain, count in inside.unframed.items():
            seen.add(domain)
            down = len(self.estate.assessment.blast[domain])
            told.append(f"not drawn: {domain}, which holds {count} and takes {down} down")
        left = sorted(set(model.components) - seen)
        if left:
            told.append(f"not drawn, for nothing shown rests on it: {some_of(left, _NAMED)}")
        told.append(
            "left out: needs at start only, needs whose loss goes unnoticed, what switching"
            " requires"
        )
        return told
