"""YAML text -> maps and lists with places, from the parser's events.

libyaml's parser (through ruamel.yaml.clib) gives the events; without it ruamel.yaml's own
parser does, ten times slower. Measured: 41 MB in about 6 s with libyaml.
"""

from collections.abc import Callable, Iterable, Iterator
from sys import intern
from typing import Any

from drctl.finding import Finding
from drctl.model.errors import error
from drctl.model.scalars import resolve, shortened
from drctl.model.source import Map, Seq, Source
from drctl.model.syntax import disguised, is_yaml_error, syntax_error

DEEPEST = 200
"""Levels of nesting that are read; libyaml's time grows with the square of the depth."""

_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(_TAG + kind for kind in ("int", "float", "bool", "null"))
_CONTAINER_TAGS = frozenset(_TAG + kind for kind in ("map", "seq")) | {"!"}
_MERGE = "<<"
_NOTHING = object()
_REFUSED = object()


class Refused(Exception):
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
        A key without a value is one of the errors and stands in its map with None.

    Notes:
        One pass over the events, linear in the text. Aliases share their target; their
        expanded size is bounded before anything walks it.
    """
    top, findings, problem = _read(source, text, _events(text))
    if problem is not None:
        other, meant = disguised(text)
        if other != text:
            del source.positions[:]
            undisguised = _undisguised(_events(other), meant)
            top, findings, problem = _read(source, text, undisguised)
    if problem is not None:
        findings.append(syntax_error(source, text, problem))
    return top, findings


def _read(
    source: Source, text: str, events: Iterable[Any]
) -> tuple[Map | None, list[Finding], Exception | None]:
    reader = _Reader(source, len(text))
    try:
        reader.read(events)
        return reader.document(), reader.findings, None
    except Refused as refused:
        return None, [*reader.findings, refused.finding], None
    except Exception as problem:
        if not is_yaml_error(problem):
            raise
        return None, reader.findings, problem


def _events(text: str) -> Iterable[Any]:
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        from ruamel.yaml import YAML

        parsed: Iterable[Any] = YAML(typ="safe", pure=True).parse(text)
        return parsed
    return iter(CParser(text).get_event, None)


def _undisguised(events: Iterable[Any], meant: dict[str, str]) -> Iterator[Any]:
    table = str.maketrans(meant)
    for event in events:
        if hasattr(event, "value"):
            event.value = event.value.translate(table)
        yield event


class _Open:
    """A container that is being read; `key` waits for its value."""

    __slots__ = (
        "anchor", "dormant", "height", "ignored", "inside", "key", "merges", "node", "refused",
        "spots", "where",
    )  # fmt: skip

    def __init__(self, node: Map | Seq, anchor: str | None, line: int, column: int) -> None:
        self.node = node
        self.anchor = anchor
        self.spots = [line, column]
        self.key: Any = _NOTHING if isinstance(node, Map) else None
        self.where = (0, 0)
        self.inside = 0
        self.height = 1
        self.merges: list[Any] = []
        self.refused = False
        self.ignored = False
        self.dormant = 0

    @property
    def ignores(self) -> bool:
        """Whether what is read next stands below a key that begins with x-."""
        return self.ignored or (isinstance(self.key, str) and self.key[:2] == "x-")

    @property
    def size(self) -> int:
        """How many keys and values it has at all depths, itself included."""
        return len(self.spots) // 2 + self.inside


class _Reader:
    """Turns events into nested maps and lists."""

    def __init__(self, source: Source, length: int) -> None:
        self.source = source
        self.findings: list[Finding] = []
        # What is wrong below keys that begin with x-, until an alias brings it in.
        self.dormant: list[Finding] = []
        self.asleep: dict[str, list[Finding]] = {}
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int, int]] = {}
        self.top: Any = _NOTHING
        self.documents = 0
        self.expanded = 0
        self.allowance = max(100_000, length)
        self.top_spot = (0, 0)

    def read(self, events: Iterable[Any]) -> None:
        """Use all events."""
        from ruamel.yaml import events as kinds

        others: dict[type, Callable[[Any], None]] = {
            kinds.MappingStartEvent: self._start,
            kinds.SequenceStartEvent: self._start,
            kinds.MappingEndEvent: self._end,
            kinds.SequenceEndEvent: self._end,
            kinds.AliasEvent: self._alias,
            kinds.DocumentStartEvent: self._document_start,
            kinds.ScalarEvent: self._scalar,
        }
        scalar, stack = kinds.ScalarEvent, self.stack
        for event in events:
            kind = event.__class__
            # What nearly all events are, without a call: a plain key, and text as its value.
            if kind is scalar and stack and event.anchor is None and event.tag is None:
                into = stack[-1]
                mark = event.start_mark
                text = event.value
                if into.key is _NOTHING:
                    if text != _MERGE:
                        into.key = intern(text)
                        into.where = (mark.line, mark.column)
                        continue
                elif into.key is not None:
                    value = text if event.style else resolve(text)
                    self._entry(into, value, mark.line, mark.column)
                    continue
            if (take := others.get(kind)) is not None:
                take(event)

    def document(self) -> Map | None:
        """The top map, after the last event."""
        place = self.source.place(*self.top_spot)
        if self.top is _NOTHING or self.top is None:
            what = "the file holds nothing; a model file begins with drctl: 1"
            self.findings.append(error("yaml-syntax", what, place))
        elif not isinstance(self.top, Map) and self.top is not _REFUSED:
            what = "the top of a model file must be a map with keys such as drctl and services"
            self.findings.append(error("wrong-value", what, place))
        return self.top if isinstance(self.top, Map) else None

    def _document_start(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            at = self.source.place(event.start_mark.line, event.start_mark.column)
            what = "a second YAML document begins here; a model file holds one"
            hint = "put it in a file of its own and name that under include"
            raise Refused(error("yaml-syntax", what, at, hint))

    def _scalar(self, event: Any) -> None:
        line, column = event.start_mark.line, event.start_mark.column
        value: Any = event.value
        if self.stack and self.stack[-1].key is _NOTHING:
            if not event.style and value == _MERGE:
                value = _Merge
        elif event.tag is not None:
            value = self._tagged(str(event.tag), value, line, column)
        elif not event.style:
            value = resolve(value)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1, 0)
        self._add(value, line, column)

    def _tagged(self, tag: str, text: str, line: int, column: int) -> Any:
        if tag in (_TAG + "str", "!"):
            return text
        if tag in _PLAIN_TAGS:
            return resolve(text)
        self._refuse_tag(tag, line, column)
        return _REFUSED

    def _refuse_tag(self, tag: str, line: int, column: int) -> None:
        shown = tag.replace(_TAG, "!!")
        what = f"the tag {shown} means nothing here; a model holds text, numbers, true and false"
        self.findings.append(error("yaml-syntax", what, self.source.place(line, column)))

    def _start(self, event: Any) -> None:
        mark = event.start_mark
        if len(self.stack) >= DEEPEST:
            self._too_deep(mark.line, mark.column)
        node = Map() if event.__class__.__name__ == "MappingStartEvent" else Seq()
        node.source = self.source
        opened = _Open(node, event.anchor, mark.line, mark.column)
        if self.stack:
            outer = self.stack[-1]
            opened.ignored = outer.ignores
            opened.refused = outer.key is _NOTHING
        opened.dormant = len(self.dormant)
        if event.tag is not None and str(event.tag) not in _CONTAINER_TAGS:
            self._refuse_tag(str(event.tag), mark.line, mark.column)
            opened.refused = True
        self.stack.append(opened)

    def _too_deep(self, line: int, column: int) -> None:
        what = f"nesting is deeper than {DEEPEST} levels"
        raise Refused(error("yaml-syntax", what, self.source.place(line, column)))

    def _end(self, _: Any) -> None:
        done = self.stack.pop()
        node: Any = done.node
        if done.merges:
            _merge(node, done)
        node.at = len(self.source.positions)
        self.source.positions.extend(done.spots)
        if done.refused:
            node = _REFUSED
        if done.anchor:
            self.anchors[done.anchor] = (node, done.size, done.height)
            self.asleep[done.anchor] = self.dormant[done.dormant :]
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
        ignored = bool(self.stack) and self.stack[-1].ignores
        (self.dormant if ignored else self.findings).extend(self.asleep.get(event.anchor, ()))
        self._add(value, line, column, size, height)

    def _add(self, value: Any, line: int, column: int, size: int = 1, height: int = 0) -> None:
        if not self.stack:
            self.top = value
            self.top_spot = (line, column)
            return
        into = self.stack[-1]
        into.inside += size - 1
        into.height = max(into.height, height + 1)
        if into.key is None:
            self._item(into, value, line, column)
        elif into.key is _NOTHING:
            into.key = self._key(value, line, column)
            into.where = (line, column)
        else:
            self._entry(into, value, line, column)

    def _item(self, into: _Open, value: Any, line: int, column: int) -> None:
        if value is None:
            self._no_value(into, "this item of the list has no value", line, column)
        into.node.append(None if value is _REFUSED else value)  # type: ignore[union-attr]
        into.spots += (line, column)

    def _key(self, value: Any, line: int, column: int) -> Any:
        if value is _Merge:
            return value
        if value is _REFUSED or isinstance(value, (Map, Seq)):
            self.stack[-1].refused = True
            place = self.source.place(line, column)
            hint = 'text that begins with "{" needs quotes' if place.excerpt[column] == "{" else ""
            what = "a key must be text, not a map or a list"
            self.findings.append(error("wrong-value", what, place, hint))
            return _REFUSED
        return intern(str(value))

    def _entry(self, into: _Open, value: Any, line: int, column: int) -> None:
        node: Any = into.node
        key, (key_line, key_column) = into.key, into.where
        into.key = _NOTHING
        if key is _Merge:
            into.merges.append(value)
            self._check_merge(value, line, column)
        elif key is _REFUSED or key[:2] == "x-":
            return
        elif key in node:
            here = self.source.place(key_line, key_column)
            spots = into.spots
            index = 2 + 4 * list(node).index(key)
            first = self.source.place(spots[index], spots[index + 1], "it stands here already")
            what = f'"{shortened(key)}" stands twice in this map; first at {first}'
            self.findings.append(error("duplicate-key", what, (here, first)))
        else:
            if value is None and not into.refused:
                hint = "leave the key out, or give it a value"
                if ":" in key:
                    hint = "a colon that ends a key has a space after it"
                what = f'"{shortened(key)}" has no value'
                self._no_value(into, what, key_line, key_column, hint)
            node[key] = None if value is _REFUSED else value
            into.spots += (key_line, key_column, line, column)

    def _no_value(self, into: _Open, what: str, line: int, column: int, hint: str = "") -> None:
        found = error("wrong-value", what, self.source.place(line, column), hint)
        (self.dormant if into.ignored else self.findings).append(found)

    def _check_merge(self, value: Any, line: int, column: int) -> None:
        if value is _REFUSED:
            return
        at: list[tuple[Any, tuple[int, int]]] = [(value, (line, column))]
        # An alias is told at its own place, a list item by item.
        if isinstance(value, Seq) and value.place() == self.source.place(line, column):
            at = [(item, value.spot(i)) for i, item in enumerate(value)]
        for other, spot in at:
            if other is not None and not _maps(other):
                what = "`<<` takes an alias of a map, or a list of such aliases"
                self.findings.append(error("wrong-value", what, self.source.place(*spot)))


def _maps(value: Any) -> bool:
    return isinstance(value, Map) or (
        isinstance(value, Seq) and all(isinstance(item, Map) for item in value)
    )


class _Merge:
    """Stands for the key `<<`."""


def _merge(node: Map, done: _Open) -> None:
    """Add what `<<` brings; keys of the map itself win, then the first map that has them."""
    for value in done.merges:
        for other in value if isinstance(value, Seq) else [value]:
            if not isinstance(other, Map):
                continue
            for key, spots in other.spots():
                if key not in node:
                    node[key] = other[key]
                    done.spots += spots
