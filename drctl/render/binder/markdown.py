"""Markdown pages -> Typst: links between pages become links inside the binder."""

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from drctl.render.binder.words import LONG, NARROW, Typst, line, mono, shown, string
from drctl.render.escape import visible
from drctl.render.site.html import is_outside
from drctl.render.site.markdown import slug, text_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEEPEST = 6
_WRAPPED = {
    "strong_open": "#strong[",
    "em_open": "#emph[",
    "s_open": "#strike[",
    "strong_close": "];",
    "em_close": "];",
    "s_close": "];",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page's Markdown may point at.

    `label` gives the place of a page by its path, "" for none; `elsewhere` says then where else it
    is, "" for nowhere; `figure` gives a picture by its path and text, "" for none. Headings are
    `below` levels down, and `numbered` links say their pages.
    """

    path: str
    label: Callable[[str], str]
    elsewhere: Callable[[str], str]
    figure: Callable[[str, str], str]
    below: int = 0
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page as Typst, in parts.

    `title` is the text of its first heading, "" for none; `lead` comes before the next one.
    """

    title: str
    lead: Typst
    body: Typst


def read(text: str, around: Surroundings) -> Page:
    """Read a page.

    Args:
        text: CommonMark with tables; HTML in it shows as text.
        around: what it may point at. A link to anything else shows as its text.
    """
    tokens = _parser().parse(visible(text))
    title = ""
    if len(tokens) > 2 and tokens[0].type == "heading_open":
        title = text_of(tokens[1])
        tokens = tokens[3:]
    writer = _Writer(around)
    writer.name(tokens)
    first = next((i for i, t in enumerate(tokens) if t.type == "heading_open"), len(tokens))
    lead, body = ("".join(writer.blocks(part)) for part in (tokens[:first], tokens[first:]))
    return Page(title, Typst(lead), Typst(body))


def place(label: str, anchor: str) -> str:
    """The name of a heading's place on a page."""
    return f"{label}--{anchor}" if anchor else label


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


class _Writer:
    """Turns a page's tokens into Typst."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.label = around.label(around.path)
        self.seen: Counter[str] = Counter()
        self.anchors: set[str] = set()

    def name(self, tokens: "Sequence[Token]") -> None:
        """Learn the headings that links may point at."""
        for index, token in enumerate(tokens):
            if token.type == "heading_open":
                self.anchors.add(self._anchor(tokens[index + 1]))
        self.seen.clear()

    def _anchor(self, inline: "Token") -> str:
        """A heading's anchor, as GitHub gives it."""
        anchor = slug(text_of(inline)) or "section"
        count = self.seen[anchor]
        self.seen[anchor] += 1
        return f"{anchor}-{count}" if count else anchor

    def blocks(self, tokens: "Sequence[Token]") -> Iterator[str]:
        """Blocks one below the other."""
        index = 0
        while index < len(tokens):
            end = _end(tokens, index)
            yield from self._block(tokens[index], tokens[index + 1 : end])
            index = end + 1 if tokens[index].nesting == 1 else index + 1

    def _block(self, token: "Token", inside: "Sequence[Token]") -> Iterator[str]:
        match token.type:
            case "heading_open":
                yield self._heading(token, inside[0])
            case "paragraph_open":
                yield self._paragraph(inside[0], tight=token.hidden)
            case "bullet_list_open" | "ordered_list_open":
                yield from self._list(token, inside)
            case "blockquote_open":
                yield "#quote(block: true)[\n"
                yield from self.blocks(inside)
                yield "]\n\n"
            case "table_open":
                yield from self._table(inside)
            case "fence" | "code_block":
                yield self._code(token)
            case "hr":
                yield "#rule()\n\n"
            case "inline":
                yield f"{self._inline(token)}\n\n"
            case _:
                yield f"{shown(token.content)}\n\n" if token.content else ""

    def _heading(self, token: "Token", inline: "Token") -> str:
        depth = min(_DEEPEST, int(token.tag[1:]) + self.around.below)
        name = place(self.label, self._anchor(inline))
        return f"#head({depth}, {string(name)})[{self._inline(inline)}]\n\n"

    def _paragraph(self, inline: "Token", *, tight: bool) -> str:
        children = inline.children or []
        if len(children) == 1 and children[0].type == "image":
            figure = self._figure(children[0])
            if figure:
                return f"{figure}\n\n"
        text = self._inline(inline)
        return f"{text}\n" if tight else f"#par[{text}]\n\n"

    def _list(self, token: "Token", inside: "Sequence[Token]") -> Iterator[str]:
        ordered = token.type == "ordered_list_open"
        start = f"start: {int(token.attrs.get('start', 1))}, " if ordered else ""
        yield f"#{'enum' if ordered else 'list'}({start}"
        index = 0
        while index < len(inside):
            end = _end(inside, index)
            yield "["
            yield from self.blocks(inside[index + 1 : end])
            yield "], "
            index = end + 1
        yield ")\n\n"

    def _table(self, inside: "Sequence[Token]") -> Iterator[str]:
        rows: list[list[str]] = []
        aligned: list[str] = []
        heads = 0
        for index, token in enumerate(inside):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(self._inline(inside[index + 1], NARROW))
                if token.type == "th_open":
                    right = "right" in str(token.attrs.get("style", ""))
                    aligned.append("right" if right else "left")
            elif token.type == "thead_close":
                heads = len(rows)
        empty = not any(cell.replace('#"";', "") for row in rows[:heads] for cell in row)
        yield f"#cells(({', '.join(aligned)},), {'facts: true, ' if empty else ''}"
        yield "weights: (" + "".join(f"{w}, " for w in _weights(inside, len(aligned))) + "), "
        for row in rows[heads if empty else 0 :]:
            yield "".join(f"[{cell}], " for cell in row)
            yield "\n"
        yield ")\n\n"

    def _code(self, token: "Token") -> str:
        language = token.info.split(maxsplit=1)[:1]
        kind = "command" if language == ["sh"] else "sample"
        lines = token.content.removesuffix("\n").split("\n")
        return f"#{kind}(" + "".join(f"[{line(each)}], " for each in lines) + ")\n\n"

    def _inline(self, inline: "Token", long: int = LONG) -> str:
        out: list[str] = []
        closing: list[str] = []
        for token in inline.children or ():
            match token.type:
                case "link_open":
                    opened, closed = self._link(str(token.attrs.get("href", "")))
                    out.append(opened)
                    closing.append(closed)
                case "link_close":
                    out.append(closing.pop())
                case "code_inline":
                    out.append(mono(token.content, long))
                case "softbreak":
                    out.append('#" ";')
                case "hardbreak":
                    out.append("#linebreak();")
                case kind if kind in _WRAPPED:
                    out.append(_WRAPPED[kind])
                case _:
                    out.append(_spaced(token.content, long))
        return "".join(out)

    def _link(self, target: str) -> tuple[str, str]:
        if is_outside(target):
            return f"#out({string(target)})[", "];"
        label = self._label(target)
        if not label:
            other = self.around.elsewhere(self._resolved(target.partition("#")[0]))
            return "", str(shown(f" ({other})")) if other else ""
        return f"#{'goto-page' if self.around.numbered else 'goto'}({string(label)})[", "];"

    def _label(self, target: str) -> str:
        """The place of a target, "" where there is none: a link to it would stop the printer."""
        path, _, fragment = target.partition("#")
        if path:
            return self.around.label(self._resolved(path))
        return place(self.label, fragment) if fragment in self.anchors else ""

    def _figure(self, image: "Token") -> str:
        return self.around.figure(self._resolved(str(image.attrs.get("src", ""))), image.content)

    def _resolved(self, target: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.around.path), target))


def _spaced(text: str, long: int) -> str:
    """Inline text, the spaces at its ends kept."""
    return str(shown(text, long)) if text else ""


def _end(tokens: "Sequence[Token]", start: int) -> int:
    """Where the block that begins here ends."""
    if tokens[start].nesting != 1:
        return start
    depth = 0
    for index in range(start, len(tokens)):
        depth += tokens[index].nesting
        if not depth:
            return index
    return len(tokens)


def _weights(inside: "Sequence[Token]", columns: int) -> list[int]:
    """How wide a table's columns want to be: the longest text of each, of a head the longest word.

    Notes:
        A head is bold, and takes a little more.
    """
    longest = [1] * columns
    column, head = 0, True
    for token in inside:
        if token.type == "tr_open":
            column = 0
        elif token.type == "thead_close":
            head = False
        elif token.type == "inline" and column < columns:
            text = text_of(token)
            wide = max(map(len, text.split()), default=0) + 1 if head else len(text)
            longest[column] = max(longest[column], wide)
            column += 1
    return longest
