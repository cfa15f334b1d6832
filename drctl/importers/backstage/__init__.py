"""Backstage's catalogue -> a proposal: components, resources, APIs, and who owns them.

`dependsOn` may mean what is needed to run or what is needed to build: what names a library, or
stands in one, is taken for the latter and becomes no need.
"""

from collections.abc import Iterator, Sequence

from drctl.importers._documents import Node
from drctl.importers._kind import (
    Answer,
    Component,
    Edge,
    Evidence,
    Files,
    Proposal,
    Source,
    Team,
    printable,
    problem,
)
from drctl.importers._names import distinct, slots
from drctl.importers._words import listed
from drctl.importers.backstage.entities import Entity, Ref, entities, reference

_BUILT = listed(
    "library documentation template package sdk module framework plugin schema configuration cli "
    "frontend-plugin backend-plugin node-library web-library common-library"
)
"""Types of components that do not run by themselves."""

_RUNS = ("component", "resource")


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components, needs and teams of a catalogue.

    Args:
        sources: entity files, or answers of `/api/catalog/entities`; they are read as one.
        files: gives the files that Locations name.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    known, notes, findings = entities(sources, files)
    if findings:
        return None, tuple(findings)
    draft = _Draft(known, notes)
    if not draft.running:
        what = "no component that runs and no resource stands in these files"
        return None, (problem("backstage-shape", what, sources[0].place(1, 1)),)
    return draft.proposal([source.name for source in sources]), ()


class _Draft:
    """What is known of a catalogue before its components have names."""

    def __init__(self, known: dict[Ref, Entity], notes: list[str]) -> None:
        self.known = known
        self.notes = notes
        self.running = {ref: e for ref, e in known.items() if _runs(e)}
        self.remarks: dict[Ref, list[str]] = {ref: [] for ref in self.running}
        self.needs: dict[tuple[Ref, tuple[Ref, ...]], list[tuple[Evidence, bool]]] = {}
        self.outside: dict[Ref, Evidence] = {}
        self.providers = self._providers()
        for entity in known.values():
            self._read(entity)

    def _providers(self) -> dict[Ref, list[Ref]]:
        """Who provides each API."""
        found: dict[Ref, list[Ref]] = {}
        for ref, entity in self.running.items():
            for node, target in _targets(entity, "providesApis", "providesApi", "api"):
                if target is not None:
                    found.setdefault(target, []).append(ref)
                else:
                    self._unread(entity, "providesApis", node)
        return found

    def _read(self, entity: Entity) -> None:
        for node, target in _targets(entity, "dependsOn", "dependsOn", ""):
            self._depends(entity, node, target)
        for node, target in _targets(entity, "dependencyOf", "dependencyOf", ""):
            found = self._found(target)
            if found is not None and found.ref in self.running and entity.ref in self.running:
                why = f"dependencyOf names {found.name}"
                self._need(found.ref, (entity.ref,), entity.evidence(why, node), sure=True)
        for node, target in _targets(entity, "consumesApis", "consumesApi", "api"):
            self._consumes(entity, node, target)

    def _depends(self, entity: Entity, node: Node, target: Ref | None) -> None:
        if target is None:
            return self._unread(entity, "dependsOn", node)
        found = self._found(target)
        if found is None:
            self.notes.append(f"{entity.name} depends on {target}, which is in none of the files")
        elif entity.ref in self.running and found.ref in self.running:
            sure = bool(target.kind)
            evidence = entity.evidence(f"dependsOn names {node.text}", node)
            self._need(entity.ref, (found.ref,), evidence, sure)
        elif entity.ref in self.running:
            said = f"{found.name} is of type {found.kind or found.ref.kind}: for building, no need"
            self.remarks[entity.ref].append(str(entity.evidence(f"dependsOn: {said}", node)))
        return None

    def _consumes(self, entity: Entity, node: Node, target: Ref | None) -> None:
        if target is None:
            return self._unread(entity, "consumesApis", node)
        if entity.ref not in self.running:
            return None
        providers = tuple(ref for ref in self.providers.get(target, ()) if ref != entity.ref)
        sure, why = True, f"consumesApis names {node.text}"
        if target.kind != "api":
            found = self._found(target)
            if found is None or found.ref not in self.running:
                self.notes.append(f"{entity.name} consumes {target}, which is no API of the files")
                return None
            providers, sure, why = (found.ref,), False, f"{why}, which is no API"
        elif not providers and target not in self.providers:
            api = self.known.get(target)
            place = api.evidence(f"the API {api.name}") if api else None
            why += ", which nothing here provides"
            self.outside.setdefault(target, place or entity.evidence(why, node))
            providers, sure = (target,), False
        if providers:
            self._need(entity.ref, providers, entity.evidence(why, node), sure)
        return None

    def _found(self, target: Ref | None) -> Entity | None:
        if target is None:
            return None
        if target.kind:
            return self.known.get(target)
        kinds = (Ref(kind, target.namespace, target.name) for kind in _RUNS)
        return next((self.known[ref] for ref in kinds if ref in self.known), None)

    def _need(self, who: Ref, targets: tuple[Ref, ...], evidence: Evidence, sure: bool) -> None:
        if who not in targets:
            self.needs.setdefault((who, targets), []).append((evidence, sure))

    def _unread(self, entity: Entity, key: str, node: Node) -> None:
        self.notes.append(f"{entity.name}: {key} has {node.text[:80]!r}, which is no reference")

    def proposal(self, sources: list[str]) -> Proposal:
        """The whole proposal."""
        owners = {ref: _owner(entity) for ref, entity in self.running.items()}
        wanted = sorted({owner for owner in owners.values() if owner}, key=str)
        teams = distinct((ref, self._called(ref)) for ref in wanted)
        rest = sorted(self.outside, key=str)
        names = distinct((ref, self._called(ref)) for ref in (*self.running, *rest))
        components = [
            self._component(ref, entity, names[ref], teams[owner] if owner else "")
            for (ref, entity), owner in zip(self.running.items(), owners.values(), strict=True)
        ]
        for ref in rest:
            said = "whoever provides this API is not in these files: is it someone else?"
            components.append(
                Component(names[ref], "provider", (self.outside[ref],), remarks=(said,))
            )
        return Proposal(
            "backstage",
            tuple(sources),
            tuple(sorted(components, key=lambda c: (c.kind, c.name))),
            tuple(sorted(self._edges(names), key=lambda e: (e.source, e.slot))),
            tuple(map(printable, dict.fromkeys(self.notes))),
            teams=tuple(sorted(map(self._team, teams, teams.values()), key=lambda t: t.name)),
        )

    def _called(self, ref: Ref) -> str:
        return self.known[ref].name if ref in self.known else ref.name

    def _component(self, ref: Ref, entity: Entity, name: str, owner: str) -> Component:
        remarks = self.remarks[ref]
        if system := entity.node.at("spec", "system").text:
            remarks.append(f"a part of the system {system}")
        if (life := entity.node.at("spec", "lifecycle").text) not in ("", "production"):
            remarks.append(f"its lifecycle is {life}: a hint for its tier")
        title = entity.node.at("metadata", "title").text
        kind = entity.kind or entity.ref.kind
        return Component(
            name,
            "service",
            (entity.evidence(f"{entity.ref.kind} {entity.name} of type {kind}"),),
            printable(title or (entity.name if entity.name != name else "")),
            remarks=tuple(map(printable, remarks)),
            owner=owner,
        )

    def _team(self, ref: Ref, name: str) -> Team:
        entity = self.known.get(ref)
        if entity is None:
            return Team(name)
        spec, metadata = entity.node.at("spec"), entity.node.at("metadata")
        title = spec.at("profile", "displayName").text or metadata.at("title").text
        return Team(name, (entity.evidence(f"{ref.kind} {entity.name}"),), printable(title))

    def _edges(self, names: dict[Ref, str]) -> Iterator[Edge]:
        by_owner: dict[Ref, list[tuple[tuple[Ref, ...], str]]] = {}
        for who, targets in self.needs:
            by_owner.setdefault(who, []).append((targets, names[targets[0]]))
        for who, targets_and_names in by_owner.items():
            given = slots(targets_and_names)
            for targets, _ in targets_and_names:
                said = self.needs[who, targets]
                evidence = tuple(dict.fromkeys(e for e, _ in said))
                sure = "certain" if any(sure for _, sure in said) else "likely"
                called = tuple(sorted(names[t] for t in targets))
                yield Edge(names[who], given[targets], called, evidence, confidence=sure)  # type: ignore[arg-type]


def _runs(entity: Entity) -> bool:
    return entity.ref.kind in _RUNS and entity.kind not in _BUILT


def _owner(entity: Entity) -> Ref | None:
    text = entity.node.at("spec", "owner").text
    if not text:
        owned = (t for _, t in _targets(entity, "", "ownedBy", "group"))
        return next((target for target in owned if target is not None), None)
    return reference(text, "group", entity.ref.namespace)


def _targets(
    entity: Entity, key: str, relation: str, kind: str
) -> Iterator[tuple[Node, Ref | None]]:
    """What an entity names under a key of its `spec`, and in the catalogue's `relations`."""
    seen: set[Ref | None] = set()
    nodes = list(entity.node.at("spec", key).items) if key else []
    nodes += [
        one.at("targetRef")
        for one in entity.node.at("relations").items
        if one.at("type").text == relation
    ]
    for node in nodes:
        target = reference(node.text, kind, entity.ref.namespace)
        if target is None or target not in seen:
            seen.add(target)
            yield node, target
