"""Which components of a model are those that an importer found."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from drctl.importers._kind import Component as Found
from drctl.model.component import Component
from drctl.model.language.component import Provider
from drctl.model.model import Model


def matched(found: Iterable[Found], model: Model) -> dict[str, str]:
    """The names in a model of what was found.

    Args:
        found: what an importer proposes.
        model: what is declared.

    Returns:
        The model's name for each found one that it has: by the name, letter case ignored; else by
        the title that only one has; else by the host of a provider's endpoint, probe or title.
        No two found ones get the same.
    """
    names = {name.casefold(): name for name in model.components}
    titles = _single((c.spec.title or "", name) for name, c in model.components.items())
    hosts = _single((h, name) for name, c in model.components.items() for h in _hosts(c))
    given: dict[str, str] = {}
    taken: set[str] = set()
    waiting = list(found)
    looks: tuple[Callable[[Found], str | None], ...] = (
        lambda f: names.get(f.name.casefold()),
        lambda f: titles.get(f.title),
        lambda f: hosts.get((f.title or f.name).casefold()),
    )
    for look in looks:
        for one in waiting:
            name = look(one) if one.name not in given else None
            if name is not None and name not in taken:
                given[one.name] = name
                taken.add(name)
    return given


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What belongs to one name only."""
    found: dict[str, set[str]] = {}
    for key, name in pairs:
        if key:
            found.setdefault(key, set()).add(name)
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


def _hosts(component: Component) -> Iterable[str]:
    """The hosts by which a provider is called."""
    spec = component.spec
    if not isinstance(spec, Provider):
        return
    if spec.endpoint and spec.endpoint.base_url:
        yield (urlsplit(spec.endpoint.base_url).hostname or "").casefold()
    if spec.probe:
        yield (urlsplit(spec.probe.url).hostname or "").casefold()
    if spec.title and "." in spec.title and " " not in spec.title:
        yield spec.title.casefold()
