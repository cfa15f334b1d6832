"""What other tools show against what a model says: neither is taken for right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from drctl.finding import Place
from drctl.importers._kind import Component as Found
from drctl.importers._kind import Confidence, Evidence, Proposal, Strength
from drctl.model.component import Component
from drctl.model.language.component import Provider, Service
from drctl.model.model import Model
from drctl.model.requirement import Need, refs, said
from drctl.reconcile.matching import matched
from drctl.reconcile.placed import Places


@dataclass(frozen=True, slots=True)
class UndeclaredComponent:
    """Something that runs or is called and that the model does not have."""

    name: str
    kind: Literal["service", "provider"]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class UndeclaredNeed:
    """A call of a declared component that none of its needs speaks of."""

    component: str
    targets: tuple[str, ...]
    strength: Strength
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class UnobservedNeed:
    """A need of a component that was seen, of whose options none was seen called."""

    address: str
    requirement: str
    place: Place


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that both say, differently."""

    component: str
    what: Literal["kind", "replicas", "vendor", "placement"]
    declared: str
    observed: str
    evidence: tuple[Evidence, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Drift:
    """All differences, each list by name; `unseen` counts services that are in no file."""

    components: tuple[UndeclaredComponent, ...]
    needs: tuple[UndeclaredNeed, ...]
    unobserved: tuple[UnobservedNeed, ...]
    changed: tuple[Changed, ...]
    unseen: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.components or self.needs or self.unobserved or self.changed)


def drift(proposal: Proposal, model: Model) -> Drift:
    """Compare what an importer found with a model.

    Args:
        proposal: what other tools show.
        model: what people say.

    Returns:
        The differences. Needs of components that no file shows are left out: the files may be of
        another part of the estate. So are needs of the start alone, which nobody sees later.

    Notes:
        Linear in both.
    """
    names = matched(proposal.components, model)
    called: dict[str, set[str]] = {}
    new: list[UndeclaredNeed] = []
    for edge in proposal.edges:
        source = names.get(edge.source)
        if source is None:
            continue
        targets = tuple(names.get(target, target) for target in edge.targets)
        called.setdefault(source, set()).update(targets)
        component = model.components[source]
        if not any(set(targets) <= spoken for spoken in map(_spoken, component.needs)):
            place = model.place(component.path)
            one = UndeclaredNeed(
                source, targets, edge.strength, edge.confidence, edge.evidence, place
            )
            new.append(one)
    seen = set(names.values())
    components = (
        UndeclaredComponent(c.name, c.kind, c.evidence)
        for c in proposal.components
        if c.name not in names
    )
    services = (c.name for c in model.of_kind("service") if c.name not in seen)
    return Drift(
        tuple(sorted(components, key=lambda c: c.name)),
        tuple(sorted(new, key=lambda n: (n.component, n.targets))),
        tuple(_unobserved(model, called)),
        tuple(_changed(proposal.components, names, model)),
        tuple(sorted(services)),
    )


def _spoken(need: Need) -> set[str]:
    return {ref.name for ref in refs(need.requirement)}


def _unobserved(model: Model, called: dict[str, set[str]]) -> Iterator[UnobservedNeed]:
    """The needs of what was seen calling something; what calls nothing may not be watched."""
    for name in sorted(called):
        for need in model.components[name].needs:
            if need.at_start != "only" and not _spoken(need) & called[name]:
                place = model.place(need.path)
                yield UnobservedNeed(need.address, said(need.requirement), place)


def _changed(found: Iterable[Found], names: dict[str, str], model: Model) -> Iterator[Changed]:
    places = Places(model)
    for one in sorted(found, key=lambda c: names.get(c.name, "")):
        if one.name in names:
            component = model.components[names[one.name]]
            yield from differences(one, component, model)
            for declared, observed, evidence in places.differences(one.placed, component):
                path = (*component.path, "in") if component.placement else component.path
                place = model.place(path)
                yield Changed(component.name, "placement", declared, observed, (evidence,), place)


def differences(found: Found, component: Component, model: Model) -> Iterator[Changed]:
    """What a found component and a declared one say differently."""
    place, name = model.place(component.path), component.name
    if component.kind != found.kind:
        yield Changed(name, "kind", component.kind, found.kind, found.evidence, place)
    spec = component.spec
    if not isinstance(spec, Service | Provider):
        return
    if found.replicas is not None and found.replicas != (spec.replicas or 1):
        count = str(spec.replicas or 1)
        yield Changed(name, "replicas", count, str(found.replicas), found.evidence, place)
    if found.vendor and spec.vendor and found.vendor != spec.vendor:
        yield Changed(name, "vendor", spec.vendor, found.vendor, found.evidence, place)
