"""The cheapest plan after which services are back in time, against all sets of changes."""

import random

import pytest

from drctl.analysis.causes import failure
from drctl.analysis.outcome import Outcomes
from drctl.graph import build
from drctl.improve.board import Board
from drctl.improve.candidates import candidates
from drctl.improve.change import KINDS
from drctl.improve.goals import Broken, singles
from drctl.improve.in_time import InTime, Played
from drctl.model import Model
from tests.analysis.test_recovery import timed
from tests.improve.test_search import few, found_by, hold
from tests.improve.test_switched import compatible, loaded
from tests.oracle.dice import Seeded
from tests.oracle.models import random_model


@pytest.mark.parametrize("seed", range(60))
def test_back_in_time(seed: int) -> None:
    dice = Seeded(seed)
    model = loaded(timed(random_model(seed), random.Random(seed)))
    board = Board(model, few(model, dice))
    weights = [dice.number(1, 9) for _ in board.changes]
    service = dice.pick(tuple(model.components))
    rto = float(dice.pick((0, 1, 5, 60)))
    goal = InTime(board, {service: rto}, singles(board), lambda *_: False)
    found = found_by(goal, board, weights)

    def reached(model: Model, hopeless: frozenset[Broken]) -> bool:
        return late(model, service, rto) <= {broken.fails[0] for broken in hopeless}

    assert {b.fails[0] for b in goal.broken(frozenset())} == late(model, service, rto)
    hold(board, weights, found, reached)


def late(model: Model, service: str, rto: float) -> set[str]:
    outcomes = Outcomes(model, build(model))
    causes = [n for n, c in model.components.items() if c.can_fail and n != service]
    readers = {name: outcomes.times(failure(name)) for name in causes}
    down = {name for name, reader in readers.items() if service in reader.hit()}
    return {name for name in down if readers[name].bounds(service).least > rto}


@pytest.mark.parametrize("seed", range(60))
def test_the_changes_that_matter_are_enough(seed: int) -> None:
    """Times with few switches are those with a switch for every change."""
    dice = Seeded(seed)
    model = loaded(timed(random_model(seed), random.Random(seed)))
    board = Board(model, candidates(model, set(model.components), frozenset(), KINDS))
    made = frozenset(compatible(board.changes, dice, 20))
    some = (i for i in range(len(board.changes)) if dice.chance(20))
    open_ = [i for i in some if i not in made or i in board.moves]
    part = Played(board, made, model.components, open_)
    whole = Played(board, made, model.components, range(len(board.changes)))
    for free in (frozenset[int](), frozenset(open_[::2]), frozenset(open_)):
        for cause in singles(board):
            few, all_ = part.bounds(cause, free), whole.bounds(cause, free)
            for name in model.components.keys() - {cause}:
                told, known = (each[name].least if name in each else 0.0 for each in (few, all_))
                assert told == known, (cause, name)


def test_some_of_these_models_need_a_plan() -> None:
    made = []
    for seed in range(30):
        dice = Seeded(seed)
        model = loaded(timed(random_model(seed), random.Random(seed)))
        board = Board(model, few(model, dice))
        limits = dict.fromkeys(model.components, 1.0)
        goal = InTime(board, limits, singles(board), lambda *_: False)
        made.append(len(found_by(goal, board, [1] * len(board.changes)).made))
    assert max(made) > 1
