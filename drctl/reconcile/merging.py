"""A proposal put into a model's file: what is new is added, nothing is taken away or guessed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from drctl.importers._kind import Component as Found
from drctl.importers._kind import Edge, Proposal
from drctl.importers._workspace import SECTIONS, declaration, need, team_declaration
from drctl.model.add_lines import Lines, takes_lines, with_lines
from drctl.model.component import Component
from drctl.model.model import File, Model
from drctl.model.requirement import refs
from drctl.model.written import Written
from drctl.reconcile.drift import Changed, differences
from drctl.reconcile.matching import matched

PROPOSED_TIER = "standard"


@dataclass(frozen=True, slots=True)
class Merged:
    """A file's text after a merge, and what was left to people because two say two things."""

    text: str
    conflicts: tuple[str, ...]


def merged(proposal: Proposal, model: Model, file: File) -> Merged:
    """Put a proposal into a file.

    Args:
        proposal: what an importer found.
        model: the model of which the file is a part, or which it is.
        file: one of the model's files.

    Returns:
        The file's new text, which is the old one when there is nothing new; and conflicts: where
        the model says something else, or where what is new belongs into another file.

    Raises:
        CannotEdit: the file is written in a way that lines cannot be added to.

    Notes:
        The file is read a few times, whatever the proposal's size.
    """
    merge = _Merge(proposal, model, file)
    additions = list(merge.additions())
    text = with_lines(file.source, additions) if additions else file.source.text
    return Merged(text, tuple(merge.conflicts))


def fresh(proposal: Proposal, model: Model) -> tuple[Proposal, tuple[str, ...]]:
    """What of a proposal a model does not have yet, for a file of its own; and conflicts."""
    merge = _Merge(proposal, model, None)
    new = [c for c in merge.components if c.name not in model.components]
    list(merge.needs())
    names = {component.name for component in new}
    edges = tuple(edge for edge in merge.edges if edge.source in names)
    teams = tuple(team for team in proposal.teams if team.name not in model.teams)
    found = replace(proposal, components=tuple(new), edges=edges, teams=teams)
    return found, tuple(merge.conflicts)


class _Merge:
    """A proposal in the model's names, and what it adds."""

    def __init__(self, proposal: Proposal, model: Model, file: File | None) -> None:
        names = matched(proposal.components, model)
        self.proposal = proposal
        self.model = model
        self.file = file
        self.conflicts: list[str] = []
        self.components = [
            self._fitting(replace(c, name=names.get(c.name, c.name))) for c in proposal.components
        ]
        self.edges = [
            replace(
                edge,
                source=names.get(edge.source, edge.source),
                targets=tuple(names.get(target, target) for target in edge.targets),
            )
            for edge in proposal.edges
        ]
        for component in self.components:
            if component.name in model.components:
                declared = model.components[component.name]
                self.conflicts += map(_told, differences(component, declared, model))

    def _fitting(self, component: Found) -> Found:
        has_tier = PROPOSED_TIER in self.model.policy.tiers
        return component if has_tier else replace(component, promised=False)

    def additions(self) -> Iterator[Lines]:
        """The new entries of the file's maps."""
        teams = [t for t in self.proposal.teams if t.name not in self.model.teams]
        if teams:
            yield Lines(("teams",), _shifted((ln for t in teams for ln in team_declaration(t)), 2))
        by_source: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            by_source[edge.source].append(edge)
        for kind, section in SECTIONS.items():
            lines: list[str] = []
            for component in self.components:
                if component.kind == kind and component.name not in self.model.components:
                    lines += ["", *declaration(component, by_source[component.name])]
            if lines:
                yield Lines((section,), _shifted(lines, 2))
        yield from self.needs()

    def needs(self) -> Iterator[Lines]:
        """The new needs of components that are there."""
        new: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            component = self.model.components.get(edge.source)
            if component is not None and not _has(component, edge):
                new[edge.source].append(edge)
        for name, edges in new.items():
            component = self.model.components[name]
            free = [edge for edge in edges if self._free(component, edge)]
            lines = _shifted((line for edge in free for line in need(edge)), 6)
            if free and self._can_take(component, free):
                yield Lines((*map(str, component.path), "needs"), lines)

    def _free(self, component: Component, edge: Edge) -> bool:
        """Whether a slot is free for a need."""
        other = component.need(edge.slot)
        if other is None:
            return True
        place = self.model.place(other.path)
        self.conflicts.append(
            f"{place}: {other.address} needs something else than {_said(edge)} "
            f"({edge.evidence[0]})"
        )
        return False

    def _can_take(self, component: Component, edges: Sequence[Edge]) -> bool:
        """Whether needs can be added where a component stands; else they are conflicts."""
        place = self.model.place(component.path)
        if self.file is None or place.path != self.file.source.path:
            why = "stands in another file and lacks"
        elif not takes_lines(self._written, (*map(str, component.path), "needs")):
            why = "is written between brackets and lacks"
        else:
            return True
        self.conflicts += [
            f"{place}: {component.name} {why} the need {edge.slot}: {_said(edge)} "
            f"({edge.evidence[0]})"
            for edge in edges
        ]
        return False

    @cached_property
    def _written(self) -> Written:
        assert self.file is not None
        return Written(self.file.source)


def _has(component: Component, edge: Edge) -> bool:
    """Whether a need of a component speaks of all that an edge names."""
    targets = set(edge.targets)
    found = (
        {ref.name for ref in refs(n.requirement)}
        | {ref.name for option in n.candidates for ref in refs(option.requirement)}
        for n in component.needs
    )
    return any(targets <= names for names in found)


def _told(change: Changed) -> str:
    seen = f" ({change.evidence[0]})" if change.evidence else ""
    said = {
        "kind": f"is a {change.declared}, not a {change.observed}",
        "replicas": f"has {change.declared} replicas, not {change.observed}",
        "vendor": f"has the vendor {change.declared}, not {change.observed}",
    }
    return f"{change.place}: {change.component} {said[change.what]}{seen}"


def _said(edge: Edge) -> str:
    return " or ".join(edge.targets)


def _shifted(lines: "Sequence[str] | Iterator[str]", columns: int) -> list[str]:
    return [line[columns:] for line in lines]
