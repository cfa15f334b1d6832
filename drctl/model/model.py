"""The model: everything that one workspace says, checked, in normal form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from drctl.finding import Place
from drctl.model.component import Component
from drctl.model.language.estate import Accepted, Drill, Policy, Procedure, Scenario, Team
from drctl.model.requirement import Need
from drctl.model.source import Map, Path, Seq, Side, Source, place_of

SECTIONS = ("teams", "domains", "providers", "services", "procedures", "scenarios")
LISTS = ("drills", "accepted")


@dataclass(frozen=True, slots=True)
class File:
    """One file of the workspace, read."""

    source: Source
    top: Map


class Index:
    """Where each declaration stands; asked only when a place is wanted."""

    def __init__(self, files: Sequence[File]) -> None:
        """Index the sections of all files, in the order in which they were read."""
        self._files = files
        self._maps: dict[tuple[str, str], Map] = {}
        self._items: dict[str, list[tuple[Seq, int]]] = {name: [] for name in LISTS}
        for file in files:
            for section in SECTIONS:
                entries = file.top.get(section)
                if isinstance(entries, Map):
                    for name in entries:
                        self._maps.setdefault((section, name), entries)
            for section in LISTS:
                items = file.top.get(section)
                if isinstance(items, Seq):
                    self._items[section].extend((items, i) for i in range(len(items)))

    def node(self, path: Path) -> object:
        """What is written at a path, or None."""
        section = str(path[0]) if path else ""
        node: object
        rest: Path
        if len(path) > 1 and section in SECTIONS:
            node, rest = self._maps.get((section, str(path[1]))), path[1:]
        elif len(path) > 1 and section in LISTS:
            items, index = self._items[section][int(path[1])]
            node, rest = items[index], path[2:]
        else:
            node, rest = self._files[0].top, path
        for step in rest:
            if isinstance(node, Map) and isinstance(step, str):
                node = node.get(step)
            elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return None
        return node

    def place(self, path: Path, side: Side = "key", note: str = "") -> Place:
        """The place of a path, or of its nearest parent that stands in a file."""
        section = str(path[0]) if path else ""
        if len(path) > 1 and section in SECTIONS:
            holder = self._maps.get((section, str(path[1])))
            found = place_of(holder, path[1:], side, note) if holder is not None else None
        elif len(path) > 1 and section in LISTS:
            items, index = self._items[section][int(path[1])]
            found = place_of(items, (index, *path[2:]), side, note)
        else:
            found = place_of(self._files[0].top, path, side, note)
        return found or self._files[0].source.place(0, 0, note)


@dataclass(frozen=True, slots=True)
class Model:
    """A workspace's whole content; names in the order in which they were declared."""

    name: str
    title: str
    policy: Policy
    teams: Mapping[str, Team]
    components: Mapping[str, Component]
    procedures: Mapping[str, Procedure]
    scenarios: Mapping[str, Scenario]
    drills: tuple[Drill, ...]
    accepted: tuple[Accepted, ...]
    files: tuple[File, ...]
    index: Index
    root: FilePath | None = None

    def place(self, path: Path, side: Side = "key", note: str = "") -> Place:
        """Where something stands.

        Args:
            path: from the top of the language, as `("services", "chat-api", "needs", "llm")`.
            side: the last key itself, or its value.
            note: what the place shows.

        Returns:
            The place, of the nearest parent when the path's end isn't written.
        """
        return self.index.place(path, side, note)

    def need(self, address: str) -> Need | None:
        """The need at an address such as `chat-api.llm`."""
        name, _, slot = address.partition(".")
        component = self.components.get(name)
        return component.need(slot) if component else None

    def of_kind(self, kind: str) -> tuple[Component, ...]:
        """All components of a kind, in declared order."""
        return tuple(c for c in self.components.values() if c.kind == kind)
