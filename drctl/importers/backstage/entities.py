"""Backstage's entities, and the references between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from drctl.finding import Finding
from drctl.importers._documents import Node, documents
from drctl.importers._kind import Evidence, Files, Source, printable, problem

_REFERENCE = re.compile(r"(?:([^:/\s]+):)?(?:([^:/\s]+)/)?([^:/\s]+)")
_KINDS = frozenset(
    ("component", "api", "resource", "system", "domain", "group", "user", "location", "template")
)
MANY = 10_000
"""Files that Locations may name, all in all."""


@dataclass(frozen=True, slots=True)
class Ref:
    """What a reference names: kind, namespace and name in lower case; `kind` "" for any."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind or 'any'}:{self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """One entity: what it is called, and its document."""

    ref: Ref
    node: Node

    @property
    def name(self) -> str:
        """Its name as it is written."""
        return self.node.at("metadata", "name").text

    @property
    def kind(self) -> str:
        """Its `spec.type`: `service`, `library`, `database`."""
        return self.node.at("spec", "type").text.lower()

    def evidence(self, why: str, node: Node | None = None) -> Evidence:
        """That something stands here."""
        at = node if node is not None and node.line else self.node.at("metadata", "name")
        return Evidence(at.path, at.line, printable(why))


def reference(text: str, kind: str = "", namespace: str = "default") -> Ref | None:
    """Read `[kind:][namespace/]name`; None when it is nothing of the kind.

    Args:
        text: as it is written.
        kind: what it names where it doesn't say.
        namespace: the one of the entity that refers.
    """
    match = _REFERENCE.fullmatch(text.strip())
    if match is None:
        return None
    found, space, name = match.groups()
    return Ref((found or kind).lower(), (space or namespace).lower(), name.lower())


def entities(
    sources: Sequence[Source], files: Files | None
) -> tuple[dict[Ref, Entity], list[str], list[Finding]]:
    """All entities of some files and of the files that their Locations name.

    Args:
        sources: the files.
        files: gives what Locations name; only files at or below their own folder are asked for.

    Returns:
        The entities by their references; notes; and what is wrong.
    """
    known: dict[Ref, Entity] = {}
    notes: list[str] = []
    findings: list[Finding] = []
    waiting = list(sources)
    read = {source.name for source in sources}
    for source in waiting:
        tops, wrong = documents(source)
        findings += wrong
        if not tops and not wrong:
            what = "this file is empty: no entity stands in it"
            findings.append(problem("backstage-shape", what, source.place(1, 1)))
        for node in (one for top in tops for one in _unpacked(top)):
            entity, bad = _entity(source, node)
            if bad is not None:
                findings.append(bad)
            elif entity is not None:
                if entity.ref in known:
                    first = known[entity.ref].evidence("").line
                    place = known[entity.ref].node.path
                    notes.append(f"{entity.ref} stands twice; the one of {place}:{first} counts")
                known.setdefault(entity.ref, entity)
                if entity.ref.kind == "location" and len(read) < MANY:
                    waiting += _named(entity, files, read, notes)
    return known, notes, findings


def _unpacked(top: Node) -> Iterator[Node]:
    """The entities of a document: itself, or those of an answer of the catalogue."""
    items = top.items or top.at("items").items
    yield from items or [top]


def _entity(source: Source, node: Node) -> tuple[Entity | None, Finding | None]:
    kind, name = node.at("kind"), node.at("metadata", "name")
    place = source.place(node.line, node.column)
    if not kind.text or not node.at("apiVersion").text:
        what = 'an entity of Backstage has an "apiVersion" and a "kind"'
        return None, problem("backstage-shape", what, place)
    if kind.text.lower() not in _KINDS and "backstage.io" not in node.at("apiVersion").text:
        what = f'this is no entity of Backstage but of kind "{kind.text[:60]}"'
        return None, problem("backstage-shape", what, source.place(kind.line, kind.column))
    if not name.text:
        what = 'an entity has a "name" in its "metadata"'
        return None, problem("backstage-shape", what, place)
    space = node.at("metadata", "namespace").text or "default"
    return Entity(Ref(kind.text.lower(), space.lower(), name.text.lower()), node), None


def _named(
    entity: Entity, files: Files | None, read: set[str], notes: list[str]
) -> Iterator[Source]:
    spec = entity.node.at("spec")
    targets = [*spec.at("targets").items, *([spec.at("target")] if spec.at("target").text else [])]
    folder = dirname(entity.node.path)
    for target in targets:
        path = normpath(join(folder, target.text)) if target.text else ""
        inside = path and not target.text.startswith("/") and "://" not in target.text
        if not inside or normpath(target.text).startswith(".."):
            notes.append(f"{entity.name} names {target.text[:200]}, which is not followed")
            continue
        if path in read:
            continue
        source = files.read(path) if files is not None else None
        if source is None:
            notes.append(f"{entity.name} names {target.text[:200]}, where no file is")
        else:
            read.add(path)
            yield source
