"""A model before its checks: normal form, with the names that its files declare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drctl.finding import Finding
from drctl.model.component import Component
from drctl.model.errors import did_you_mean, error
from drctl.model.model import Model
from drctl.model.normal_form import procedure_requirements, requirement
from drctl.model.requirement import Ref, Requirement, options
from drctl.model.source import Map, Path, Side

_FEW = 20
"""So many names are listed where one is unknown and none of them is like it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the checks look at.

    `declared` has every name, also of declarations left out; `components` those of services,
    providers and domains together. `broken` has the names of components of which something
    was left out, so that nothing is concluded from what they seem not to say.
    """

    model: Model
    declared: Mapping[str, frozenset[str]]
    components: frozenset[str]
    broken: frozenset[str]

    def written(self, path: Path) -> bool:
        """Whether a key stands in the file (a default does not), be its value right or wrong."""
        return path[-1] in self.keys(path[:-1])

    def keys(self, path: Path) -> list[str]:
        """The keys that are written in the map at a path; none when there is no map."""
        node = self.model.index.node(path)
        return list(node) if isinstance(node, Map) else []

    def unknown(
        self, kind: str, name: str, known: frozenset[str], path: Path, side: Side = "value"
    ) -> Finding:
        """The error that nothing declares a name, which stands at a path as value or key."""
        hint = did_you_mean(name, known)
        if not hint and name.startswith("x-"):
            hint = "keys that begin with x- are ignored"
        what = f'no {kind} is called "{name}"'
        if not hint and kind != "component" and len(known) <= _FEW:
            what += _those(kind, sorted(known))
        return error("unknown-name", what, self.model.place(path, side), hint)


def _those(kind: str, known: Sequence[str]) -> str:
    """What names there are, as the end of a sentence."""
    if len(known) < 2:
        return f"; the only {kind} is {known[0]}" if known else f"; there are no {kind}s"
    return f"; the {kind}s are {', '.join(known)}"


def needed(component: Component) -> Iterator[Requirement]:
    """All that a component needs: its placement, its needs with their candidates, its repair."""
    if component.placement is not None:
        yield component.placement
    if component.repair_requires is not None and component.spec.failure is not None:
        yield component.repair_requires
    for need in component.needs:
        yield need.requirement
        for candidate in need.candidates:
            yield candidate.requirement
            if candidate.requires is not None:
                yield candidate.requires


def beside(component: Component) -> Iterator[Requirement]:
    """The other requirements of a component: of its detection and its copies."""
    for need in component.needs:
        if need.detect is not None and need.detect.requires is not None:
            yield requirement(need.detect.requires, (*need.path, "detect", "requires"))
    for _, copies in component.data:
        for copy in copies:
            yield copy.placement


def elsewhere(model: Model) -> Iterator[Requirement]:
    """The requirements outside components: of the policy's failures and of procedures."""
    for kind, failure in model.policy.failure.items():
        if failure.requires is not None:
            yield requirement(failure.requires, ("policy", "failure", kind, "requires"))
    for name in model.procedures:
        yield from procedure_requirements(model.procedures, name)


def procedures_named(component: Component) -> Iterator[tuple[str, Path]]:
    """Every procedure that a component names, with where."""
    if component.failure and component.failure.procedure and component.spec.failure is not None:
        yield component.failure.procedure, (*component.path, "failure", "procedure")
    for need in component.needs:
        for candidate in need.candidates:
            if candidate.procedure:
                yield candidate.procedure, (*candidate.path, "procedure")
    for required in (*needed(component), *beside(component)):
        if not isinstance(required, Ref):
            for option in options(required):
                if option.procedure:
                    yield option.procedure, (*option.path, "procedure")
