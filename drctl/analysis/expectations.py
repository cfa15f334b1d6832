"""Whether what a scenario expects holds: states, times and lost data, an answer for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Literal

from drctl.analysis.data_loss import data_losses
from drctl.analysis.outcome import Outcome
from drctl.analysis.recovery_path import Recovery
from drctl.analysis.states import State
from drctl.model.language.estate import Expectation
from drctl.model.model import Model
from drctl.model.source import Path

Verdict = Literal["holds", "broken", "unknown"]


@dataclass(frozen=True, slots=True)
class StateAnswer:
    """An expected state, and the one that was found; `people_act` says which of the two."""

    component: str
    expected: State
    actual: State
    people_act: bool
    path: Path

    @property
    def aspect(self) -> str:
        """The key under which it is expected."""
        return "state" if self.people_act else "before_people_act"

    @property
    def verdict(self) -> Verdict:
        """Whether it holds."""
        return "holds" if self.actual == self.expected else "broken"


@dataclass(frozen=True, slots=True)
class TimeAnswer:
    """The longest time that a component may be down, in seconds, and how long it is."""

    component: str
    expected: float
    actual: Recovery
    path: Path
    aspect: str = "within"

    @property
    def verdict(self) -> Verdict:
        """Whether it holds: unknown where a time that is not written decides."""
        if self.actual.most <= self.expected:
            return "holds"
        return "broken" if self.actual.least > self.expected else "unknown"


@dataclass(frozen=True, slots=True)
class LossAnswer:
    """The most that a store may lose, in seconds of writes, and what it loses.

    `actual` is infinity when no copy can be reached. `best` is the place in the store's list of
    the copy to go on from, None for none. `usual` says that nothing but the lag that the store's
    best copy always has is lost.
    """

    component: str
    store: str
    expected: float
    actual: float
    best: int | None
    usual: bool
    path: Path
    aspect: str = "data_loss"

    @property
    def verdict(self) -> Verdict:
        """Whether it holds."""
        return "holds" if self.actual <= self.expected else "broken"


Answer = StateAnswer | TimeAnswer | LossAnswer


def expectations(model: Model, outcome: Outcome) -> tuple[Answer, ...]:
    """What a scenario expects, each with what comes of it.

    Args:
        model: the model.
        outcome: what comes of one of its scenarios.

    Returns:
        One answer per component, aspect and store: components in declared order, then `state`,
        `before_people_act`, `within`, `data_loss`.

    Raises:
        KeyError: the outcome's cause is no scenario of the model.

    Notes:
        A loss is the least lag of the copies that can be reached, the lag that a store always
        has included; so a store whose only copy is a nightly backup never loses less than that.
        Every chain of a time is walked; the stores are looked through once, when one is asked for.
    """
    name = outcome.cause.name
    found = _Answers(model, outcome)
    return tuple(
        answer
        for component, wanted in model.scenarios[name].expect.items()
        for answer in found.of(component, wanted, ("scenarios", name, "expect", component))
    )


class _Answers:
    def __init__(self, model: Model, outcome: Outcome) -> None:
        self._model = model
        self._outcome = outcome
        self._lost: dict[str, tuple[float, int | None]] | None = None

    def of(self, name: str, wanted: State | Expectation, path: Path) -> Iterator[Answer]:
        states = self._outcome.states
        if not isinstance(wanted, Expectation):
            yield StateAnswer(name, wanted, states.after[name], True, path)
            return
        if wanted.state is not None:
            yield StateAnswer(name, wanted.state, states.after[name], True, (*path, "state"))
        if wanted.before_people_act is not None:
            at = (*path, "before_people_act")
            yield StateAnswer(name, wanted.before_people_act, states.before[name], False, at)
        if wanted.within is not None:
            recovery = self._outcome.times.recovery(name)
            yield TimeAnswer(name, wanted.within, recovery, (*path, "within"))
        if isinstance(wanted.data_loss, dict):
            for store, most in wanted.data_loss.items():
                yield self._loss(name, store, most, (*path, "data_loss", store))
        elif wanted.data_loss is not None:
            for store, _ in self._model.components[name].data:
                yield self._loss(name, store, wanted.data_loss, (*path, "data_loss"))

    def _loss(self, name: str, store: str, most: float, path: Path) -> LossAnswer:
        address = f"{name}.{store}"
        seconds, best = self._losses().get(address, (0.0, None))
        beyond = any(loss.address == address for loss in self._outcome.losses)
        usual = 0 < seconds < inf and not beyond
        return LossAnswer(name, store, most, seconds, best, usual, path)

    def _losses(self) -> dict[str, tuple[float, int | None]]:
        """What every store loses; `Outcome.losses` leaves out those that always lag so much."""
        if self._lost is None:
            down = self._outcome.states.after.down
            found = data_losses(self._model, down, self._outcome.cause.corrupts)
            self._lost = {loss.address: (loss.seconds, loss.best) for loss in found}
        return self._lost
