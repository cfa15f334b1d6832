"""The components in the order of what they rest on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layers:
    """The components on no circle, each after those that it names, and those on circles."""

    order: tuple[str, ...]
    circles: frozenset[str]


def layers(below: Mapping[str, Collection[str]]) -> Layers:
    """The order of some components.

    Args:
        below: what each of them rests on; see `unchanged.resting`.

    Notes:
        Linear. What names itself, as a tool of its own repair, is a circle by that.
    """
    from graphlib import CycleError, TopologicalSorter

    try:
        return Layers(tuple(TopologicalSorter(below).static_order()), frozenset())
    except CycleError:
        import networkx as nx  # loads slowly, and most models have no circle

        edges = [(name, each) for name, those in below.items() for each in those]
        parts: Iterable[set[str]] = nx.strongly_connected_components(nx.DiGraph(edges))
        several = {name for part in parts if len(part) > 1 for name in part}
        circles = several.union(name for name, those in below.items() if name in those)
        left = {name: those for name, those in below.items() if name not in circles}
        order = TopologicalSorter(left).static_order()
        return Layers(tuple(name for name in order if name in left), frozenset(circles))
