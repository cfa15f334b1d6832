"""What is written where: the maps, lists and scalars of a YAML text with their exact spans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from drctl.finding import Place
from drctl.model.parse import events
from drctl.model.source import Source

BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")

_GAP = re.compile(r"(?:[ \t\n\r\x85\u2028\u2029]|#[^\n\r\x85\u2028\u2029]*)*")
_PROPERTIES = re.compile(
    r"(?:!<[^>]*>|[&!][^\s,\[\]{}]*|[ \t\n\r\x85\u2028\u2029]"
    r"|(?<=[ \t\n\r\x85\u2028\u2029])#[^\n\r\x85\u2028\u2029]*)*"
)
_ON_A_LINE = re.compile(r"(?:!<[^>]*>|[&!][^\s,\[\]{}]*)(?:[ \t]+(?:!<[^>]*>|[&!][^\s,\[\]{}]*))*")
_HEADER = re.compile(r"[|>][-+0-9]*")
_BLANK = " \t\n\r\x85\u2028\u2029"


@dataclass(slots=True, eq=False)
class Node:
    """One value: its span with anchor and tag, without comments and blank lines behind it."""

    kind: Literal["map", "list", "scalar", "alias"]
    start: int
    end: int
    body: int
    """Where it begins behind its anchor and tag."""
    flow: bool = False
    style: str = ""
    text: str = ""
    anchor: str = ""
    target: "Node | None" = None
    """What an alias names."""
    entries: list["Entry"] = field(default_factory=list)

    def find(self, step: str | int) -> "Entry | None":
        """The entry that is written in it under a key or at an index."""
        if self.kind == "list":
            inside = isinstance(step, int) and 0 <= step < len(self.entries)
            return self.entries[int(step)] if inside else None
        if self.kind != "map":
            return None
        return next((e for e in self.entries if not e.merge and e.name == step), None)

    def brings(self, step: str | int) -> bool:
        """Whether `<<` brings a key."""
        return any(e.value.has(step) for e in self.entries if e.merge)

    def has(self, step: str | int) -> bool:
        """Whether a map, or one of a list of maps, or what an alias names, has a key."""
        node = self.target if self.target is not None else self
        if node.kind == "list":
            return any(e.value.has(step) for e in node.entries)
        return node.find(step) is not None or node.brings(step)


@dataclass(slots=True, eq=False)
class Entry:
    """One key with its value, or one item of a list."""

    start: int
    """Where its key begins, or its `-` or `?`."""
    behind: int
    """The end of its `:` or `-`; of the key, or the start of the item, when there is none."""
    key: Node | None
    value: Node

    @property
    def name(self) -> str:
        """The key's text."""
        key = self.key.target or self.key if self.key is not None else None
        return key.text if key is not None else ""

    @property
    def merge(self) -> bool:
        """Whether this is `<<`."""
        key = self.key
        return key is not None and key.kind == "scalar" and not key.style and key.text == "<<"


class Written:
    """A YAML text and its nodes."""

    def __init__(self, source: Source) -> None:
        """Find the nodes of a text that can be parsed.

        Notes:
            Linear in the text.
        """
        self.source = source
        self.text = source.text
        self.aliases: list[Node] = []
        self.top = _Making(self).made()

    def place(self, at: int) -> Place:
        """The place of a character."""
        breaks = [found.end() for found in BREAK.finditer(self.text, 0, at)]
        return self.source.place(len(breaks), at - (breaks[-1] if breaks else 0))

    def gap(self, at: int) -> int:
        """The end of the blanks, line ends and comments that begin at a place between tokens."""
        found = _GAP.match(self.text, at)
        assert found is not None
        return found.end()

    def line_start(self, at: int) -> int:
        """Where the line of a character begins."""
        while at > 0 and self.text[at - 1] not in "\n\r\x85\u2028\u2029":
            at -= 1
        return at

    def line_end(self, at: int) -> int:
        """Where the line of a character ends, before its line break."""
        found = BREAK.search(self.text, at)
        return found.start() if found else len(self.text)

    def next_line(self, at: int) -> int:
        """Where the line below the one of a character begins."""
        found = BREAK.search(self.text, at)
        return found.end() if found else len(self.text)

    def column(self, at: int) -> int:
        """How many characters stand before a character on its line."""
        return at - self.line_start(at)

    def header_end(self, node: Node) -> int:
        """The end of a block scalar's `|` or `>` and what belongs to it."""
        found = _HEADER.match(self.text, node.body)
        return found.end() if found else node.body

    def properties_end(self, node: Node) -> int:
        """The end of the anchor and the tag that stand on the first line of a node."""
        found = _ON_A_LINE.match(self.text, node.start) if node.body > node.start else None
        return found.end() if found else node.start

    def shared(self, node: Node) -> bool:
        """Whether an alias repeats a node."""
        return bool(node.anchor) and any(alias.target is node for alias in self.aliases)

    def used_outside(self, start: int, end: int) -> bool:
        """Whether something in a span is repeated by an alias behind it."""
        return any(
            start <= alias.target.start < end <= alias.start
            for alias in self.aliases
            if alias.target is not None
        )


class _Making:
    """Turns events into nodes."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.text = written.text
        self.anchors: dict[str, Node] = {}
        # The open maps and lists, each with the key that waits for its value.
        self.open: list[tuple[Node, list[tuple[int, Node]]]] = []
        self.top: Node | None = None

    def made(self) -> Node:
        for event in events(self.text):
            name = type(event).__name__
            if name in ("MappingStartEvent", "SequenceStartEvent"):
                node = self._node("map" if name[0] == "M" else "list", event)
                node.flow = bool(event.flow_style)
                self.open.append((node, []))
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                node, _ = self.open.pop()
                self._close(node, event.end_mark.index)
                self._add(node)
            elif name == "ScalarEvent":
                self._add(self._scalar(event))
            elif name == "AliasEvent":
                node = self._node("alias", event)
                node.anchor, node.target = "", self.anchors[event.anchor]
                self.written.aliases.append(node)
                self._add(node)
        assert self.top is not None
        return self.top

    def _node(self, kind: Any, event: Any) -> Node:
        start = body = event.start_mark.index
        if kind != "alias" and (event.anchor or event.tag is not None):
            found = _PROPERTIES.match(self.text, start)
            assert found is not None
            body = found.end()
        node = Node(kind, start, event.end_mark.index, body, anchor=event.anchor or "")
        if node.anchor and kind != "alias":
            self.anchors[node.anchor] = node
        return node

    def _scalar(self, event: Any) -> Node:
        node = self._node("scalar", event)
        node.style, node.text = event.style or "", event.value
        node.body = min(node.body, node.end)
        if node.style in ("|", ">"):
            node.end = self._text_end(node)
        return node

    def _text_end(self, node: Node) -> int:
        """Where a block scalar's last line ends; blank lines count where it keeps them."""
        text, end = self.text, node.end
        if "+" in text[node.body : self.written.header_end(node)]:
            last = next((b for b in _breaks_before(text, end) if b < end), end)
            return max(last, self.written.header_end(node))
        while end > node.body and text[end - 1] in _BLANK:
            end -= 1
        return min(self.written.line_end(end), node.end)

    def _close(self, node: Node, end: int) -> None:
        bare = node.flow and self.text[node.body] not in "{["
        if node.flow and not bare:
            node.end = end
        elif node.entries:
            node.end = node.entries[-1].value.end

    def _add(self, node: Node) -> None:
        if not self.open:
            self.top = node
            return
        into, waiting = self.open[-1]
        if into.kind == "map" and not waiting:
            waiting.append((self._begins(into, node), node))
            return
        if into.kind == "map":
            start, key = waiting.pop()
            colon = self.written.gap(key.end)
            behind = colon + 1 if self.text[colon : colon + 1] == ":" else key.end
        else:
            start, key = self._begins(into, node), None
            behind = start if into.flow else start + 1
        if node.kind == "scalar" and node.start == node.end:
            node.start = node.body = node.end = behind
        into.entries.append(Entry(start, behind, key, node))

    def _begins(self, into: Node, node: Node) -> int:
        """Where the entry begins of which a node is the key or the item."""
        if into.flow and self.text[into.body] not in "{[":
            return node.start
        if not into.entries:
            return self.written.gap(into.body + 1) if into.flow else into.body
        at = self.written.gap(into.entries[-1].value.end)
        return self.written.gap(at + 1) if into.flow and self.text[at] == "," else at


def _breaks_before(text: str, end: int) -> Iterator[int]:
    """Where the last line break of a text begins, when it ends with one."""
    if text[end - 2 : end] == "\r\n":
        yield end - 2
    elif text[end - 1 : end] in ("\n", "\r", "\x85", "\u2028", "\u2029"):
        yield end - 1
