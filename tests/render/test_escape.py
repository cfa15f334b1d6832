"""The oracle is markdown-it: what it shows must be the text, and nothing but text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from drctl.render.escape import Written, code, fence, link, md, one_line

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SPECIALS = st.text("ab1 \t\n\\`*_{}[]()#+-=.!|<>&~:;/'\"$^%\u00e9\u2028")

ATTACKS = [
    "<script>alert(1)</script>",
    "![x](http://evil/x.png)",
    "[y](javascript:z)",
    "# heading",
    "1. item",
    "2) item",
    "- item",
    "+ item",
    "---",
    "===",
    ":---",
    "> quote",
    "a\n\n# heading\n",
    "`code` and ``more``",
    "*a* **b** _c_ __d__ ~~e~~",
    "<!-- /notes -->",
    "&lt;b&gt; &#60; &amp;",
    "a\\",
    "a | b",
    "<https://evil>",
    "[ref]: http://evil",
    "    indented",
    "end #",
    "#",
    "",
]


def _texts(tokens: list[Token]) -> str:
    """What a reader sees of inline tokens; anything but plain text fails."""
    seen = ""
    for token in tokens:
        assert token.type == "text" or token.type == "text_special", token
        seen += token.content
    return seen


def _shown(markdown: str, block: str) -> str:
    tokens = PARSER.parse(markdown)
    inline = [t for t in tokens if t.type == "inline"]
    assert block in {t.type for t in tokens}
    assert {t.type.rpartition("_")[0] for t in tokens if t.type != "inline"} <= {
        "heading",
        "paragraph",
        "bullet_list",
        "list_item",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    return _texts(inline[-1].children or []) if inline else ""


def _check(text: str) -> None:
    if not one_line(text):
        return
    wanted = one_line(text)
    for before, block in (
        ("", "paragraph_open"),
        ("- ", "list_item_open"),
        ("#### ", "heading_open"),
    ):
        assert _shown(f"{before}{md(text)}\n", block) == wanted, before
    table = f"| a | b |\n| --- | --- |\n| x | {md(text)} |\n"
    assert _shown(table, "td_open") == wanted


@pytest.mark.parametrize("text", ATTACKS)
def test_shows_an_attack_as_text(text: str) -> None:
    _check(text)


@given(SPECIALS)
def test_shows_any_text_as_text(text: str) -> None:
    _check(text)


@given(SPECIALS)
def test_code_shows_any_text(text: str) -> None:
    tokens = PARSER.parseInline(f"x {code(text)} y")[0].children or []
    if one_line(text):
        assert [t.type for t in tokens] == ["text", "code_inline", "text"]
        assert tokens[1].content == one_line(text)


@given(SPECIALS, st.sampled_from(["", "sh", 'sh {"name":"a`b"}']))
def test_a_fence_holds_any_text(text: str, info: str) -> None:
    tokens = PARSER.parse(fence(text, info) + "\n\nafter\n")
    assert [t.type for t in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    lines = text.replace("\r\n", "\n").rstrip("\n").replace("\u2028", "\u2028")
    assert tokens[0].content == lines + "\n"
    assert tokens[0].info == info.replace("`", "")


def test_control_characters_are_made_visible() -> None:
    assert md("a\x1b[31mb\u202ec") == "a\ufffd\\[31mb\ufffdc"
    assert "\x1b" not in fence("a\x1bb") and "\x00" not in code("a\x00b")


def test_ordinary_text_stays_readable() -> None:
    for text in ("chat #data-oncall", "+1 614 555 0130", "99.9%", "a-b_c/d.e (f), g: h!", "-5"):
        assert md(text) == text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/etc/passwd", "x"])
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    for told in (link(url), link(url, "title")):
        tokens = PARSER.parseInline(told)[0].children or []
        assert "link_open" not in {t.type for t in tokens}


@given(SPECIALS, SPECIALS)
def test_a_link_leads_where_it_says(rest: str, title: str) -> None:
    told = link(f"https://example.com/{rest}", title)
    tokens = PARSER.parseInline(told)[0].children or []
    links = [t for t in tokens if t.type == "link_open"]
    assert len(links) == 1
    assert str(links[0].attrs["href"]).startswith("https://example.com/")
    assert tokens[0].type == "link_open" and tokens[-1].type == "link_close"


def test_what_is_written_is_not_escaped_again() -> None:
    assert md(Written("**a**")) == "**a**"
    assert md(md("*a*")) == md("*a*")
