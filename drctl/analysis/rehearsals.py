"""What the drills of a model have shown of each fallback."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from drctl.analysis.causes import Cause, failure, scenario_cause
from drctl.analysis.explanation import saved_needs
from drctl.model.language.estate import Drill
from drctl.model.model import Model
from drctl.model.requirement import Need, Option, targets
from drctl.model.source import Path

Way = tuple[str, Path]
"""A need's address and the path of one of its options."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A drill, at `index` in the model's list; `late` when it took longer than was promised.

    `promised` is what it had to keep, in seconds; None where nothing was promised.
    """

    index: int
    drill: Drill
    promised: float | None = None

    @property
    def late(self) -> bool:
        """Whether it passed, but later than promised."""
        took = self.drill.recovered_in
        return (
            self.drill.result == "passed"
            and None not in (took, self.promised)
            and took > self.promised  # type: ignore[operator]
        )

    @property
    def failed(self) -> bool:
        """Whether it showed that the way does not work, or not in time."""
        return self.drill.result == "failed" or self.late


def rehearsals(
    model: Model, down: Callable[[Cause], Collection[str]]
) -> dict[Way, tuple[Rehearsal, ...]]:
    """The drills of every fallback of a hard need, the latest last.

    Args:
        model: a checked model.
        down: what is down, once people acted, when something fails.

    Returns:
        By need and option the drills of that need that name the option or none at all, and those
        of a scenario or runbook in which it is what serves. Drills of one day in declared order.
        Broken off ones are left out: they show neither.
    """
    found: dict[Way, list[Rehearsal]] = {}
    for index, drill in in_order(model):
        if drill.need is not None:
            need = model.need(drill.need)
            promised = model.components[need.component].promise.rto if need else None
            ways = [(drill.need, o.path) for o in tried(need, drill)] if need else []
        else:
            cause = rehearsed(model, drill)
            ways = _serving(model, down(cause)) if cause else []
            promised = promised_by(model, drill)
        for way in ways:
            found.setdefault(way, []).append(Rehearsal(index, drill, promised))
    return {way: tuple(drills) for way, drills in found.items()}


def in_order(model: Model) -> list[tuple[int, Drill]]:
    """The drills that passed or failed, by their day, with their places in the model's list."""
    done = [(i, d) for i, d in enumerate(model.drills) if d.result != "aborted"]
    return sorted(done, key=lambda item: (item[1].date, item[0]))


def fallbacks(need: Need) -> tuple[Option, ...]:
    """What drills are asked of: the fallbacks of a hard need."""
    return need.fallbacks if need.hard else ()


def tried(need: Need, drill: Drill) -> list[Option]:
    """The fallbacks of a need that a drill of it was on: all where it names no option."""
    return [
        option
        for option in fallbacks(need)
        if drill.option is None or drill.option in {r.name for r in targets(option.requirement)}
    ]


def rehearsed(model: Model, drill: Drill) -> Cause | None:
    """What a drill of a scenario or runbook had fail; None where nothing of the model is meant."""
    kind, _, name = (drill.runbook or "").partition("-")
    scenario = drill.scenario or (name if kind == "scenario" else "")
    if scenario in model.scenarios:
        return scenario_cause(model, scenario)
    component = model.components.get(name)
    if component is None or component.kind != kind or not component.can_fail:
        return None
    return failure(name)


def promised_by(model: Model, drill: Drill) -> float | None:
    """How long a drill of a scenario or runbook may take, in seconds.

    Of a scenario the longest time that it expects, else the longest RTO of those it expects
    something of: when it took longer, the last of them was late at least.
    """
    cause = rehearsed(model, drill)
    if cause is None:
        return None
    if cause.kind == "failure":
        return model.components[cause.name].promise.rto
    times: list[float] = []
    for name, expected in model.scenarios[cause.name].expect.items():
        within = None if isinstance(expected, str) else expected.within
        promised = model.components[name].promise.rto if within is None else within
        times += [] if promised is None else [promised]
    return max(times, default=None)


def _serving(model: Model, down: Collection[str]) -> list[Way]:
    return [(saved.address, saved.by.path) for saved in saved_needs(model, down)]
