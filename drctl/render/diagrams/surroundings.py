"""The edges of a model by both ends, and who is how far from a component."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from drctl.model.model import Model
from drctl.render.diagrams.edges import Edge, edges
from drctl.render.diagrams.frames import Frames, frames


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`up` holds the edges by what they rest on, `down` by who rests."""

    up: dict[str, list[Edge]]
    down: dict[str, list[Edge]]
    frames: Frames

    @classmethod
    def of(cls, model: Model) -> "Surroundings":
        """The surroundings in a model."""
        up: dict[str, list[Edge]] = defaultdict(list)
        down: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges(model):
            up[edge.target].append(edge)
            down[edge.source].append(edge)
        return cls(dict(up), dict(down), frames(model))

    def resting_on(self, name: str) -> list[str]:
        """Who rests on a component, sorted."""
        return sorted({edge.source for edge in self.up.get(name, ())} - {name})

    def rests_on(self, name: str) -> list[str]:
        """What a component rests on, sorted."""
        return sorted({edge.target for edge in self.down.get(name, ())} - {name})

    def rings(self, name: str, hops: int) -> list[list[str]]:
        """Who is one step away either way, who two, and so on; each sorted, none twice."""
        seen = {name}
        found: list[set[str]] = []
        for step in (self.rests_on, self.resting_on):
            edge, here = {name}, {name}
            for at in range(hops):
                edge = {far for n in edge for far in step(n)} - here
                here |= edge
                if not edge:
                    break
                if at == len(found):
                    found.append(set())
                found[at] |= edge - seen
            seen |= here
        return [sorted(ring) for ring in found]

    def among(
        self, names: set[str], middle: Collection[str], also: Collection[tuple[str, str]] = ()
    ) -> list[Edge]:
        """The edges between some components, sorted; the pairs in `also` have one in any case.

        What lies in a domain has an edge to it when one of them is in the middle; the others
        only to the inmost domain that holds them for sure.
        """
        found = [edge for name in names for edge in self.down.get(name, ())]
        drawn = {
            edge
            for edge in found
            if edge.target in names
            and (edge.bond != "in" or edge.source in middle or edge.target in middle)
        }
        pairs = {(edge.source, edge.target) for edge in drawn}
        for name in names:
            home = self.frames.home.get(name)
            if home in names and home is not None and (name, home) not in pairs:
                # Being spread over zones that are drawn inside it says that already.
                inside = (e.target for e in self.down.get(name, ()) if e in drawn)
                if not any(home in self.frames.around(other) for other in inside):
                    drawn.add(Edge(name, home, "in"))
        there = {(edge.source, edge.target) for edge in drawn}
        for source, target in also:
            if source in names and target in names and (source, target) not in there:
                drawn.add(Edge(source, target, "soft"))
        return sorted(drawn)
