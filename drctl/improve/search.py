"""The cheapest set of changes that leaves nothing broken: an implicit hitting set.

A set of changes is proposed, asked what it leaves broken, and for each thing told which changes
of those that were not made could mend it at all: one of them has to be in every plan. The
cheapest set that has one for each such clause is the next proposal; when nothing is left broken,
none is cheaper. (Ignatiev, Morgado, Marques-Silva, "RC2: an efficient MaxSAT solver", 2019, for
the sets; Davies and Bacchus, "Solving MAXSAT by solving a sequence of simpler SAT instances",
2011, for the loop.)
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from drctl.improve.halving import questions

V = TypeVar("V", bound=Hashable)
EXACT = 25
"""Among so few changes the cheapest are found whatever that takes."""

Chosen = frozenset[int]
"""The changes that are made, by number."""


class Goal(Protocol[V]):
    """What is to be reached. More changes never break anything that holds.

    A change that gives something up can: it is `free` where both its ways count at once, and
    then that holds for it too. Among more than `EXACT` changes the best plan so far is given after
    so many `questions`.
    """

    @property
    def questions(self) -> int:
        """How many cases may be asked about, so that looking among many comes to an end.

        They are counted as halving asks them, however they are worked out.
        """

    def broken(self, made: Chosen) -> Sequence[V]:
        """What is not as it should be when some changes are made."""

    def matter(self, broken: Sequence[V], made: Chosen) -> Sequence[Collection[int]]:
        """For each thing that is broken the changes that could have to do with it."""

    def needed(
        self, cases: Sequence[tuple[V, Sequence[int]]], made: Chosen
    ) -> Sequence[Collection[int]]:
        """For each thing those of some changes that must not be free, so that it stays broken.

        Each is set free that can be, the first ones first.
        """


@dataclass(frozen=True, slots=True)
class Found(Generic[V]):
    """The changes of a plan.

    `hopeless` is what no change mends. `bound` is the least that any plan weighs; it equals
    `weight` when the plan is the cheapest. `possible` is False when what could be mended cannot
    all be mended together: what one move heals another one breaks.
    """

    made: Chosen
    weight: int
    bound: int
    hopeless: tuple[V, ...]
    possible: bool = True

    @property
    def cheapest(self) -> bool:
        """Whether no plan weighs less."""
        return self.bound >= self.weight


Clause = frozenset[int]
"""Of these one must hold: i + 1, change i is made; -(i + 1), it is not."""

Solver = Callable[[Sequence[int], Iterable[Clause]], Chosen | None]


def search(
    goal: Goal[V],
    weights: Sequence[int],
    moves: Chosen,
    apart: Iterable[Clause],
    solver: Solver,
) -> Found[V]:
    """Find the lightest changes that reach a goal.

    Args:
        goal: what to reach.
        weights: of each change, above 0.
        moves: the changes that give something up.
        apart: clauses that hold whatever the goal is: which changes exclude each other.
        solver: gives the lightest changes that meet clauses, None when there are none.

    Returns:
        The plan. What no change mends is left out of the goal and told.

    Notes:
        Each proposal is completed greedily; what that tells gives clauses too, so that few
        proposals are needed, and the lightest complete plan is kept as the best so far.
    """
    looking = _Search(goal, weights, moves, apart)
    best: Chosen | None = None
    bound = 0
    made: Chosen | None = frozenset[int]()
    few = len(weights) <= EXACT
    while made is not None and (few or looking.asked < goal.questions):
        bound = max(bound, looking.weight(made))
        complete = looking.completed(made)
        if complete is not None and (
            best is None or looking.weight(complete) < looking.weight(best)
        ):
            best = complete
        if best is not None and bound >= looking.weight(best):
            break
        made = solver(weights, looking.clauses)
    possible = best is not None
    best = best or frozenset()
    weight = looking.weight(best)
    return Found(best, weight, min(bound, weight), tuple(looking.hopeless), possible)


class _Search(Generic[V]):
    """What is known while looking: clauses that every plan meets, and what is hopeless."""

    def __init__(
        self, goal: Goal[V], weights: Sequence[int], moves: Chosen, apart: Iterable[Clause]
    ) -> None:
        self.goal = goal
        self.weights = weights
        self.moves = moves
        self.clauses: dict[Clause, None] = dict.fromkeys(apart)
        self.hopeless: dict[V, None] = {}
        self.asked = 0
        self._foes: dict[int, set[int]] = {}
        for one, other in (tuple(clause) for clause in self.clauses):
            self._foes.setdefault(-one - 1, set()).add(-other - 1)
            self._foes.setdefault(-other - 1, set()).add(-one - 1)

    def weight(self, made: Chosen) -> int:
        return sum(self.weights[change] for change in made)

    def broken(self, made: Chosen) -> list[V]:
        return [thing for thing in self.goal.broken(made) if thing not in self.hopeless]

    def completed(self, made: Chosen) -> Chosen | None:
        """Add changes until nothing is broken, and clauses for all that was; None if stuck."""
        first = made
        while broken := self.broken(made):
            new: dict[Clause, None] = {}
            for thing, clause in zip(broken, self._clauses(made, broken), strict=True):
                if clause:
                    new[clause] = None
                else:
                    self.hopeless[thing] = None
            self.clauses |= new
            more = self._cover(new, made)
            if more is None:
                return None
            made |= more
        return made if made == first else self._thinned(made)

    def _cover(self, clauses: Iterable[Clause], made: Chosen) -> Chosen | None:
        """Changes that meet clauses: again and again what meets most of them for its weight."""
        left = {i: {way - 1 for way in c if way > 0} for i, c in enumerate(clauses)}
        meets: dict[int, set[int]] = {}
        for i, ways in left.items():
            for way in ways:
                meets.setdefault(way, set()).add(i)
        chosen: set[int] = set()
        while left:
            fitting = [way for way in meets if self._fits(way, made | chosen)]
            if not fitting:
                return None
            best = min(fitting, key=lambda way: (self.weights[way] / len(meets[way]), way))
            chosen.add(best)
            for i in tuple(meets[best]):
                for way in left.pop(i):
                    meets[way].discard(i)
            meets = {way: met for way, met in meets.items() if met}
        return frozenset(chosen)

    def _fits(self, change: int, made: Chosen) -> bool:
        return self._foes.get(change, set()).isdisjoint(made)

    def _thinned(self, made: Chosen) -> Chosen:
        """Leave out what a plan does not need, the heaviest first."""
        for change in sorted(made, key=lambda c: (-self.weights[c], c)):
            less = made - {change}
            if self._meets(less) and not self.broken(less):
                made = less
        return made

    def _meets(self, made: Chosen) -> bool:
        """Whether all clauses known so far hold; where one does not, something is broken."""
        true = {c + 1 for c in made}
        return all(
            any(way in true if way > 0 else -way not in true for way in clause)
            for clause in self.clauses
        )

    def _clauses(self, made: Chosen, broken: Sequence[V]) -> list[Clause]:
        """For each broken thing a clause that every plan without it meets.

        Changes are set free, the heaviest first, as long as the thing stays broken; those that
        can't be are the clause.
        """
        orders = [self._undecided(m, made) for m in self.goal.matter(broken, made)]
        needed = self.goal.needed(list(zip(broken, orders, strict=True)), made)
        self.asked += sum(map(questions, orders, needed))
        return [frozenset(-(c + 1) if c in made else c + 1 for c in kept) for kept in needed]

    def _undecided(self, matter: Iterable[int], made: Chosen) -> list[int]:
        found = [c for c in matter if c not in made or c in self.moves]
        return sorted(found, key=lambda c: (-self.weights[c], c))
