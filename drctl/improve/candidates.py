"""The changes that could be made to an estate."""

from collections.abc import Collection, Iterable, Iterator

from drctl.improve.change import Change, Kind
from drctl.improve.copies import copies
from drctl.improve.needs import fallbacks, optionals
from drctl.improve.placements import placements
from drctl.model.model import Model


def candidates(
    model: Model,
    components: Collection[str],
    without: frozenset[str],
    kinds: Collection[Kind],
    known: Iterable[Change] = (),
) -> tuple[Change, ...]:
    """The changes to some components that bring in nothing unwanted.

    Args:
        model: a checked model.
        components: what may be changed; mostly what some services rest on.
        without: the components that no change may make use of.
        kinds: which kinds of change.
        known: changes to others, whose new components keep their names.

    Returns:
        In the order of the kinds, then in declared order; each name once.
    """
    kept = (
        change
        for change in _all(model, components, known)
        if change.kind in kinds and without.isdisjoint(change.brings)
    )
    return tuple({change.name: change for change in kept}.values())


def _all(model: Model, components: Collection[str], known: Iterable[Change]) -> Iterator[Change]:
    taken = {*model.components, *(name for change in known for name in change.adds)}
    chosen = [c for c in model.components.values() if c.name in components]
    yield from fallbacks(model, chosen)
    yield from placements(model, chosen)
    yield from copies(model, chosen, taken)
    yield from optionals(chosen)


def unwanted(model: Model, words: Iterable[str]) -> frozenset[str]:
    """The components that words rule out: a name, `vendor:V` or `jurisdiction:J`.

    Vendor and jurisdiction are those that come down from the domains too.
    """
    found: set[str] = set()
    for word in words:
        group, colon, name = word.partition(":")
        for component in model.components.values():
            groups = component.vendors if group == "vendor" else component.jurisdictions
            if component.name == word or (colon and name in groups):
                found.add(component.name)
    return frozenset(found)
