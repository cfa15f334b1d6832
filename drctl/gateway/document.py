"""YAML or JSON text of another tool -> values that know their places.

Gateways read YAML 1.1: `yes` is true and `20_000` a number. Depth is bounded, and so is the size
that aliases unfold to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from drctl.finding import Finding, Place, Severity
from drctl.model.scalars import Scalar, resolve
from drctl.model.source import Source

Text = Source
"""A file to read, with the name that messages give it."""

_DEEPEST = 100
_LARGEST = 100_000
_TRUE = frozenset(("yes", "on"))
_FALSE = frozenset(("no", "off"))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value and its 0-based place; what is absent is None at line -1.

    `key` is the place of the key before it.
    """

    value: "Scalar | dict[str, Node] | list[Node]"
    line: int = -1
    column: int = 0
    key: tuple[int, int] | None = None

    def at(self, *path: str) -> "Node":
        """What stands below this node under the keys of `path`, or the absent node."""
        node = self
        for key in path:
            node = node.entries.get(key, ABSENT)
        return node

    def __bool__(self) -> bool:
        return self.line >= 0

    @property
    def entries(self) -> "dict[str, Node]":
        """The entries of a map; none for everything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The items of a list; none for everything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """The text; "" for everything else."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def number(self) -> float | None:
        """The number, also where it is written as text; None for everything else."""
        if isinstance(self.value, bool):
            return None
        if isinstance(self.value, str):
            found = resolve(self.value) if self.value else None
            return (
                float(found)
                if isinstance(found, (int, float)) and not isinstance(found, bool)
                else None
            )
        return float(self.value) if isinstance(self.value, (int, float)) else None

    def place(self, text: Text, note: str = "", *, key: bool = False) -> Place:
        """Where it stands, or its key."""
        line, column = self.key if key and self.key else (max(self.line, 0), self.column)
        return text.place(line, column, note)


ABSENT = Node(None)


def document(text: Text) -> tuple[Node, tuple[Finding, ...]]:
    """Read the one document of a text.

    Returns:
        Its top, absent where nothing can be read, and what is wrong with the text.

    Notes:
        One pass over the parser's events, linear in the text.
    """
    reader = _Reader(text)
    try:
        for event in _events(text.text):
            reader.take(event)
    except _Refused as refused:
        return ABSENT, (refused.finding,)
    except UnicodeError as fault:
        told = f"this text cannot be read: {getattr(fault, 'reason', fault)}"
        return ABSENT, (syntax(text, told, 0, 0),)
    except Exception as fault:
        from ruamel.yaml.error import YAMLError

        if not isinstance(fault, YAMLError):
            raise
        return ABSENT, (_broken(text, fault),)
    if not reader.top:
        return ABSENT, (syntax(text, "the file holds nothing", 0, 0),)
    return reader.top, ()


def syntax(text: Text, told: str, line: int, column: int, hint: str = "") -> Finding:
    """A finding about text that is no YAML."""
    place = text.place(line, column)
    return Finding("yaml-syntax", Severity.CRITICAL, told, (place,), hint=hint)


def _events(text: str) -> Iterable[Any]:
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        from ruamel.yaml import YAML

        found: Iterable[Any] = YAML(typ="safe", pure=True).parse(text)
        return found
    return iter(CParser(text).get_event, None)


def _broken(text: Text, fault: Any) -> Finding:
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    told = getattr(fault, "problem", None) or getattr(fault, "reason", None) or "it is broken"
    return syntax(text, f"this is not YAML: {told}", line, column)


class _Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class _Open:
    """A container that is being read."""

    node: Node
    anchor: str | None
    size: int = 1
    key: str | None = None
    key_at: tuple[int, int] = (0, 0)
    merged: list[Node] = field(default_factory=list)


class _Reader:
    """Turns events into nodes."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.top = ABSENT
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.expanded = 0

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            value = event.value if event.style else _resolved(event.value)
            self._add(self._node(value, event), 1, event.anchor)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            if len(self.stack) >= _DEEPEST:
                self._refuse(f"nesting is deeper than {_DEEPEST} levels", event)
            if self.stack and self._wants_key():
                self._refuse("a key must be text, not a map or a list", event)
            node = self._node({} if kind[0] == "M" else [], event)
            self.stack.append(_Open(node, event.anchor))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()
        elif kind == "AliasEvent":
            self._alias(event)

    def _node(self, value: Any, event: Any) -> Node:
        return Node(value, event.start_mark.line, event.start_mark.column)

    def _refuse(self, told: str, event: Any) -> None:
        mark = event.start_mark
        raise _Refused(syntax(self.text, told, mark.line, mark.column))

    def _wants_key(self) -> bool:
        return isinstance(self.stack[-1].node.value, dict) and self.stack[-1].key is None

    def _end(self) -> None:
        done = self.stack.pop()
        for key, value in _merged(done.merged):
            done.node.entries.setdefault(key, value)
        self._add(done.node, done.size, done.anchor)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self._refuse(f'the alias "*{event.anchor}" has no anchor before it', event)
        node, size = self.anchors[event.anchor]
        self.expanded += size
        if self.expanded > max(_LARGEST, len(self.text.text)):
            self._refuse(f"aliases unfold to more than {_LARGEST:,} values", event)
        mark = event.start_mark
        self._add(replace(node, line=mark.line, column=mark.column), size, None)

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = (node, size)
        if not self.stack:
            self.top = self.top or node
            return
        into = self.stack[-1]
        into.size += size
        if isinstance(into.node.value, list):
            into.node.value.append(node)
        elif into.key is None:
            into.key = _key(node.value)
            into.key_at = (node.line, node.column)
            if into.key in into.node.entries:
                told = f'"{into.key}" stands twice in this map'
                raise _Refused(syntax(self.text, told, node.line, node.column))
        elif into.key == "<<" and not isinstance(node.value, str):
            into.merged.append(node)
            into.key = None
        else:
            into.node.entries[into.key] = replace(node, key=into.key_at)
            into.key = None


def _merged(nodes: list[Node]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        for each in [node, *node.items]:
            yield from each.entries.items()


def _key(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def _resolved(text: str) -> Scalar:
    found = resolve(text)
    if isinstance(found, str):
        if found.casefold() in _TRUE or found.casefold() in _FALSE:
            return found.casefold() in _TRUE
        if re.fullmatch(r"[-+]?[0-9][0-9_]*", found):
            return int(found.replace("_", ""))
    return found
