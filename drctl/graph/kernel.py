"""Many scenarios at once: one bit per scenario, one Python integer per node.

A node's integer has bit s set when its condition holds under scenario s. Python's integers
make an or of 16,384 scenarios one machine loop, so a net is walked once for all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from drctl.graph.counters import holds_at_least
from drctl.graph.net import Net

BATCH = 8192
"""Scenarios per walk: wide enough to pay for Python's loop, small enough for the cache."""


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
    rows = [0] * len(net.children)
    everywhere = (1 << width) - 1
    touched = bytearray(len(net.order))
    for node, bits in failed.items():
        rows[node] = bits
        touched[net.position[node]] = 1
    for node in net.always:
        touched[net.position[node]] = 1
    children, least, order, above = net.children, net.least, net.order, net.above
    at = touched.find(1)
    while at >= 0:
        group = order[at]
        if len(group) > 1:
            _circle(net, group, rows, everywhere)
        else:
            node = group[0]
            k = least[node]
            row = rows[node]
            if k == 1:
                for child in children[node]:
                    if more := rows[child]:
                        row = row | more if row else more
            else:
                row |= _gate(k, children[node], rows, everywhere)
            rows[node] = row
        for node in group:
            if rows[node]:
                for place in above[node]:
                    touched[place] = 1
        at = touched.find(1, at + 1)
    return rows


def _gate(least: int, children: tuple[int, ...], rows: list[int], everywhere: int) -> int:
    if least == 0:
        return everywhere
    if least == len(children):
        row = rows[children[0]]
        for child in children:
            row &= rows[child]
            if not row:
                break
        return row
    return holds_at_least(least, [rows[child] for child in children])


def _circle(net: Net, group: tuple[int, ...], rows: list[int], everywhere: int) -> None:
    members = set(group)
    parents: dict[int, list[int]] = {node: [] for node in group}
    for node in group:
        for child in net.children[node]:
            if child in members:
                parents[child].append(node)
    waiting = dict.fromkeys(group)
    while waiting:
        node = next(iter(waiting))
        del waiting[node]
        k = net.least[node]
        row = rows[node]
        if k == 1:
            for child in net.children[node]:
                row |= rows[child]
        else:
            row |= _gate(k, net.children[node], rows, everywhere)
        if row != rows[node]:
            rows[node] = row
            for parent in parents[node]:
                waiting[parent] = None


def under(net: Net, scenarios: Sequence[Iterable[int]]) -> list[int]:
    """`propagate` for scenarios given as collections of failed nodes."""
    failed: dict[int, int] = {}
    for bit, nodes in enumerate(scenarios):
        for node in nodes:
            failed[node] = failed.get(node, 0) | 1 << bit
    return propagate(net, failed, len(scenarios))


@dataclass(frozen=True, slots=True)
class Batch:
    """Single failures walked together: bit i of a row stands for `causes[i]`."""

    causes: tuple[int, ...]
    rows: list[int]


def single_failures(net: Net, causes: Iterable[int], size: int = BATCH) -> Iterator[Batch]:
    """Every single failure, in batches.

    Args:
        net: the gates.
        causes: the nodes that fail, one scenario each.
        size: scenarios per batch.

    Yields:
        Batches in the net's order, so that each walk begins where its first cause stands.
    """
    ordered = sorted(causes, key=lambda node: (net.position[node], node))
    for first in range(0, len(ordered), size):
        batch = tuple(ordered[first : first + size])
        failed = {node: 1 << bit for bit, node in enumerate(batch)}
        yield Batch(batch, propagate(net, failed, len(batch)))


def bits(row: int) -> Iterator[int]:
    """The positions of the set bits, lowest first; cost grows with their number."""
    while row:
        low = row & -row
        yield low.bit_length() - 1
        row ^= low
