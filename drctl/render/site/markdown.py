"""Markdown pages -> HTML: links between pages kept, pictures put in, HTML in them as text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from drctl.render.escape import visible
from drctl.render.site.html import is_outside

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import EnvType
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page's Markdown may point at.

    `address` gives where a relative target is, `figure` a picture by its target and text, and
    `component` the page of what inline code names; each "" for what isn't there.
    """

    address: Callable[[str], str]
    figure: Callable[[str, str], str]
    component: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as HTML, and the text of its first heading, "" when it has none."""

    title: str
    body: "Markup"


def read(text: str, around: Surroundings) -> Page:
    """Read a page.

    Args:
        text: CommonMark with tables.
        around: what it may point at. A link to anything else shows as its text.

    Returns:
        The page; its headings carry the anchors that GitHub gives them.
    """
    from markupsafe import Markup

    parser = _parser()
    tokens = parser.parse(visible(text))
    heads = (tokens[i + 1] for i, t in enumerate(tokens) if t.type == "heading_open")
    title = next((text_of(head) for head in heads), "")
    _anchors(tokens)
    tokens = list(_without_empty_heads(tokens))
    for index, token in enumerate(tokens):
        if token.type == "inline" and token.children:
            figure = _alone(token, around)
            if figure:
                _replace(tokens, index, figure)
            else:
                token.children = list(_linked(token.children, around))
    return Page(title, Markup(parser.renderer.render(tokens, parser.options, {})))


def slug(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    parser.add_render_rule("fence", _fence)
    parser.core.ruler.at("inline", _inline)
    parser.disable("text_join")  # `_parts` has done it
    return parser


def _inline(state: "StateCore") -> None:
    """Read what stands in paragraphs and cells; what stands in many of them once."""
    for token in state.tokens:
        if token.type == "inline" and state.env.get("references"):
            token.children = _parts(token.content, state.env)  # the page says what a link means
        elif token.type == "inline":
            token.children = list(_known(token.content))


@lru_cache(maxsize=50_000)
def _known(content: str) -> "tuple[Token, ...]":
    """The parts of a text. They are shared: who changes one copies it first."""
    return tuple(_parts(content, {}))


def _parts(content: str, env: "EnvType") -> "list[Token]":
    from markdown_it.rules_core import StateCore, text_join
    from markdown_it.token import Token

    parser, found = _parser(), list["Token"]()
    parser.inline.parse(content, parser, env, found)
    whole = Token("inline", "", 0, content=content, children=found)
    text_join(StateCore("", parser, env, [whole]))
    return whole.children or []


def _fence(renderer: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    from markupsafe import escape

    language = tokens[index].info.split(maxsplit=1)[:1]
    given = f' class="language-{escape(language[0])}"' if language else ""
    return f"<pre><code{given}>{escape(tokens[index].content)}</code></pre>\n"


def _anchors(tokens: "list[Token]") -> None:
    seen: Counter[str] = Counter()
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            anchor = slug(text_of(tokens[index + 1])) or "section"
            token.attrSet("id", f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
            seen[anchor] += 1
        elif token.type == "th_open":
            if tokens[index + 1].content:
                token.attrSet("scope", "col")
            else:  # a head without words is none
                token.tag = tokens[index + 2].tag = "td"
        if token.attrs.pop("style", "") == "text-align:right":
            token.attrSet("class", "number")


def _without_empty_heads(tokens: "list[Token]") -> "Iterator[Token]":
    """A table without a head has heads of rows instead: their first cells."""
    start = {i for i, t in enumerate(tokens) if t.type == "thead_open"}
    skipping = headless = first = False
    for index, token in enumerate(tokens):
        if index in start:
            end = next(i for i in range(index, len(tokens)) if tokens[i].type == "thead_close")
            headless = not any(t.content for t in tokens[index:end] if t.type == "inline")
            skipping = headless
        if not skipping:
            if token.type == "tr_open":
                first = True
            if headless and first and token.type in ("td_open", "td_close"):
                token.tag = "th"
                if token.type == "td_open":
                    token.attrSet("scope", "row")
                first = token.type == "td_open"
            yield token
        if token.type == "thead_close":
            skipping = False
        headless = headless and token.type != "table_close"


def _alone(token: "Token", around: Surroundings) -> str:
    """The picture that a paragraph consists of."""
    images = token.children or []
    if len(images) != 1 or images[0].type != "image":
        return ""
    return around.figure(str(images[0].attrs.get("src", "")), images[0].content)


def _replace(tokens: "list[Token]", index: int, figure: str) -> None:
    """Put a figure where a paragraph was."""
    from markdown_it.token import Token

    tokens[index - 1].hidden = tokens[index + 1].hidden = True
    tokens[index] = Token("html_block", "", 0, content=figure)


def _linked(tokens: "list[Token]", around: Surroundings) -> "Iterator[Token]":
    from markdown_it.token import Token

    inside = False
    for token in tokens:
        if token.type == "link_open":
            link = token.copy(attrs={**token.attrs})
            inside = _point(link, str(token.attrs.get("href", "")), around)
            if inside:
                yield link
            continue
        if token.type == "link_close":
            inside, closed = False, inside
            if not closed:
                continue
        elif token.type == "image":
            yield Token("text", "", 0, content=token.content)
            continue
        page = around.component(token.content) if token.type == "code_inline" else ""
        if page and not inside:
            yield Token("link_open", "a", 1, attrs={"href": page})
            yield token
            yield Token("link_close", "a", -1)
            continue
        yield token


def _point(token: "Token", target: str, around: Surroundings) -> bool:
    """Give a link its address in the site; whether it has one."""
    if is_outside(target):
        token.attrSet("rel", "noopener noreferrer")
        return True
    address = target if target.startswith("#") else around.address(target)
    token.attrSet("href", address)
    return bool(address)


def text_of(inline: "Token") -> str:
    """The words of a heading or a paragraph, without its marks."""
    kinds = ("text", "code_inline", "text_special", "image")
    return "".join(t.content for t in inline.children or () if t.type in kinds)
