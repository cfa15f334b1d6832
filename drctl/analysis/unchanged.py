"""Which components rest on the same in two models, so that answers about them are the same."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from drctl.analysis.bootstrap import named
from drctl.finding import Place
from drctl.model.component import Component
from drctl.model.draft import beside, needed, procedures_named
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements
from drctl.model.requirement import Ref


class Placed(Protocol):
    """What points into files."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where."""


def unchanged(before: Model, after: Model, below: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The components for which nothing has changed that decides how they fare.

    Args:
        before: a model.
        after: the model that it has become.
        below: what each component of `after` rests on; see `resting`.

    Returns:
        The components of both whose cones are equal: their own declarations, and those of all
        that these name at any depth, procedures included. None when what tiers promise differs.

    Notes:
        What differs, and upwards all that rests on it; circles need no care. Linear in the models.
        Whatever is written counts, be it a title; what was lines before does not, so that a
        declaration may move. Files with the same text are not looked into. Both models are here,
        so nothing is hashed.
    """
    if list(before.policy.tiers.items()) != list(after.policy.tiers.items()):
        return frozenset()
    above: dict[str, list[str]] = {}
    for name, names in below.items():
        for each in names:
            above.setdefault(each, []).append(name)
    changed = differing(before, after)
    waiting = list(changed)
    while waiting:
        for name in above.get(waiting.pop(), ()):
            if name not in changed:
                changed.add(name)
                waiting.append(name)
    return frozenset(name for name in after.components if name not in changed)


def resting_below(names: Iterable[str], below: Mapping[str, Collection[str]]) -> set[str]:
    """Some components and all that they rest on; linear."""
    kept = set(names)
    waiting = list(kept)
    while waiting:
        for name in below[waiting.pop()]:
            if name not in kept:
                kept.add(name)
                waiting.append(name)
    return kept


def part(model: Model, names: Collection[str], below: Mapping[str, Collection[str]]) -> Model:
    """The model of some components and all that they rest on; they fare in it as in the whole."""
    kept = resting_below(names, below)
    every = model.components.items()
    return replace(model, components={name: c for name, c in every if name in kept})


def still(before: Model, after: Model) -> frozenset[str]:
    """The files that hold the same text as before, by the paths that places show."""
    known = {file.source.shown: file.source.text for file in before.files}
    now = ((file.source.shown, file.source.text) for file in after.files)
    return frozenset(shown for shown, text in now if known.get(shown) == text)


def left_alone(before: Model, after: Model) -> frozenset[str]:
    """The components whose declarations mean what they did, as far as that shows at a glance.

    Their files hold the same text, and what the policy and the procedures add to it is the same.
    What they are through what they lie in, such as their vendors, may be another.
    """
    if _added(before) != _added(after):
        return frozenset()
    same, names = still(before, after), set[str]()
    for file in after.files:
        if file.source.shown in same:
            for section in ("domains", "providers", "services"):
                names.update(file.top.get(section) or ())
    return frozenset(names)


def _added(model: Model) -> object:
    """What else than its own declaration says what a component is."""
    return model.policy.tiers, model.policy.failure, model.procedures


def resting(
    model: Model, known: Mapping[str, frozenset[str]] = MappingProxyType({})
) -> dict[str, frozenset[str]]:
    """For each component all that its declaration names, its procedures' requirements too.

    Args:
        model: the model.
        known: what is known already of some of its components.
    """
    return {
        name: known[name] if name in known else frozenset(_named(model, component))
        for name, component in model.components.items()
    }


def _named(model: Model, component: Component) -> Iterator[str]:
    for requirement in (*needed(component), *beside(component)):
        if isinstance(requirement, Ref):
            yield requirement.name
        else:
            yield from named(model, requirement)
    if component.repair_requires is not None:
        yield from named(model, component.repair_requires)
    if model.procedures:
        for procedure, _ in procedures_named(component):
            for requirement in procedure_requirements(model.procedures, procedure):
                yield from named(model, requirement)


def differing(before: Model, after: Model) -> set[str]:
    """The components that came, went or changed, or name a procedure that did.

    Of those whose declarations are the same those are left out whose vendors or jurisdictions
    only came or went with what they lie in: that is among these.
    """
    same = left_alone(before, after)
    steps = {
        name
        for name in before.procedures.keys() | after.procedures.keys()
        if before.procedures.get(name) != after.procedures.get(name)
    }
    return {
        name
        for name in before.components.keys() | after.components.keys()
        if name not in same
        and (
            before.components.get(name) != (now := after.components.get(name))
            or (steps and now is not None and any(p in steps for p, _ in procedures_named(now)))
        )
    }
