"""A model before its checks: normal form, with the names that its files declare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drctl.finding import Finding
from drctl.model.component import Component
from drctl.model.errors import did_you_mean, error
from drctl.model.model import Model
from drctl.model.read import requirement
from drctl.model.requirement import Ref, options, refs
from drctl.model.source import Path, Side


@dataclass(frozen=True, slots=True)
class Draft:
    """What the checks look at. `declared` has every name, also of declarations left out."""

    model: Model
    declared: Mapping[str, frozenset[str]]

    @property
    def components(self) -> frozenset[str]:
        """The names of all services, providers and domains."""
        return (
            self.declared["domains"] | self.declared["providers"] | self.declared["services"]
        )

    def unknown(
        self, kind: str, name: str, known: frozenset[str], path: Path, side: Side = "value"
    ) -> Finding:
        """The error that nothing declares a name, which stands at a path as value or key."""
        hint = did_you_mean(name, sorted(known))
        if not hint and name.startswith("x-"):
            hint = "keys that begin with x- are ignored"
        place = self.model.place(path, side)
        return error("unknown-name", f'no {kind} is called "{name}"', place, hint)


def references(model: Model, component: Component) -> Iterator[Ref]:
    """Every name in a component's requirements: placement, needs, repair, detection, copies."""
    yield from refs(component.placement)
    yield from refs(component.repair_requires)
    for need in component.needs:
        yield from refs(need.requirement)
        for candidate in need.candidates:
            yield from refs(candidate.requirement)
            yield from refs(candidate.requires)
        if need.detect and need.detect.requires is not None:
            yield from refs(requirement(need.detect.requires, (*need.path, "detect", "requires")))
    for _, copies in component.data:
        for copy in copies:
            yield from refs(copy.placement)


def procedures_named(component: Component) -> Iterator[tuple[str, Path]]:
    """Every procedure that a component names, with where."""
    if component.failure and component.failure.procedure and component.spec.failure is not None:
        yield component.failure.procedure, (*component.path, "failure", "procedure")
    for need in component.needs:
        for option in (*options(need.requirement), *need.candidates):
            if option.procedure:
                yield option.procedure, (*option.path, "procedure")
