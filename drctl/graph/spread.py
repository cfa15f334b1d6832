"""What falls in a net when failures are added one after another, without looking at the rest."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from drctl.graph.net import Net


@dataclass(frozen=True, slots=True)
class Ways:
    """A net with what a spread asks of it: each node's parents, and what always holds."""

    net: Net
    parents: tuple[tuple[int, ...], ...]
    always: tuple[int, ...]


def ways(net: Net) -> Ways:
    """The ways up a net; linear in the net."""
    parents: list[list[int]] = [[] for _ in net.children]
    for node, kids in enumerate(net.children):
        for kid in kids:
            parents[kid].append(node)
    always = tuple(node for node, least in enumerate(net.least) if least == 0)
    return Ways(net, tuple(map(tuple, parents)), always)


@dataclass(slots=True)
class Spread:
    """The least fixpoint of a net over the failures added so far.

    `found` has the nodes that hold, each with the wave in which it began to: 0 for what failed
    first, else one after the last child that it takes.
    """

    ways: Ways
    found: dict[int, int] = field(default_factory=dict)
    _missing: dict[int, int] = field(default_factory=dict)
    _wave: int = -1

    def add(self, failed: Iterable[int]) -> list[int]:
        """Let more nodes fail.

        Args:
            failed: the nodes; those that hold already change nothing.

        Returns:
            The nodes that began to hold, the failed ones among them, wave by wave.

        Notes:
            Breadth first, so that a wave is the length of a shortest chain of conditions; all
            calls together are linear in what falls.
        """
        first = self.ways.always if self._wave < 0 else ()
        self._wave += 1
        wave = [n for n in dict.fromkeys((*failed, *first)) if n not in self.found]
        self.found |= dict.fromkeys(wave, self._wave)
        added = list(wave)
        while wave:
            self._wave += 1
            wave = self._next(wave)
            added += wave
        return added

    def _next(self, wave: list[int]) -> list[int]:
        following: list[int] = []
        found, missing, least = self.found, self._missing, self.ways.net.least
        for node in wave:
            for parent in self.ways.parents[node]:
                left = missing.get(parent, least[parent]) - 1
                missing[parent] = left
                if left <= 0 and parent not in found:
                    found[parent] = self._wave
                    following.append(parent)
        return following
