"""Which single failures surely keep services down for longer than their RTO (DESIGN §5.4)."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf

from drctl.analysis.causes import failure
from drctl.analysis.layers import Layers
from drctl.analysis.lengthy import lengthy
from drctl.analysis.outcome import Outcomes
from drctl.analysis.recovery_path import Recovery, by_itself
from drctl.model.component import Component
from drctl.model.model import Model


@dataclass(frozen=True, slots=True)
class TooLong:
    """A single failure, and the recoveries of the services whose RTO it surely breaks, by name."""

    cause: str
    recoveries: tuple[Recovery, ...]


def too_long(
    model: Model,
    outcomes: Outcomes,
    rtos: Mapping[str, float],
    below: Mapping[str, Collection[str]],
    order: Layers,
    but: Mapping[str, Container[str]],
    lasting: Container[str],
) -> tuple[TooLong, ...]:
    """The single failures that break an RTO although what they take down comes back.

    Args:
        model: the model.
        outcomes: its outcomes.
        rtos: the services that are asked about, and what they promise.
        below: what each component rests on; see `unchanged.resting`.
        order: the components in the order of that.
        but: for a service the failures that are left out.
        lasting: the failures after which something comes back later than what it needs: a store
            is restored from a backup, or something is overloaded.

    Returns:
        By the name of what fails. A time that is not written counts as none here.

    Notes:
        Plays only what `lengthy` leaves; a failure that hits nothing else is read off.
    """
    if not rtos:
        return ()
    chosen = lengthy(model, outcomes, rtos, below, order, but, lasting)
    found: list[TooLong] = []
    for name in sorted(chosen.play | chosen.alone):
        if name in chosen.play:
            broken = tuple(_broken(outcomes, rtos, name, but))
        else:
            broken = tuple(_by_itself(model.components[name], rtos))
        if broken:
            found.append(TooLong(name, broken))
    return tuple(found)


def joined(
    new: Iterable[TooLong], before: Iterable[TooLong], still: Container[str]
) -> tuple[TooLong, ...]:
    """What is newly known, with what was known before of services for which it still holds."""
    every: dict[str, list[Recovery]] = {found.cause: list(found.recoveries) for found in new}
    for found in before:
        kept = [each for each in found.recoveries if each.component in still]
        if kept:
            every.setdefault(found.cause, []).extend(kept)
    return tuple(
        TooLong(cause, tuple(sorted(found, key=lambda each: each.component)))
        for cause, found in sorted(every.items())
    )


def _by_itself(component: Component, rtos: Mapping[str, float]) -> Iterator[Recovery]:
    """What a simple failure costs the component itself."""
    own = by_itself(component)
    if component.name in rtos and rtos[component.name] < own.least:
        yield own


def _broken(
    outcomes: Outcomes, rtos: Mapping[str, float], cause: str, but: Mapping[str, Container[str]]
) -> Iterator[Recovery]:
    reader = outcomes.times(failure(cause))
    for name in sorted(reader.hit()):
        told = name in rtos and cause not in but.get(name, ())
        if told and rtos[name] < reader.bounds(name).least < inf:
            yield reader.recovery(name)
