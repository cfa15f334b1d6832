"""A YAML parser's events -> nested maps and lists with places."""

from collections.abc import Callable, Iterable
from sys import intern
from typing import Any

from drctl.finding import Finding, Place
from drctl.model.container import KEY_NEXT, MERGE_KEY, REFUSED, Open, maps, merge
from drctl.model.errors import error
from drctl.model.scalars import resolve, shortened
from drctl.model.source import Map, Seq, Source

DEEPEST = 200
"""Levels of nesting that are read; libyaml's time grows with the square of the depth."""

_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(_TAG + kind for kind in ("int", "float", "bool", "null"))
_TEXT_TAGS = frozenset((_TAG + "str", "!"))
_CONTAINER_TAGS = frozenset((_TAG + "map", _TAG + "seq", "!"))
_MERGE = "<<"


class Refused(Exception):
    """Reading stops here, for the reason that `finding` tells."""

    def __init__(self, finding: Finding) -> None:
        """Carry the finding."""
        super().__init__(finding.message)
        self.finding = finding


class Reader:
    """Turns events into nested maps and lists."""

    def __init__(self, source: Source, length: int, keep: str = "") -> None:
        """Read a file whose text is `length` characters long.

        Of the keys that begin with x- only `keep` stays, with what is below it.
        """
        self.source = source
        self._keep = keep
        self.findings: list[Finding] = []
        # What is wrong below keys that begin with x-, until an alias brings it in.
        self._dormant: list[Finding] = []
        self._asleep: dict[str, list[Finding]] = {}
        self._stack: list[Open] = []
        self._anchors: dict[str, tuple[Any, int, int]] = {}
        self._top: Any = None
        self._top_mark: Any = None
        self._documents = 0
        self._expanded = 0
        self._allowance = max(100_000, length)

    def read(self, events: Iterable[Any]) -> Map | None:
        """Use all events.

        Args:
            events: as ruamel.yaml's parsers give them.

        Returns:
            The document's top map, or None when there is none to speak of.

        Raises:
            Refused: the rest is not worth reading.
        """
        from ruamel.yaml import events as kinds

        others: dict[type, Callable[[Any], None]] = {
            kinds.MappingStartEvent: self._start_map,
            kinds.SequenceStartEvent: self._start_list,
            kinds.MappingEndEvent: self._end,
            kinds.SequenceEndEvent: self._end,
            kinds.AliasEvent: self._alias,
            kinds.DocumentStartEvent: self._document_start,
            kinds.ScalarEvent: self._scalar,
        }
        scalar, stack, into, keep = kinds.ScalarEvent, self._stack, None, self._keep
        for event in events:
            kind = event.__class__
            # Most events are plain keys and their values; in a large model it counts that they
            # cost no call. Whatever is special about one goes the way below.
            if kind is scalar and into is not None and event.anchor is None and event.tag is None:
                text, key = event.value, into.key
                if key is KEY_NEXT:
                    if text != _MERGE:
                        into.key, into.where = intern(text), event.start_mark
                        continue
                else:
                    value = text if event.style else resolve(text)
                    mark, node = event.start_mark, into.node
                    if value is not None and key is None:
                        node.append(value)
                        into.spots += (mark.line, mark.column)
                        continue
                    if value is not None and key.__class__ is str and key not in node:
                        if key[:2] != "x-" or key == keep:
                            node[key] = value
                            at = into.where
                            into.spots += (at.line, at.column, mark.line, mark.column)
                        into.key = KEY_NEXT
                        continue
            if (take := others.get(kind)) is not None:
                take(event)
                into = stack[-1] if stack else None
        return self._document()

    def _tell(self, rule: str, what: str, mark: Any, hint: str = "") -> None:
        self.findings.append(error(rule, what, self._place(mark), hint))

    def _place(self, mark: Any) -> Place:
        return self.source.place(mark.line, mark.column)

    def _document(self) -> Map | None:
        top = self._top
        if top is None:
            what = "the file holds nothing; a model file begins with drctl: 1"
            place = self._place(self._top_mark) if self._top_mark else self.source.place(0, 0)
            self.findings.append(error("yaml-syntax", what, place))
        elif not isinstance(top, Map) and top is not REFUSED:
            what = "the top of a model file must be a map with keys such as drctl and services"
            self._tell("wrong-value", what, self._top_mark)
        return top if isinstance(top, Map) else None

    def _document_start(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            what = "a second YAML document begins here; a model file holds one"
            hint = "put it in a file of its own and name that under include"
            raise Refused(error("yaml-syntax", what, self._place(event.start_mark), hint))

    def _scalar(self, event: Any) -> None:
        value: Any = event.value
        if self._stack and self._stack[-1].key is KEY_NEXT:
            if not event.style and value == _MERGE:
                value = MERGE_KEY
        elif event.tag is not None:
            value = self._tagged(str(event.tag), value, event.start_mark)
        elif not event.style:
            value = resolve(value)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1, 0)
        self._add(value, event.start_mark)

    def _tagged(self, tag: str, text: str, mark: Any) -> Any:
        if tag in _TEXT_TAGS:
            return text
        if tag in _PLAIN_TAGS:
            return resolve(text)
        self._refuse_tag(tag, mark)
        return REFUSED

    def _refuse_tag(self, tag: str, mark: Any) -> None:
        shown = tag.replace(_TAG, "!!")
        what = f"the tag {shown} means nothing here; a model holds text, numbers, true and false"
        self._tell("yaml-syntax", what, mark)

    def _start_map(self, event: Any) -> None:
        self._start(Open(Map(), event, KEY_NEXT), event)

    def _start_list(self, event: Any) -> None:
        self._start(Open(Seq(), event, None), event)

    def _start(self, opened: Open, event: Any) -> None:
        opened.node.source = self.source
        stack = self._stack
        if stack:
            outer = stack[-1]
            if outer.key is KEY_NEXT:
                opened.refused = True
            if outer.ignores:
                opened.ignored = True
            if self._dormant:
                opened.dormant = len(self._dormant)
        if len(stack) >= DEEPEST:
            raise self._too_deep(opened.mark)
        if event.tag is not None and str(event.tag) not in _CONTAINER_TAGS:
            self._refuse_tag(str(event.tag), opened.mark)
            opened.refused = True
        stack.append(opened)

    def _too_deep(self, mark: Any) -> Refused:
        what = f"nesting is deeper than {DEEPEST} levels"
        return Refused(error("yaml-syntax", what, self._place(mark)))

    def _end(self, _: Any) -> None:
        done = self._stack.pop()
        if done.merges:
            merge(done)
        node, positions = done.node, self.source.positions
        node.at = len(positions)
        positions.extend(done.spots)
        value = REFUSED if done.refused else node
        if done.anchor:
            self._anchors[done.anchor] = (value, done.size, done.height)
            self._asleep[done.anchor] = self._dormant[done.dormant :]
        self._add(value, done.mark, done.size, done.height)

    def _alias(self, event: Any) -> None:
        name, mark = event.anchor, event.start_mark
        if name not in self._anchors:
            inside = any(opened.anchor == name for opened in self._stack)
            why = "stands inside its own anchor" if inside else "has no anchor before it"
            raise Refused(error("yaml-syntax", f'the alias "*{name}" {why}', self._place(mark)))
        value, size, height = self._anchors[name]
        self._expanded += size
        if self._expanded > self._allowance:
            what = f"aliases unfold to more than {self._allowance:,} values"
            raise Refused(error("yaml-syntax", what, self._place(mark)))
        if len(self._stack) + height > DEEPEST:
            raise self._too_deep(mark)
        ignored = bool(self._stack) and self._stack[-1].ignores
        (self._dormant if ignored else self.findings).extend(self._asleep.get(name, ()))
        self._add(value, mark, size, height)

    def _add(self, value: Any, mark: Any, size: int = 1, height: int = 0) -> None:
        if not self._stack:
            self._top, self._top_mark = value, mark
            return
        into = self._stack[-1]
        into.inside += size - 1
        if height >= into.height:
            into.height = height + 1
        if into.key is None:
            if value is None:
                self._no_value(into, "this item of the list has no value", mark)
            into.node.append(None if value is REFUSED else value)
            into.spots += (mark.line, mark.column)
        elif into.key is KEY_NEXT:
            into.key, into.where = self._key(into, value, mark), mark
        else:
            self._entry(into, value, mark)

    def _key(self, into: Open, value: Any, mark: Any) -> Any:
        if value is MERGE_KEY:
            return value
        if value is REFUSED or isinstance(value, (Map, Seq)):
            into.refused = True
            begins = self._place(mark).excerpt[mark.column :][:1]
            hint = 'text that begins with "{" needs quotes' if begins == "{" else ""
            self._tell("wrong-value", "a key must be text, not a map or a list", mark, hint)
            return REFUSED
        return intern(str(value))

    def _entry(self, into: Open, value: Any, mark: Any) -> None:
        key, at, node = into.key, into.where, into.node
        into.key = KEY_NEXT
        if key is MERGE_KEY:
            into.merges += (value,)
            self._check_merge(value, mark)
        elif key is REFUSED or (key[:2] == "x-" and key != self._keep):
            return
        elif key in node:
            spots, index = into.spots, 2 + 4 * list(node).index(key)
            first = self.source.place(spots[index], spots[index + 1], "it stands here already")
            what = f'"{shortened(key)}" stands twice in this map; first at {first}'
            self.findings.append(error("duplicate-key", what, (self._place(at), first)))
        else:
            if value is None and not into.refused:
                hint = "leave the key out, or give it a value ({} is an empty map)"
                if ":" in key:
                    hint = "a colon that ends a key has a space after it"
                self._no_value(into, f'"{shortened(key)}" has no value', at, hint)
            node[key] = None if value is REFUSED else value
            into.spots += (at.line, at.column, mark.line, mark.column)

    def _no_value(self, into: Open, what: str, mark: Any, hint: str = "") -> None:
        found = error("wrong-value", what, self._place(mark), hint)
        (self._dormant if into.ignored else self.findings).append(found)

    def _check_merge(self, value: Any, mark: Any) -> None:
        at = [(value, (mark.line, mark.column))]
        # An alias is told at its own place, a list item by item.
        if isinstance(value, Seq) and value.place() == self._place(mark):
            at = [(item, value.spot(i)) for i, item in enumerate(value)]
        for other, spot in at:
            if other not in (None, REFUSED) and not maps(other):
                what = "`<<` takes an alias of a map, or a list of such aliases"
                self.findings.append(error("wrong-value", what, self.source.place(*spot)))
