"""What a plan is to reach: which failures must be survived, how long outages may last."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from drctl.analysis.cut_sets.probability import probability
from drctl.analysis.cut_sets.solve import solve
from drctl.analysis.cut_sets.tree import ALWAYS, NEVER, Tree
from drctl.analysis.cut_sets.unfold import Unfolded, unfold
from drctl.analysis.risk_groups import risk_groups
from drctl.analysis.single_failures import single_points
from drctl.analysis.unavailability import own_unavailability
from drctl.graph import Question, build
from drctl.graph.kernel import bits
from drctl.improve.board import Board
from drctl.improve.halving import needed
from drctl.improve.search import Chosen
from drctl.improve.switched import applied, done, undone

Spared = Callable[[str, tuple[str, ...]], bool]
"""Whether someone lives with it that a service falls by some failures."""


MANY = 1_000_000
"""Questions until the best plan so far is given, where one walk answers thousands."""

FEW = 10_000
"""The same where each is worked out by itself."""


EFFORT = 100_000_000
"""Steps for the cut sets of one plan; see `risk_groups`."""


class TooHard(Exception):
    """A figure cannot be worked out within the budget."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that the goal asks for and that is not so.

    `component` is not as promised `cause` (in words: `when us-east-1 fails`); `fails` are the
    failures, none where a goal speaks of a figure.
    """

    component: str
    fails: tuple[str, ...]
    cause: str

    @property
    def single(self) -> bool:
        """Whether one named component fails."""
        return len(self.fails) == 1 and self.cause == f"when {self.fails[0]} fails"


class _Survival:
    """Services survive failures."""

    __slots__ = ()
    board: Board
    questions = MANY

    def matter(self, broken: Sequence[Broken], made: Chosen) -> Sequence[Collection[int]]:
        """The changes to what is down."""
        return self.board.matter([b.fails for b in broken], made)

    def needed(
        self, cases: Sequence[tuple[Broken, Sequence[int]]], made: Chosen
    ) -> Sequence[Chosen]:
        """The changes that must not be free, so that the services still fall."""
        return self.board.needed([(b.fails, b.component, order) for b, order in cases], made)


@dataclass(frozen=True, slots=True)
class Survives(_Survival):
    """Some services survive some failures, each pair on its own.

    `causes` are names in words and what fails with them; `spared` are pairs of service and cause
    that someone lives with.
    """

    board: Board
    services: tuple[str, ...]
    causes: Mapping[str, tuple[str, ...]]
    spared: Spared

    def broken(self, made: Chosen) -> Sequence[Broken]:
        """The services that some cause takes down for good; their own failure alone left out."""
        named = list(self.causes.items())
        down = self.board.down([fails for _, fails in named], made)
        found: list[Broken] = []
        for service in self.services:
            for bit in bits(down[service]):
                words, fails = named[bit]
                if fails != (service,) and not self.spared(service, fails):
                    found.append(Broken(service, fails, words))
        return found


class SurvivesSets(_Survival):
    """Each service survives any so many failures at once.

    Notes:
        The minimal cut sets of a service are worked out anew for every plan that differs in a
        change below it.
    """

    __slots__ = ("_below", "_known", "board", "most", "spared")

    def __init__(self, board: Board, most: Mapping[str, int], spared: Spared) -> None:
        """Take how many failures each service survives, and what someone lives with."""
        self.board = board
        self.most = most
        self.spared = spared
        self._below = {name: board.below(name) for name in most}
        self._known: dict[tuple[str, Chosen], list[tuple[str, ...]]] = {}

    def broken(self, made: Chosen) -> Sequence[Broken]:
        """The minimal cut sets that are too small; the service's own failure left out.

        Raises:
            TooHard: they are too many to be found all.
        """
        self._work_out(made)
        found: list[Broken] = []
        for service in self.most:
            for cut in self._known[service, made & self._below[service]]:
                if not self.spared(service, cut):
                    words = " and ".join(cut)
                    cause = f"when {words} fail{'s' * (len(cut) == 1)}"
                    found.append(Broken(service, cut, cause))
        return found

    def _work_out(self, made: Chosen) -> None:
        """Find the cut sets of the services of which they are not known."""
        keys = {name: (name, made & self._below[name]) for name in self.most}
        most = {n: most for n, most in self.most.items() if keys[n] not in self._known}
        if not most:
            return
        model = applied(self.board.base, [self.board.changes[i] for i in sorted(made)])
        graph = build(model)
        points = single_points(graph, most)
        groups = risk_groups(graph, most, effort=EFFORT)
        for service, count in most.items():
            if groups[service].complete_to < count:
                raise TooHard(f"the cut sets of {service} up to size {count} are too many")
            alone = ((name,) for name in sorted(points[service]))
            self._known[keys[service]] = [*alone, *groups[service].groups]


class Unavailable:
    """The unavailability of some services is at most so much; what has no figures counts none."""

    questions = FEW

    def __init__(self, board: Board, limits: Mapping[str, float], question: Question) -> None:
        """Take the limit of each service and whether people act."""
        self.board = board
        self.limits = limits
        self.unfolded: Unfolded = unfold(board.graph, limits, question)
        self._known: dict[tuple[str, Chosen, Chosen], float] = {}

    def broken(self, made: Chosen) -> Sequence[Broken]:
        """The services that are down for longer."""
        none = frozenset[int]()
        return [
            Broken(name, (), "")
            for name, limit in self.limits.items()
            if self.value(name, made, none) > limit
        ]

    def matter(self, broken: Sequence[Broken], made: Chosen) -> Sequence[Collection[int]]:
        """The changes to what the service rests on."""
        graph, unfolded = self.board.graph, self.unfolded
        found: list[list[int]] = []
        for name in (b.component for b in broken):
            below = unfolded.maker.below(unfolded.node[graph.ids[name]])
            every = range(len(self.board.changes))
            found.append([i for i in every if graph.ids[done(i)] in below])
        return found

    def needed(
        self, cases: Sequence[tuple[Broken, Sequence[int]]], made: Chosen
    ) -> Sequence[Chosen]:
        """The changes that must not be free, so that they still are."""

        def still(name: str, free: Chosen) -> bool:
            return self.value(name, made, free) > self.limits[name]

        return [needed(order, partial(still, b.component)) for b, order in cases]

    def value(self, name: str, made: Chosen, free: Chosen) -> float:
        """The exact unavailability of a service under a plan.

        Raises:
            TooHard: its diagram is too large.
        """
        key = name, made, free
        if key not in self._known:
            node = self.unfolded.node[self.board.graph.ids[name]]
            self._known[key] = self.of_nodes([node], made, free)
        return self._known[key]

    def missing(self, made: Chosen) -> frozenset[str]:
        """What has no figures and could make a difference to the services under a plan."""
        model, names = self.board.model, self.board.graph.names
        found: set[str] = set()
        for name in self.limits:
            node = self.unfolded.node[self.board.graph.ids[name]]
            tree, events = self._fixed([node], made, frozenset())
            found |= {names[events[e]] for e in solve(tree, sets=False).support()}
        return frozenset(n for n in found if own_unavailability(model.components[n]) is None)

    def of_nodes(self, nodes: Iterable[int], made: Chosen, free: Chosen) -> float:
        """How likely any of some nodes of the unfolded net holds under a plan.

        Raises:
            TooHard: the diagram is too large.
        """
        tree, events = self._fixed(nodes, made, free)
        solution = solve(tree, sets=False)
        model, names = self.board.model, self.board.graph.names
        if not solution.exact:
            asked = ", ".join(self.limits)
            raise TooHard(f"the unavailability of {asked} is too hard to work out")
        chances = [own_unavailability(model.components[names[e]]) or 0.0 for e in events]
        return probability(solution, chances)

    def _fixed(
        self, nodes: Iterable[int], made: Chosen, free: Chosen
    ) -> tuple[Tree, tuple[int, ...]]:
        """The tree of an or of nodes, with its switches turned."""
        ids, changes = self.board.graph.ids, range(len(self.board.changes))
        switches = [*map(done, changes), *map(undone, self.board.moves)]
        known = {ids[switch]: NEVER for switch in switches}
        known |= {ids[switch]: ALWAYS for switch in self.board.off(made, free)}
        return self.unfolded.maker.fixed(tuple(nodes), known)


def singles(board: Board) -> Iterator[str]:
    """Everything of the model that can fail by itself, what changes would add included."""
    switches = {done(i) for i in range(len(board.changes))} | {undone(i) for i in board.moves}
    for name, component in board.model.components.items():
        if component.can_fail and name not in switches:
            yield name
