"""All plans at once: the switched model, its graph, and which switches a plan turns."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from drctl.graph import FaultGraph, Question, build
from drctl.graph.kernel import BATCH, bits, propagate
from drctl.improve.change import Also, Change
from drctl.improve.search import Chosen, Clause
from drctl.improve.switched import done, moves, switched, undone
from drctl.model.model import Model


class Board:
    """A model with changes that can be made or not."""

    def __init__(self, model: Model, changes: Sequence[Change]) -> None:
        """Take a checked model and the changes that may be made to it."""
        self.base = model
        self.changes = tuple(changes)
        self.model = switched(model, changes)
        self.moves: Chosen = frozenset(i for i, c in enumerate(changes) if moves(c))

    @cached_property
    def apart(self) -> tuple[Clause, ...]:
        """What takes a place and whatever else would stand there exclude each other."""
        at: defaultdict[object, list[int]] = defaultdict(list)
        for i, change in enumerate(self.changes):
            for effect in change.effects:
                if isinstance(effect, Also):
                    at[effect.path].append(i)
        pairs = ((i, j) for there in at.values() for i in there for j in there)
        return tuple(frozenset((-i - 1, -j - 1)) for i, j in pairs if i in self.moves and i != j)

    @cached_property
    def graph(self) -> FaultGraph:
        """The fault graph of the switched model."""
        return build(self.model)

    def off(self, made: Collection[int], free: Collection[int] = ()) -> list[str]:
        """The switches that have failed.

        Args:
            made: the changes that are made.
            free: the changes whose ways count whether they are made or not.
        """
        every = range(len(self.changes))
        names = [done(i) for i in every if i not in made and i not in free]
        return names + [undone(i) for i in self.moves if i in made and i not in free]

    def fall(self, cases: Iterable[tuple[Collection[str], str, Chosen, Chosen]]) -> list[bool]:
        """Whether components are down for good.

        Args:
            cases: for each what fails, which component is asked about, the changes that are made
                and those that are free.

        Notes:
            One walk of the net for 16,384 cases.
        """
        found: list[bool] = []
        waiting = list(cases)
        for first in range(0, len(waiting), BATCH):
            found += self._walk(waiting[first : first + BATCH])
        return found

    def _walk(self, cases: Sequence[tuple[Collection[str], str, Chosen, Chosen]]) -> list[bool]:
        graph = self.graph
        net = graph.net(Question.EVENTUAL)
        everywhere = (1 << len(cases)) - 1
        failed = {graph.ids[done(i)]: everywhere for i in range(len(self.changes))}
        failed |= {graph.ids[undone(i)]: 0 for i in self.moves}
        for bit, (fails, _, made, free) in enumerate(cases):
            here = 1 << bit
            for name in fails:
                failed[graph.ids[name]] = failed.get(graph.ids[name], 0) | here
            for i in made | free:
                failed[graph.ids[done(i)]] &= ~here
            for i in self.moves & made - free:
                failed[graph.ids[undone(i)]] |= here
        rows = propagate(net, failed, len(cases))
        return [bool(rows[graph.ids[c[1]]] >> bit & 1) for bit, c in enumerate(cases)]

    def matter(self, fails: Sequence[Collection[str]], made: Chosen) -> list[list[int]]:
        """For each scenario the changes that could heal something in it.

        What is not down needs no other way; more changes only leave less of it down.
        """
        down = self.down(fails, made)
        found: list[list[int]] = [[] for _ in fails]
        for i, change in enumerate(self.changes):
            row = 0
            for name in change.owners:
                row |= down[name]
            for bit in bits(row):
                found[bit].append(i)
        return found

    def down(self, fails: Sequence[Collection[str]], made: Chosen) -> dict[str, int]:
        """For each component the scenarios, as bits, in which it is down for good.

        Args:
            fails: per scenario what fails.
            made: the changes that are made.
        """
        graph = self.graph
        everywhere = (1 << len(fails)) - 1
        failed = {graph.ids[name]: everywhere for name in self.off(made)}
        for bit, names in enumerate(fails):
            for name in names:
                failed[graph.ids[name]] = failed.get(graph.ids[name], 0) | 1 << bit
        rows = propagate(graph.net(Question.EVENTUAL), failed, len(fails))
        return dict(zip(graph.names, rows, strict=False))
