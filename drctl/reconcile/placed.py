"""Where files say that something runs, against where a model says it: zones and regions."""

from collections.abc import Iterable, Iterator

from drctl.importers._kind import Evidence, Placed
from drctl.model.component import Component
from drctl.model.language.component import Domain
from drctl.model.model import Model
from drctl.model.requirement import AnyOf, Requirement, choices, named, said

Difference = tuple[str, str, Evidence]
"""Where it is declared, where it was observed, and what shows that."""


class Places:
    """The domains of a model, by what other tools call them."""

    def __init__(self, model: Model) -> None:
        """Look at a model's domains."""
        self._model = model
        self._called: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        for domain in model.of_kind("domain"):
            assert isinstance(domain.spec, Domain)
            self._kinds[domain.name] = domain.spec.kind or ""
            self._called.setdefault(domain.name.casefold(), domain.name)
        for domain in model.of_kind("domain"):
            self._called.setdefault(domain.title.casefold(), domain.name)

    def differences(self, placed: Iterable[Placed], component: Component) -> Iterator[Difference]:
        """Where a component was observed and is not declared, or the reverse.

        Args:
            placed: what the files say.
            component: what the model says.

        Notes:
            What the model has no domains of is not compared. A zone whose region alone is in the
            model counts as that region.
        """
        for one in placed:
            if not one.names:
                yield from self._spread(one, component)
                continue
            found = [self._domain(one.kind, name) for name in one.names]
            if None in found:
                unknown = [n for n, d in zip(one.names, found, strict=True) if d is None]
                if self._has(one.kind):
                    told = f"{_or(one.names)}, of which the model has no {_or(unknown)}"
                    told = told if len(one.names) > 1 else f"{one.names[0]}, not in the model"
                    yield self._declared(component, one.kind), told, one.evidence
                continue
            observed = {name for name in found if name is not None}
            for kind in sorted({self._kinds[name] for name in observed}):
                same = {name for name in observed if self._kinds[name] == kind}
                if same != self._within(component, kind):
                    yield self._declared(component, kind), _or(sorted(same)), one.evidence

    def _spread(self, one: Placed, component: Component) -> Iterator[Difference]:
        """Spread over zones; the model says so with one of several of them."""
        if self._has(one.kind) and not any(
            isinstance(node, AnyOf) and len(self._of_kind(named(node), one.kind)) > 1
            for node in choices(component.placement)
        ):
            told = f"spread over {one.kind}s"
            yield self._declared(component, one.kind), told, one.evidence

    def _domain(self, kind: str, name: str) -> str | None:
        """The domain of a name; the region of a zone, where the model has no zones."""
        found = self._called.get(name.casefold())
        if found is not None or not kind or (kind == "zone" and self._has("zone")):
            return found
        regions = [r for r in self._of_kind(self._kinds, "region") if self._lies(name, r)]
        return max(regions, key=len, default=None)

    def _lies(self, zone: str, region: str) -> bool:
        """Whether a zone's name tells its region: `eu-west-1a`, `europe-west1-b`."""
        title = self._model.components[region].title
        return any(zone.casefold().startswith(word.casefold()) for word in (region, title))

    def _has(self, kind: str) -> bool:
        return bool(kind) and kind in self._kinds.values()

    def _of_kind(self, names: Iterable[str], kind: str) -> set[str]:
        return {name for name in names if self._kinds.get(name) == kind}

    def _within(self, component: Component, kind: str) -> set[str]:
        """The domains of a kind that a component is said to lie in, at any depth."""
        seen: dict[str, None] = dict.fromkeys(named(component.placement))
        waiting = list(seen)
        while waiting:
            outer = self._model.components[waiting.pop()].placement
            new = [name for name in named(outer) if name not in seen]
            seen |= dict.fromkeys(new)
            waiting += new
        return self._of_kind(seen, kind)

    def _declared(self, component: Component, kind: str) -> str:
        within = self._within(component, kind)
        if within:
            return _or(sorted(within))
        placement: Requirement | None = component.placement
        return "nowhere" if placement is None else said(placement)


def _or(names: Iterable[str]) -> str:
    return " or ".join(names)
