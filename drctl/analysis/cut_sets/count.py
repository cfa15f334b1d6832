"""How many minimal cut sets there are, by size, without listing them."""

from drctl.analysis.cut_sets.family import EMPTY
from drctl.analysis.cut_sets.solve import Part, Solution
from drctl.analysis.cut_sets.tree import NEVER


def counts(solution: Solution) -> dict[int, int]:
    """The number of minimal cut sets of each size.

    Args:
        solution: of one tree; where it is complete to a size only, larger ones are left out.

    Returns:
        Size -> number, without zeros.

    Notes:
        The numbers by size are the coefficients of a polynomial, packed into one integer; a
        module's polynomial stands for its variable. Linear in the families.
    """
    if solution.top < 0:
        return {} if solution.top == NEVER else {0: 1}
    ones = _weighed(solution, 1)
    width = max(ones.values(), default=1).bit_length() + 1
    packed = _weighed(solution, 1 << width).get(solution.top, 1 << width)
    found = {}
    size, digit = 0, (1 << width) - 1
    while packed:
        if (count := packed & digit) and (solution.limit is None or size <= solution.limit):
            found[size] = count
        packed >>= width
        size += 1
    return found


def _weighed(solution: Solution, event: int) -> dict[int, int]:
    """For each module the sum over its cut sets of the product of their events' weights."""
    weights: dict[int, int] = {}
    for part in solution.parts:
        weights[part.node] = _sum(part, [weights.get(node, event) for node in part.order])
    return weights


def _sum(part: Part, weights: list[int]) -> int:
    family = part.family
    total = {0: 0, EMPTY: 1}
    for node in family.reachable(part.sets):
        weight = weights[family.level[node]]
        total[node] = weight * total[family.high[node]] + total[family.low[node]]
    return total[part.sets]
