"""Changes to where our services lie: in one domain more, or in another one."""

from collections.abc import Collection, Iterable, Iterator

from drctl.improve.change import Also, Change
from drctl.improve.written import plain
from drctl.model.component import Component
from drctl.model.language.component import Domain
from drctl.model.model import Model
from drctl.model.requirement import AllOf, AnyOf, Ref, Requirement, said, targets
from drctl.model.source import Path

NEAREST = 4
"""So many other domains are tried for each one, those with the same parents first."""


def placements(model: Model, components: Iterable[Component]) -> Iterator[Change]:
    """For each domain that a service lies in: others of its kind, besides it or instead of it.

    Also the whole placement of other services, where it shares nothing with this one's.
    """
    others = _whole(model)
    domains = ours(model)
    for component in components:
        if component.kind == "service" and component.placement is not None:
            for node in _fixed(component.placement):
                yield from _of_node(model, component, node, domains)
            yield from _elsewhere(model, component, component.placement, others)


def _fixed(requirement: Requirement) -> Iterator[Ref | AnyOf]:
    """The domains without which the placement is lost, and the spreads over several."""
    match requirement:
        case Ref() | AnyOf():
            yield requirement
        case AllOf(items):
            for item in items:
                yield from _fixed(item)


def _of_node(
    model: Model, component: Component, node: Ref | AnyOf, domains: Collection[str]
) -> Iterator[Change]:
    if isinstance(node, AnyOf) and _majority(model, node):
        return
    there = [ref.name for ref in targets(node)]
    for name in nearest(model, there, domains):
        yield _spread(model, component, node.path, Ref(name, node.path), name)
        if isinstance(node, Ref):
            words = f"move {component.name} from {node.name} to {name}"
            effect = Also(node.path, Ref(name, node.path), name, instead=True)
            yield Change("move", f"{component.name}.in", (name,), words, (effect,))


def _majority(model: Model, node: AnyOf) -> bool:
    """Whether one member more would ask for more of them."""
    return model.index.node((*node.path, "at_least")) == "majority"


def _spread(
    model: Model, component: Component, path: Path, requirement: Requirement, written: object
) -> Change:
    names = tuple(dict.fromkeys(ref.name for ref in targets(requirement)))
    words = f"let {component.name} run in {said(requirement)} too"
    if component.data:
        words += ", with its data"
    # What runs once needs a second one of itself; what runs in copies may share them out.
    cost = component.spec.cost if component.replicas == 1 else None
    effect = Also(path, requirement, written)
    return Change("spread", f"{component.name}.in", names, words, (effect,), cost)


def ours(model: Model) -> frozenset[str]:
    """The domains in which we run something or could.

    Those that hold a service, those of the same vendors, and those that hold nothing at all; what
    holds only others' components is theirs.
    """
    held: dict[str, set[str]] = {domain.name: set() for domain in model.of_kind("domain")}
    for component in model.components.values():
        for name in _inside(model, component.name):
            if name in held and component.kind != "domain":
                held[name].add(component.kind)
    running = {name for name, kinds in held.items() if "service" in kinds}
    vendors = frozenset[str]().union(*(model.components[name].vendors for name in running))
    return frozenset(
        name
        for name, kinds in held.items()
        if name in running or not kinds or model.components[name].vendors & vendors
    )


def nearest(model: Model, there: Iterable[str], domains: Collection[str]) -> list[str]:
    """The domains of the same kind as one that is there; not those that hold it or lie in it."""
    found: dict[str, None] = {}
    known = dict.fromkeys(there)  # in order, so that the same model gives the same plan
    for name in known:
        domain = model.components[name]
        if not isinstance(domain.spec, Domain) or domain.spec.kind is None:
            continue
        around = _inside(model, name)
        same = [
            other
            for other in model.of_kind("domain")
            if isinstance(other.spec, Domain)
            and other.spec.kind == domain.spec.kind
            and other.name not in known
            and other.name in domains
            and name not in _inside(model, other.name)
            and other.name not in around
        ]
        parents = _parents(model, name)
        same.sort(key=lambda other: parents != _parents(model, other.name))
        found |= dict.fromkeys(other.name for other in same[:NEAREST])
    return list(found)


def _parents(model: Model, name: str) -> frozenset[str]:
    return frozenset(ref.name for ref in targets(model.components[name].placement))


def _inside(model: Model, name: str) -> set[str]:
    """All domains around a component, at any distance."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = _parents(model, waiting.pop()) - found
        found |= new
        waiting += new
    return found


def _whole(model: Model) -> dict[str, tuple[Requirement, object, frozenset[str]]]:
    """The placements of all services, each once, with all domains that they rest on."""
    found: dict[str, tuple[Requirement, object, frozenset[str]]] = {}
    for service in model.of_kind("service"):
        if service.placement is not None:
            words = said(service.placement)
            if words not in found:
                names = {ref.name for ref in targets(service.placement)}
                around = names.union(*(_inside(model, name) for name in names))
                written = plain(model.index.node((*service.path, "in")))
                found[words] = (service.placement, written, frozenset(around))
    return found


def _elsewhere(
    model: Model,
    component: Component,
    placement: Requirement,
    others: dict[str, tuple[Requirement, object, frozenset[str]]],
) -> Iterator[Change]:
    if isinstance(placement, (Ref, AnyOf)) and said(placement) not in others:
        return
    around = others[said(placement)][2]
    apart = [other for other in others.values() if not other[2] & around]
    for requirement, written, _ in apart[:NEAREST]:
        if not isinstance(placement, AnyOf) or not _majority(model, placement):
            yield _spread(model, component, placement.path, requirement, written)
