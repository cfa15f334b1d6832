"""Gates of the net builder: their truth tables, their short forms, their order."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drctl.graph.kernel import under
from drctl.graph.net import ALWAYS, NEVER, Net, NetBuilder

INPUTS = 4

children = st.lists(st.sampled_from([ALWAYS, NEVER, *range(INPUTS)]), max_size=6)


def holds(node: int, happened: set[int], value: Net) -> bool:
    if node in (ALWAYS, NEVER):
        return node == ALWAYS
    return bool(under(value, [happened])[node])


def truths() -> list[set[int]]:
    table = product((False, True), repeat=INPUTS)
    return [{i for i, on in enumerate(row) if on} for row in table]


def counted(wanted: Sequence[int], happened: set[int]) -> int:
    return sum(child == ALWAYS or child in happened for child in wanted)


@settings(derandomize=True)
@given(children, st.integers(0, 7))
def test_at_least_counts_every_child_also_doubles(wanted: list[int], least: int) -> None:
    builder = NetBuilder(INPUTS)
    gate = builder.at_least(least, wanted)
    net = builder.net()
    for happened in truths():
        assert holds(gate, happened, net) == (counted(wanted, happened) >= least)


@settings(derandomize=True)
@given(children)
def test_any_of_is_at_least_one(wanted: list[int]) -> None:
    builder = NetBuilder(INPUTS)
    gate = builder.any_of(wanted)
    net = builder.net()
    for happened in truths():
        assert holds(gate, happened, net) == (counted(wanted, happened) >= 1)


@settings(derandomize=True)
@given(children)
def test_a_defined_node_is_the_or_of_its_children(wanted: list[int]) -> None:
    builder = NetBuilder(INPUTS + 1)
    builder.define(INPUTS, wanted)
    net = builder.net()
    for happened in truths():
        assert holds(INPUTS, happened, net) == (counted(wanted, happened) >= 1)
        assert holds(INPUTS, {INPUTS}, net)


@pytest.mark.parametrize(
    ("least", "wanted", "gate"),
    [
        (1, [2], 2),
        (1, [2, 2], 2),
        (2, [2, 2], 2),
        (1, [], NEVER),
        (0, [1], ALWAYS),
        (1, [ALWAYS, 1], ALWAYS),
        (2, [ALWAYS, 1], 1),
        (2, [NEVER, 1], NEVER),
        (1, [NEVER, 1], 1),
        (3, [0, 1], NEVER),
    ],
)
def test_short_forms_make_no_gate(least: int, wanted: list[int], gate: int) -> None:
    builder = NetBuilder(INPUTS)
    assert builder.at_least(least, wanted) == gate
    assert len(builder.children) == INPUTS


def test_equal_gates_are_one_whatever_the_order() -> None:
    builder = NetBuilder(INPUTS)
    assert builder.at_least(2, [0, 1, 2]) == builder.at_least(2, [2, 0, 1])
    assert builder.at_least(3, [0, 1, 2]) == builder.at_least(3, [1, 2, 0])
    assert builder.at_least(2, [0, 1, 2]) != builder.at_least(2, [0, 1, 3])


def test_children_come_first_and_a_circle_is_one_group() -> None:
    """0 needs 1, 1 and 2 need one another, 3 needs both gates of them."""
    builder = NetBuilder(4)
    both = builder.at_least(2, [1, 2])
    builder.define(0, [1])
    builder.define(1, [2])
    builder.define(2, [1])
    builder.define(3, [both])
    net = builder.net()
    assert (1, 2) in net.order
    assert sorted(node for group in net.order for node in group) == [0, 1, 2, 3, both]
    for node, kids in enumerate(net.children):
        assert all(net.position[kid] <= net.position[node] for kid in kids)
    assert all(node in net.order[net.position[node]] for node in range(5))
