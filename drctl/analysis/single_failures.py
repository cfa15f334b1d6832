"""Every single failure at once: who falls with what."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import compress
from operator import add, sub

from drctl.graph import FaultGraph, Question
from drctl.graph.counters import column_sums
from drctl.graph.kernel import bits, spreads
from drctl.graph.kernel import single_failures as walk
from drctl.model.model import Model
from drctl.model.requirement import Requirement, refs


@dataclass(frozen=True, slots=True)
class Sweep:
    """The sizes of all single failures' consequences, and the sets for chosen components.

    `blast` counts the other components that each failure takes down; `points` counts the
    single points of failure of each component, its own failure left out; `causes` names them
    for the chosen ones.
    """

    blast: dict[str, int]
    points: dict[str, int]
    causes: dict[str, frozenset[str]]


def sweep(
    graph: FaultGraph, chosen: Collection[str] = (), question: Question = Question.EVENTUAL
) -> Sweep:
    """Sweep over all single failures.

    Args:
        graph: the fault graph.
        chosen: components whose single points of failure are wanted by name.
        question: before or after people act.

    Returns:
        The answer for every component.

    Notes:
        One walk of the net per 16,384 failures that can spread; blast radii by column sums of
        bits. Memory is one walk's, whatever the number of components.
    """
    net, names = graph.net(question), graph.names
    nodes = sorted(range(len(names)), key=net.places.__getitem__)
    places = [net.places[node] for node in nodes]
    wanted = {graph.ids[name]: set[str]() for name in chosen}
    blast = dict.fromkeys(names, 0)
    points = [0] * len(names)
    spreading = spreads(net)
    walked = [graph.can_fail[node] and spreading[node] for node in nodes]
    for batch in walk(net, compress(nodes, walked)):
        by_place, causes = batch.by_place, [names[cause] for cause in batch.causes]
        first = bisect_left(places, batch.start)
        rows = [by_place[place] for place in places[first:]]
        sizes = [row.bit_count() for row in rows]
        points[first:] = map(add, points[first:], sizes)
        for cause, hit in zip(causes, column_sums(rows, len(causes), sizes), strict=True):
            blast[cause] = hit - 1
        for node, found in wanted.items():
            found.update([causes[bit] for bit in bits(by_place[net.places[node]])])
        del batch, by_place, rows  # or two walks would be in memory at once
    # A failure that was walked has counted itself.
    count = dict(zip(nodes, map(sub, points, walked), strict=True))
    return Sweep(
        blast,
        {name: count[node] for node, name in enumerate(names)},
        {names[node]: frozenset(found - {names[node]}) for node, found in wanted.items()},
    )


def single_points(graph: FaultGraph, services: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each service the components whose failure alone takes it down for good.

    Its own failure is left out. One sweep answers for all.
    """
    return sweep(graph, tuple(services)).causes


def reaching(
    model: Model, points: Mapping[str, frozenset[str]], requirements: Iterable[Requirement]
) -> set[str]:
    """What fails alone and takes down something that requirements name.

    Args:
        model: the model.
        points: for each component what takes it down alone.
        requirements: what they name, at any depth.
    """
    names = {ref.name for requirement in requirements for ref in refs(requirement)}
    own = {name for name in names if model.components[name].can_fail}
    return own.union(*(points[name] for name in names))


def blast_radius(graph: FaultGraph, component: str) -> frozenset[str]:
    """The other components that go down for good when one fails."""
    from drctl.graph.kernel import under

    rows = under(graph.net(Question.EVENTUAL), [[graph.ids[component]]])
    return frozenset(n for n, row in zip(graph.names, rows, strict=False) if row) - {component}
