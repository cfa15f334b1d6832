"""What all tables of the register ask about one model."""

from dataclasses import dataclass, field
from functools import cached_property

from drctl.assessment import Assessment
from drctl.exporters.dora.cells import About, Cell, Row
from drctl.exporters.dora.facts import Fact, Facts, Written
from drctl.exporters.dora.judged import Judged, judged
from drctl.exporters.dora.parties import Arrangement, Parties
from drctl.finding import Finding, Place
from drctl.model.component import Component
from drctl.model.errors import error
from drctl.model.model import Model
from drctl.model.requirement import named
from drctl.model.source import Path


@dataclass
class Subject:
    """One model's register while it is made; what several tables ask is worked out once."""

    assessment: Assessment
    written: Written
    parties: Parties
    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    _judged: dict[Arrangement, Judged] = field(default_factory=dict)

    @property
    def model(self) -> Model:
        """The model."""
        return self.assessment.model

    @property
    def entity(self) -> About:
        """The financial entity."""
        return self._about("entity", place=self.top)

    @property
    def top(self) -> Place:
        """The model's first line."""
        return self.model.place(())

    def vendor(self, name: str) -> About:
        """A party: where its facts stand, else who states it."""
        return self._about("vendors", name, place=self._states(name))

    def contract(self, arrangement: Arrangement) -> About:
        """A contract; where there is none yet, the part that has none."""
        place = self.part(arrangement).place if arrangement.parts else self.top
        return self._about("contracts", arrangement.contract or "NUMBER", place=place)

    def part(self, arrangement: Arrangement) -> About:
        """The first part of an arrangement; what is said there holds for all of them."""
        component = self.model.components[arrangement.parts[0]]
        return self._of(component.path)

    def function(self, name: str) -> About:
        """A function."""
        about = self._of(self.model.components[name].path)
        return About(f"{about.path}.function", about.place)

    def _of(self, path: Path) -> About:
        return About(".".join((*map(str, path), "x-dora")), self.model.place(path))

    def _about(self, *path: str, place: Place) -> About:
        return About(".".join(("x-dora", *path)), self.written.places.get(path, place))

    def _states(self, party: str) -> Place:
        component = self._stating.get(party) or self.model.components.get(party)
        if component is None:
            return self.top
        return self.model.place((*component.path, "vendor"))

    @cached_property
    def _stating(self) -> dict[str, Component]:
        """Who states each vendor, the first by name."""
        found: dict[str, Component] = {}
        for component in sorted(self.model.components.values(), key=lambda c: c.name):
            if component.spec.vendor is not None:
                found.setdefault(component.spec.vendor, component)
        return found

    @cached_property
    def stores(self) -> dict[str, tuple[Component, str]]:
        """In what a copy of a store's data lies: by that the first store, with its owner."""
        found: dict[str, tuple[Component, str]] = {}
        for owner in sorted(self.model.components.values(), key=lambda c: c.name):
            for store, copies in owner.data:
                for copy in copies:
                    for name in named(copy.placement):
                        found.setdefault(name, (owner, store))
        return found

    def judged(self, arrangement: Arrangement) -> Judged:
        """What the loss of an arrangement does."""
        if arrangement not in self._judged:
            links = self.parties.uses(arrangement)
            self._judged[arrangement] = judged(self.assessment, arrangement, links)
        return self._judged[arrangement]

    def agreed(self, arrangement: Arrangement, key: str) -> Fact | None:
        """What the parts of an arrangement say, which has to be the same."""
        found: Fact | None = None
        for name in arrangement.parts:
            fact = self.parties.fact(name, key)
            if fact is None:
                continue
            if found is not None and fact.value != found.value:
                what = (
                    f"{key} is told of one ICT service of {arrangement.party} in two ways: "
                    f"{found.value} and {fact.value}"
                )
                hint = "give the parts contracts or types of ICT services of their own"
                self.findings.append(error("contradiction", what, (fact.place, found.place), hint))
            found = found or fact
        return found

    def identified(self, party: str) -> tuple[Cell, Cell]:
        """The code of a party, and of which type it is."""
        facts, about = self.facts(party), self.vendor(party)
        code = about.cell(facts.get("code"), "code")
        if "code_type" in facts:
            return code, about.cell(facts["code_type"], "code_type")
        if code.value is None:
            return code, Cell(hint=f"{about.path}.code_type", place=about.place)
        return code, about.derived("LEI", "its check digits are those of a LEI", code.place)

    def facts(self, party: str) -> Facts:
        """What is written of a party."""
        return self.written.vendors.get(party, {})
