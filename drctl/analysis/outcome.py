"""What comes of a failure: states, waves of overload, recovery times and lost data together."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from math import inf

from drctl.analysis.cascade import Cascade, Cascades
from drctl.analysis.causes import Cause, causes
from drctl.analysis.data_loss import DataLoss, Stores
from drctl.analysis.recovery import Onset, Times, play, times
from drctl.analysis.recovery_path import Reader
from drctl.analysis.recovery_verdict import Answer, Case, WorstLoss
from drctl.analysis.states import States, settled
from drctl.graph import FaultGraph
from drctl.graph.clock import Clock, clock
from drctl.model.model import Model


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that comes of one cause.

    `states` follow the waves of `cascade`; `times` tells recovery times; `losses` are the stores
    that lose more than their copies always lag.
    """

    cause: Cause
    states: States
    cascade: Cascade
    times: Reader
    losses: tuple[DataLoss, ...]


class Outcomes:
    """The outcomes of one model; what several causes share is worked out once."""

    def __init__(self, model: Model, graph: FaultGraph) -> None:
        """Take a model and its fault graph."""
        self._model = model
        self.graph = graph
        self.cascades = Cascades(model, graph)

    @cached_property
    def clock(self) -> Clock:
        """The gates of the model with their times."""
        return clock(self._model)

    @cached_property
    def _known(self) -> tuple[Times, Times]:
        return times(self._model, self.clock, 0.0), times(self._model, self.clock, inf)

    @cached_property
    def _stores(self) -> Stores:
        return Stores(self._model)

    def of(self, cause: Cause) -> Outcome:
        """The whole outcome of one cause.

        Raises:
            KeyError: a name is no component.
        """
        cascade = self.cascades.of(cause.fails, cause.surge)
        return Outcome(
            cause,
            self.states(cause, cascade),
            cascade,
            self._times(cause, cascade),
            self._stores.losses(cascade.after.down, cause.corrupts),
        )

    def states(self, cause: Cause, cascade: Cascade) -> States:
        """The states of all components after the waves of a cause."""
        before, after = (
            settled(
                self.graph,
                (*cause.fails, *felled),
                [overload.component for overload in phase.shedding],
                people_act=people_act,
            )
            for phase, felled, people_act in (
                (cascade.before, cascade.before.felled, False),
                (cascade.after, cascade.felled, True),
            )
        )
        return States(before, after)

    def times(self, cause: Cause) -> Reader:
        """Only how long a cause keeps components down.

        Raises:
            KeyError: a name is no component.
        """
        return self._times(cause, self.cascades.of(cause.fails, cause.surge))

    def _times(self, cause: Cause, cascade: Cascade) -> Reader:
        felled = frozenset(cascade.felled)

        @cache
        def relapses(failed: frozenset[str]) -> bool:
            if not failed and not cause.surge:
                return False
            return not felled.isdisjoint(self.cascades.of(failed, cause.surge).felled)

        restoring = self._stores.restores(cascade.after.down, cause.corrupts)
        onset = Onset(cause.fails, felled, relapses, restoring)
        shortest, longest = self._known
        least = most = play(self.clock, longest, onset)
        if longest.concern(most):
            least = play(self.clock, shortest, onset)
        return Reader(self._model, self.clock, (least, most), self._known)

    def answers(self, services: Iterable[str], *, chains: bool = True) -> dict[str, Answer]:
        """For some services every cause that takes them down, and what their stores lose.

        Args:
            services: their names.
            chains: whether to find what sets each time; without it only the times are told.

        Notes:
            Plays every cause of the model twice; the chains of these services only are read.
        """
        found: dict[str, list[Case]] = {name: [] for name in services}
        worst = {x.address: WorstLoss(None, x) for x in self._stores.usual(found)}
        for cause in causes(self._model):
            cascade = self.cascades.of(cause.fails, cause.surge)
            reader = self._times(cause, cascade)
            for name in reader.hit():
                if name in found:
                    told = reader.recovery(name) if chains else reader.bounds(name)
                    found[name].append(Case(cause, told))
            for loss in self._stores.losses(cascade.after.down, cause.corrupts):
                if loss.component in found and loss.seconds > worst[loss.address].loss.seconds:
                    worst[loss.address] = WorstLoss(cause, loss)
        losses = sorted(worst.values(), key=lambda x: (-x.loss.seconds, x.loss.address))
        return {
            name: Answer(
                name,
                self._model.components[name].promise.rto,
                tuple(sorted(cases, key=lambda c: (-c.recovery.least, -c.recovery.most))),
                self._model.components[name].promise.rpo,
                tuple(x for x in losses if x.loss.component == name),
            )
            for name, cases in found.items()
        }
