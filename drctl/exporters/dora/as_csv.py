"""Rows as CSV that no spreadsheet takes for more than data."""

import csv
import io
from collections.abc import Iterable, Sequence

from drctl.exporters._links import visible
from drctl.exporters.dora.cells import Plain

_BEGINS_A_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def as_csv(rows: Iterable[Sequence[Plain | None]]) -> str:
    """Rows as RFC 4180 has them: commas, lines that end with CR LF, quotes where needed.

    Text that a spreadsheet would take for a formula has an apostrophe before it; numbers stay
    numbers. Signs that hide, and what no UTF-8 holds, become U+FFFD.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [_cell(cell) for cell in row] for row in rows
    )
    return text.getvalue()


def _cell(value: Plain | None) -> str | int | float:
    if value is None:
        return ""
    if not isinstance(value, str):
        return int(value) if value == int(value) else value
    value = visible(value)
    return f"'{value}" if value.startswith(_BEGINS_A_FORMULA) else value
