"""Text as Typst, read back by Typst itself: a string literal is its text, whatever it holds."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from drctl.render.binder.words import goto, joined, line, mono, outside, shown, string
from drctl.render.escape import visible

ODD = '"\\#[]{}$*_`<>@/~\n\t'


def read_back(literals: list[str]) -> list[str]:
    import typst

    source = f"#metadata(({' '.join(f'{each},' for each in literals)})) <it>"
    found = typst.query(source.encode(), "<it>", field="value", one=True)
    read = json.loads(found)
    assert isinstance(read, list)
    return read


@settings(max_examples=50)
@given(st.lists(st.text() | st.text(ODD), min_size=1))
def test_a_string_is_its_text(texts: list[str]) -> None:
    clean = [visible(text) for text in texts]
    odd = dict.fromkeys(map(ord, "\u2028\u2029\u200b\u200c\u200d\u2060\u00ad"), "\ufffd")
    assert read_back([string(t) for t in texts]) == [t.translate(odd) for t in clean]


def test_long_words_are_cut_where_a_reader_would() -> None:
    assert shown("a short text") == '#"a short text";'
    assert shown("services.postgres.needs.serving") == (
        '#box("services.");#box("postgres.");#box("needs.");#box("serving");'
    )
    assert mono("x" * 25) == (
        f'#box(mono("{"x" * 12}"));#box(mono("{"x" * 12}"));#box(mono("x"));'
    )
    assert line("  a\tb") == '#raw("  a    b");'


def test_spaces_at_the_ends_are_kept_between_other_words() -> None:
    assert shown(" and ") == '#" and ";'
    assert shown(" ") == '#" ";'
    assert shown("") == '#"";'


def test_links() -> None:
    assert outside("https://a.example/b", "c") == '#out("https://a.example/b")[#"c";]'
    assert outside("javascript:alert(1)", "c") == shown("c: javascript:alert(1)")
    assert goto("", shown("c")) == '#"c";'
    assert goto("a", shown("c")) == '#goto("a")[#"c";]'
    assert joined(["a", "b"]) == '#"a";#", ";#"b";'
