"""Edits are grouped so that each component sees its own in their order."""

import pytest

from drctl.model.edits import Append, Edit, Put, Remove
from drctl.model.rounds import rounds
from drctl.model.source import Path
from tests.oracle.dice import Seeded

KNOWN: set[Path] = {("services", name) for name in "abcd"}


def drawn(dice: Seeded) -> Edit:
    name = dice.pick("abcd")
    ways: tuple[Edit, ...] = (
        Put(("services", name, "needs", "x"), dice.number(0, 9)),
        Append(("services", name, "tags"), dice.number(0, 9)),
        Remove(("services", name, "title")),
        Put(("services", f"{name}-{dice.number(2, 4)}"), {}, beside=name),
    )
    return dice.pick(ways)


@pytest.mark.parametrize("seed", range(30))
def test_each_component_keeps_its_order(seed: int) -> None:
    dice = Seeded(seed)
    edits = [drawn(dice) for _ in range(12)]
    groups = list(rounds(edits, KNOWN))
    made = [edit for group in groups for edit in group]
    for name in "abcd":
        mine = [e for e in edits if str(e.path[1])[0] == name]
        assert [e for e in made if str(e.path[1])[0] == name] == mine
        assert all(sum(str(e.path[1])[0] == name for e in group) < 2 for group in groups)
    assert len(made) == len(edits)
    assert len(groups) < len(edits)


@pytest.mark.parametrize(
    "alone",
    [
        Append(("drills",), {}),
        Remove(("services", "b")),
        Put(("policy", "drill_every"), "1d"),
        Put(("services", "new"), {}),
        Put(("services", "new", "title"), "New"),
    ],
)
def test_what_touches_more_keeps_its_place(alone: Edit) -> None:
    first, last = Put(("services", "a", "title"), "A"), Put(("services", "b", "title"), "B")
    assert list(rounds([first, alone, last], KNOWN)) == [[first], [alone], [last]]


def test_what_is_new_is_there_before_it_is_changed() -> None:
    new = Put(("services", "a-2"), {}, beside="a")
    title = Put(("services", "a-2", "title"), "A")
    other = Put(("services", "b", "title"), "B")
    assert list(rounds([new, title, other], KNOWN)) == [[new], [title], [other]]
