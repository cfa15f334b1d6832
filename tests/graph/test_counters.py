"""The counters against counting one column at a time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from drctl.graph.counters import column_sums, holds_at_least

WIDTH = 70  # more than two of Python's 30-bit digits

rows = st.lists(st.integers(0, (1 << WIDTH) - 1), max_size=20)


def count(columns: list[int], column: int) -> int:
    return sum(row >> column & 1 for row in columns)


@settings(derandomize=True)
@given(rows)
def test_column_sums_are_the_columns_counted(table: list[int]) -> None:
    expected = [count(table, column) for column in range(WIDTH)]
    assert column_sums(table, WIDTH) == expected


@settings(derandomize=True)
@given(rows, st.integers(1, 22))
def test_at_least_is_the_columns_counted_and_compared(table: list[int], least: int) -> None:
    expected = sum(1 << c for c in range(WIDTH) if count(table, c) >= least)
    assert holds_at_least(least, table) == expected


def test_every_threshold_of_every_count() -> None:
    """Column c has c rows set, so each count from 0 to 17 meets each threshold."""
    table = [sum(1 << c for c in range(18) if r < c) for r in range(17)]
    assert column_sums(table, 18) == list(range(18))
    for least in range(1, 20):
        assert holds_at_least(least, table) == sum(1 << c for c in range(least, 18))


def test_no_rows() -> None:
    assert column_sums([], 3) == [0, 0, 0]
    assert holds_at_least(1, []) == 0
