"""Which options of a need are not what it wants (DESIGN §5.1)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from drctl.graph.wants import Lack, Wants, lacks
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Ref, Requirement
from drctl.model.source import Path


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What an option lacks.

    `used` is what the option uses. `runs_today` when it is what runs today, which is not ruled
    out for it; every other option counts for nothing.
    """

    need: Need
    used: Ref | AllOf
    lacks: tuple[Lack, ...]
    runs_today: bool

    @property
    def path(self) -> Path:
        """Where what is used stands."""
        return self.used.path

    @property
    def unknown(self) -> bool:
        """Whether nothing contradicts: all that is lacking is a word on it."""
        return all(lack.unknown for lack in self.lacks)


def mismatches(
    model: Model, need: Need, keys: Collection[str] | None = None
) -> tuple[Mismatch, ...]:
    """The options of a need that lack something that it wants, in written order.

    Args:
        model: a checked model.
        need: one of its needs.
        keys: the keys of `wants` that are asked about; None for all.

    Returns:
        Each with all that it lacks. What runs today is told only where it contradicts.
    """
    wants = tuple((key, value) for key, value in need.wants if keys is None or key in keys)
    return tuple(of(model, need, wants)) if wants else ()


def of(model: Model, need: Need, wants: Wants) -> Iterator[Mismatch]:
    """The options of a need that lack something of what is given, in written order."""
    for used, runs_today in _used(need.requirement) if wants else ():
        found = tuple(lacks(used, wants, model.components))
        if runs_today:
            found = tuple(lack for lack in found if not lack.unknown)
        if found:
            yield Mismatch(need, used, found, runs_today)


def _used(requirement: Requirement, today: bool = True) -> Iterator[tuple[Ref | AllOf, bool]]:
    """What is judged as one: each option's names, and whether it runs today."""
    match requirement:
        case Ref():
            yield requirement, today
        case AllOf(items):
            # As rule 1 has it: the names in a list are judged as one, its options each.
            yield requirement, today
            for item in _choices(items):
                yield from _used(item, today)
        case AnyOf(options) | Choice(options):
            first = today and isinstance(requirement, Choice)
            for option in options:
                yield from _used(option.requirement, first)
                first = False


def _choices(items: tuple[Requirement, ...]) -> Iterator[AnyOf | Choice]:
    for item in items:
        if isinstance(item, AllOf):
            yield from _choices(item.items)
        elif isinstance(item, (AnyOf, Choice)):
            yield item
