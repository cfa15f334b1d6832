"""What the site's pages are made from, with what several of them ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from drctl.analysis.ranking import rank
from drctl.analysis.recovery_verdict import Answer
from drctl.analysis.rehearsals import fallbacks
from drctl.assessment import Assessment
from drctl.audit.report import AcceptedFinding, Report
from drctl.finding import Finding, fingerprint
from drctl.knowledge import notes
from drctl.knowledge.document import Document
from drctl.knowledge.documents import documents
from drctl.knowledge.notes import Note
from drctl.model.alerts import alerts
from drctl.model.component import Component
from drctl.model.language.component import Provider
from drctl.model.model import Model
from drctl.model.requirement import targets
from drctl.render.diagrams.grouped import THEIRS
from drctl.render.runbooks.facts import Facts
from drctl.render.site.markdown import slug
from drctl.rules import ALL

if TYPE_CHECKING:
    from drctl.render.site.pictures import Drawn
    from drctl.render.site.plans import TierPlan

COMPONENTS = {"service": "services", "provider": "providers", "domain": "domains"}
"""The folder of each kind's pages."""


@dataclass(frozen=True)
class Sources:
    """The answers, the audit's report, and the texts by their path in the workspace.

    `runbooks` are fresh pages, `kept` what people wrote in them; `drawn` are SVG texts by path;
    `notes` are Markdown files that people wrote; `plans` are those that the build could afford.
    """

    assessment: Assessment
    report: Report
    facts: tuple[Facts, ...]
    runbooks: Mapping[str, str]
    drawn: Mapping[str, str]
    kept: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    plans: tuple["TierPlan", ...] = ()
    inlined: dict[tuple[str, str], "Drawn"] = field(default_factory=dict)
    """Pictures as they stand in pages, by their stem and the way up from there."""

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """For each service every cause that takes it down, with its times."""
        services = (c.name for c in self.model.of_kind("service"))
        return self.assessment.outcomes.answers(services, chains=False)

    @cached_property
    def listed(self) -> dict[str, list[Component]]:
        """The components of each kind in the order of their list: those that matter most first."""
        blast = self.assessment.sweep.blast
        return {
            kind: sorted(
                self.model.of_kind(kind),
                key=lambda c: (rank(self.model, c)[0], -blast[c.name], c.name),
            )
            for kind in COMPONENTS
        }

    def list_of(self, group: str) -> str:
        """Where the list of a card of the overview begins: a tier's services, or all providers."""
        if group == THEIRS:
            return "providers.html"
        place = next((i for i, c in enumerate(self.listed["service"]) if c.tier == group), None)
        if place is None:
            return "services.html" if self.listed["service"] else "index.html"
        return f"{list_page('services', place // PER_LIST + 1)}#tier-{group}"

    @cached_property
    def told(self) -> tuple[Note, ...]:
        """The notes, the latest first."""
        return notes.read(self.notes, self.model)[0]

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """What can be found on the site."""
        return documents(
            self.model,
            runbooks={p: f"{text}\n{self.kept.get(p, '')}" for p, text in self.runbooks.items()},
            notes=self.told,
            rules=[(rule.name, rule.page) for rule in ALL],
        )

    @cached_property
    def notes_about(self) -> dict[str, tuple[Note, ...]]:
        """For each component and scenario the notes about it."""
        return notes.about(self.told)

    @cached_property
    def tags(self) -> dict[str, str]:
        """The tags of all notes in the order of a dictionary, with the anchor of each."""
        tags = {tag for note in self.told for tag in note.tags}
        anchors: dict[str, str] = {}
        for tag in sorted(tags, key=lambda tag: (tag.casefold(), tag)):
            plain = f"tag-{slug(tag)}"
            taken = plain in anchors.values()
            anchors[tag] = f"{plain}--{len(anchors)}" if taken else plain
        return anchors

    @cached_property
    def alert_pages(self) -> dict[str, str]:
        """The page of each alert, by its name."""
        return {alert.name: alert.page for alert in alerts(self.model)}

    @cached_property
    def rehearses(self) -> bool:
        """Whether there is anything to rehearse, or something was."""
        needs = (need for c in self.model.components.values() for need in c.needs)
        return bool(self.model.drills) or any(map(fallbacks, needs))

    @cached_property
    def reachable(self) -> bool:
        """Whether there is anyone to call."""
        specs = (c.spec for c in self.model.of_kind("provider"))
        told = any(isinstance(s, Provider) and bool(s.status or s.links) for s in specs)
        return bool(self.model.teams) or told

    @cached_property
    def page_of(self) -> dict[str, str]:
        """The page on which each open finding stands, by its anchor."""
        return {
            anchor(finding): risks_page(number)
            for number, part in enumerate(self.open_pages, 1)
            for finding in part
        }

    @cached_property
    def open_pages(self) -> list[list[Finding]]:
        """The open findings page by page, worst first; one empty page when there is none."""
        parts: list[list[Finding]] = [[]]
        left = HEAVIEST
        for finding in self.report.findings:
            left -= _weight(finding)
            if parts[-1] and (left < 0 or len(parts[-1]) == PER_PAGE):
                parts.append([])
                left = HEAVIEST - _weight(finding)
            parts[-1].append(finding)
        return parts

    @property
    def model(self) -> Model:
        """The model."""
        return self.assessment.model

    @cached_property
    def of_component(self) -> dict[str, Facts]:
        """The runbook's facts of each component that has a runbook."""
        return {f.name: f for f in self.facts if f.header.kind != "scenario"}

    @cached_property
    def of_scenario(self) -> dict[str, Facts]:
        """The facts of each scenario."""
        return {f.name: f for f in self.facts if f.header.kind == "scenario"}

    @cached_property
    def fells(self) -> dict[str, tuple[str, ...]]:
        """For each component what goes down for good with it only for overload, by name."""
        points = self.assessment.single_points
        found: dict[str, tuple[str, ...]] = {}
        for name, facts in self.of_component.items():
            if facts.header.can_fail and facts.overloads.waves:
                gone = (hit.name for hit in facts.hits if hit.after == "down")
                found[name] = tuple(sorted(n for n in gone if name not in points[n]))
        return found

    @cached_property
    def felled_by(self) -> dict[str, tuple[str, ...]]:
        """For each component what takes it down for good only by overload, by name."""
        found: dict[str, list[str]] = {}
        for cause, gone in sorted(self.fells.items()):
            for name in gone:
                found.setdefault(name, []).append(cause)
        return {name: tuple(causes) for name, causes in found.items()}

    @cached_property
    def users(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """For each component who names it in a need or in `in`: (component, slot)."""
        found: dict[str, dict[tuple[str, str], None]] = {}
        for component in self.model.components.values():
            for need in component.needs:
                for ref in targets(need.requirement):
                    found.setdefault(ref.name, {})[component.name, need.slot] = None
            for ref in targets(component.placement):
                found.setdefault(ref.name, {})[component.name, "in"] = None
        return {name: tuple(sorted(users)) for name, users in found.items()}

    @cached_property
    def findings_of(self) -> dict[str, tuple[Finding, ...]]:
        """For each component the findings that hit it, worst first."""
        found: dict[str, list[Finding]] = {}
        for finding in self.report.findings:
            for name in dict.fromkeys(victim.component for victim in finding.victims):
                found.setdefault(name, []).append(finding)
        return {name: tuple(findings) for name, findings in found.items()}

    @cached_property
    def caused_by(self) -> dict[str, tuple[Finding, ...]]:
        """For each component the findings that it causes."""
        found: dict[str, list[Finding]] = {}
        for finding in self.report.findings:
            for name in set(finding.cause) - {victim.component for victim in finding.victims}:
                found.setdefault(name, []).append(finding)
        return {name: tuple(findings) for name, findings in found.items()}


PER_LIST = 120
"""Components in one list: more would be slow to open on a phone."""


def list_page(folder: str, number: int) -> str:
    """The page of a kind's list with a number, from 1."""
    return f"{folder}.html" if number == 1 else f"{folder}-{number}.html"


PER_PAGE = 60
"""Findings on one page: more would be slow to open on a phone."""
HEAVIEST = 90_000
"""Bytes of findings on one page, about: of those with many victims there are fewer on it."""


def _weight(finding: Finding) -> int:
    """About how many bytes a finding takes on its page; see `finding_card` in the templates."""
    names = [*(v.address for v in finding.victims[:40]), *finding.cause]
    places = sum(80 + len(p.path) + len(p.note) for p in finding.places[:12])
    told = len(finding.message) + len(finding.hint)
    return 600 + told + places + sum(60 + 2 * len(name) for name in names)


def risks_page(number: int) -> str:
    """The page of open findings with a number, from 1."""
    return "risks.html" if number == 1 else f"risks/open-{number}.html"


def anchor(finding: Finding) -> str:
    """Where a finding stands on its page; it stays when lines move or victims join."""
    return f"f-{fingerprint(finding.rule, finding.cause, finding.object)}"


def accepted_anchor(accepted: AcceptedFinding) -> str:
    """Where an accepted finding stands on its page."""
    addresses = ",".join(sorted(victim.address for victim in accepted.finding.victims))
    return f"a-{fingerprint(accepted.finding.rule, accepted.finding.cause, addresses)}"
