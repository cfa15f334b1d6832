"""The kernel against one scenario at a time on plain sets."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drctl.graph.kernel import bits, propagate, single_failures, under
from drctl.graph.net import Net, NetBuilder


def naive(net: Net, happened: frozenset[int]) -> set[int]:
    """The nodes that hold, by counting children until nothing changes."""
    held: set[int] = set()
    while True:
        new = {
            node
            for node, kids in enumerate(net.children)
            if node in happened
            or (sum(kid in held for kid in kids) >= net.least[node] and node not in held)
        }
        if new <= held:
            return held
        held |= new


@st.composite
def nets(draw: st.DrawFn) -> tuple[Net, int]:
    """A net of up to 7 components that may need one another through any gates."""
    count = draw(st.integers(1, 7))
    builder = NetBuilder(count)
    known = list(range(count))
    for _ in range(draw(st.integers(0, 6))):
        kids = draw(st.lists(st.sampled_from(known), min_size=1, max_size=5))
        gate = builder.at_least(draw(st.integers(1, len(kids))), kids)
        known.append(gate)
    for node in range(count):
        builder.define(node, draw(st.lists(st.sampled_from(known), max_size=3)))
    return builder.net(), count


def column(rows: list[int], bit: int) -> set[int]:
    return {node for node, row in enumerate(rows) if row >> bit & 1}


@settings(derandomize=True)
@given(nets())
def test_all_scenarios_at_once_are_each_alone(drawn: tuple[Net, int]) -> None:
    net, count = drawn
    every = [frozenset(s) for size in range(count + 1) for s in combinations(range(count), size)]
    rows = under(net, every)
    for bit, happened in enumerate(every):
        assert column(rows, bit) == naive(net, happened)


@settings(derandomize=True)
@given(nets(), st.integers(1, 9))
def test_batches_of_any_size_give_the_same(drawn: tuple[Net, int], size: int) -> None:
    net, count = drawn
    found: dict[int, set[int]] = {}
    for batch in single_failures(net, range(count), size):
        assert 1 <= len(batch.causes) <= size
        for bit, cause in enumerate(batch.causes):
            assert cause not in found
            found[cause] = column(batch.rows, bit)
    assert found == {cause: naive(net, frozenset({cause})) for cause in range(count)}


@pytest.mark.parametrize("size", range(1, 8))
def test_k_of_n_is_the_number_that_happened(size: int) -> None:
    for least in range(1, size + 1):
        builder = NetBuilder(size + 1)
        builder.define(size, [builder.at_least(least, range(size))])
        every = [s for n in range(size + 1) for s in combinations(range(size), n)]
        row = under(builder.net(), every)[size]
        assert {every[bit] for bit in bits(row)} == {s for s in every if len(s) >= least}


def test_a_circle_holds_only_when_something_happens() -> None:
    """Least fixpoint: what needs one another is up together and down together."""
    builder = NetBuilder(3)
    for node in range(3):
        builder.define(node, [(node + 1) % 3])
    net = builder.net()
    assert under(net, [(), (0,), (1,), (2,)]) == [0b1110] * 3


def test_a_condition_that_always_holds_reaches_those_above() -> None:
    builder = NetBuilder(3)
    builder.define(0, [builder.at_least(0, [1])])
    builder.define(2, [0])
    assert under(builder.net(), [(), (1,)]) == [0b11, 0b10, 0b11]


@settings(derandomize=True)
@given(nets(), st.integers(1, 3))
def test_a_batch_is_empty_before_its_start(drawn: tuple[Net, int], size: int) -> None:
    net, count = drawn
    for batch in single_failures(net, range(count), size):
        assert not any(batch.by_place[: batch.start])


def test_nothing_fails() -> None:
    builder = NetBuilder(2)
    builder.define(1, [0])
    assert propagate(builder.net(), {}, 4) == [0, 0]
    assert list(single_failures(builder.net(), [])) == []


@given(st.integers(0, 1 << 80))
def test_bits_are_the_binary_digits(row: int) -> None:
    digits = format(row, "b")[::-1]
    assert list(bits(row)) == [place for place, digit in enumerate(digits) if digit == "1"]
