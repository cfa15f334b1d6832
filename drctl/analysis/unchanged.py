"""Which components rest on the same in two models, so that answers about them are the same."""

from collections.abc import Iterator

from drctl.analysis.availability import View
from drctl.model.component import Component
from drctl.model.draft import procedures_named
from drctl.model.model import Model


def unchanged(before: Model, after: Model) -> frozenset[str]:
    """The components for which nothing has changed that decides whether they are down.

    Args:
        before: a model.
        after: the model that it has become.

    Returns:
        The components of both whose cones are equal: their own declarations, and those of all
        that their placement and hard needs name at any depth, their procedures included.

    Notes:
        What differs, and upwards all that rests on it; circles need no care. Linear in the models.
        Whatever is written counts, be it a title; what was lines before does not, so that a
        declaration may move. Both models are here, so nothing is hashed.
    """
    above: dict[str, list[str]] = {}
    for name, component in after.components.items():
        for below in _names(after, component):
            above.setdefault(below, []).append(name)
    changed = differing(before, after)
    waiting = list(changed)
    while waiting:
        for name in above.get(waiting.pop(), ()):
            if name not in changed:
                changed.add(name)
                waiting.append(name)
    return frozenset(name for name in after.components if name not in changed)


def differing(before: Model, after: Model) -> set[str]:
    """The components that came, went or changed, or name a procedure that did."""
    steps = {
        name
        for name in before.procedures.keys() | after.procedures.keys()
        if before.procedures.get(name) != after.procedures.get(name)
    }
    return {
        name
        for name in before.components.keys() | after.components.keys()
        if before.components.get(name) != (now := after.components.get(name))
        or (steps and now is not None and any(p in steps for p, _ in procedures_named(now)))
    }


def _names(model: Model, component: Component) -> Iterator[str]:
    """What a component's placement and hard needs name."""
    view = View(model, ())
    if component.placement is not None:
        yield from view.names(component.placement)
    for need in component.needs:
        if need.hard:
            yield from view.names(need.requirement)
