"""What was written (`drctl.model.language`) -> what it means (`Component`, `Need`, ...)."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from drctl.model.component import Component, Copy, Kind, Promise
from drctl.model.groups import Groups
from drctl.model.language import requirement as written
from drctl.model.language.component import Failure, Served, Store
from drctl.model.language.estate import Policy, Procedure, Tier
from drctl.model.requirement import AllOf, AnyOf, Choice, Need, Option, Ref, Requirement, Switch
from drctl.model.source import Path

T = TypeVar("T")


def requirement(shape: Any, path: Path) -> Requirement:
    """The normal form of a requirement.

    Args:
        shape: what validation gave: a name, a tuple, or a shape of the language.
        path: where it stands.

    Returns:
        The node; its cost is linear in what was written.
    """
    match shape:
        case str():
            return Ref(shape, path)
        case tuple():
            return AllOf(tuple(requirement(s, (*path, i)) for i, s in enumerate(shape)), path)
        case written.AnyOf():
            inside = (*path, "any_of")
            members = tuple(
                option(s, (*inside, i), "automatic") for i, s in enumerate(shape.any_of)
            )
            least = _at_least(shape.at_least, len(members))
            return AnyOf(members, least, _switched_by(shape, path), path)
        case written.AllOf():
            inside = (*path, "all_of")
            items = tuple(requirement(s, (*inside, i)) for i, s in enumerate(shape.all_of))
            return AllOf(items, path)
        case written.Use():
            return _choice(shape, path, _from_map(shape, path, "automatic"))
        case _:
            raise TypeError(type(shape))


def _at_least(value: int | str | None, members: int) -> int:
    if value == "majority":
        return members // 2 + 1
    return value if isinstance(value, int) else 1


def _switched_by(shape: written.AnyOf | written.Use, path: Path) -> Requirement | None:
    by = shape.switched_by
    return None if by is None else requirement(by, (*path, "switched_by"))


def _choice(shape: written.Use, path: Path, primary: Option) -> Choice:
    inside = (*path, "fallbacks")
    others = tuple(option(s, (*inside, i), "manual") for i, s in enumerate(shape.fallbacks or ()))
    return Choice((primary, *others), _switched_by(shape, path), path)


def option(shape: Any, path: Path, switch: Switch) -> Option:
    """The normal form of an option.

    Args:
        shape: a requirement, or a map of the language with option keys.
        path: where it stands.
        switch: how it is switched to when it doesn't say so.

    Returns:
        The option. A map with fallbacks of its own is one option that uses a choice.
    """
    if not isinstance(shape, written.Use):
        return Option(requirement(shape, path), path, switch)
    if not shape.fallbacks and shape.switched_by is None:
        return _from_map(shape, path, switch)
    bare = Option(requirement(shape.use, (*path, "use")), path)
    return _with_keys(shape, _choice(shape, path, bare), path, switch)


def _from_map(shape: written.Use, path: Path, switch: Switch) -> Option:
    return _with_keys(shape, requirement(shape.use, (*path, "use")), path, switch)


def _with_keys(shape: written.Use, used: Requirement, path: Path, switch: Switch) -> Option:
    if not isinstance(shape, written.OptionMap):
        return Option(used, path, switch)
    needed = shape.requires
    return Option(
        used,
        path,
        shape.switch or switch,
        shape.after,
        shape.degraded,
        shape.procedure,
        None if needed is None else requirement(needed, (*path, "requires")),
        shape.timeout,
        1.0 if shape.weight is None else shape.weight,
        shape.cost,
    )


def need(component: str, slot: str, shape: Any, path: Path) -> Need:
    """The normal form of a need."""
    if isinstance(shape, str):  # what most needs are
        return Need(component, slot, Ref(shape, path), path)
    what = requirement(shape, path)
    if isinstance(shape, tuple):
        return Need(component, slot, what, path)
    inside = (*path, "candidates")
    return Need(
        component,
        slot,
        what,
        path,
        shape.optional,
        shape.at_start,
        tuple(option(s, (*inside, i), "manual") for i, s in enumerate(shape.candidates or ())),
        tuple(sorted(shape.wants.items())),
        shape.load,
        shape.tolerates,
        shape.timeout,
        shape.detect,
        shape.why or "",
    )


def component(
    name: str,
    kind: Kind,
    path: Path,
    spec: Any,
    placement: Requirement | None,
    groups: Groups,
    policy: Policy,
) -> Component:
    """The normal form of a component."""
    failure, can_fail = _failure(spec, kind, policy)
    repair = failure.requires if failure else None
    return Component(
        name=name,
        kind=kind,
        spec=spec,
        path=path,
        placement=placement,
        needs=tuple([need(name, s, n, (*path, "needs", s)) for s, n in spec.needs.items()]),
        failure=failure,
        can_fail=can_fail,
        repair_requires=(
            None if repair is None else requirement(repair, (*path, "failure", "requires"))
        ),
        data=_data(spec.data, path) if isinstance(spec, Served) and spec.data else (),
        promise=promise(spec, policy),
        vendors=groups.vendors,
        jurisdictions=groups.jurisdictions,
    )


def _failure(spec: Any, kind: Kind, policy: Policy) -> tuple[Failure | None, bool]:
    if spec.failure == "never":
        return None, False
    if spec.failure is not None:
        return spec.failure, True
    group = spec.kind if kind == "domain" else kind
    return policy.failure.get(group or "domain"), True


def _data(stores: Mapping[str, Store], path: Path) -> tuple[tuple[str, tuple[Copy, ...]], ...]:
    return tuple(
        (
            store,
            tuple(
                Copy(
                    requirement(c.placement, (*path, "data", store, "copies", i, "in")),
                    c.lag,
                    c.kind,
                    c.restore,
                )
                for i, c in enumerate(kept.copies)
            ),
        )
        for store, kept in stores.items()
    )


def promise(spec: Any, policy: Policy) -> Promise:
    """What a component promises: its own values, else those of its tier."""
    if not isinstance(spec, Served):
        return _NO_PROMISE
    tier = policy.tiers.get(spec.tier) if spec.tier is not None else None
    if tier is None:
        tier = _NO_TIER
    return Promise(
        _first(spec.rto, tier.rto),
        _first(spec.rpo, tier.rpo),
        _first(spec.slo, tier.slo),
        _first(spec.survives, tier.survives) or 0,
        _first(spec.drill_every, tier.drill_every),
    )


def _first(own: T | None, general: T | None) -> T | None:
    return general if own is None else own


_NO_PROMISE = Promise()
_NO_TIER = Tier()


def procedure_requirements(
    procedures: Mapping[str, Procedure], name: str
) -> Iterator[Requirement]:
    """What a procedure and its steps require, in normal form."""
    procedure = procedures.get(name)
    if procedure is None:
        return
    if procedure.requires is not None:
        yield requirement(procedure.requires, ("procedures", name, "requires"))
    for i, step in enumerate(procedure.steps):
        if step.requires is not None:
            yield requirement(step.requires, ("procedures", name, "steps", i, "requires"))
