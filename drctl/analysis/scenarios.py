"""What a scenario's `fails` names: components, vendors, jurisdictions."""

from collections.abc import Iterable

from drctl.model.language.estate import FailsComponent, FailsJurisdiction, FailsVendor, Scenario
from drctl.model.model import Model


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
