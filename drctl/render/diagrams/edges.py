"""Who rests on whom, one edge per pair, for pictures."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from drctl.model.component import Component
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Ref, Requirement, targets

Bond = Literal["needs", "one of", "soft", "fallback", "in"]
MOST_EDGES = 80
"""Graphviz takes minutes for the thousands of arrows of a model in which all need all."""
_STRENGTH: tuple[Bond, ...] = ("needs", "one of", "in", "fallback", "soft")


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """`source` rests on `target`; `label` says how, where the bond alone doesn't."""

    source: str
    target: str
    bond: Bond
    label: str = ""


def edges(model: Model) -> tuple[Edge, ...]:
    """The edges of a model, sorted.

    Args:
        model: the model.

    Returns:
        One edge per pair: the strongest bond wins, the labels of equal ones are joined. Needs
        whose loss changes no state (`unnoticed`, `at_start: only`) are left out.
    """
    found: dict[tuple[str, str], dict[Bond, set[str]]] = {}
    for component in model.components.values():
        for target, bond, label in _of(component):
            found.setdefault((component.name, target), {}).setdefault(bond, set()).add(label)
    merged = []
    for (source, target), bonds in found.items():
        bond = next(b for b in _STRENGTH if b in bonds)
        labels = sorted(bonds[bond] - {""})
        merged.append(Edge(source, target, bond, ", ".join(labels)))
    return tuple(sorted(merged))


def foremost(
    found: Collection[Edge], middle: Collection[str], pairs: Collection[tuple[str, str]] = ()
) -> tuple[list[Edge], str]:
    """As many edges as a picture has room for.

    Args:
        found: the edges among what is shown.
        middle: what the picture is about.
        pairs: the ends of edges that are told of in any case, as far as there is room.

    Returns:
        At most 80 edges, sorted: those first, then those that end in the middle, then the
        strongest; and how many are left out, in words, "" when all are there.
    """

    def order(edge: Edge) -> tuple[bool, bool, int, Edge]:
        ends = {edge.source, edge.target}
        far = ends.isdisjoint(middle)
        return ((edge.source, edge.target) not in pairs, far, _STRENGTH.index(edge.bond), edge)

    kept = sorted(sorted(found, key=order)[:MOST_EDGES])
    left = len(found) - len(kept)
    return kept, f"{left} arrows" if left else ""


def _of(component: Component) -> Iterator[tuple[str, Bond, str]]:
    for need in component.needs:
        if need.hard or need.soft:
            yield from _bonds(need.requirement, "needs" if need.hard else "soft", need)
    for ref in targets(component.placement):
        yield ref.name, "in", ""


def _bonds(requirement: Requirement, bond: Bond, need: Need) -> Iterator[tuple[str, Bond, str]]:
    match requirement:
        case Ref(name):
            yield name, bond, ""
        case AllOf(items):
            for item in items:
                yield from _bonds(item, bond, need)
        case AnyOf(options, at_least, by):
            inner: Bond = "one of" if bond == "needs" else bond
            for option in options:
                for name, kind, _ in _bonds(option.requirement, inner, need):
                    yield name, kind, f"{at_least} of {len(options)}"
            if by is not None:
                yield from _bonds(by, bond, need)
        case Choice(options, by):
            yield from _bonds(options[0].requirement, bond, need)
            for option in options[1:]:
                how = "by hand" if option.switch == "manual" else ""
                for ref in targets(option.requirement):
                    yield ref.name, "soft" if bond == "soft" else "fallback", how
            if by is not None:
                yield from _bonds(by, bond, need)
