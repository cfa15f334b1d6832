"""Which components without figures may matter to which service."""

from collections.abc import Sequence

from drctl.analysis.cut_sets.simplify import simplify
from drctl.analysis.cut_sets.unfold import fault_tree
from drctl.analysis.lifetimes.play import Part
from drctl.graph import FaultGraph, Question
from drctl.graph.kernel import BATCH, bits, propagate
from drctl.graph.net import Net

CLOSELY = 500
"""For so many services it is looked whether what they rest on can make a difference."""
LARGE = 100_000
"""In a model of more components than that it is not."""


def below(
    parts: Sequence[Part], unknown: Sequence[str], nodes: Sequence[Sequence[int | None]]
) -> list[set[str]]:
    """For each service the unknown that lie below it, in any question.

    Args:
        parts: one for each question.
        unknown: names.
        nodes: for each question their nodes; None for what is not in its net.
    """
    found: list[set[str]] = [set() for _ in parts[0].tops]
    for part, placed in zip(parts, nodes, strict=True):
        # With every gate an or, whatever reaches a service takes it down.
        paths = Net(part.net.children, (1,) * len(part.net.least))
        for at in range(0, len(unknown), BATCH):
            names = unknown[at : at + BATCH]
            batch = enumerate(placed[at : at + BATCH])
            failed = {node: 1 << i for i, node in batch if node is not None}
            rows = propagate(paths, failed, len(names)) if failed else []
            for service, top in enumerate(part.tops if rows else ()):
                found[service].update([names[bit] for bit in bits(rows[top])])
    return found


def mattering(
    graph: FaultGraph,
    services: Sequence[str],
    found: Sequence[set[str]],
    questions: Sequence[Question],
) -> list[tuple[str, ...]]:
    """What `below` found, less what is seen to make no difference; sorted.

    Notes:
        Never leaves out too much: a tree is only made smaller by the laws of and and or. Where
        there are many services, or very many components, nothing is left out.
    """
    if sum(map(bool, found)) > CLOSELY or len(graph) > LARGE:
        return [tuple(sorted(names)) for names in found]
    kept: list[tuple[str, ...]] = []
    for service, names in zip(services, found, strict=True):
        seen: set[str] = set()
        for question in questions if names else ():
            tree, events = fault_tree(graph, service, question)
            small = simplify(tree)
            inputs = {kid for _, kids in small.gates for kid in kids} | {small.top}
            seen |= {events[node] for node in inputs if 0 <= node < small.events}
        kept.append(tuple(sorted(names & seen)))
    return kept
