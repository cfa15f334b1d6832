"""The cheapest changes to one service whose parts fail independently of one another.

A service is down when any of its needs is: its fault tree is mostly an or of branches. Branches
without a common event are worked out each by itself: for every set of their changes the weight
and the unavailability, of which only those count that nothing is both lighter and better than.
Joining these fronts branch by branch is exact, for the whole gets better when a part does.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from drctl.analysis.cut_sets.tree import TreeMaker
from drctl.improve.goals import Broken, Unavailable
from drctl.improve.search import Chosen, Clause, Found
from drctl.improve.switched import done

MOST = 10
"""Changes to one branch; each one more doubles the work."""

POINTS = 100_000
"""Points of a front; with more of them the search without branches is tried."""

Point = tuple[int, float, Chosen]
"""A weight, an unavailability and the changes that give them."""


def in_series(goal: Unavailable, weights: Sequence[int]) -> Found[Broken] | None:
    """The lightest changes after which one service is available enough.

    Args:
        goal: of one service; with more of them the answer is None.
        weights: of each change.

    Returns:
        The plan, which is the lightest; None when the branches can't be taken apart, are too
        large, or no changes are enough.

    Notes:
        2^n evaluations for a branch with n changes; joining costs the product of two fronts.
    """
    if len(goal.limits) != 1:
        return None
    ((service, limit),) = goal.limits.items()
    board = goal.board
    front: list[Point] = [(0, 0.0, frozenset())]
    for nodes in _branches(goal, service):
        changes = _changes(goal, nodes)
        if len(changes) > MOST:
            return None
        points = [
            (sum(weights[i] for i in made), goal.of_nodes(nodes, made, frozenset()), made)
            for made in _sets(changes, board.apart)
        ]
        front = _joined(front, _undominated(points), limit)
        if not front or len(front) > POINTS:
            return None
    weight, _, made = front[0]
    if goal.value(service, made, frozenset()) > limit:
        return None
    return Found(made, weight, weight, ())


def _branches(goal: Unavailable, service: str) -> list[list[int]]:
    """What the top or has below it, together where there are common events."""
    maker = goal.unfolded.maker
    waiting, found = [goal.unfolded.node[goal.board.graph.ids[service]]], set[int]()
    while waiting:
        node = waiting.pop()
        gate = maker.gates[node - maker.events] if node >= maker.events else None
        if gate is not None and gate[0] == 1:
            waiting += gate[1]
        else:
            found.add(node)
    return _apart(maker, sorted(found))


def _apart(maker: TreeMaker, nodes: Iterable[int]) -> list[list[int]]:
    """The nodes in groups that share no event."""
    groups: list[tuple[set[int], list[int]]] = []
    for node in nodes:
        events = {n for n in maker.below(node) if n < maker.events}
        touching = [group for group in groups if not group[0].isdisjoint(events)]
        groups = [group for group in groups if group[0].isdisjoint(events)]
        together = events.union(*(group[0] for group in touching))
        groups.append((together, [node, *(n for group in touching for n in group[1])]))
    return [members for _, members in groups]


def _changes(goal: Unavailable, nodes: Iterable[int]) -> list[int]:
    below: set[int] = set().union(*(goal.unfolded.maker.below(node) for node in nodes))
    ids = goal.board.graph.ids
    return [i for i in range(len(goal.board.changes)) if ids[done(i)] in below]


def _sets(changes: Sequence[int], apart: Iterable[Clause]) -> Iterable[Chosen]:
    pairs = [frozenset(-literal - 1 for literal in clause) for clause in apart]
    for size in range(len(changes) + 1):
        for made in map(frozenset, combinations(changes, size)):
            if not any(pair <= made for pair in pairs):
                yield made


def _joined(one: Sequence[Point], other: Sequence[Point], limit: float) -> list[Point]:
    """The front of two branches together, without what is over the limit already."""
    joined = (
        (w + x, 1 - (1 - u) * (1 - v), made | more) for w, u, made in one for x, v, more in other
    )
    return _undominated([point for point in joined if point[1] <= limit])


def _undominated(points: Iterable[Point]) -> list[Point]:
    front: list[Point] = []
    for point in sorted(points, key=lambda p: (p[0], p[1])):
        if not front or point[1] < front[-1][1]:
            front.append(point)
    return front
