"""Every single failure at once: who falls with what."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import add, sub

from drctl.graph import FaultGraph, Question
from drctl.graph.counters import column_sums
from drctl.graph.kernel import BATCH, bits, spreads
from drctl.graph.kernel import single_failures as walk
from drctl.graph.net import Net
from drctl.model.model import Model
from drctl.model.requirement import Requirement, refs
from drctl.workers import Crew, alone


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
    graph: FaultGraph,
    chosen: Collection[str] = (),
    question: Question = Question.EVENTUAL,
    crew: Crew = alone,
) -> Sweep:
    """Sweep over all single failures.

    Args:
        graph: the fault graph.
        chosen: components whose single points of failure are wanted by name.
        question: before or after people act.
        crew: who does the walks; the answer does not depend on it.

    Returns:
        The answer for every component.

    Notes:
        One walk of the net per 16,384 failures that can spread; blast radii by column sums of
        bits. Memory is one walk's, whatever the number of components.
    """
    names = graph.names
    asked = _Asked(graph.net(question), len(names), tuple(graph.ids[name] for name in chosen))
    wanted = {node: set[str]() for node in asked.wanted}
    blast = dict.fromkeys(names, 0)
    points = [0] * len(names)
    spreading = spreads(asked.net)
    walked = [graph.can_fail[node] and spreading[node] for node in asked.nodes]
    causes = list(compress(asked.nodes, walked))
    pieces = [tuple(causes[at : at + BATCH]) for at in range(0, len(causes), BATCH)]
    for piece, part in zip(pieces, crew(_walked, asked, pieces), strict=True):
        points[part.first :] = map(add, points[part.first :], part.sizes)
        for cause, hit in zip(piece, part.hits, strict=True):
            blast[names[cause]] = hit - 1
        for node, fell in zip(asked.wanted, part.fell, strict=True):
            wanted[node].update([names[cause] for cause in fell])
    # A failure that was walked has counted itself.
    count = dict(zip(asked.nodes, map(sub, points, walked), strict=True))
    return Sweep(
        blast,
        {name: count[node] for node, name in enumerate(names)},
        {names[node]: frozenset(found - {names[node]}) for node, found in wanted.items()},
    )


@dataclass(frozen=True)
class _Asked:
    """What every walk is asked: the net of so many components, and whom the chosen fall with."""

    net: Net
    count: int
    wanted: tuple[int, ...]

    @cached_property
    def nodes(self) -> list[int]:
        """The components in the net's order."""
        return sorted(range(self.count), key=self.net.places.__getitem__)

    @cached_property
    def places(self) -> list[int]:
        """Their places in it."""
        return [self.net.places[node] for node in self.nodes]


@dataclass(frozen=True, slots=True)
class _Walked:
    """What one walk tells.

    `sizes` has for each component from the `first` on how many of the failures take it down,
    `hits` for each failure how many it takes down, `fell` for each chosen one the failures.
    """

    first: int
    sizes: list[int]
    hits: list[int]
    fell: list[list[int]]


def _walked(asked: _Asked, causes: tuple[int, ...]) -> _Walked:
    """Walk the net once; the causes stand in its order."""
    (batch,) = walk(asked.net, causes, len(causes))
    by_place = batch.by_place
    first = bisect_left(asked.places, batch.start)
    rows = [by_place[place] for place in asked.places[first:]]
    sizes = [row.bit_count() for row in rows]
    chosen = (by_place[asked.net.places[node]] for node in asked.wanted)
    fell = [[causes[bit] for bit in bits(row)] for row in chosen]
    return _Walked(first, sizes, column_sums(rows, len(causes), sizes), fell)


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
