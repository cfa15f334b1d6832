"""Callers that give up before what they call has switched.

A need's `timeout` is how long its component waits for one option, unless the option gives its
own. Where the primary hangs, an automatic fallback answers after both times at the latest. A
caller that waits for less has gone by then: it sees a failure although the fallback works.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Ref, Requirement


@dataclass(frozen=True, slots=True)
class Switching:
    """A need that switches by itself: how long it waits for the primary, then for `option`.

    Times in seconds.
    """

    need: Need
    option: Option
    primary: float
    fallback: float

    @property
    def takes(self) -> float:
        """How long an answer of the fallback can take."""
        return self.primary + self.fallback


@dataclass(frozen=True, slots=True)
class Impatient:
    """A need whose timeout, `waits` seconds, is shorter than what it calls needs to switch.

    `chain` are the needs between it and the one that switches, which comes last.
    """

    need: Need
    waits: float
    chain: tuple[Need, ...]
    switching: Switching


def impatient(model: Model, spare: float = 0.0) -> tuple[Impatient, ...]:
    """The needs that give up too early, by the need that switches, the nearest callers first.

    Args:
        model: a checked model.
        spare: what the way between caller and called may take on top, in seconds.

    Notes:
        From each need that switches up to its callers, through those that wait as long as it
        takes or say no timeout, to the first that is too short. A caller that switches by itself
        goes on with its own fallback, so the way ends there. Linear in the callers, per need that
        switches.
    """
    switching = [s for c in model.components.values() for n in c.needs if (s := switches(n))]
    callers = _callers(model) if switching else {}
    return tuple(found for each in switching for found in _from(each, callers, spare))


@dataclass(frozen=True, slots=True)
class Budget:
    """How long the least patient caller of a component waits for it, in seconds."""

    seconds: float
    caller: Need


def budgets(model: Model) -> dict[str, Budget]:
    """For each component that switches or may, how long its callers leave it.

    Args:
        model: a checked model.

    Returns:
        By component the shortest timeout on the way up to whoever says one, or switches; none
        where no caller says how long it waits.

    Notes:
        Linear in the callers, per component with a fallback.
    """
    callers = _callers(model)
    switching = [c.name for c in model.components.values() if any(map(_automatic, c.needs))]
    found = ((name, _budget(name, callers)) for name in switching)
    return {name: budget for name, budget in found if budget}


def _budget(name: str, callers: Mapping[str, list[Need]]) -> Budget | None:
    seen, waiting = {name}, [name]
    least: Budget | None = None
    for called in waiting:
        for caller in callers.get(called, ()):
            if caller.timeout is not None:
                if least is None or caller.timeout < least.seconds:
                    least = Budget(caller.timeout, caller)
            elif not _automatic(caller) and caller.component not in seen:
                seen.add(caller.component)
                waiting.append(caller.component)
    return least


def switches(need: Need) -> Switching | None:
    """How a need switches by itself to its first automatic fallback, when both times are given."""
    choice = need.requirement
    if not isinstance(choice, Choice) or not _waits(need):
        return None
    option = _automatic(need)
    if option is None:
        return None
    primary = need.timeout if choice.primary.timeout is None else choice.primary.timeout
    fallback = need.timeout if option.timeout is None else option.timeout
    if primary is None or fallback is None:
        return None
    return Switching(need, option, primary, fallback)


def _automatic(need: Need) -> Option | None:
    """The first fallback that needs nobody."""
    return next((o for o in need.fallbacks if o.switch == "automatic"), None)


def _waits(need: Need) -> bool:
    """Whether anybody waits for the answer."""
    return need.optional != "unnoticed" and need.at_start != "only"


def _callers(model: Model) -> dict[str, list[Need]]:
    """For each component the needs that call it before anything is switched."""
    callers: dict[str, list[Need]] = {}
    for component in model.components.values():
        for need in component.needs:
            for name in dict.fromkeys(_called(need.requirement)) if _waits(need) else ():
                callers.setdefault(name, []).append(need)
    return callers


def _called(requirement: Requirement) -> Iterator[str]:
    match requirement:
        case Ref(name):
            yield name
        case AllOf(items):
            for item in items:
                yield from _called(item)
        case AnyOf(options):
            for option in options:
                yield from _called(option.requirement)
        case Choice():
            yield from _called(requirement.primary.requirement)


def _from(
    switching: Switching, callers: Mapping[str, list[Need]], spare: float
) -> Iterator[Impatient]:
    seen = {switching.need.component}
    waiting: list[tuple[Need, ...]] = [(switching.need,)]
    for chain in waiting:
        for caller in callers.get(chain[0].component, ()):
            if _automatic(caller):
                continue
            if caller.timeout is not None and caller.timeout < switching.takes + spare:
                yield Impatient(caller, caller.timeout, chain, switching)
            elif caller.component not in seen:
                seen.add(caller.component)
                waiting.append((caller, *chain))
