"""YAML text with any number of documents -> nodes that know their lines.

Other tools' files are read leniently: values stay text, unknown tags are passed over.
What a hostile text could do is bounded: depth, and the size that aliases unfold to.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from drctl.finding import Finding
from drctl.importers._kind import Refused, Source, problem

DEEPEST = 200
"""Levels of nesting that are read; libyaml's time grows with the square of the depth."""

_LARGEST = 100_000
_LONGEST_SLOW = 100_000
NULL = "!null"
"""The tag of a value that is absent, not empty."""

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_PRINTABLE = 60


# Not frozen, which would double the time of reading; nothing sets a field of one.
@dataclass(slots=True, eq=False)
class Node:
    """A YAML value with its 1-based place; what is absent is the empty text at line 0.

    `path` is the name of its text, `tag` its tag when it has one of its own, `key_line` the line
    of the key before it, `written` what stood there before something was filled in, "" when
    nothing was.
    """

    value: "str | dict[str, Node] | list[Node]"
    line: int = 0
    column: int = 0
    path: str = ""
    tag: str = ""
    key_line: int = 0
    written: str = ""

    def at(self, *path: str) -> "Node":
        """What stands below this node under the keys of `path`, or the absent node."""
        node = self
        for key in path:
            node = node.entries.get(key, ABSENT)
        return node

    @property
    def text(self) -> str:
        """The text; empty for maps, lists, null and the absent node."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def items(self) -> "list[Node]":
        """The items of a list; none for everything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def entries(self) -> "dict[str, Node]":
        """The entries of a map; none for everything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def pairs(self) -> dict[str, str]:
        """The entries of a map whose values are text, as labels are."""
        return {k: v.value for k, v in self.entries.items() if isinstance(v.value, str)}


ABSENT = Node("")


def documents(
    source: Source, without: frozenset[str] = frozenset()
) -> tuple[list[Node], list[Finding]]:
    """Read all documents of a text.

    Args:
        source: the text and its name.
        without: keys that nobody asks for; what stands under them at any depth is passed over.

    Returns:
        The tops of the documents that hold something, and what stopped the reading.

    Notes:
        One pass over the parser's events, linear in the text.
    """
    try:
        return _read(source, _events(source.text), without), []
    except Refused as refused:
        return [], [refused.finding]
    except UnicodeError as fault:
        what = f"this text cannot be read: {fault.reason if hasattr(fault, 'reason') else fault}"
        return [], [problem("yaml-syntax", what, source.place(1, 1))]
    except Exception as fault:
        from ruamel.yaml.error import YAMLError

        if not isinstance(fault, YAMLError):
            raise
        return _read_again(source, fault, without)


def _read(source: Source, events: Iterator[Any], without: frozenset[str]) -> list[Node]:
    reader = _Reader(source, without)
    for event in events:
        reader.take(event)
    return reader.tops


def _read_again(
    source: Source, fault: Any, without: frozenset[str]
) -> tuple[list[Node], list[Finding]]:
    """With the slow parser: it knows YAML 1.2, where `[a:b]` is a list of one text."""
    from ruamel.yaml.error import YAMLError

    if len(source.text) < _LONGEST_SLOW:
        with suppress(YAMLError, Refused, UnicodeError, RecursionError):
            return _read(source, _slow_events(source.text), without), []
    return [], [_syntax_problem(source, fault)]


def _events(text: str) -> Iterator[Any]:
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        yield from _slow_events(text)
        return
    parser = CParser(text)
    while (event := parser.get_event()) is not None:
        yield event


def _slow_events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    yield from YAML(typ="safe", pure=True).parse(text)


def _syntax_problem(source: Source, fault: Any) -> Finding:
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    else:
        before = source.text[: getattr(fault, "position", 0) or 0]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    told = getattr(fault, "problem", None) or getattr(fault, "reason", None) or "it is broken"
    context = getattr(fault, "context", None)
    what = f"this is not YAML: {told} {context}" if context else f"this is not YAML: {told}"
    return problem("yaml-syntax", what, source.place(line, column), _hint(source))


def _hint(source: Source) -> str:
    if "{{" not in source.text:
        return ""
    return "this looks like a template: render it first, for example with `helm template`"


@dataclass(slots=True)
class _Open:
    """A container that is being read."""

    node: Node
    anchor: str | None
    size: int = 1
    height: int = 1
    key: Node | None = None
    keys: dict[str, Node] = field(default_factory=dict)
    merged: list[Node] = field(default_factory=list)


class _Reader:
    """Turns events into nodes."""

    def __init__(self, source: Source, without: frozenset[str]) -> None:
        self.source = source
        self.without = without
        self.passed_over = 0
        self.tops: list[Node] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int, int]] = {}
        self.expanded = 0

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if self.passed_over:
            self._pass_over(event, kind)
            return
        if kind == "DocumentStartEvent":
            self.anchors = {}
            return
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()
            return
        if kind not in ("ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"):
            return
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if kind == "ScalarEvent":
            null = not event.style and event.value in _NULLS
            text = "" if null else event.value
            node = self._node(text, event, NULL if null else "")
            self._add(node, 1, 0, event.anchor)
        elif kind == "AliasEvent":
            self._alias(event.anchor, line, column)
        else:
            if len(self.stack) >= DEEPEST:
                self._refuse(f"nesting is deeper than {DEEPEST} levels", line, column)
            if self._unasked() and not event.anchor:
                self.passed_over = 1
                return
            node = self._node({} if kind[0] == "M" else [], event)
            self.stack.append(_Open(node, event.anchor))

    def _unasked(self) -> bool:
        """Whether what comes stands under a key that nobody asks for."""
        key = self.stack[-1].key if self.stack and self.without else None
        return key is not None and key.value in self.without

    def _pass_over(self, event: Any, kind: str) -> None:
        """Take nothing until the map or list has ended; then it counts as absent."""
        if kind != "AliasEvent" and kind[-8:] != "EndEvent" and event.anchor:
            self.anchors[event.anchor] = (self._node(getattr(event, "value", {}), event), 1, 1)
        if kind[-10:] == "StartEvent":
            self.passed_over += 1
            if len(self.stack) + self.passed_over > DEEPEST:
                mark = event.start_mark
                what = f"nesting is deeper than {DEEPEST} levels"
                self._refuse(what, mark.line + 1, mark.column + 1)
        elif kind[-8:] == "EndEvent":
            self.passed_over -= 1
            if not self.passed_over:
                self.stack[-1].key = None

    def _node(
        self, value: "str | dict[str, Node] | list[Node]", event: Any, tag: str = ""
    ) -> Node:
        mark = event.start_mark
        name = self.source.name
        return Node(
            value, mark.line + 1, mark.column + 1, name, event.tag or tag, self._key_line()
        )

    def _key_line(self) -> int:
        """The line of the key before what comes; 0 in lists and for keys."""
        key = self.stack[-1].key if self.stack else None
        return 0 if key is None else key.line

    def _refuse(self, what: str, line: int, column: int, rule: str = "yaml-syntax") -> None:
        raise Refused(problem(rule, what, self.source.place(line, column), _hint(self.source)))

    def _end(self) -> None:
        done = self.stack.pop()
        for other in done.merged:
            for each in [other, *other.items]:
                for key, value in each.entries.items():
                    done.node.entries.setdefault(key, value)
        self._add(done.node, done.size, done.height, done.anchor)

    def _alias(self, anchor: str, line: int, column: int) -> None:
        if anchor not in self.anchors:
            self._refuse(f'the alias "*{anchor}" has no anchor before it', line, column)
        node, size, height = self.anchors[anchor]
        self.expanded += size
        if self.expanded > max(_LARGEST, len(self.source.text)):
            self._refuse(f"aliases unfold to more than {_LARGEST:,} values", line, column)
        if len(self.stack) + height > DEEPEST:
            self._refuse(f"nesting is deeper than {DEEPEST} levels", line, column)
        placed = replace(node, line=line, column=column, key_line=self._key_line())
        self._add(placed, size, height, None)

    def _add(self, node: Node, size: int, height: int, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = (node, size, height)
        if not self.stack:
            if node.value != "":
                self.tops.append(node)
            return
        into = self.stack[-1]
        into.size += size
        into.height = max(into.height, height + 1)
        if isinstance(into.node.value, list):
            into.node.value.append(node)
        elif into.key is None:
            into.key = node
        else:
            self._entry(into, into.key, node)

    def _entry(self, into: _Open, key: Node, value: Node) -> None:
        into.key = None
        if not isinstance(key.value, str):
            self._refuse("a key must be text, not a map or a list", key.line, key.column)
        elif key.value == "<<" and not isinstance(value.value, str):
            into.merged.append(value)
        elif key.value in into.keys:
            first = self.source.place(into.keys[key.value].line, into.keys[key.value].column)
            shown = key.value[:_PRINTABLE]
            what = f'"{shown}" stands twice in this map; first at {first}'
            self._refuse(what, key.line, key.column, "duplicate-key")
        else:
            into.keys[key.value] = key
            into.node.entries[key.value] = value
