"""Services are back in time after any single failure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf

from drctl.analysis.causes import Cause, failure
from drctl.analysis.outcome import Outcomes
from drctl.analysis.recovery_path import Reader, Recovery
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
            for name, time in self._with(made).bounds(cause).items()
            if name != cause and time.least > self.limits[name]
            if not self.spared(name, (cause,))
        ]

    def matter(self, broken: Sequence[Broken], made: Chosen) -> Sequence[Collection[int]]:
        """The changes to what is down at any time."""
        played = self._with(made)
        found: dict[str, list[int]] = {}
        for cause in dict.fromkeys(b.fails[0] for b in broken):
            hit = set(played.read(cause).hit())
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
        orders = {b.fails[0]: order for b, order in cases}
        open_ = {c: Played(self.board, made, self.limits, order) for c, order in orders.items()}

        def still(name: str, cause: str, free: Chosen) -> bool:
            times = open_[cause].bounds(cause, free)
            return name in times and times[name].least > self.limits[name]

        return [needed(order, partial(still, b.component, b.fails[0])) for b, order in cases]

    def unsure(self, made: Chosen) -> Sequence[Broken]:
        """What is in time only if times that are not written are short."""
        found: list[Broken] = []
        for cause in self.causes:
            for name, time in self._with(made).bounds(cause).items():
                between = time.least <= self.limits[name] < time.most
                if between and name != cause and not self.spared(name, (cause,)):
                    found.append(Broken(name, (cause,), f"when {cause} fails"))
        return found

    def _with(self, made: Chosen) -> "Played":
        """The model with some changes and nothing open; the last one is kept."""
        if self._last is None or self._last.made != made:
            self._last = Played(self.board, made, self.limits)
        return self._last


class Played:
    """How failures are played when some changes are made and some are open."""

    def __init__(
        self,
        board: Board,
        made: Chosen,
        asked: Collection[str],
        open_: Collection[int] = (),
    ) -> None:
        """Take the changes that are made, who is asked about, and what has switches."""
        self.made = made
        self._board = board
        self._asked = asked
        self._open = frozenset(open_)
        self._model = _without_loads(partly(board.base, board.changes, made, open_))
        self._outcomes = Outcomes(self._model, build(self._model))
        self._known: dict[tuple[str, Chosen], Mapping[str, Recovery]] = {}

    def bounds(self, cause: str, free: Chosen = frozenset()) -> Mapping[str, Recovery]:
        """How long those who are asked about are down, while some changes are free.

        What no change has added takes nothing down.
        """
        if cause not in self._model.components:
            return {}
        key = cause, free
        if key not in self._known:
            reader = self.read(cause, free)
            hit = (name for name in reader.hit() if name in self._asked)
            self._known[key] = {name: reader.bounds(name) for name in hit}
        return self._known[key]

    def read(self, cause: str, free: Chosen = frozenset()) -> Reader:
        """A failure while some changes are free."""
        off = self._board.off(self.made, free, self._open)
        fails = {**failure(cause).fails, **dict.fromkeys(off, inf)}
        return self._outcomes.times(Cause("failure", cause, fails))


def _without_loads(model: Model) -> Model:
    # Ways that are switched off would count as lost shares of a capacity.
    components = {
        name: replace(component, needs=tuple(replace(n, load=None) for n in component.needs))
        for name, component in model.components.items()
    }
    return replace(model, components=components)
