"""Readable names for targets: the component's own, with more where there are several."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drctl.gateway.plan import Group, Target


def named(groups: "Sequence[Group]", taken: Collection[str]) -> "tuple[Group, ...]":
    """The groups with names for their targets.

    Args:
        groups: whose targets have none.
        taken: names of components, which no other component's target may have.

    Returns:
        Groups in which targets that are alike have one name, and others different ones:
        `openai-api`, `openai-api-5s`, `openai-api-embedding`.
    """
    targets = list(dict.fromkeys(m.target for g in groups for m in g.members))
    names: dict[Target, str] = {}
    for target in targets:
        alike = [t for t in targets if t.component == target.component]
        name = _free(_name(target, alike), target.component, {*taken, *names.values()})
        names[target] = name
    return tuple(
        replace(
            group,
            members=tuple(
                replace(m, target=replace(m.target, name=names[m.target])) for m in group.members
            ),
        )
        for group in groups
    )


def _name(target: "Target", alike: "Sequence[Target]") -> str:
    name = target.component
    if target.embedding and any(not t.embedding for t in alike):
        name += "-embedding"
    if len({t.timeout for t in alike if t.embedding == target.embedding}) > 1:
        whole = target.timeout == int(target.timeout)
        name += f"-{target.timeout:g}s" if whole else f"-{target.timeout * 1000:.0f}ms"
    return name


def _free(name: str, component: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken and not (number == 1 and free == component):
        number += 1
        free = f"{name}_{number}"
    return free
