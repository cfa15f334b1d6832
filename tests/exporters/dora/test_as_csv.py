"""CSV by RFC 4180, read by Python's csv and by a reader made from the RFC's grammar."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from drctl.exporters.dora.as_csv import as_csv

_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^",\r\n]*)')
FORMULA = tuple("=+-@\t\r")


def by_the_grammar(text: str) -> list[list[str]]:
    """file = record *(CRLF record) [CRLF]; record = field *(COMMA field)."""
    records, record, at = [], [], 0
    while at < len(text):
        match = _FIELD.match(text, at)
        assert match is not None
        quoted, bare = match.groups()
        record.append(bare if quoted is None else quoted.replace('""', '"'))
        at = match.end()
        if text.startswith(",", at):
            at += 1
            continue
        assert text.startswith("\r\n", at), text[at : at + 5]
        records.append(record)
        record, at = [], at + 2
    return records


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\uff1d1", "'\uff1d1"),
        ("1-1", "1-1"),
        ("'=1", "'=1"),
        ("a\x00b\u202e\ud800", "a\ufffdb\ufffd\ufffd"),
        ("", ""),
        (None, ""),
        (-4, "-4"),
        (3.5, "3.5"),
        (12.0, "12"),
        (0, "0"),
    ],
)
def test_a_cell(value: str | int | float | None, cell: str) -> None:
    text = as_csv([[value, "x"]])
    assert by_the_grammar(text) == [[cell, "x"]]
    text.encode()


CELLS = some.one_of(
    some.none(),
    some.integers(-9, 9),
    some.text(max_size=8),
    some.sampled_from(['"', '""', ",", "\r\n", "\n", "=a", "a,b", '"=a"', "\t", "\r"]),
)


@given(some.lists(some.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_any_cells(rows: list[list[str | int | None]]) -> None:
    text = as_csv(rows)
    read = by_the_grammar(text)
    assert read == list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len(read) == len(rows)
    for row, cells in zip(rows, read, strict=True):
        for value, cell in zip(row, cells, strict=True):
            if isinstance(value, int):
                assert cell == str(value)
            else:
                assert not cell.startswith(FORMULA)
