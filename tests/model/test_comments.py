"""Which `#` begins a comment. Checked by the parsers: what lies behind a comment's `#` may go
without any event changing, and what lies behind any other `#` may not."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from drctl.model.comments import comments
from drctl.model.source import Source


def c_events(text: str) -> list[Any]:
    from _ruamel_yaml import CParser

    return list(iter(CParser(text).get_event, None))


def pure_events(text: str) -> list[Any]:
    return list(YAML(typ="safe", pure=True).parse(text))


PARSERS = [c_events, pure_events]


def meaning(events: Any, text: str) -> list[tuple[str, object, object]] | None:
    try:
        return [
            (type(e).__name__, getattr(e, "value", None), getattr(e, "anchor", None))
            for e in events(text)
        ]
    except YAMLError:
        return None


def found(events: Any, text: str) -> set[tuple[int, int]]:
    return {(c.line, c.column) for c in comments(Source("m", text), events(text))}


def cut(text: str, line: int, column: int, instead: str) -> str:
    """The text with something else from a place to the end of its line."""
    rows = text.split("\n")
    rows[line] = rows[line][:column] + instead
    return "\n".join(rows)


TOKENS = r"""#~a~b~'~"~\\~{~}~[~]~\n~ #~\t#~# ~: ~- ~, ~\n  ~\n    ~: >\n ~''~, #c\n~&x ~*x~!t
 ~? ~é🛰~---\n~b: ~k: 'q\n #r'~p\n  #r\n~ # c\n~\nk: |\n  ~\nk: &x # c\n  ~|\n
  ~\nk: !t ~{a: b, ~[a, """
SCALARS = r"""p~p#q~'s # t'~"d # e"~|\n  # t\n   #u~> # c\n  t # t\n\n  #t~|+\n  t\n\n~~!t 'a#b'
~{a: b, # c\n  d: e # f\n  }~[a, # b\n  'c # d']~&x # c\n  v~p\n  q#r\n  s~'a\n  # b'
~!t # c\n  'd # e'~"a\n  # b\n  c"~|1-\n # t\n#c~\n  - a # b\n  - #c\n    d
~&x !t # c\n  |\n   # t~&x # c~!t | # c\n  # t~? a # b\n  : c # d~&x\n  # c\n  p #d
~&x # c\n  {a: 'b # c'}"""


def split(texts: str) -> list[str]:
    return texts.replace("\n", "").replace(r"\n", "\n").replace(r"\t", "\t").split("~")


PIECES = st.sampled_from(split(TOKENS))
LINES = st.lists(PIECES, max_size=14).map("".join).map(lambda t: f"k: {t}")
VALUES = st.sampled_from(split(SCALARS))
BEHIND = st.sampled_from(["", " # c", "\t#c", " #", "\n# own", "\n   # far", " # 'q", ' # "q'])
MAPS = st.lists(st.tuples(VALUES, BEHIND), min_size=1, max_size=6).map(
    lambda rows: "".join(f"k{i}: {value}{behind}\n" for i, (value, behind) in enumerate(rows))
)


def check(events: Any, text: str) -> int:
    """Try every `#`; how many were tried, 0 when the text is no YAML."""
    whole = meaning(events, text)
    if whole is None:
        return 0
    told, tried = found(events, text), 0
    for line, row in enumerate(text.split("\n")):
        for column in [i for i, char in enumerate(row) if char == "#"]:
            tried += 1
            # A quote or a bracket left open would show, were it not in a comment.
            odd = meaning(events, cut(text, line, column, "#'\"{[ x: *y"))
            same = odd == whole == meaning(events, cut(text, line, column, "# z"))
            # Right behind a quote or a bracket the parsers take a `#` as a comment; YAML doesn't.
            apart = column == 0 or row[column - 1] in " \t"
            assert (same and apart) == ((line, column) in told), (text, line, column)
            if same:
                break
    return tried


@pytest.mark.parametrize("events", PARSERS)
def test_comments_of_maps_are_exact(events: Any) -> None:
    tried: list[int] = []

    @given(MAPS)
    @settings(max_examples=300, derandomize=True, deadline=None, database=None)
    def every(text: str) -> None:
        tried.append(check(events, text))

    every()
    assert sum(tried) > 500


@pytest.mark.parametrize("events", PARSERS)
def test_comments_of_any_text_are_exact(events: Any) -> None:
    tried: list[int] = []

    @given(LINES)
    @settings(max_examples=1000, derandomize=True, deadline=None, database=None)
    def every(text: str) -> None:
        tried.append(check(events, text))

    every()
    assert sum(tried) > 150


def test_line_ends_of_every_kind() -> None:
    text = "a: b # 1\r\nc: 'd # no' # 2\rf: g # 3"
    assert found(c_events, text) == {(0, 5), (1, 12), (2, 5)}


def test_behind_a_tab() -> None:
    """libyaml takes a tab before a comment; the parser in Python refuses the text."""
    assert found(c_events, "a: b\t# c\nd: {}\t#e\n") == {(0, 5), (1, 6)}
