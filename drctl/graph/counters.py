"""Counting in columns: many counters at once with a few operations on integers."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import add

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
        Carry-save adders: five operations on whole integers per row, whatever the width, and
        in memory one integer for each digit of the sums.
        The bits of a row that has few are counted one by one.
    """
    few = [0] * width
    many: list[int] = []
    for row, count in zip(rows, counts or map(int.bit_count, rows), strict=True):
        if count > FEW:
            many.append(row)
            continue
        for left in range(count, 0, -1):
            top = row.bit_length() - 1
            few[top] += 1
            if left > 1:
                row ^= 1 << top
    planes = [format(plane, f"0{width}b") for plane in reversed(_planes(many))]
    # Text has the highest column first.
    added = reversed([int("".join(digits), 2) for digits in zip(*planes, strict=True)])
    return list(map(add, few, added)) if planes else few


def _planes(rows: Collection[int]) -> list[int]:
    """The columns' counts in binary: plane i has bit c set when 2^i is part of column c's."""
    planes: list[int] = []
    carries = iter(rows)
    for _ in range(len(rows).bit_length()):
        carries = _added(carries, planes)
    # The highest level carries nothing; asking it is what sets all in motion.
    next(carries, None)
    return planes


def _added(rows: Iterator[int], planes: list[int]) -> Iterator[int]:
    """Add rows two at a time, without the carries, which go on; the sum becomes a plane."""
    total = 0
    for row in rows:
        other = next(rows, 0)
        odd = total ^ row
        carry = (total & row) | (odd & other)
        total = odd ^ other
        if carry:
            yield carry
    planes.append(total)
