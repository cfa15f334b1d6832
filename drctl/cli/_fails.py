"""What fails, as a command line names it: components, `vendor:V`, `jurisdiction:J`."""

from collections.abc import Iterable

from drctl.analysis.causes import of_jurisdiction, of_vendor
from drctl.cli._workspace import stop
from drctl.model import Model
from drctl.model.errors import did_you_mean


def component_named(model: Model, name: str) -> str:
    """A component's name, checked; exits with 2 and the nearest name when there is none."""
    if name not in model.components:
        hint = did_you_mean(name, sorted(model.components))
        stop(2, f'no component is called "{name}"' + (f"; {hint}" if hint else ""))
    return name


def group_and_name(model: Model, word: str) -> tuple[str, str]:
    """What a word says: `vendor` or `jurisdiction` with its name, or "" with a component's.

    Exits with 2 when it says none of them.
    """
    group, colon, name = word.partition(":")
    if not colon:
        return "", component_named(model, word)
    if group not in ("vendor", "jurisdiction"):
        stop(2, f'"{word}" names nothing; write a component, vendor:V or jurisdiction:J')
    return group, name


def failing(model: Model, words: Iterable[str]) -> tuple[str, ...]:
    """The components that fail; exits with 2 when a word names nothing that can."""
    found: set[str] = set()
    for word in words:
        group, name = group_and_name(model, word)
        if not group:
            found.add(_able(model, name))
        else:
            of = of_vendor if group == "vendor" else of_jurisdiction
            found |= _group(group, name, of(model, name))
    return tuple(sorted(found))


def _able(model: Model, name: str) -> str:
    if not model.components[name].can_fail:
        stop(2, f"{name} never fails by itself (failure: never)")
    return name


def _group(group: str, name: str, members: tuple[str, ...]) -> set[str]:
    if not members:
        stop(2, f'no component that can fail states the {group} "{name}" itself')
    return set(members)
