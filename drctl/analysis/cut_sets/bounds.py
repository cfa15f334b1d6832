"""Bounds of a solved tree's probability where its exact value was too much work."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from math import expm1, inf, log, log1p, prod

from drctl.analysis.cut_sets.best import best
from drctl.analysis.cut_sets.family import EMPTY, NONE
from drctl.analysis.cut_sets.probability import on_diagram
from drctl.analysis.cut_sets.solve import Part, Solution
from drctl.analysis.cut_sets.tree import NEVER, Gate

LISTED = 1_000
"""So many cut sets of one module are looked at, the likeliest first."""

TINY = 1e-300
"""Stands for zero where a logarithm is taken."""

Interval = tuple[float, float]


def bounds(solution: Solution, chances: Sequence[float]) -> Interval:
    """The least and the most that the probability of the top can be.

    Args:
        solution: of one tree, exact or not.
        chances: the probability of each event; events are independent.

    Notes:
        A module with a diagram has its exact value. In any other the gates are associated (J. D.
        Esary, F. Proschan, D. W. Walkup, "Association of random variables, with applications",
        Annals of Mathematical Statistics 38, 1967): at least the product of its children's for an
        and, at most what independent children would give for an or. Cut sets without a common
        member are independent, which gives a second lower bound; when no more events happen than a
        size to which all cut sets are known, one of these holds, which gives a second upper bound.
        Linear in the gates and in the family.
    """
    if solution.top < solution.events:
        exact = chances[solution.top] if solution.top >= 0 else float(solution.top != NEVER)
        return exact, exact
    low, high = dict(enumerate(chances)), dict(enumerate(chances))
    for part in solution.parts:
        if part.diagram is None:
            low[part.node], high[part.node] = _around(part, low, high)
        else:
            low[part.node] = on_diagram(part, low)[part.root]
            high[part.node] = on_diagram(part, high)[part.root]
    return low[solution.top], high[solution.top]


def _around(part: Part, low: dict[int, float], high: dict[int, float]) -> Interval:
    least = {node: low[node] for node in part.order}
    most = {node: high[node] for node in part.order}
    for node, gate in part.gates:
        least[node] = gate_least(gate, [least[kid] for kid in gate[1]])
        most[node] = gate_most(gate, [most[kid] for kid in gate[1]])
    return max(least[part.node], _apart(part, low)), min(most[part.node], _known(part, high))


def gate_least(gate: Gate, chances: Sequence[float]) -> float:
    """The least probability of a gate whose children have at least these."""
    # The likeliest ones together are enough.
    return prod(sorted(chances)[len(chances) - gate[0] :])


def gate_most(gate: Gate, chances: Sequence[float]) -> float:
    """The most probability of a gate whose children have at most these."""
    least = gate[0]
    if least == 1:
        return any_of(chances)
    # Whichever hold, one of the unlikeliest is among them, and in the mean `least` of all.
    unlikely = sum(sorted(chances)[: len(chances) - least + 1])
    return min(1.0, unlikely, sum(chances) / least)


def any_of(chances: Iterable[float]) -> float:
    """The probability that one of several independent events happens, small ones exactly too."""
    logs = [log1p(-chance) if chance < 1 else -inf for chance in chances]
    return -expm1(sum(logs))


def _apart(part: Part, chances: dict[int, float]) -> float:
    """The probability that one of several cut sets without a common member holds."""
    size = len(part.order)
    alone = replace(part, node=size, order=tuple(range(size)))
    weights = [-log(max(chances[node], TINY)) for node in part.order]
    taken: set[int] = set()
    likely: list[float] = []
    for members in islice(best(Solution(size, size, (alone,)), lambda n: (weights[n], 1)), LISTED):
        if taken.isdisjoint(members):
            taken.update(members)
            likely.append(prod([chances[part.order[n]] for n in members]))
    return any_of(likely)


def _known(part: Part, chances: dict[int, float]) -> float:
    """The sum over the cut sets, and the chance that more happens than they are complete to."""
    family, weights = part.family, [chances[node] for node in part.order]
    total = {NONE: 0.0, EMPTY: 1.0}
    for node in family.reachable(part.sets):
        weight = weights[family.level[node]]
        total[node] = weight * total[family.high[node]] + total[family.low[node]]
    more = 0.0 if part.limit is None else _more_than(part.limit, weights)
    return total[part.sets] + more


def _more_than(count: int, chances: Sequence[float]) -> float:
    """The probability that more than so many independent events happen."""
    happened = [1.0] + [0.0] * count
    more = 0.0
    for chance in chances:
        more += chance * happened[count]
        for number in range(count, 0, -1):
            happened[number] += chance * (happened[number - 1] - happened[number])
        happened[0] *= 1 - chance
    return more
