"""Rates that meet at one component must have one unit."""

from collections.abc import Iterator

from drctl.finding import Finding
from drctl.model.draft import Draft
from drctl.model.errors import error
from drctl.model.language.component import Served
from drctl.model.language.values import Each, Rate
from drctl.model.requirement import Need, targets
from drctl.model.source import Path


def check(draft: Draft) -> Iterator[Finding]:
    """A capacity and the loads that reach it, in different units."""
    first: dict[str, tuple[str, Path]] = {}
    for component in draft.model.components.values():
        spec = component.spec
        if isinstance(spec, Served) and spec.capacity is not None:
            first[component.name] = (spec.capacity.unit, (*component.path, "capacity"))
    for component in draft.model.components.values():
        for need in component.needs:
            unit = _unit(need)
            if unit is None:
                continue
            for ref in targets(need.requirement):
                known = first.setdefault(ref.name, (unit, (*need.path, "load")))
                if known[0] != unit:
                    yield _differs(draft, need, ref.name, unit, known)


def _unit(need: Need) -> str | None:
    match need.load:
        case Rate(_, unit) | Each(Rate(_, unit)):
            return unit
        case _:
            return None


def _differs(draft: Draft, need: Need, target: str, unit: str, known: tuple[str, Path]) -> Finding:
    what = f'{need.address} sends {unit} to "{target}", which counts in {known[0]}'
    places = (
        draft.model.place((*need.path, "load"), "value"),
        draft.model.place(known[1], "value", f"{known[0]} here"),
    )
    return error("unit", what, places, "use one unit for everything that reaches a component")
