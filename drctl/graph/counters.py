"""Counting in columns: many counters at once with a few operations on integers."""

from collections.abc import Iterable, Sequence

FEW = 4
"""Up to so many, things are counted one by one."""


def holds_at_least(least: int, rows: Sequence[int]) -> int:
    """The columns in which at least `least` rows have a bit set.

    Args:
        least: 1 or more.
        rows: one integer per row, one bit per column.

    Returns:
        An integer with those columns' bits set.

    Notes:
        Few of many: one integer for "one row so far", "two rows so far" and so on, at most
        2 x rows x least operations on whole integers. Else rows are added into bit planes
        and the planes compared with `least`: about rows x log2(rows) operations.
    """
    if least > len(rows):
        return 0
    if least == len(rows):
        return _all(rows)
    return _reached(least, rows) if least <= FEW else _compared(least, rows)


def _all(rows: Sequence[int]) -> int:
    held = rows[0]
    for row in rows:
        held &= row
        if not held:
            break
    return held


def _reached(least: int, rows: Sequence[int]) -> int:
    reached: list[int] = []
    for row in rows:
        carry = row
        for count, before in enumerate(reached):
            if not carry:
                break
            reached[count] = before | carry
            carry &= before
        else:
            if carry and len(reached) < least:
                reached.append(carry)
    return reached[-1] if len(reached) == least else 0


def _compared(least: int, rows: Sequence[int]) -> int:
    planes = _planes(rows)
    if least >> len(planes):
        return 0
    above, equal = 0, -1
    for level in reversed(range(len(planes))):
        plane = planes[level]
        if least >> level & 1:
            equal &= plane
        else:
            above |= equal & plane
            equal &= ~plane
    return above | equal


def column_sums(rows: Sequence[int], width: int, counts: Iterable[int] | None = None) -> list[int]:
    """How many rows have a bit set in each column.

    Args:
        rows: one integer per row, one bit per column.
        width: the number of columns.
        counts: how many bits each row has, where that is known already.

    Returns:
        `width` counts.

    Notes:
        Carry-save adders: five operations on whole integers per row, whatever the width.
        The bits of a row that has few are counted one by one.
    """
    totals = [0] * width
    many: list[int] = []
    for row, count in zip(rows, counts or map(int.bit_count, rows), strict=True):
        if count > FEW:
            many.append(row)
            continue
        for left in range(count, 0, -1):
            top = row.bit_length() - 1
            totals[top] += 1
            if left > 1:
                row ^= 1 << top
    for level, plane in enumerate(_planes(many)):
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
