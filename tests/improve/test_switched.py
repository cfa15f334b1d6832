"""One switched model says of every plan what the model says after the plan is carried out.

Checked against the model with the changes in it and no switches (`applied`), over all failures of
one and two components of random models over the whole grammar.
"""

import json
from itertools import combinations
from typing import Any

import pytest

from drctl.graph import Question, build
from drctl.graph.kernel import under
from drctl.improve.board import Board
from drctl.improve.candidates import candidates
from drctl.improve.change import KINDS, Change
from drctl.improve.switched import applied, done, undone
from drctl.model import Model
from drctl.model.load import load_text
from tests.oracle.dice import Seeded
from tests.oracle.models import random_model

QUESTIONS = (Question.EVENTUAL, Question.INSTANT)


def loaded(made: dict[str, Any]) -> Model:
    model, findings = load_text(json.dumps(made))
    assert model is not None, findings
    return model


def compatible(changes: tuple[Change, ...], dice: Seeded, chance: int) -> list[int]:
    """Some changes, without two of which one takes the place that the other adds to."""
    taken: dict[Any, str] = {}
    chosen: list[int] = []
    for i, change in enumerate(changes):
        paths = [e.path for e in change.effects if hasattr(e, "path")]
        clash = any(
            taken.get(p, change.kind) != change.kind or (change.kind == "move" and p in taken)
            for p in paths
        )
        if not clash and dice.chance(chance):
            chosen.append(i)
            taken |= dict.fromkeys(paths, change.kind)
    return chosen


@pytest.mark.parametrize("seed", range(150))
def test_a_turned_switch_is_a_change_made(seed: int) -> None:
    model = loaded(random_model(seed))
    changes = candidates(model, set(model.components), frozenset(), KINDS)
    board = Board(model, changes)
    dice = Seeded(seed)
    for chance in (0, 10, 50):
        made = compatible(changes, dice, chance)
        after = applied(model, [changes[i] for i in made])
        graph = build(after)
        names = [n for n in graph.names if after.components[n].can_fail]
        fails = [(), *((n,) for n in names), *combinations(names, 2)]
        off = board.off(frozenset(made))
        for question in QUESTIONS:
            plain = under(graph.net(question), [[graph.ids[n] for n in f] for f in fails])
            ids = board.graph.ids
            rows = under(board.graph.net(question), [[ids[n] for n in (*f, *off)] for f in fails])
            for name in graph.names:
                assert plain[graph.ids[name]] == rows[ids[name]], (name, question)


def test_switches_are_no_names_of_the_language() -> None:
    for name in (done(3), undone(3)):
        _, findings = load_text(f'{{drctl: 1, services: {{"{name}": {{}}}}}}')
        assert findings
