"""Exact probability of a solved tree, and how it changes with every event's."""

from collections.abc import Sequence

from drctl.analysis.cut_sets.solve import Part, Solution
from drctl.analysis.cut_sets.tree import NEVER


def probability(solution: Solution, chances: Sequence[float]) -> float:
    """The probability of the top when events are independent.

    Args:
        solution: exact, of one tree.
        chances: the probability of each event.

    Notes:
        Shannon's expansion over the diagrams: every term is positive, nothing cancels.
    """
    if solution.top < solution.events:
        if solution.top >= 0:
            return chances[solution.top]
        return 0.0 if solution.top == NEVER else 1.0
    return _passed(solution, chances)[0][solution.top]


def gradient(solution: Solution, chances: Sequence[float]) -> tuple[float, dict[int, float]]:
    """The probability of the top, and its derivative by each event that matters (Birnbaum).

    Args:
        solution: exact, of one tree.
        chances: the probability of each event.

    Notes:
        One pass up for the probabilities, one down for the derivatives.
    """
    if solution.top < solution.events:
        return probability(solution, chances), {solution.top: 1.0} if solution.top >= 0 else {}
    values, passes = _passed(solution, chances)
    slopes = {solution.top: 1.0}
    for part in reversed(solution.parts):
        outer = slopes.get(part.node, 0.0)
        assert part.diagram is not None
        level, high, low = part.diagram.level, part.diagram.high, part.diagram.low
        below = passes[part.node]
        reach = dict.fromkeys(below, 0.0)
        reach[part.root] = 1.0
        for node in reversed(below):
            if node <= 1:
                continue
            variable = part.order[level[node]]
            arrived = reach[node]
            chance = values[variable]
            reach[high[node]] += arrived * chance
            reach[low[node]] += arrived * (1 - chance)
            steep = arrived * (below[high[node]] - below[low[node]]) * outer
            slopes[variable] = slopes.get(variable, 0.0) + steep
    return values[solution.top], {n: s for n, s in slopes.items() if n < solution.events}


def _passed(
    solution: Solution, chances: Sequence[float]
) -> tuple[dict[int, float], dict[int, dict[int, float]]]:
    """The probability of every variable, and of every diagram node in each part."""
    values = dict(enumerate(chances))
    passes: dict[int, dict[int, float]] = {}
    for part in solution.parts:
        below = passes[part.node] = on_diagram(part, values)
        values[part.node] = below[part.root]
    return values, passes


def on_diagram(part: Part, values: dict[int, float]) -> dict[int, float]:
    """The probability of every node of a part's diagram, its variables' given."""
    assert part.diagram is not None
    level, high, low = part.diagram.level, part.diagram.high, part.diagram.low
    chances = [values[node] for node in part.order]
    below = {0: 0.0, 1: 1.0}
    for node in part.diagram.reachable(part.root):
        chance = chances[level[node]]
        below[node] = chance * below[high[node]] + (1 - chance) * below[low[node]]
    return below
