"""All plans at once: the switched model, its graph, and which switches a plan turns."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from drctl.graph import FaultGraph, Question, build
from drctl.graph.cone import reached
from drctl.graph.kernel import bits, propagate
from drctl.improve.change import Also, Change
from drctl.improve.residue import residue
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

    def off(
        self,
        made: Collection[int],
        free: Collection[int] = (),
        among: Collection[int] | None = None,
    ) -> list[str]:
        """The switches that have failed.

        Args:
            made: the changes that are made.
            free: the changes whose ways count whether they are made or not.
            among: the changes that have switches, by default all.
        """
        every = range(len(self.changes)) if among is None else among
        names = [done(i) for i in every if i not in made and i not in free]
        return names + [
            undone(i) for i in self.moves if i in made and i not in free and i in every
        ]

    def below(self, component: str) -> Chosen:
        """The changes on which a component rests; no other one makes a difference to it."""
        nodes = reached(self.graph.net(Question.EVENTUAL), [self.graph.ids[component]])
        found = {i for i, node in enumerate(self._done) if node in nodes}
        return frozenset(found.union(i for i, node in self._undone.items() if node in nodes))

    @cached_property
    def _done(self) -> tuple[int, ...]:
        return tuple(self.graph.ids[done(i)] for i in range(len(self.changes)))

    @cached_property
    def _undone(self) -> dict[int, int]:
        return {i: self.graph.ids[undone(i)] for i in sorted(self.moves)}

    @cached_property
    def _owners(self) -> tuple[tuple[int, ...], ...]:
        ids = self.graph.ids
        return tuple(tuple(sorted(ids[n] for n in c.owners)) for c in self.changes)

    def needed(
        self,
        cases: Sequence[tuple[Collection[str], str, Sequence[int]]],
        made: Chosen,
    ) -> list[Chosen]:
        """The changes that must not be free, so that components are still down for good.

        Args:
            cases: for each what fails, which component is asked about, and the changes that are
                set free where they can be, the first ones first.
            made: the changes that are made; the components are down with them.

        Notes:
            Two walks of the net for all cases, and few of a small part of it for each.
        """
        graph = self.graph
        net = graph.net(Question.EVENTUAL)
        fails = [case[0] for case in cases]
        rows = self._rows(fails, made), self._rows(fails, made, [case[2] for case in cases])
        found: list[Chosen] = []
        for bit, (_, component, changes) in enumerate(cases):
            switches = {(self._undone if i in made else self._done)[i]: i for i in changes}
            open_ = residue(net, graph.ids[component], switches, rows, bit)
            found.append(open_.needed(changes))
        return found

    def matter(self, fails: Sequence[Collection[str]], made: Chosen) -> list[list[int]]:
        """For each scenario the changes that could heal something in it.

        What is not down needs no other way; more changes only leave less of it down.
        """
        rows = self._rows(fails, made)
        found: list[list[int]] = [[] for _ in fails]
        for i, owners in enumerate(self._owners):
            row = 0
            for owner in owners:
                row |= rows[owner]
            for bit in bits(row) if row else ():
                found[bit].append(i)
        return found

    def down(self, fails: Sequence[Collection[str]], made: Chosen) -> dict[str, int]:
        """For each component the scenarios, as bits, in which it is down for good.

        Args:
            fails: per scenario what fails.
            made: the changes that are made.
        """
        return dict(zip(self.graph.names, self._rows(fails, made), strict=False))

    def _rows(
        self,
        fails: Sequence[Collection[str]],
        made: Chosen,
        free: Sequence[Iterable[int]] = (),
    ) -> list[int]:
        """For each node the scenarios in which it holds; in each some changes are free."""
        ids = self.graph.ids
        everywhere = (1 << len(fails)) - 1
        failed = {node: everywhere for i, node in enumerate(self._done) if i not in made}
        failed |= {node: everywhere for i, node in self._undone.items() if i in made}
        for bit, changes in enumerate(free):
            for i in changes:
                node = (self._undone if i in made else self._done)[i]
                failed[node] &= ~(1 << bit)
        for bit, names in enumerate(fails):
            for name in names:
                failed[ids[name]] = failed.get(ids[name], 0) | 1 << bit
        return propagate(self.graph.net(Question.EVENTUAL), failed, len(fails))
