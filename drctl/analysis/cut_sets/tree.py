"""A fault tree: gates over basic events, children before parents, no circles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NEVER = -1
"""The condition that never holds."""
ALWAYS = -2
"""The condition that always holds."""

Gate = tuple[int, tuple[int, ...]]
"""How many of which nodes must hold: 1 is an or, all of them an and."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A coherent fault tree.

    Nodes 0 to `events` - 1 are basic events; node `events` + i is `gates[i]`, whose children
    have smaller numbers and stand there once each. `top` is a node, or NEVER or ALWAYS.
    """

    events: int
    gates: tuple[Gate, ...]
    top: int

    def parents(self) -> list[int]:
        """For each node how many gates have it as a child."""
        count = [0] * (self.events + len(self.gates))
        for _, children in self.gates:
            for child in children:
                count[child] += 1
        return count


class TreeMaker:
    """Collects gates, children first; equal ones become one, trivial ones none at all."""

    def __init__(self, events: int) -> None:
        """Start with nothing but events."""
        self.events = events
        self.gates: list[Gate] = []
        self._known: dict[Gate, int] = {}

    def gate(self, least: int, children: Iterable[int]) -> int:
        """The node that holds when `least` of the children do; doubles count.

        Args:
            least: how many must hold.
            children: nodes, NEVER and ALWAYS among them.
        """
        kept = [child for child in children if child != NEVER]
        least -= kept.count(ALWAYS)
        kept = [child for child in kept if child != ALWAYS]
        if least <= 0:
            return ALWAYS
        if least > len(kept):
            return NEVER
        return self._plain(least, kept)

    def _plain(self, least: int, children: list[int]) -> int:
        kept = sorted(set(children))
        if least == 1:
            return self._add(1, kept)
        if least == len(children):
            return self._add(len(kept), kept)
        if len(kept) < len(children):
            return self._doubled(least, children)
        return self._add(least, kept)

    def _doubled(self, least: int, children: list[int]) -> int:
        """k-of-n in which a child counts more than once: with it, or without."""
        double = next(child for child in children if children.count(child) > 1)
        rest = [child for child in children if child != double]
        without = self.gate(least, rest)
        with_it = self.gate(2, [double, self.gate(least - children.count(double), rest)])
        return self.gate(1, [without, with_it])

    def _add(self, least: int, children: Sequence[int]) -> int:
        if len(children) == 1:
            return children[0]
        gate = (least, tuple(children))
        if gate not in self._known:
            self._known[gate] = self.events + len(self.gates)
            self.gates.append(gate)
        return self._known[gate]

    def tree(self, top: int) -> Tree:
        """The tree below a node, without the gates that the node does not reach."""
        return self._numbered(top, range(self.events))

    def compact(self, top: int) -> tuple[Tree, tuple[int, ...]]:
        """The tree below a node over its own events only, and which events these are."""
        events = tuple(sorted(node for node in self.below(top) if node < self.events))
        return self._numbered(top, events), events

    def fixed(self, tops: Sequence[int], known: Mapping[int, int]) -> tuple[Tree, tuple[int, ...]]:
        """The same of an or of nodes, where some events are NEVER or ALWAYS."""
        made = TreeMaker(self.events)
        new: dict[int, int] = {NEVER: NEVER, ALWAYS: ALWAYS}
        for node in sorted(set[int]().union(*map(self.below, tops))):
            if node < self.events:
                new[node] = known.get(node, node)
            else:
                least, children = self.gates[node - self.events]
                new[node] = made.gate(least, [new[child] for child in children])
        return made.compact(made.gate(1, [new[top] for top in tops]))

    def below(self, top: int) -> set[int]:
        """All nodes that a node reaches, itself included; none for NEVER and ALWAYS."""
        found = {top} if top >= 0 else set[int]()
        waiting = list(found)
        while waiting:
            node = waiting.pop()
            if node >= self.events:
                new = [kid for kid in self.gates[node - self.events][1] if kid not in found]
                found.update(new)
                waiting += new
        return found

    def _numbered(self, top: int, events: Sequence[int]) -> Tree:
        number = {node: i for i, node in enumerate(events)}
        gates: list[Gate] = []
        for node in sorted(node for node in self.below(top) if node >= self.events):
            least, children = self.gates[node - self.events]
            number[node] = len(events) + len(gates)
            gates.append((least, tuple([number[child] for child in children])))
        return Tree(len(events), tuple(gates), number.get(top, top))
