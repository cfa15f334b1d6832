"""Compose files read one by one: filled in, extended, and with what they include."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from drctl.finding import Finding
from drctl.importers._documents import ABSENT, Node, documents
from drctl.importers._kind import Evidence, Files, Source, problem
from drctl.importers.compose.merging import merged
from drctl.importers.compose.shape import normal
from drctl.importers.compose.variables import Variable, env_file, interpolated, unreadable

MOST_FILES = 300
DEEPEST = 50
_REMOTE = ("https://", "http://", "git@", "ssh://", "oci:", "github.com/")
_OLD = "services at the top of a file, as version 1 had them"


@dataclass(frozen=True, slots=True)
class Place:
    """A file being read: the folder of its relative paths, its variables, who asked for it."""

    source: Source
    folder: str
    env: Mapping[str, Variable]
    trail: tuple[str, ...] = ()


@dataclass
class Loading:
    """Reads files and collects what is wrong with them, what is missing, what to tell."""

    files: Files | None
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: dict[str, Evidence] = field(default_factory=dict)
    opened: dict[str, Source | None] = field(default_factory=dict)
    known: dict[str, Source] = field(default_factory=dict)

    def source(self, path: str) -> Source:
        """The text that a node stands in."""
        return self.known[path]

    def file(self, place: Place) -> Node:
        """What one file says, with what it includes; its services in normal form."""
        self.known[place.source.name] = place.source
        tops, broken = documents(place.source)
        self.findings += broken
        whole = ABSENT
        for top in tops:
            if not isinstance(top.value, dict):
                what = "a Compose file is a map with `services`, and this is none"
                self._wrong(top, what)
                continue
            whole = merged(whole, self._document(self._filled(self._modern(top), place), place))
        return whole

    def env(self, path: str, outer: Mapping[str, Variable]) -> dict[str, Variable]:
        """The variables of an environment file, none when there is no such file."""
        source = self._open(path)
        if source is None:
            return dict(outer)
        found, broken = env_file(source, outer)
        for line in broken:
            self.notes.append(f"{path}:{line} is no variable and was passed over.")
        return {**found, **outer}

    def _document(self, top: Node, place: Place) -> Node:
        services = top.at("services")
        if services.value != "" and not isinstance(services.value, dict):
            self._wrong(services, "`services` is a list or a text; a map from names is accepted")
            return ABSENT
        own: dict[str, Node] = {}
        for name, node in services.entries.items():
            if node.tag.endswith("reset"):
                own[name] = node
            elif not isinstance(node.value, dict):
                found = "a list" if isinstance(node.value, list) else "a text"
                found = found if node.value else "empty"
                self._wrong(node, f"the service {name} is {found}; a map is accepted")
            else:
                own[name] = normal(node, place.folder, place.env)
        raw = replace(services, value=own)
        extended = {n: self._extended(n, raw, place, ()) for n in own}
        whole = replace(top, value={**top.entries, "services": replace(services, value=extended)})
        included = self._included(top.at("include"), place)
        for name in included.at("services").entries.keys() & extended.keys():
            other = included.at("services", name)
            what = f"the service {name} is included too, from {other.path}:{other.line}"
            self._wrong(extended[name], f"{what}; one of the two must go, or have another name")
        return merged(included, whole)

    def _modern(self, top: Node) -> Node:
        """A file of version 1 as one with `services`."""
        if "services" in top.entries or "include" in top.entries or "version" in top.entries:
            return top
        made = [v for v in top.entries.values() if {"image", "build"} & v.entries.keys()]
        if not made or len(made) < len(top.entries):
            return top
        self.notes.append(f"{top.path} has {_OLD}.")
        return replace(top, value={"services": top})

    def _filled(self, top: Node, place: Place) -> Node:
        def known(name: str) -> str | None:
            variable = place.env.get(name)
            return variable.value if variable else None

        def missing(name: str, node: Node) -> None:
            self.missing.setdefault(name, Evidence(node.path, node.line, ""))

        def wrong(node: Node) -> None:
            self.findings.append(unreadable(self.source, node))

        return interpolated(top, known, missing, wrong)

    def _included(self, include: Node, place: Place) -> Node:
        whole = ABSENT
        for item in [include] if include.text else include.items:
            whole = merged(whole, self._one_include(item, place))
        return whole

    def _one_include(self, item: Node, place: Place) -> Node:
        named = item.at("path") if isinstance(item.value, dict) else item
        paths = [named] if named.text else named.items
        whole, folder, env = ABSENT, "", place.env
        for node in paths:
            if len(place.trail) >= DEEPEST:
                self._wrong(node, f"more than {DEEPEST} files include one another in a row")
                return whole
            if _under(place.folder, node.text) in (*place.trail, place.source.name):
                self._wrong(node, f"{node.text} includes itself, and that goes round in a circle")
                return whole
            source = self._asked(node, place)
            if source is None:
                return whole
            if not folder:
                own = item.at("project_directory").text
                folder = _under(place.folder, own) if own else posixpath.dirname(source.name)
                env = self._include_env(item, place, folder)
            trail = (*place.trail, place.source.name)
            whole = merged(whole, self.file(Place(source, folder, env, trail)))
        return whole

    def _include_env(self, item: Node, place: Place, folder: str) -> Mapping[str, Variable]:
        given = item.at("env_file")
        paths = [n.text for n in ([given] if given.text else given.items)]
        env: dict[str, Variable] = {}
        for path in paths:
            env |= self.env(_under(place.folder, path), {})
        if not paths:
            env = self.env(posixpath.join(folder, ".env"), {})
        # What surrounds a file counts more than its own defaults.
        return {**env, **place.env}

    def _extended(
        self, name: str, services: Node, place: Place, chain: tuple[tuple[str, str], ...]
    ) -> Node:
        """A service over the one that it extends."""
        node = services.at(name)
        extends = node.at("extends")
        if not extends.line:
            return node
        key = (place.source.name, name)
        if key in chain:
            # Each of them goes round; the first by name tells it.
            if key == chain[0] == min(chain):
                told = " extends ".join(n for _, n in (*chain, key))
                self._wrong(extends, f"{told}: that goes round in a circle")
            return node
        if len(chain) >= DEEPEST:
            self._wrong(extends, f"more than {DEEPEST} services extend one another in a row")
            return node
        base = self._base(name, extends, services, place, (*chain, key))
        if base is None:
            return node
        entries = {k: v for k, v in base.entries.items() if k != "extends"}
        whole = merged(replace(base, value=entries), node)
        return replace(whole, line=node.line, key_line=node.key_line, path=node.path)

    def _base(
        self,
        name: str,
        extends: Node,
        services: Node,
        place: Place,
        chain: tuple[tuple[str, str], ...],
    ) -> Node | None:
        wanted = extends.text or extends.at("service").text
        file = extends.at("file")
        if file.text:
            source = self._asked(file, place)
            if source is None:
                return None
            folder = posixpath.dirname(source.name)
            place = Place(source, folder, place.env)
            services = self._services_only(place)
        if wanted not in services.entries:
            at = file if file.text else extends
            there = f" in {place.source.name}" if file.text else ""
            what = f'the service {name} extends "{wanted}", and no service{there} is called so'
            self._wrong(at if at.line else extends, what)
            return None
        return self._extended(wanted, services, place, chain)

    def _services_only(self, place: Place) -> Node:
        """The services of a file that another one extends; what it includes is left out."""
        self.known[place.source.name] = place.source
        tops, broken = documents(place.source)
        self.findings += broken
        whole = ABSENT
        for top in tops:
            services = self._filled(self._modern(top), place).at("services")
            own = {
                n: normal(v, place.folder, place.env)
                for n, v in services.entries.items()
                if isinstance(v.value, dict)
            }
            whole = merged(whole, replace(services, value=own))
        return whole

    def _asked(self, node: Node, place: Place) -> Source | None:
        """The file that a file names."""
        if node.text.startswith(_REMOTE):
            told = f"{node.path}:{node.line}"
            self.notes.append(f"{node.text} ({told}) lies elsewhere and was not fetched.")
            return None
        path = _under(place.folder, node.text)
        source = self._open(path)
        if source is None:
            many = path not in self.opened
            what = (
                f"more than {MOST_FILES} files are named" if many else f"there is no file {path}"
            )
            self._wrong(node, what)
        return source

    def _open(self, path: str) -> Source | None:
        if path not in self.opened:
            if len(self.opened) >= MOST_FILES:
                return None
            self.opened[path] = self.files.read(path) if self.files else None
        return self.opened[path]

    def _wrong(self, node: Node, what: str) -> None:
        place = self.known[node.path].place(node.line, node.column, max(1, len(node.text)))
        self.findings.append(problem("compose", what, place))


def _under(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))
