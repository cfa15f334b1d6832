"""What can fail: one component, all of a vendor or jurisdiction, several at once, a scenario."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from drctl.model.component import Component
from drctl.model.language.component import Domain
from drctl.model.language.estate import FailsComponent, FailsJurisdiction, FailsVendor, Scenario
from drctl.model.model import Model

Kind = Literal["failure", "vendor", "jurisdiction", "scenario", "several"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that fails.

    `fails` gives each failed component, with a repair time of its own in seconds or None;
    `surge` multiplies the loads of needs, by address; `corrupts` names stores whose data are
    destroyed.
    """

    kind: Kind
    name: str
    fails: Mapping[str, float | None]
    surge: Mapping[str, float] = field(default_factory=dict)
    corrupts: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """How it is written on a command line: `us-east-1`, `vendor:aws`, `scenario dark`."""
        if self.kind == "scenario":
            return f"scenario {self.name}"
        grouped = self.kind in ("vendor", "jurisdiction")
        return f"{self.kind}:{self.name}" if grouped else self.name

    @property
    def clause(self) -> str:
        """When it happens, in words: `when us-east-1 fails`, `in the scenario dark`."""
        match self.kind:
            case "scenario":
                return f"in the scenario {self.name}"
            case "vendor" | "jurisdiction":
                return f"when everything of {self.kind} {self.name} fails"
            case _:
                return f"when {self.name} fails"


def failure(name: str) -> Cause:
    """One component fails by itself."""
    return Cause("failure", name, {name: None})


def several(fails: Iterable[str]) -> Cause:
    """Some components fail together."""
    names = sorted(fails)
    return Cause("several", ", ".join(names), dict.fromkeys(names))


def of_page(model: Model, name: str) -> Cause | None:
    """The cause of which a page tells: `provider-deepseek-api`, `scenario-deepseek`.

    Args:
        model: the model.
        name: a page's name without its ending; a component's name alone will do.
    """
    kind, _, rest = name.partition("-")
    if kind == "scenario" and rest in model.scenarios:
        return scenario_cause(model, rest)
    component = model.components.get(rest)
    if component is not None and component.kind == kind:
        return failure(rest)
    return failure(name) if name in model.components else None


def causes(model: Model) -> Iterator[Cause]:
    """Every single failure, vendor, jurisdiction and scenario; each kind sorted by name."""
    for name in sorted(model.components):
        if model.components[name].can_fail:
            yield failure(name)
    yield from vendors(model)
    yield from jurisdictions(model)
    for name in sorted(model.scenarios):
        yield scenario_cause(model, name)


def vendors(model: Model) -> Iterator[Cause]:
    """Every vendor that somebody states, by name: everything of it fails at once."""
    for vendor, names in sorted(_by(model, lambda c: c.spec.vendor).items()):
        yield Cause("vendor", vendor, dict.fromkeys(names))


def jurisdictions(model: Model) -> Iterator[Cause]:
    """Every jurisdiction that somebody states, by name: everything of it fails at once."""
    for place, names in sorted(_by(model, lambda c: c.spec.jurisdiction).items()):
        yield Cause("jurisdiction", place, dict.fromkeys(names))


def _by(model: Model, stated: Callable[[Component], str | None]) -> dict[str, tuple[str, ...]]:
    """The components that can fail, by what they state; each group sorted."""
    groups: dict[str, list[str]] = {}
    for component in model.components.values():
        if group := stated(component):
            names = groups.setdefault(group, [])
            names += [component.name] if component.can_fail else []
    return {group: _able(names) for group, names in groups.items()}


def regions(model: Model) -> Iterator[Cause]:
    """Every domain of kind `region` that can fail, by name."""
    for domain in sorted(model.of_kind("domain"), key=lambda c: c.name):
        if isinstance(domain.spec, Domain) and domain.spec.kind == "region" and domain.can_fail:
            yield failure(domain.name)


def scenario_cause(model: Model, name: str) -> Cause:
    """A scenario's failures, with the repair times that it gives, its surge and lost data."""
    scenario = model.scenarios[name]
    fails: dict[str, float | None] = dict.fromkeys(failed_by(model, scenario))
    for item in scenario.fails or ():
        if isinstance(item, FailsComponent):
            fails[item.component] = item.restore
    return Cause("scenario", name, fails, scenario.surge, tuple(scenario.corrupts or ()))


def failed_by(model: Model, scenario: Scenario) -> tuple[str, ...]:
    """The components that fail by themselves in a scenario, sorted."""
    found: set[str] = set()
    for item in scenario.fails or ():
        match item:
            case FailsVendor(vendor=vendor):
                found.update(of_vendor(model, vendor))
            case FailsJurisdiction(jurisdiction=jurisdiction):
                found.update(of_jurisdiction(model, jurisdiction))
            case FailsComponent(component=name):
                found.add(name)
            case _:
                found.add(item)
    return tuple(sorted(found))


def of_vendor(model: Model, vendor: str) -> tuple[str, ...]:
    """The components that state a vendor themselves and can fail, sorted.

    Those inside them fall by rule 1; what never fails by itself is left to that too.
    """
    every = model.components.values()
    return _able(c.name for c in every if c.spec.vendor == vendor and c.can_fail)


def of_jurisdiction(model: Model, jurisdiction: str) -> tuple[str, ...]:
    """The components that state a jurisdiction themselves and can fail, sorted."""
    every = model.components.values()
    return _able(c.name for c in every if c.spec.jurisdiction == jurisdiction and c.can_fail)


def _able(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))
