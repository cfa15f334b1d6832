"""Which options a need's `wants` rules out (DESIGN: meaning, rule 1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from drctl.model.component import Component
from drctl.model.language.component import Served
from drctl.model.requirement import AllOf, Ref, Requirement

Wants = tuple[tuple[str, object], ...]
Verdict = Literal["meets", "contradicts", "silent"]


@dataclass(frozen=True, slots=True)
class Lack:
    """Something wanted that a requirement does not have.

    `names` are the components that contradict it; where none does, all that do not say
    (`unknown`).
    """

    key: str
    wanted: object
    names: tuple[str, ...]
    unknown: bool


def lacks(
    requirement: Requirement, wants: Wants, components: Mapping[str, Component]
) -> Iterator[Lack]:
    """Why an option that uses this requirement is ruled out: `ruled_out`, told at length."""
    leaves = _leaves(requirement) if isinstance(requirement, (Ref, AllOf)) else None
    for key, value in wants if leaves is not None else ():
        each = [(name, judge(components[name], key, value)) for name in leaves or ()]
        against = tuple(name for name, verdict in each if verdict == "contradicts")
        if against or all(verdict == "silent" for _, verdict in each):
            names = against or tuple(name for name, _ in each)
            yield Lack(key, value, names, unknown=not against)


def ruled_out(requirement: Requirement, wants: Wants, components: Mapping[str, Component]) -> bool:
    """Whether an option that uses this requirement is ruled out.

    Args:
        requirement: what the option uses. A map with options of its own is not judged here:
            its options are.
        wants: what the need wants, as (key, value).
        components: all components.

    Returns:
        True when something wanted is contradicted, or declared by nothing it uses.
    """
    return any(lacks(requirement, wants, components))


def _leaves(requirement: Ref | AllOf) -> list[str] | None:
    """The plain names of an all-of; None when it holds options, which are judged themselves."""
    if isinstance(requirement, Ref):
        return [requirement.name]
    names: list[str] = []
    for item in requirement.items:
        if isinstance(item, (Ref, AllOf)):
            inner = _leaves(item)
            if inner is not None:
                names += inner
    return names or None


def judge(component: Component, key: str, value: object) -> Verdict:
    """What one component says to one thing wanted.

    A number means at least, `=1536` exactly, a list all of these; `residency` that every
    jurisdiction of the component is in the list.
    """
    if key == "residency":
        allowed = frozenset(value if isinstance(value, tuple) else (str(value),))
        if not component.jurisdictions:
            return "silent"
        return "meets" if component.jurisdictions <= allowed else "contradicts"
    declared = component.spec.capabilities if isinstance(component.spec, Served) else {}
    if key not in declared:
        return "silent"
    return "meets" if _satisfies(declared[key], value) else "contradicts"


def _satisfies(has: object, wanted: object) -> bool:
    if isinstance(wanted, tuple):
        have = has if isinstance(has, tuple) else (has,)
        return set(wanted) <= set(have)
    if isinstance(wanted, bool) or isinstance(has, bool):
        return wanted is has
    if isinstance(wanted, (int, float)):
        return isinstance(has, (int, float)) and has >= wanted
    if isinstance(wanted, str) and wanted.startswith("="):
        number = _number(wanted[1:])
        if number is not None:
            return isinstance(has, (int, float)) and has == number
    if isinstance(has, tuple):
        return wanted in has
    return has == wanted


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
