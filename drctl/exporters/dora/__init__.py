"""The EU's register of information (DORA, Regulation (EU) 2022/2554, Article 28(3)), as tables.

Columns carry the words and codes of Commission Implementing Regulation (EU) 2024/2956. What the
model says is worked out, what it lacks comes from keys `x-dora`, and what is in neither is listed.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drctl import __version__
from drctl.assessment import Assessment
from drctl.exporters._kind import CannotExport, Export, WrongKeys
from drctl.exporters.dora.arrangements import b_02_01, b_02_02, b_03_01, b_03_02, b_04_01
from drctl.exporters.dora.as_csv import as_csv
from drctl.exporters.dora.cells import Cell, Plain, Row
from drctl.exporters.dora.exits import COLUMNS, Exit, exits
from drctl.exporters.dora.functions import b_01_01, b_01_02, b_06_01, b_99_01
from drctl.exporters.dora.parties import Parties
from drctl.exporters.dora.providers import b_05_01, b_05_02, b_07_01
from drctl.exporters.dora.subject import Subject
from drctl.exporters.dora.templates import NOT_COVERED, TEMPLATES, Column, Template
from drctl.exporters.dora.written import read
from drctl.finding import Place
from drctl.model.times import some, some_of

FOLDER = True
"""It can be written as the files of a folder."""

_REGULATION = "Commission Implementing Regulation (EU) 2024/2956, corrected by OJ L, 2025/90725"
_ROWS: dict[str, Callable[[Subject], Iterator[Row]]] = {
    "B_01.01": b_01_01,
    "B_01.02": b_01_02,
    "B_02.01": b_02_01,
    "B_02.02": b_02_02,
    "B_03.01": b_03_01,
    "B_03.02": b_03_02,
    "B_04.01": b_04_01,
    "B_05.01": b_05_01,
    "B_05.02": b_05_02,
    "B_06.01": b_06_01,
    "B_07.01": b_07_01,
    "B_99.01": b_99_01,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One cell that is missing or worked out: its column, whose it is, and what is said of it."""

    template: Template
    column: Column
    about: str
    cell: Cell

    @property
    def code(self) -> str:
        """The column's code."""
        return self.template.code_of(self.column)


@dataclass(frozen=True, slots=True)
class Register:
    """All tables, with what is missing in them and what was worked out."""

    tables: Mapping[str, Sequence[Row]]
    exits: Sequence[Exit]
    missing: Sequence[Told]
    derived: Sequence[Told]


def write(assessment: Assessment, component: str | None = None) -> Export:
    """Write a model's register.

    Args:
        assessment: a checked model.
        component: the service that is the only function wanted; None for all.

    Returns:
        Everything as JSON, and as the CSV files of a folder; notes say how much is missing.

    Raises:
        CannotExport: the component is no service.
        WrongKeys: something under `x-dora` is wrong.

    Notes:
        One spread of a failure per ICT service.
    """
    register = made(assessment, component)
    files = {
        **{f"{t.code}.csv": as_csv(_table(t, register.tables[t.code])) for t in TEMPLATES},
        "exits.csv": as_csv([COLUMNS, *((*cells, str(place)) for cells, place in register.exits)]),
        "missing.csv": as_csv(_listed(register.missing, "Write")),
        "derived.csv": as_csv(_listed(register.derived, "Because")),
    }
    text = json.dumps(_as_json(register), indent=2, ensure_ascii=False) + "\n"
    return Export(text, tuple(_notes(register)), files)


def made(assessment: Assessment, component: str | None = None) -> Register:
    """The register of a model; arguments and exceptions as of `write`."""
    model = assessment.model
    if component is not None and model.components[component].kind != "service":
        raise CannotExport(f"the register tells of functions; {component} is no service of ours")
    written, findings = read(model)
    if findings:
        raise WrongKeys(findings)
    subject = Subject(assessment, written, Parties(model, written, component))
    tables = subject.tables
    for template in TEMPLATES:
        tables[template.code] = _unique(_ROWS[template.code](subject), template)
    told = [
        Told(template, column, row.about, row.cells[column.number])
        for template in TEMPLATES
        for row in tables[template.code]
        for column in template.columns
    ]
    left = exits(subject)
    register = Register(
        tables,
        sorted(left, key=lambda e: [str(c) for c in e[0]]),
        _once(t for t in told if t.cell.missing),
        _once(t for t in told if t.cell.why),
    )
    if subject.findings:
        raise WrongKeys(dict.fromkeys(subject.findings))
    return register


def _unique(rows: Iterator[Row], template: Template) -> list[Row]:
    """Rows without those that say the same of the same."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        values = tuple(row.cells[column.number].value for column in template.columns)
        found.setdefault((*values, row.about), row)
    return list(found.values())


def _once(told: Iterator[Told]) -> list[Told]:
    """Each thing once, however many rows show it."""
    found: dict[tuple[object, ...], Told] = {}
    for one in told:
        found.setdefault((one.code, one.cell.hint or one.about, one.cell.why), one)
    return list(found.values())


def _table(template: Template, rows: Sequence[Row]) -> Iterator[list[Plain | None]]:
    codes = (f"{template.code_of(column)} {column.name}" for column in template.columns)
    yield [*codes, "In the model"]
    for row in rows:
        yield [*(row.cells[c.number].value for c in template.columns), row.about]


def _listed(told: Sequence[Told], last: str) -> Iterator[list[Plain | None]]:
    yield ["Column", "Name", "Fill-in option", "Of", "Value", last, "Place"]
    for one in told:
        place = str(one.cell.place) if one.cell.place else ""
        said = one.cell.hint or one.cell.why
        column, value = one.column, one.cell.value
        yield [one.code, column.name, column.fill_in, one.about, value, said, place]


def _notes(register: Register) -> Iterator[str]:
    if register.missing:
        counts: dict[str, int] = {}
        for one in register.missing:
            counts[one.template.code] = counts.get(one.template.code, 0) + 1
        listed = some_of([f"{count} in {code}" for code, count in counts.items()], 6)
        yield f"{some(len(register.missing), 'mandatory value')} missing: {listed}"
    yield f"not covered: {', '.join(code for code, _, _ in NOT_COVERED)}"


def _as_json(register: Register) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "tool": {"name": "drctl", "version": __version__},
        "regulation": _REGULATION,
        "complete": not register.missing,
        "tables": [
            {
                "code": template.code,
                "title": template.title,
                "columns": [
                    {"code": template.code_of(c), "name": c.name, "fill_in": c.fill_in}
                    for c in template.columns
                ],
                "rows": [
                    {
                        "in_the_model": row.about,
                        "cells": [row.cells[c.number].value for c in template.columns],
                    }
                    for row in register.tables[template.code]
                ],
            }
            for template in TEMPLATES
        ],
        "exits": [
            {
                **{_key(c): v for c, v in zip(COLUMNS[:-1], cells, strict=True)},
                "place": _place(place),
            }
            for cells, place in register.exits
        ],
        "missing": [
            {
                "column": one.code,
                "name": one.column.name,
                "fill_in": one.column.fill_in,
                "of": one.about,
                "write": one.cell.hint,
                "place": _place(one.cell.place),
            }
            for one in register.missing
        ],
        "derived": [
            {
                "column": one.code,
                "name": one.column.name,
                "of": one.about,
                "value": one.cell.value,
                "because": one.cell.why,
                "place": _place(one.cell.place),
            }
            for one in register.derived
        ],
        "not_covered": [
            {"code": code, "title": title, "why": why} for code, title, why in NOT_COVERED
        ],
    }


def _key(column: str) -> str:
    return column.replace("(", "").replace(")", "").replace(" ", "_").lower()


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"path": place.path, "line": place.line, "column": place.column}
