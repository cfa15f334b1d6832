"""A module -> its diagram, in the first order that keeps it small."""

from collections.abc import Callable, Iterator, Sequence

from drctl.analysis.cut_sets.diagram import FALSE, TRUE, Diagram
from drctl.analysis.cut_sets.order import Orders
from drctl.analysis.cut_sets.work import TooLarge, Work

FEW = 4_000
MORE = 3
LARGE = 400_000


def build(orders: Orders, budget: int, work: Work) -> tuple[Diagram, int, tuple[int, ...]]:
    """The diagram of a module.

    Args:
        orders: the module and the orders to try.
        budget: how many nodes a diagram may have.
        work: how many steps all attempts together may take.

    Returns:
        The diagram, its root, and the variable of each level.

    Raises:
        TooLarge: when no order keeps within the budget, or the work is used up.

    Notes:
        All orders are tried with few nodes, then with three times as many, and so on: a bad order
        costs little more than a good one needs. Orders that take time to find are made only when
        the cheap ones have failed.
    """
    size = min(FEW, budget)
    while True:
        for order in _worth_trying(orders, size, work):
            diagram = Diagram(len(order), size, work)
            try:
                return diagram, _root(orders, diagram, order), order
            except TooLarge:
                diagram.settle()
        if size >= budget:
            raise TooLarge
        # A last step that adds little would only repeat the one before.
        size = budget if 2 * MORE * size > budget else MORE * size


def _worth_trying(orders: Orders, size: int, work: Work) -> Iterator[tuple[int, ...]]:
    if size <= FEW * MORE * MORE:
        yield orders.first
    if FEW < size <= FEW * MORE * MORE:
        yield from orders.pulled(work)
    if size > FEW * MORE:
        yield from orders.drawn(work)[: None if size <= LARGE else 2]


def _root(orders: Orders, diagram: Diagram, order: Sequence[int]) -> int:
    made = {node: diagram.node(level, TRUE, FALSE) for level, node in enumerate(order)}
    events = orders.tree.events
    for gate in orders.gates:
        least, children = orders.tree.gates[gate - events]
        # From the bottom of the order up, each step works near the top of what is there.
        kids = sorted([made[kid] for kid in children], key=lambda k: -diagram.level[k])
        if least == 1:
            made[gate] = _folded(diagram.either(), kids)
        elif least == len(kids):
            made[gate] = _folded(diagram.both(), kids)
        else:
            made[gate] = _at_least(diagram, least, kids)
        diagram.settle()
    return made[orders.top]


def _folded(operation: Callable[[int, int], int], kids: Sequence[int]) -> int:
    root = kids[0]
    for kid in kids[1:]:
        root = operation(kid, root)
    return root


def _at_least(diagram: Diagram, least: int, kids: Sequence[int]) -> int:
    both, either = diagram.both(), diagram.either()
    # reached[j]: at least j of the children seen so far hold.
    reached = [TRUE] + [FALSE] * least
    for kid in kids:
        for count in range(least, 0, -1):
            reached[count] = either(reached[count], both(kid, reached[count - 1]))
    return reached[least]
