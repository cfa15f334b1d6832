"""No cheaper plan reaches the goal, and the plan reaches it: against all sets of changes.

The brute force asks the model with the changes in it, without switches.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

import pytest

from drctl.analysis.risks import availability, risks
from drctl.analysis.single_failures import single_points
from drctl.graph import Question, build
from drctl.improve.board import Board
from drctl.improve.candidates import candidates
from drctl.improve.change import KINDS, Change
from drctl.improve.goals import Broken, Survives, SurvivesSets, Unavailable, singles
from drctl.improve.maxsat import lightest
from drctl.improve.search import Found, Goal, search
from drctl.improve.series import in_series
from drctl.improve.switched import applied
from drctl.model import Model
from tests.improve.test_switched import loaded
from tests.oracle.dice import Seeded
from tests.oracle.models import random_model

MOST = 7

Reached = Callable[[Model, frozenset[Broken]], bool]


def few(model: Model, dice: Seeded) -> tuple[Change, ...]:
    """Up to seven of the changes that could be made, so that all sets can be tried."""
    every = list(candidates(model, set(model.components), frozenset(), KINDS))
    chosen: list[Change] = []
    while every and len(chosen) < MOST:
        chosen.append(every.pop(dice.number(0, len(every) - 1)))
    return tuple(chosen)


def found_by(goal: Goal[Broken], board: Board, weights: list[int]) -> Found[Broken]:
    return search(goal, weights, board.moves, board.apart, lightest)


def all_sets(board: Board) -> Iterator[frozenset[int]]:
    apart = {frozenset(-literal - 1 for literal in clause) for clause in board.apart}
    for size in range(len(board.changes) + 1):
        for made in combinations(range(len(board.changes)), size):
            if not any(pair <= set(made) for pair in apart):
                yield frozenset(made)


def hold(board: Board, weights: list[int], found: Found[Broken], reached: Reached) -> None:
    """The plan is among the lightest of all sets that reach what can be reached."""

    def after(made: frozenset[int]) -> bool:
        model = applied(board.base, [board.changes[i] for i in sorted(made)])
        return reached(model, frozenset(found.hopeless))

    best = min(
        (sum(weights[i] for i in made) for made in all_sets(board) if after(made)),
        default=None,
    )
    if best is not None:
        assert after(found.made)
        assert found.weight == best == found.bound


def set_up(seed: int) -> tuple[Board, list[int], Seeded, str]:
    dice = Seeded(seed)
    model = loaded(random_model(seed))
    board = Board(model, few(model, dice))
    weights = [dice.number(1, 9) for _ in board.changes]
    return board, weights, dice, dice.pick(tuple(model.components))


@pytest.mark.parametrize("seed", range(80))
def test_no_single_point_of_failure(seed: int) -> None:
    board, weights, _, service = set_up(seed)
    causes = {name: (name,) for name in singles(board)}
    goal = Survives(board, (service,), causes, lambda *_: False)
    found = found_by(goal, board, weights)

    def reached(model: Model, hopeless: frozenset[Broken]) -> bool:
        points = single_points(build(model), [service])[service]
        return points <= {broken.fails[0] for broken in hopeless}

    hold(board, weights, found, reached)
    # What is called hopeless falls with all changes that give nothing up.
    every = [c for i, c in enumerate(board.changes) if i not in board.moves]
    points = single_points(build(applied(board.base, every)), [service])[service]
    assert {broken.fails[0] for broken in found.hopeless} <= points


@pytest.mark.parametrize("seed", range(40))
def test_no_pair_of_failures(seed: int) -> None:
    board, weights, _, service = set_up(seed)
    found = found_by(SurvivesSets(board, {service: 2}, lambda *_: False), board, weights)

    def reached(model: Model, hopeless: frozenset[Broken]) -> bool:
        sets = risks(model, build(model), service).cut_sets(order=2)
        left = {s.components for s in sets} - {(service,)}
        return left <= {broken.fails for broken in hopeless}

    hold(board, weights, found, reached)


@pytest.mark.parametrize("seed", range(40))
def test_unavailability(seed: int) -> None:
    dice = Seeded(seed)
    made = random_model(seed)
    for section in ("services", "providers", "domains"):
        for component in made.get(section, {}).values():
            if component.get("failure") != "never":
                component["failure"] = {"availability": f"{dice.number(90, 99)}%"}
    model = loaded(made)
    board = Board(model, few(model, dice))
    weights = [dice.number(1, 9) for _ in board.changes]
    service = dice.pick(tuple(model.components))
    question = dice.pick((Question.EVENTUAL, Question.INSTANT))

    def value(model: Model) -> float:
        both = availability(model, build(model), service)
        known = (both.after if question is Question.EVENTUAL else both.before).value
        assert known is not None
        return known

    limit = value(model) * dice.number(1, 9) / 10
    goal = Unavailable(board, {service: limit}, question)
    found = found_by(goal, board, weights)
    by_branches = in_series(goal, weights)
    if by_branches is not None:
        assert by_branches.weight == found.weight
        assert goal.value(service, by_branches.made, frozenset()) <= limit

    def reached(model: Model, hopeless: frozenset[Broken]) -> bool:
        return bool(hopeless) or value(model) <= limit

    if not found.hopeless:
        hold(board, weights, found, reached)


class Impatient:
    """A goal that gives up at once where that is allowed."""

    questions = 0

    def __init__(self, goal: Goal[Broken]) -> None:
        self.broken = goal.broken
        self.matter = goal.matter
        self.needed = goal.needed


@pytest.mark.parametrize("seed", range(20))
def test_few_changes_are_searched_to_the_end(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    board, weights, _, service = set_up(seed)
    causes = {name: (name,) for name in singles(board)}
    goal = Survives(board, (service,), causes, lambda *_: False)
    found = found_by(goal, board, weights)
    assert found_by(Impatient(goal), board, weights) == found
    # Among more the bound holds, and is told.
    monkeypatch.setattr("drctl.improve.search.EXACT", len(weights) - 1)
    given_up = found_by(Impatient(goal), board, weights)
    assert given_up.bound == 0
    assert not given_up.made
