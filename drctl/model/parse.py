"""YAML text -> maps and lists with places, from the parser's events.

libyaml's parser (through ruamel.yaml.clib) gives the events; without it ruamel.yaml's own
parser does, ten times slower. Measured: 41 MB in about 6 s with libyaml.
"""

import sys
from collections.abc import Iterator
from typing import Any

from drctl.finding import Finding
from drctl.model.errors import error
from drctl.model.scalars import resolve, shortened
from drctl.model.source import Map, Seq, Source

DEEPEST = 200
"""Levels of nesting that are read; libyaml's time grows with the square of the depth."""

_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(_TAG + kind for kind in ("int", "float", "bool", "null"))
_CONTAINER_TAGS = frozenset(_TAG + kind for kind in ("map", "seq")) | {"!"}
_MERGE = "<<"
_NOTHING = object()


class Refused(Exception):  # noqa: N818 - it stops one file's reading, no error of ours
    """Reading stops here, for the reason that `finding` tells."""

    def __init__(self, finding: Finding) -> None:
        """Carry the finding."""
        super().__init__(finding.message)
        self.finding = finding


def parse(source: Source, text: str) -> tuple[Map | None, list[Finding]]:
    """Read one YAML document whose top is a map.

    Args:
        source: the file; its positions are filled in.
        text: what the file holds.

    Returns:
        The top map (None when there is none to speak of) and all that is wrong with the text.

    Notes:
        One pass over the events, linear in the text. Aliases share their target; their
        expanded size is bounded before anything walks it.
    """
    reader = _Reader(source, len(text))
    try:
        for event in _events(text):
            reader.take(event)
        return reader.document(), reader.findings
    except Refused as refused:
        return None, [*reader.findings, refused.finding]
    except Exception as problem:
        mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
        if mark is None and not hasattr(problem, "reason") and not _is_yaml_error(problem):
            raise
        return None, [*reader.findings, _syntax_error(source, text, problem, mark)]


def _is_yaml_error(problem: Exception) -> bool:
    from ruamel.yaml.error import YAMLError

    return isinstance(problem, YAMLError)


def _events(text: str) -> Iterator[Any]:
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        from ruamel.yaml import YAML

        yield from YAML(typ="safe", pure=True).parse(text)
        return
    parser = CParser(text)
    while True:
        event = parser.get_event()
        if event is None:
            return
        yield event


def _syntax_error(source: Source, text: str, problem: Exception, mark: Any) -> Finding:
    if mark is not None:
        line, column = mark.line, mark.column
    else:
        position = getattr(problem, "position", 0) or 0
        line = text.count("\n", 0, position)
        column = position - (text.rfind("\n", 0, position) + 1)
    what = getattr(problem, "problem", None) or getattr(problem, "reason", None) or str(problem)
    context = getattr(problem, "context", None)
    told = shortened(f"{what} {context}" if context else str(what), 160)
    hint = "a tab cannot indent YAML: use spaces" if "\t" in source.lines[line][:column + 1] else ""
    return error("yaml-syntax", f"this is not YAML: {told}", source.place(line, column), hint)


class _Open:
    """A container that is being read."""

    __slots__ = ("anchor", "height", "key", "node", "places", "size", "spots", "tail")

    def __init__(self, node: Map | Seq, anchor: str | None, line: int, column: int) -> None:
        self.node = node
        self.anchor = anchor
        self.key: Any = _NOTHING
        self.spots = [line, column]
        self.tail: tuple[int, int] = (0, 0)
        self.size = 1
        self.height = 1
        self.places: list[tuple[int, int, Any]] = []


class _Reader:
    """Turns events into nested maps and lists."""

    def __init__(self, source: Source, length: int) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int, int]] = {}
        self.top: Any = _NOTHING
        self.documents = 0
        self.expanded = 0
        self.allowance = max(100_000, length)
        self.top_spot = (0, 0)

    def take(self, event: Any) -> None:
        """Use one event."""
        kind = type(event).__name__
        if kind == "ScalarEvent":
            mark = event.start_mark
            self._scalar(event, mark.line, mark.column)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._start(event, Map() if kind[0] == "M" else Seq())
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()
        elif kind == "AliasEvent":
            self._alias(event)
        elif kind == "DocumentStartEvent":
            self._document_start(event)

    def document(self) -> Map | None:
        """The top map, after the last event."""
        if self.top is _NOTHING or self.top is None:
            what = "the file is empty; it needs at least `drctl: 1`"
            self.findings.append(error("yaml-syntax", what, self.source.place(*self.top_spot)))
            return None
        if not isinstance(self.top, Map):
            what = "the top of a model file must be a map with keys such as drctl and services"
            self.findings.append(error("wrong-value", what, self.source.place(*self.top_spot)))
            return None
        return self.top

    def _document_start(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            at = self.source.place(event.start_mark.line, event.start_mark.column)
            what = "a second YAML document begins here; a model file holds one"
            hint = "put it in a file of its own and name that under include"
            raise Refused(error("yaml-syntax", what, at, hint))

    def _scalar(self, event: Any, line: int, column: int) -> None:
        text = event.value
        tag = event.tag
        value: Any
        top = self.stack[-1] if self.stack else None
        if top is not None and top.key is _NOTHING and isinstance(top.node, Map):
            value = text if event.style or text != _MERGE else _MERGE
            if not event.style and text == _MERGE:
                value = _Merge
        elif tag is None:
            value = resolve(text) if not event.style and event.implicit[0] else text
        else:
            value = self._tagged(str(tag), text, line, column)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1, 0)
        self._add(value, line, column, 1, 0)

    def _tagged(self, tag: str, text: str, line: int, column: int) -> Any:
        if tag in (_TAG + "str", "!"):
            return text
        if tag in _PLAIN_TAGS:
            return resolve(text)
        self._refuse_tag(tag, line, column)
        return text

    def _refuse_tag(self, tag: str, line: int, column: int) -> None:
        shown = tag.replace(_TAG, "!!")
        what = f"the tag {shown} means nothing here; a model holds text, numbers, true and false"
        self.findings.append(error("yaml-syntax", what, self.source.place(line, column)))

    def _start(self, event: Any, node: Map | Seq) -> None:
        mark = event.start_mark
        if len(self.stack) >= DEEPEST:
            self._too_deep(mark.line, mark.column)
        if event.tag is not None and str(event.tag) not in _CONTAINER_TAGS:
            self._refuse_tag(str(event.tag), mark.line, mark.column)
        node.source = self.source
        self.stack.append(_Open(node, event.anchor, mark.line, mark.column))

    def _too_deep(self, line: int, column: int) -> None:
        what = f"nesting is deeper than {DEEPEST} levels"
        raise Refused(error("yaml-syntax", what, self.source.place(line, column)))

    def _end(self) -> None:
        done = self.stack.pop()
        node = done.node
        if isinstance(node, Map) and done.places:
            _merge(node, done)
        node.at = len(self.source.positions)
        self.source.positions.extend(done.spots)
        if done.anchor:
            self.anchors[done.anchor] = (node, done.size, done.height)
        self._add(node, done.spots[0], done.spots[1], done.size, done.height)

    def _alias(self, event: Any) -> None:
        line, column = event.start_mark.line, event.start_mark.column
        known = self.anchors.get(event.anchor)
        if known is None:
            inside = any(o.anchor == event.anchor for o in self.stack)
            why = "stands inside its own anchor" if inside else "has no anchor before it"
            what = f'the alias "*{event.anchor}" {why}'
            raise Refused(error("yaml-syntax", what, self.source.place(line, column)))
        value, size, height = known
        self.expanded += size
        if self.expanded > self.allowance:
            what = f"aliases unfold to more than {self.allowance:,} values"
            raise Refused(error("yaml-syntax", what, self.source.place(line, column)))
        if len(self.stack) + height > DEEPEST:
            self._too_deep(line, column)
        self._add(value, line, column, size, height)

    def _add(self, value: Any, line: int, column: int, size: int, height: int) -> None:
        if not self.stack:
            self.top = value
            self.top_spot = (line, column)
            return
        into = self.stack[-1]
        into.size += size
        if height >= into.height:
            into.height = height + 1
        if isinstance(into.node, Seq):
            if value is None:
                what = "this item of the list has no value"
                self.findings.append(error("wrong-value", what, self.source.place(line, column)))
            into.node.append(value)
            into.spots += (line, column)
        elif into.key is _NOTHING:
            into.key = self._key(value, line, column)
            into.tail = (line, column)
        else:
            self._entry(into, into.node, value, line, column)

    def _key(self, value: Any, line: int, column: int) -> Any:
        if value is _Merge:
            return value
        if isinstance(value, str):
            return sys.intern(value)
        if isinstance(value, (Map, Seq)):
            what = "a key must be text, not a map or a list"
            self.findings.append(error("wrong-value", what, self.source.place(line, column)))
        return str(value)

    def _entry(self, into: _Open, node: Map, value: Any, line: int, column: int) -> None:
        key, (key_line, key_column) = into.key, into.tail
        into.key = _NOTHING
        if key is _Merge:
            into.places.append((key_line, key_column, value))
            self._check_merge(value, line, column)
        elif key in node:
            here = self.source.place(key_line, key_column)
            spots = into.spots
            index = 2 + 4 * list(node).index(key)
            first = self.source.place(spots[index], spots[index + 1], "it stands here already")
            what = f'"{shortened(key)}" stands twice in this map; first at {first}'
            self.findings.append(error("duplicate-key", what, (here, first)))
        elif value is None and not key.startswith("x-"):
            here = self.source.place(key_line, key_column)
            what = f'"{shortened(key)}" has no value'
            hint = "leave the key out, or give it a value"
            self.findings.append(error("wrong-value", what, here, hint))
        elif not key.startswith("x-"):
            node[key] = value
            into.spots += (key_line, key_column, line, column)

    def _check_merge(self, value: Any, line: int, column: int) -> None:
        maps = value if isinstance(value, Seq) else [value]
        if not all(isinstance(m, Map) for m in maps):
            what = "`<<` takes an alias of a map, or a list of such aliases"
            self.findings.append(error("wrong-value", what, self.source.place(line, column)))


class _Merge:
    """Stands for the key `<<`."""


def _merge(node: Map, done: _Open) -> None:
    """Add what `<<` brings; keys of the map itself win, then the first map that has them."""
    for _, _, value in done.places:
        for other in value if isinstance(value, Seq) else [value]:
            if not isinstance(other, Map):
                continue
            for key, spots in other.spots():
                if key not in node:
                    node[key] = other[key]
                    done.spots += spots
