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
            inside = node.value
            node = inside.get(key, ABSENT) if isinstance(inside, dict) else ABSENT
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
    return _Reader(source, events, without).read()


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
        return _slow_events(text)
    return iter(CParser(text).get_event, None)


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
    """A container that is being read, with the key whose value is next and that key's place.

    Between entries, and in lists, there is no key, and its line is 0.
    """

    node: Node
    anchor: str | None
    key: str | None = None
    line: int = 0
    column: int = 0
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    merged: tuple[Node, ...] = ()


class _Reader:
    """Turns events into nodes."""

    def __init__(self, source: Source, events: Iterator[Any], without: frozenset[str]) -> None:
        self.source = source
        self.name = source.name
        self.events = events
        self.without = without
        self.into = _Open(Node([]), None)
        self.around: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.extents: dict[int, tuple[Node, int, int]] = {}
        self.expanded = 0

    def read(self) -> list[Node]:
        from ruamel.yaml import events as kinds

        takes = {
            kinds.DocumentStartEvent: self._document,
            kinds.ScalarEvent: self._scalar,
            kinds.AliasEvent: self._alias,
            kinds.MappingStartEvent: self._begin,
            kinds.SequenceStartEvent: self._begin,
            kinds.MappingEndEvent: self._end,
            kinds.SequenceEndEvent: self._end,
        }
        for event in self.events:
            take = takes.get(type(event))
            if take is not None:
                take(event)
        return [top for top in self.into.node.items if top.value != ""]

    def _document(self, event: Any) -> None:
        self.anchors = {}

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        null = not event.style and text in _NULLS
        into = self.into
        if into.key is None and not event.anchor and isinstance(into.node.value, dict):
            mark = event.start_mark
            into.key = "" if null else text
            into.line, into.column = mark.line + 1, mark.column + 1
        elif null:
            self._add(self._node("", event, NULL), event.anchor)
        else:
            self._add(self._node(text, event), event.anchor)

    def _begin(self, event: Any) -> None:
        if len(self.around) >= DEEPEST:
            self._too_deep(event)
        if self.into.key in self.without and not event.anchor:
            self._pass_over()
            self.into.key, self.into.line = None, 0
            return
        node = self._node([] if type(event).__name__[0] == "S" else {}, event)
        self.around.append(self.into)
        self.into = _Open(node, event.anchor)

    def _pass_over(self) -> None:
        """Take nothing until the map or list has ended; but anchors may be asked for later."""
        depth = 1
        for event in self.events:
            kind = type(event).__name__
            if kind == "ScalarEvent":
                if event.anchor:
                    self.anchors[event.anchor] = self._node(event.value, event)
            elif kind[-8:] == "EndEvent":
                depth -= 1
                if not depth:
                    return
            elif kind != "AliasEvent":
                depth += 1
                if len(self.around) + depth > DEEPEST:
                    self._too_deep(event)
                if event.anchor:
                    self.anchors[event.anchor] = self._node({}, event)

    def _end(self, event: Any) -> None:
        done = self.into
        self.into = self.around.pop()
        for other in done.merged:
            for each in [other, *other.items]:
                for key, value in each.entries.items():
                    done.node.entries.setdefault(key, value)
        self._add(done.node, done.anchor)

    def _node(
        self, value: "str | dict[str, Node] | list[Node]", event: Any, tag: str = ""
    ) -> Node:
        mark = event.start_mark
        if event.ctag is not None:
            tag = event.tag
        return Node(value, mark.line + 1, mark.column + 1, self.name, tag, self.into.line)

    def _alias(self, event: Any) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if event.anchor not in self.anchors:
            self._refuse(f'the alias "*{event.anchor}" has no anchor before it', line, column)
        node = self.anchors[event.anchor]
        size, height = self._extent(node)
        self.expanded += size
        if self.expanded > max(_LARGEST, len(self.source.text)):
            self._refuse(f"aliases unfold to more than {_LARGEST:,} values", line, column)
        if len(self.around) + height > DEEPEST:
            self._too_deep(event)
        self._add(replace(node, line=line, column=column, key_line=self.into.line), None)

    def _extent(self, node: Node) -> tuple[int, int]:
        """How many values stand in a node, and in how many levels; aliases count unfolded."""
        if isinstance(node.value, str):
            return 1, 0
        if (known := self.extents.get(id(node.value))) is None:
            inside = [self._extent(each) for each in [*node.items, *node.entries.values()]]
            size = 1 + len(node.entries) + sum(size for size, _ in inside)
            known = node, size, 1 + max((height for _, height in inside), default=0)
            self.extents[id(node.value)] = known  # with the node, so that its id stays its own
        return known[1:]

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        into = self.into
        inside = into.node.value
        if isinstance(inside, list):
            inside.append(node)
        elif into.key is None:
            if not isinstance(node.value, str):
                self._refuse("a key must be text, not a map or a list", node.line, node.column)
            into.key, into.line, into.column = node.text, node.line, node.column
        else:
            self._entry(into, into.key, node)
            into.key, into.line = None, 0

    def _entry(self, into: _Open, key: str, value: Node) -> None:
        if key == "<<" and not isinstance(value.value, str):
            into.merged = (*into.merged, value)
        elif key in into.places:
            first = self.source.place(*into.places[key])
            what = f'"{key[:_PRINTABLE]}" stands twice in this map; first at {first}'
            self._refuse(what, into.line, into.column, "duplicate-key")
        else:
            into.places[key] = into.line, into.column
            into.node.entries[key] = value

    def _too_deep(self, event: Any) -> None:
        mark = event.start_mark
        self._refuse(f"nesting is deeper than {DEEPEST} levels", mark.line + 1, mark.column + 1)

    def _refuse(self, what: str, line: int, column: int, rule: str = "yaml-syntax") -> None:
        raise Refused(problem(rule, what, self.source.place(line, column), _hint(self.source)))
