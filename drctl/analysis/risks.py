"""The risks of one component: its minimal cut sets, its unavailability, what matters most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf, log, prod
from typing import Literal

from drctl.analysis.cut_sets.best import Cost, best
from drctl.analysis.cut_sets.bounds import bounds
from drctl.analysis.cut_sets.count import counts
from drctl.analysis.cut_sets.importance import importance
from drctl.analysis.cut_sets.probability import probability
from drctl.analysis.cut_sets.solve import BUDGET, EFFORT, Solution, solve
from drctl.analysis.cut_sets.tree import Tree
from drctl.analysis.cut_sets.unfold import fault_tree
from drctl.analysis.unavailability import YEAR, own_unavailability
from drctl.graph import FaultGraph, Question
from drctl.model.model import Model

Ranking = Literal["size", "probability"]

QUICK = 200_000
"""Steps to know how unavailable a component is where that is asked of every one of them."""

_LEAST = 1e-300
"""Stands for zero where a logarithm is taken."""


ROUNDED = 1e-15
"""1 - 99.9% is not quite 0.001 in binary."""


@dataclass(frozen=True, slots=True)
class CutSet:
    """One minimal cut set; `probability` is None when one of its members has no figures."""

    components: tuple[str, ...]
    probability: float | None

    @property
    def size(self) -> int:
        """How many components must fail."""
        return len(self.components)


@dataclass(frozen=True, slots=True)
class Unavailability:
    """The share of time for which a component is down.

    `value` is None when it is not known. `at_least` counts what has no figures as never failing;
    `missing` names that. Where the exact value was too much work, `exact` is False, and `at_least`
    and `at_most` are bounds; `at_most` is None when figures are missing.
    """

    value: float | None
    at_least: float
    at_most: float | None
    missing: tuple[str, ...]
    exact: bool = True

    @property
    def downtime(self) -> float | None:
        """Expected seconds per year."""
        return None if self.value is None else self.value * YEAR


@dataclass(frozen=True, slots=True)
class Availability:
    """The unavailability of one component after people acted, and before."""

    after: Unavailability
    before: Unavailability

    def kept(self, slo: float | None) -> bool | None:
        """Whether an SLO is kept; None without one, or when that is not known."""
        return slo_met(self.before, slo)


def slo_met(before: Unavailability, slo: float | None) -> bool | None:
    """Whether an SLO can be kept.

    Args:
        before: the unavailability before people act.
        slo: the promised share of time; None without one.

    Returns:
        False also when the least possible unavailability is too much already, True when the most
        is not; None without an SLO, or when it is not known.
    """
    if slo is None:
        return None
    if before.at_least > 1 - slo + ROUNDED:
        return False
    return True if before.at_most is not None and before.at_most <= 1 - slo + ROUNDED else None


@dataclass(frozen=True, slots=True)
class Weight:
    """How much one component matters; see `importance`."""

    component: str
    birnbaum: float
    fussell_vesely: float
    raw: float
    rrw: float | None


@dataclass(frozen=True, slots=True)
class CutSets:
    """The minimal cut sets of one component.

    `by_size` counts all of them, or those of at most `complete_to` members when there are too many
    to be found all (`complete_to` is None when they are all there).
    """

    component: str
    by_size: dict[int, int]
    complete_to: int | None
    _solution: Solution
    _names: tuple[str, ...]
    _chances: tuple[float | None, ...]

    @property
    def counted(self) -> int:
        """How many minimal cut sets were found."""
        return sum(self.by_size.values())

    def cut_sets(
        self, *, top: int | None = None, order: int | None = None, by: Ranking = "size"
    ) -> tuple[CutSet, ...]:
        """Minimal cut sets, in order.

        Args:
            top: how many; None for all.
            order: the most members of a set.
            by: which come first: the smallest, or the most probable. Between equals the other
                one decides, then the names.
        """
        limits = [n for n in (order, self.complete_to) if n is not None]
        found = best(self._solution, self._cost(by), min(limits, default=inf))
        sets = [self._named(events) for events in islice(found, top)]
        return tuple(sorted(sets, key=self._rank(by)))

    def _cost(self, by: Ranking) -> Callable[[int], Cost]:
        weights = [-log(max(q or 0.0, _LEAST)) for q in self._chances]
        if by == "size":
            return lambda event: (1.0, weights[event])
        return lambda event: (weights[event], 1.0)

    def _rank(self, by: Ranking) -> Callable[[CutSet], tuple[object, ...]]:
        if by == "size":
            return lambda s: (s.size, -(s.probability or 0.0), s.components)
        return lambda s: (-(s.probability or 0.0), s.size, s.components)

    def _named(self, events: frozenset[int]) -> CutSet:
        chances = [self._chances[event] for event in sorted(events)]
        known = [q for q in chances if q is not None]
        names = tuple(sorted(self._names[event] for event in events))
        return CutSet(names, prod(known) if len(known) == len(chances) else None)


@dataclass(frozen=True, slots=True)
class Risks(CutSets):
    """All that can be said of one component: its cut sets, and what follows from them.

    Importance counts what has no figures as never failing, and says nothing of it: where `missing`
    names something it is what is known. There is none where the exact share was too much work.
    """

    after: Unavailability
    before: Unavailability
    slo: float | None
    importance: tuple[Weight, ...]
    importance_before: tuple[Weight, ...]

    @property
    def slo_met(self) -> bool | None:
        """Whether the SLO can be kept before people act; None without one, or when unknown."""
        return slo_met(self.before, self.slo)


def cut_sets(model: Model, graph: FaultGraph, component: str, *, effort: int) -> CutSets:
    """The minimal cut sets of a component, nothing else of `risks`.

    Args:
        model: a checked model.
        graph: its fault graph.
        component: a name of the model.
        effort: how many steps they may take.
    """
    tree, names = fault_tree(graph, component, Question.EVENTUAL)
    solution = solve(tree, BUDGET, effort)
    chances = _chances(model, names)
    return CutSets(component, counts(solution), solution.limit, solution, names, chances)


def risks(
    model: Model,
    graph: FaultGraph,
    component: str,
    *,
    budget: int = BUDGET,
    effort: int = EFFORT,
) -> Risks:
    """Work out the risks of a component.

    Args:
        model: a checked model.
        graph: its fault graph.
        component: a name of the model.
        budget: how many nodes each decision diagram may have.
        effort: how many steps the cut sets may take; half of that for what people do not mend.

    Returns:
        Exact answers; where budget or effort is too small, what is complete up to a size, and
        bounds.

    Notes:
        The work depends on the component's cone only, not on the rest of the model. Where people
        can't mend anything, before and after are one question.
    """
    tree, names = fault_tree(graph, component, Question.EVENTUAL)
    eventual, chances = solve(tree, budget, effort), _chances(model, names)
    after = before = _unavailability(eventual, names, chances)
    weights = weights_before = _weights(eventual, names, chances)
    asked, named = fault_tree(graph, component, Question.INSTANT)
    if (asked, named) != (tree, names):
        instant, its = solve(asked, budget, effort // 2, sets=False), _chances(model, named)
        before = _unavailability(instant, named, its)
        weights_before = _weights(instant, named, its)
    return Risks(
        component,
        counts(eventual),
        eventual.limit,
        eventual,
        names,
        chances,
        after,
        before,
        model.components[component].promise.slo,
        weights,
        weights_before,
    )


def availability(
    model: Model,
    graph: FaultGraph,
    component: str,
    *,
    budget: int = BUDGET,
    effort: int = QUICK,
) -> Availability:
    """How unavailable a component is; no cut sets are made.

    Args:
        model: a checked model.
        graph: its fault graph.
        component: a name of the model.
        budget: how many nodes each decision diagram may have.
        effort: how many steps each of both questions may take.
    """
    tree = fault_tree(graph, component, Question.EVENTUAL)
    after = _asked(model, *tree, budget, effort)
    asked = fault_tree(graph, component, Question.INSTANT)
    return Availability(after, after if asked == tree else _asked(model, *asked, budget, effort))


def _chances(model: Model, names: Sequence[str]) -> tuple[float | None, ...]:
    return tuple([own_unavailability(model.components[name]) for name in names])


def _asked(
    model: Model, tree: Tree, names: Sequence[str], budget: int, effort: int
) -> Unavailability:
    solution = solve(tree, budget, effort, sets=False)
    return _unavailability(solution, names, _chances(model, names))


def _weights(
    solution: Solution, names: Sequence[str], chances: Sequence[float | None]
) -> tuple[Weight, ...]:
    if not solution.exact:
        return ()
    return tuple(
        Weight(names[i.event], i.birnbaum, i.fussell_vesely, i.raw, i.rrw)
        for i in importance(solution, [q or 0.0 for q in chances])
        if chances[i.event] is not None
    )


def _unavailability(
    solution: Solution, names: Sequence[str], chances: Sequence[float | None]
) -> Unavailability:
    missing = tuple(sorted(names[e] for e in solution.support() if chances[e] is None))
    known = [q or 0.0 for q in chances]
    if not solution.exact:
        least, most = bounds(solution, known)
        return Unavailability(None, least, None if missing else most, missing, exact=False)
    value = probability(solution, known)
    known_value = None if missing else value
    return Unavailability(known_value, value, known_value, missing)
