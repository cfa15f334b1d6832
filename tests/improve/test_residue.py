"""The changes that must not be free are those found with one walk of the whole net per question.

Random models over the whole grammar, with some changes made; by halving and without a residue.
"""

from functools import partial

import pytest

from drctl.graph import Question
from drctl.graph.kernel import under
from drctl.improve import halving
from drctl.improve.board import Board
from drctl.improve.candidates import candidates
from drctl.improve.change import KINDS
from drctl.improve.goals import singles
from tests.improve.test_switched import compatible, loaded
from tests.oracle.dice import Seeded
from tests.oracle.models import random_model

Case = tuple[tuple[str], str, list[int]]


def set_up(seed: int) -> tuple[Board, frozenset[int], list[Case]]:
    """Some changes made, and cases: what fails, what is down then, changes in some order."""
    model = loaded(random_model(seed))
    dice = Seeded(seed)
    board = Board(model, candidates(model, set(model.components), frozenset(), KINDS))
    made = frozenset(compatible(board.changes, dice, dice.pick((0, 10, 40))))
    undecided = [i for i in range(len(board.changes)) if i not in made or i in board.moves]
    fails = list(singles(board))
    down = board.down([(name,) for name in fails], made)
    pairs = [(n, c) for c in model.components for bit, n in enumerate(fails) if down[c] >> bit & 1]
    chosen = [dice.pick(pairs) for _ in range(5)] if pairs else []
    return (
        board,
        made,
        [((n,), c, sorted(undecided, key=lambda _: dice.number(0, 99))) for n, c in chosen],
    )


@pytest.mark.parametrize("seed", range(80))
def test_as_by_halving(seed: int) -> None:
    board, made, cases = set_up(seed)
    net, ids = board.graph.net(Question.EVENTUAL), board.graph.ids
    asked: list[frozenset[int]] = []

    def falls(fails: tuple[str], component: str, free: frozenset[int]) -> bool:
        asked.append(free)
        failed = [ids[name] for name in (*fails, *board.off(made, free))]
        return bool(under(net, [failed])[ids[component]])

    for (fails, component, order), found in zip(cases, board.needed(cases, made), strict=True):
        asked.clear()
        assert halving.needed(order, partial(falls, fails, component)) == found
        assert halving.questions(order, found) == len(asked)


def test_some_take_several_and_some_take_none() -> None:
    sizes = set[int]()
    for seed in range(20):
        board, made, cases = set_up(seed)
        sizes.update(map(len, board.needed(cases, made)))
    assert 0 in sizes
    assert max(sizes) > 2
