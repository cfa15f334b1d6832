"""Compose files -> a proposal: who runs, who needs whom, and where that is written.

Needs are drawn from what services are told (environment, commands, inline configs), from links
and shared namespaces; `depends_on` says who starts after whom, which is no proof of a need.
The variables come from `.env` files only, never from the environment of the import itself, so
that the same files give the same model.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from drctl.finding import Finding
from drctl.importers._kind import (
    Answer,
    Component,
    Edge,
    Evidence,
    Files,
    Proposal,
    Source,
    printable,
    problem,
)
from drctl.importers._mentions import Mention, edge_of, mentions
from drctl.importers._names import distinct, slots
from drctl.importers._outside import outside_component
from drctl.importers._words import load_generator
from drctl.importers.compose.declared import COMPLETED, declared, reachable
from drctl.importers.compose.project import Project, project
from drctl.importers.compose.remarks import entry, hints, placed
from drctl.importers.compose.seen import Seen, image_name, names_in, telling
from drctl.importers.compose.shape import replicas


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges of a Compose project.

    Args:
        sources: the files, as `docker compose -f` takes them: later ones over earlier ones.
        files: gives `.env`, and what the files include, extend and take variables from.

    Returns:
        The proposal and no findings; or None and all that is wrong with the files.
    """
    found, findings = project(sources, files)
    if found is None:
        return None, findings
    draft = _Draft(found, files)
    if not draft.kept:
        return None, (_nothing_runs(found, sources[0]),)
    names = draft.names()
    edges = tuple(sorted(draft.edges(names), key=lambda e: (e.source, e.slot)))
    components = tuple(sorted(draft.components(names, edges), key=lambda c: (c.kind, c.name)))
    notes = tuple(map(printable, (*found.notes, *draft.notes(names, edges))))
    files_read = tuple(s.name for s in sources)
    return Proposal("compose", files_read, components, edges, notes, found.name), ()


class _Draft:
    """What is known of a project before its components have names."""

    def __init__(self, found: Project, files: Files | None) -> None:
        self.project = found
        self.kept = [
            n
            for n, s in found.services.items()
            if replicas(s).text.lstrip("0") or not replicas(s).line
        ]
        self.mentions: dict[str, list[Mention]] = {}
        self.nowhere: dict[str, list[Evidence]] = {}
        self.remarks: dict[str, list[Evidence]] = {}
        names = names_in(found)
        for name in self.kept:
            told, unseen = telling(name, found, files)
            view = Seen(name, found, names)
            said, self.nowhere[name], remarks = mentions(view, told)
            reached, apart = reachable(name, said, found)
            self.mentions[name] = [*reached, *declared(view, found)]
            self.remarks[name] = [*unseen, *remarks, *apart]
        self.jobs = {
            other
            for service in found.services.values()
            for other, node in service.at("depends_on").entries.items()
            if node.at("condition").text == COMPLETED
        }

    def names(self) -> dict[str, str]:
        """A name for each component: services first, then hosts outside."""
        said = [m.target for name in self.kept for m in self.mentions[name]]
        needed = dict.fromkeys(key for target in said for key in target.keys)
        services = dict.fromkeys([*self.kept, *(k for k in needed if not k.startswith("host/"))])
        hosts = sorted(k for k in needed if k.startswith("host/"))
        wanted = [(key, key) for key in services] + [(k, k.removeprefix("host/")) for k in hosts]
        return distinct(wanted)

    def edges(self, names: Mapping[str, str]) -> Iterator[Edge]:
        """One edge for each service and target."""
        for name in self.kept:
            grouped: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
            for mention in self.mentions[name]:
                grouped[mention.target.keys].append(mention)
            called = slots((k, _slot(k, names, said)) for k, said in grouped.items())
            for keys, said in grouped.items():
                targets = tuple(sorted(names[k] for k in keys))
                yield edge_of(names[name], called[keys], targets, said)

    def components(self, names: Mapping[str, str], edges: Sequence[Edge]) -> Iterator[Component]:
        """All components, in no order."""
        needed = {target for edge in edges for target in edge.targets}
        for key, name in names.items():
            if key.startswith("host/"):
                yield outside_component(key.removeprefix("host/"), name)
            else:
                yield self._service(key, name, name in needed)

    def _service(self, key: str, name: str, needed: bool) -> Component:
        service = self.project.services[key]
        generator = load_generator(key, *image_name(service)) and not needed
        remarks = [*entry(service), *hints(service)]
        if generator:
            remarks.append("no tier: it makes load, and nothing depends on it")
        if key in self.jobs:
            remarks.append("no tier: others wait for it to end, so it runs once")
        profiles = [node.text for node in service.at("profiles").items]
        if profiles:
            remarks.append(f"no tier: it runs in the profile {' or '.join(profiles)} only")
        seen = (*self.nowhere.get(key, ()), *self.remarks.get(key, ()))
        remarks += [str(evidence) for evidence in seen]
        image = service.at("image").text
        what = f"the service {key}" + (f", image {image}" if image else "")
        count = replicas(service).text
        return Component(
            name,
            "service",
            (Evidence(service.path, service.key_line, what),),
            "" if name == key else key,
            replicas=int(count) or None if count else None,
            promised=not (generator or profiles or key in self.jobs),
            remarks=tuple(remarks),
            placed=placed(service),
        )

    def notes(self, names: Mapping[str, str], edges: Sequence[Edge]) -> Iterator[str]:
        """What the reader of the proposal should know, in sentences."""
        entries = [names[n] for n in self.kept if list(entry(self.project.services[n]))]
        if entries:
            yield f"Called from outside: {', '.join(sorted(entries))}."
        for name in sorted(self.project.services.keys() - set(self.kept)):
            yield f"The service {name} is left out: it has no replicas."
        if self.project.missing:
            places = [f"{n} ({e.path}:{e.line})" for n, e in sorted(self.project.missing.items())]
            yield (
                f"No value is known of {', '.join(places)}: taken as empty. Values come from .env "
                "files, not from the shell."
            )
        callers = {edge.source for edge in edges}
        if not callers and len(self.kept) > 1:
            yield (
                "These files name no caller: no service is told of another. The addresses may be "
                "inside the images: add the needs by hand, or from traces."
            )
        elif len(self.kept) > 4 and len(callers) * 3 < len(self.kept):
            yield (
                f"These files show the needs of only {len(callers)} of {len(self.kept)} services; "
                "the addresses of the others may be inside their images: add their needs by "
                "hand, or from traces."
            )
        if lost := sum(map(len, self.nowhere.values())):
            yield f"Names that lead to nothing in these files: {lost}; the comments say where."


def _slot(keys: tuple[str, ...], names: Mapping[str, str], said: list[Mention]) -> str:
    return names[keys[0]] if len(keys) == 1 else said[0].target.name


def _nothing_runs(found: Project, source: Source) -> Finding:
    what = "every service here has no replicas; one that runs is needed"
    first = next(iter(found.services.values()))
    return problem("nothing-to-import", what, source.place(first.key_line, 1))
