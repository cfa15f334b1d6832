"""Which of some changes are needed, where each question is worked out by itself: by halving."""

from collections.abc import Callable, Collection, Sequence


def needed(changes: Sequence[int], holds: Callable[[frozenset[int]], bool]) -> frozenset[int]:
    """Of some changes those that must not be free, so that something still holds.

    Args:
        changes: each is set free that can be, the first ones first.
        holds: whether it does when some are free; with more of them it never begins to.

    Returns:
        So few that none of them can be set free besides.
    """
    free: set[int] = set()
    kept: set[int] = set()
    waiting = [changes]
    while waiting:
        chunk = waiting.pop()
        if holds(frozenset(free.union(chunk))):
            free.update(chunk)
        elif len(chunk) < 2:
            kept.update(chunk)
        else:
            waiting += _halves(chunk)
    return frozenset(kept)


def questions(changes: Sequence[int], kept: Collection[int]) -> int:
    """How many questions `needed` asks when these are what it gives."""
    asked = 0
    waiting = [changes]
    while waiting:
        chunk = waiting.pop()
        asked += 1
        if len(chunk) > 1 and any(change in kept for change in chunk):
            waiting += _halves(chunk)
    return asked


def _halves(chunk: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """The first half last, so that it is the next one."""
    half = len(chunk) // 2
    return chunk[half:], chunk[:half]
