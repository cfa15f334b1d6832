"""Services are back in time after any single failure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf

from drctl.analysis.causes import Cause, failure
from drctl.analysis.outcome import Outcomes
from drctl.analysis.recovery_path import Reader
from drctl.graph import build
from drctl.improve.board import Board
from drctl.improve.goals import FEW, Broken, Spared
from drctl.improve.halving import needed
from drctl.improve.search import Chosen
from drctl.improve.switched import partly
from drctl.model.model import Model


class InTime:
    """Services are back within their RTO after any single failure.

    Times that are not given count as none, and nothing is overloaded.
    """

    questions = FEW

    def __init__(
        self, board: Board, limits: Mapping[str, float], causes: Iterable[str], spared: Spared
    ) -> None:
        """Take the RTO of each service in seconds, what may fail, and what someone lives with."""
        self.board = board
        self.limits = limits
        self.causes = tuple(causes)
        self.spared = spared
        self._seen: dict[str, None] = {}
        self._last: Played | None = None

    def broken(self, made: Chosen) -> Sequence[Broken]:
        """The services that some failure surely keeps down for longer.

        What has broken something before is tried first, and all else only if it holds now.
        """
        found = [broken for cause in self._seen for broken in self._by(cause, made)]
        if found:
            return found
        for cause in self.causes:
            if cause not in self._seen:
                found += self._by(cause, made)
        self._seen |= dict.fromkeys(broken.fails[0] for broken in found)
        return found

    def _by(self, cause: str, made: Chosen) -> list[Broken]:
        return [
            Broken(name, (cause,), f"when {cause} fails")
            for name, time in self._times(self._with(made), cause).items()
            if name != cause and time > self.limits[name] and not self.spared(name, (cause,))
        ]

    def matter(self, broken: Sequence[Broken], made: Chosen) -> Sequence[Collection[int]]:
        """The changes to what is down at any time."""
        played = self._with(made)
        found: dict[str, list[int]] = {}
        for cause in dict.fromkeys(b.fails[0] for b in broken):
            hit = set(played.hit(cause))
            changes = enumerate(self.board.changes)
            found[cause] = [i for i, change in changes if change.owners & hit]
        return [found[b.fails[0]] for b in broken]

    def needed(
        self, cases: Sequence[tuple[Broken, Sequence[int]]], made: Chosen
    ) -> Sequence[Chosen]:
        """The changes that must not be free, so that they still are not.

        Notes:
            A model is made for each cause, with switches for the changes that matter alone.
        """
        open_ = {b.fails[0]: Played(self.board, made, order) for b, order in cases}
        known: dict[tuple[str, Chosen], Mapping[str, float]] = {}

        def still(name: str, cause: str, free: Chosen) -> bool:
            if (cause, free) not in known:
                known[cause, free] = self._times(open_[cause], cause, free)
            return known[cause, free].get(name, 0.0) > self.limits[name]

        return [needed(order, partial(still, b.component, b.fails[0])) for b, order in cases]

    def unsure(self, made: Chosen) -> Sequence[Broken]:
        """What is in time only if times that are not written are short."""
        found: list[Broken] = []
        played = self._with(made)
        for cause in self.causes:
            for name in played.hit(cause):
                if name in self.limits and name != cause and not self.spared(name, (cause,)):
                    time = played.read(cause).bounds(name)
                    if time.least <= self.limits[name] < time.most:
                        found.append(Broken(name, (cause,), f"when {cause} fails"))
        return found

    def _with(self, made: Chosen) -> "Played":
        """The model with some changes and nothing open; the last one is kept."""
        if self._last is None or self._last.made != made:
            self._last = Played(self.board, made)
        return self._last

    def _times(
        self, played: "Played", cause: str, free: Chosen = frozenset()
    ) -> Mapping[str, float]:
        hit = (name for name in played.hit(cause, free) if name in self.limits)
        return {name: played.read(cause, free).bounds(name).least for name in hit}


class Played:
    """How failures are played when some changes are made and some are open."""

    def __init__(self, board: Board, made: Chosen, open_: Collection[int] = ()) -> None:
        """Take the changes that are made, and those that have switches."""
        self.made = made
        self._board = board
        self._open = frozenset(open_)
        self._model = _without_loads(partly(board.base, board.changes, made, open_))
        self._outcomes = Outcomes(self._model, build(self._model))
        self._read: dict[tuple[str, Chosen], Reader] = {}

    def hit(self, cause: str, free: Chosen = frozenset()) -> Iterator[str]:
        """What is down at any time; what no change has added takes nothing down."""
        if cause in self._model.components:
            yield from self.read(cause, free).hit()

    def read(self, cause: str, free: Chosen = frozenset()) -> Reader:
        """A failure while some changes are free."""
        key = cause, free
        if key not in self._read:
            off = self._board.off(self.made, free, self._open)
            fails = {**failure(cause).fails, **dict.fromkeys(off, inf)}
            self._read[key] = self._outcomes.times(Cause("failure", cause, fails))
        return self._read[key]


def _without_loads(model: Model) -> Model:
    # Ways that are switched off would count as lost shares of a capacity.
    components = {
        name: replace(component, needs=tuple(replace(n, load=None) for n in component.needs))
        for name, component in model.components.items()
    }
    return replace(model, components=components)
