"""Many scenarios at once: one bit per scenario, one Python integer per node.

A node's integer has bit s set when its condition holds under scenario s. Python's integers
make an or of 16,384 scenarios one machine loop, so a net is walked once for all of them.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from drctl.graph.counters import holds_at_least
from drctl.graph.net import Net, Step

BATCH = 16384
"""Scenarios per walk: wide enough to pay for Python's loop; wider costs memory for little gain."""


def propagate(net: Net, failed: Mapping[int, int], width: int) -> list[int]:
    """The least fixpoint of a net under `width` scenarios at once.

    Args:
        net: the gates.
        failed: for a node, the scenarios (as bits) in which its basic event has happened.
        width: how many scenarios there are.

    Returns:
        For each node the scenarios in which its condition holds.

    Notes:
        Children first, each node once; a circle is repeated until nothing changes, visiting
        only what a change reaches. Work: edges times width / 30-bit digits, outside circles.
        What comes before the first failed node holds nowhere and is passed over.
    """
    rows = _by_place(net, failed, width, _start(net, failed))
    return [rows[place] for place in net.places]


def _by_place(net: Net, failed: Mapping[int, int], width: int, start: int) -> list[int]:
    rows = [0] * len(net.steps)
    everywhere = (1 << width) - 1
    for node, bits in failed.items():
        rows[net.places[node]] = bits
    at = start
    for circle in net.circles:
        if circle.stop > at:
            _straight(net.steps, range(at, circle.start), rows, everywhere)
            _circle(net.steps, circle, rows, everywhere)
            at = circle.stop
    _straight(net.steps, range(at, len(rows)), rows, everywhere)
    return rows


def _start(net: Net, failed: Mapping[int, int]) -> int:
    # A component that is down whatever happens is no failed node, so such a net starts at 0.
    if 0 in net.least:
        return 0
    first = min((net.places[node] for node in failed), default=len(net.steps))
    # On a circle what comes before the failed node can fall as well.
    return next((c.start for c in net.circles if first in c), first)


def _straight(steps: Sequence[Step], places: range, rows: list[int], everywhere: int) -> None:
    """Walk over places that are on no circle."""
    # The or of `_held` stands here once more: a call for each node would double the time.
    at = places.start
    for least, kids in steps[places.start : places.stop]:
        if least == 1:
            row = rows[at]
            for kid in kids:
                if more := rows[kid]:
                    row = row | more if row else more
            if row:
                rows[at] = row
        elif held := _held(least, kids, rows, everywhere):
            rows[at] |= held
        at += 1


def _held(least: int, kids: tuple[int, ...], rows: list[int], everywhere: int) -> int:
    if least == 0:
        return everywhere
    return holds_at_least(least, [row for kid in kids if (row := rows[kid])])


def _circle(steps: Sequence[Step], circle: range, rows: list[int], everywhere: int) -> None:
    parents: dict[int, list[int]] = {place: [] for place in circle}
    for place in circle:
        for kid in steps[place][1]:
            if kid in circle:
                parents[kid].append(place)
    waiting = deque(circle)
    queued = dict.fromkeys(circle, True)
    while waiting:
        place = waiting.popleft()
        queued[place] = False
        least, kids = steps[place]
        row = rows[place] | _held(least, kids, rows, everywhere)
        if row != rows[place]:
            rows[place] = row
            for parent in parents[place]:
                if not queued[parent]:
                    queued[parent] = True
                    waiting.append(parent)


def under(net: Net, scenarios: Sequence[Iterable[int]]) -> list[int]:
    """`propagate` for scenarios given as collections of failed nodes."""
    failed: dict[int, int] = {}
    for bit, nodes in enumerate(scenarios):
        for node in nodes:
            failed[node] = failed.get(node, 0) | 1 << bit
    return propagate(net, failed, len(scenarios))


@dataclass(frozen=True, slots=True)
class Batch:
    """Single failures walked together: bit i of a row stands for `causes[i]`.

    `by_place` has a row for each of the net's places; those before `start` are empty.
    """

    causes: tuple[int, ...]
    by_place: list[int]
    start: int
    net: Net

    @property
    def rows(self) -> list[int]:
        """A row for each node."""
        return [self.by_place[place] for place in self.net.places]

    def row(self, node: int) -> int:
        """The row of one node."""
        return self.by_place[self.net.places[node]]


def single_failures(net: Net, causes: Iterable[int], size: int = BATCH) -> Iterator[Batch]:
    """Every single failure, in batches.

    Args:
        net: the gates.
        causes: the nodes that fail, one scenario each.
        size: scenarios per batch.

    Yields:
        Batches in the net's order, so that each walk begins where its first cause stands.
    """
    ordered = sorted(causes, key=net.places.__getitem__)
    for first in range(0, len(ordered), size):
        batch = tuple(ordered[first : first + size])
        failed = {node: 1 << bit for bit, node in enumerate(batch)}
        start = _start(net, failed)
        yield Batch(batch, _by_place(net, failed, len(batch), start), start, net)


def spreads(net: Net) -> list[bool]:
    """For each node, whether something else may hold when it alone fails.

    Where every gate above needs more than this one child, nothing else can.
    """
    found = [0 in net.least] * len(net.children)
    for least, kids in zip(net.least, net.children, strict=True):
        # Doubles count: one child may be enough where two are needed.
        if least == 1 or len(set(kids)) < len(kids):
            for kid in kids:
                found[kid] = True
    return found


def bits(row: int) -> Iterator[int]:
    """The positions of the set bits, lowest first; linear in the row's length."""
    digits = bin(row)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)
