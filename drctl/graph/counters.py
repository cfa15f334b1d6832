"""Bit-sliced counters: many columns counted at once with a few operations on integers."""

from collections.abc import Iterable, Sequence


def holds_at_least(least: int, rows: Sequence[int]) -> int:
    """The columns in which at least `least` rows have a bit set.

    Args:
        least: 1 or more.
        rows: one integer per row, one bit per column.

    Returns:
        An integer with those columns' bits set.

    Notes:
        Rows are added into bit planes, planes compared with `least`: about
        rows x log2(rows) operations on whole integers.
    """
    planes = _planes(rows)
    missing = least - (1 << len(planes))
    if missing >= 0:
        return 0
    above, equal = 0, -1
    for level in reversed(range(len(planes))):
        plane = planes[level]
        if least >> level & 1:
            equal &= plane
        else:
            above |= equal & plane
            equal &= ~plane
    held = above | equal
    everywhere = 0
    for row in rows:
        everywhere |= row
    return held & everywhere


def column_sums(rows: Iterable[int], width: int) -> list[int]:
    """How many rows have a bit set in each column.

    Args:
        rows: one integer per row, one bit per column.
        width: the number of columns.

    Returns:
        `width` counts.

    Notes:
        Carry-save adders: five operations on whole integers per row, whatever the width.
    """
    totals = [0] * width
    for level, plane in enumerate(_planes(rows)):
        weight = 1 << level
        digits = format(plane, "b")
        last = len(digits) - 1
        at = digits.find("1")
        while at >= 0:
            totals[last - at] += weight
            at = digits.find("1", at + 1)
    return totals


def _planes(rows: Iterable[int]) -> list[int]:
    """The columns' counts in binary: plane i has bit c set when 2^i is part of column c's."""
    waiting: list[list[int]] = []
    for row in rows:
        if row:
            _carry(waiting, 0, row)
    planes: list[int] = []
    level = 0
    while level < len(waiting):
        values = waiting[level]
        if len(values) == 2:
            both = values[0] & values[1]
            values[:] = [values[0] ^ values[1]]
            if both:
                _carry(waiting, level + 1, both)
        planes.append(values[0] if values else 0)
        level += 1
    return planes


def _carry(waiting: list[list[int]], level: int, row: int) -> None:
    """Add a row at a level; three rows there become one, and one at the next."""
    while True:
        if level == len(waiting):
            waiting.append([])
        values = waiting[level]
        if len(values) < 2:
            values.append(row)
            return
        a, b = values
        odd = a ^ b
        values[:] = [odd ^ row]
        row = (a & b) | (odd & row)
        if not row:
            return
        level += 1
