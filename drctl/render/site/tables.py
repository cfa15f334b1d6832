"""Tables whose cells know their columns, so that a phone shows each row as a few lines."""

import re

_TABLE = re.compile(
    r"<table>((?:(?!</table>).)*?<thead>(.*?)</thead>)(.*?)</table>",
    re.DOTALL,
)
_HEAD = re.compile(r"<t([hd])\b[^>]*>(.*?)</t\1>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(th|td)\b")


def labelled(page: str) -> str:
    """A page whose tables can be read without their heads.

    Args:
        page: HTML whose every text is escaped, as our templates and Markdown write it.

    Returns:
        The page; each table of three columns or more has the class `rows`, and its cells name
        their column in `data-label`. A cell that spans rows stands first in them, so that the
        cells of a row are those of the last columns.
    """
    return _TABLE.sub(_table, page)


def _table(found: re.Match[str]) -> str:
    from markupsafe import Markup, escape

    top, head, body = found.groups()
    labels = [str(escape(Markup(text).striptags())) for _, text in _HEAD.findall(head)]
    if len(labels) < 3:
        return found[0]
    rows = _ROW.sub(lambda row: _row(row[0], labels), body)
    return f'<table class="rows">{top}{rows}</table>'


def _row(row: str, labels: list[str]) -> str:
    left = iter(labels[-len(_CELL.findall(row)) :])

    def cell(found: re.Match[str]) -> str:
        label = next(left, "")
        return f'<td data-label="{label}"' if found[1] == "td" else found[0]

    return _CELL.sub(cell, row)
