"""A second one of what we run ourselves."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from drctl.graph.wants import ruled_out
from drctl.improve.change import Also, Change, Effect, New
from drctl.improve.placements import nearest, ours
from drctl.improve.written import plain
from drctl.model.component import Component, Promise
from drctl.model.edits import with_value
from drctl.model.groups import Groups, of
from drctl.model.model import Model
from drctl.model.normal_form import component as normal
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Ref, Requirement, options, targets
from drctl.model.source import Path

_LEFT_OUT = ("data", "alerts", "tier", "rto", "rpo", "slo", "survives", "drill_every")
"""A store's copies stay those of the first one, an alert leads to one component, and the promise
is that of both together."""


def copies(
    model: Model, components: Iterable[Component], names: Iterable[str]
) -> Iterator[Change]:
    """A second one of each service that others need: beside the first, and in other domains.

    All that needs the service can then use either. The second one fails for reasons of its own.
    `names` are taken already.
    """
    users, domains = _users(model), ours(model)
    taken = {name.casefold() for name in names}
    for component in components:
        if component.kind == "service" and component.can_fail and users[component.name]:
            for swap in _swaps(model, component.placement, domains):
                name = _free_name(component.name, swap[1], taken)
                taken.add(name.casefold())
                yield _copy(model, component, name, swap, users[component.name])


def _users(model: Model) -> Mapping[str, list[Path]]:
    """Where each component is used by another one."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for component in model.components.values():
        for need in component.needs:
            for ref in _replaceable(model, need):
                if ref.name != component.name:
                    found[ref.name].append(ref.path)
    return found


def _replaceable(model: Model, need: Need) -> Iterable[Ref]:
    """The names for which `any_of` may stand without changing what `wants` rules out.

    `wants` judges the members of `any_of` each by itself, and what runs today not at all.
    """
    if not need.wants:
        return targets(need.requirement)
    here = [need.requirement, *(option.requirement for option in options(need.requirement))]
    alone = [r for r in here if isinstance(r, Ref)]
    used = set(targets(need.requirement))
    return [r for r in alone if r in used and not ruled_out(r, need.wants, model.components)]


def _swaps(
    model: Model, placement: Requirement | None, domains: Collection[str]
) -> list[tuple[Path, str]]:
    """Which domains of a placement could be others for a second one; at least the same ones."""
    items = placement.items if isinstance(placement, AllOf) else (placement,)
    there = {ref.name for ref in targets(placement)}
    found = [
        (item.path, name)
        for item in items
        if isinstance(item, Ref)
        for name in nearest(model, [item.name], domains)
        if name not in there
    ]
    return found or [((), "")]


def _copy(
    model: Model, component: Component, name: str, swap: tuple[Path, str], users: Iterable[Path]
) -> Change:
    path, domain = swap
    data = _data(model, component, path, domain)
    new = _component(model, component, name, swap)
    effects: list[Effect] = [New(new, data, component.name)]
    effects += [Also(user, Ref(name, user), name) for user in users]
    where = f" in {domain}" if domain else ""
    words = f"run a second {component.name}, {name}{where}, used by all that use the first"
    brings = (domain,) if domain else ()
    return Change("copy", component.name, brings, words, tuple(effects), component.spec.cost)


def _free_name(name: str, domain: str, taken: Container[str]) -> str:
    name = f"{name[:60]}-{domain}"[:96] if domain else f"{name[:96]}-2"
    free, number = name, 2
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _data(model: Model, component: Component, path: Path, domain: str) -> dict[str, Any]:
    written = plain(model.index.node(component.path)) or {}
    data = {key: value for key, value in written.items() if key not in _LEFT_OUT}
    data["title"] = f"{component.title}, second"
    if path:
        data = with_value(data, path[2:], domain)
    return {"title": data.pop("title"), **data}


def _component(model: Model, component: Component, name: str, swap: tuple[Path, str]) -> Component:
    path = ("services", name)
    placement = component.placement
    if placement is not None:
        placement = _elsewhere(placement, path, swap)
    parents = [model.components[ref.name] for ref in targets(placement)]
    groups = of([Groups(p.vendors, p.jurisdictions) for p in parents], component.spec)
    made = normal(name, "service", path, component.spec, placement, groups, model.policy)
    return replace(made, data=(), promise=Promise())


def _elsewhere(requirement: Requirement, root: Path, swap: tuple[Path, str]) -> Requirement:
    """A placement as it stands at another component, with one domain in place of another."""
    path = (*root, *requirement.path[2:])
    match requirement:
        case Ref(name):
            return Ref(swap[1] if requirement.path == swap[0] else name, path)
        case AllOf(items):
            return AllOf(tuple(_elsewhere(item, root, swap) for item in items), path)
        case AnyOf(options) | Choice(options):
            moved = tuple(
                replace(
                    option,
                    requirement=_elsewhere(option.requirement, root, swap),
                    path=(*root, *option.path[2:]),
                )
                for option in options
            )
            return replace(requirement, options=moved, path=path)
