"""A whole register, cell by cell, and what must hold between the tables of any."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.assessment import Assessment
from drctl.exporters._kind import CannotExport
from drctl.exporters.dora import made, write
from drctl.exporters.dora.options import SUBSTITUTABILITY
from drctl.exporters.dora.templates import TEMPLATES
from drctl.model import load, load_text
from tests.render.conftest import hostile_model

BANK = Path(__file__).parent / "bank.yaml"
ESTATE = Path(__file__).parents[3] / "dr.yaml"
Tables = dict[str, list[dict[str, str]]]


def assessment(path: Path) -> Assessment:
    model, findings = load(path)
    assert model is not None, findings
    return Assessment(model)


def tables(files: Any) -> Tables:
    """The CSV files, read by Python's csv; columns by the last four signs of their codes."""
    return {
        name.removesuffix(".csv"): [
            {key.partition(" ")[0].rpartition(".")[2]: value for key, value in row.items()}
            for row in csv.DictReader(io.StringIO(text, newline=""))
        ]
        for name, text in files.items()
    }


@pytest.fixture(scope="module")
def bank() -> Tables:
    return tables(write(assessment(BANK)).files)


@pytest.fixture(scope="module")
def estate() -> Assessment:
    return assessment(ESTATE)


def rows(table: list[dict[str, str]], *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in table]


def test_nothing_is_missing_in_a_bank_that_tells_all(bank: Tables) -> None:
    assert bank["missing"] == []
    export = write(assessment(BANK))
    assert json.loads(export.text)["complete"] is True
    assert export.notes == ("not covered: B_01.03, B_02.03, B_03.03",)


def test_contracts(bank: Tables) -> None:
    """C-2 covers no component, but C-2a lies under it."""
    assert rows(bank["B_02.01"], "0010", "0020", "0030", "0040", "0050") == [
        ("C-1", "standalone arrangement", "", "EUR", "250000.5"),
        ("C-2", "overarching / master contractual arrangement", "", "EUR", "0"),
        ("C-2a", "subsequent or associated arrangement", "C-2", "EUR", "60000"),
        ("C-3", "standalone arrangement", "", "EUR", "12000"),
    ]


def test_services_and_functions(bank: Tables) -> None:
    """By hand from the file: countries come down from the region, books lie in both places."""
    columns = ("0010", "0050", "0060", "0080", "0090", "0130", "0140", "0150", "0160", "0170")
    none = "Not significant"
    assert rows(bank["B_02.02"], *columns, "0180") == [
        ("C-2a", "F7", "S07", "2027-12-31", "", "AT", "No", "", "", "", "Material reliance"),
        ("C-1", "F7", "S17", "9999-12-31", "", "IE", "Yes", "IE", "", "High", "Full reliance"),
        ("C-1", "F1", "S17", "9999-12-31", "", "IE", "Yes", "IE", "DE", "High", ""),
        ("C-1", "F1", "S17", "9999-12-31", "", "IE", "Yes", "IE", "IE", "High", ""),
        ("C-3", "F7", "S07", "2026-10-31", "6. Other", "SE", "Yes", "FI", "", "Medium", none),
        ("C-3", "F7", "S07", "2026-10-31", "6. Other", "SE", "Yes", "SE", "", "Medium", none),
    ]


def test_providers(bank: Tables) -> None:
    columns = ("0010", "0020", "0060", "0080", "0100", "0110", "0120")
    card, group = "DEMOCARDCOXXXXXX0118", "ATCRN.123456a"
    assert rows(bank["B_05.01"], *columns) == [
        (card, "LEI", "CardCo Payments GmbH", "AT", "60000", group, "EUID"),
        (group, "EUID", "CardGroup", "BG", "", group, "EUID"),
        *(
            (code, "LEI", name, country, expense, code, "LEI")
            for code, name, country, expense in (
                ("DEMOEDGECOXXXXXX0130", "EdgeCo Inc.", "US", ""),
                ("DEMOMETALCOXXXXX0194", '\'=MetalCo "Iron", Ltd.', "US", ""),
                ("DEMONIMBUSCLOUDX0147", "Nimbus Cloud S.à r.l.", "LU", "250000.5"),
                ("DEMOPAYTWOXXXXXX0181", "PayTwo AB", "SE", "12000"),
            )
        ),
    ]


def test_supply_chains(bank: Tables) -> None:
    assert rows(bank["B_05.02"], "0010", "0020", "0030", "0050", "0060", "0070") == [
        ("C-2a", "S07", "DEMOCARDCOXXXXXX0118", "1", "", ""),
        ("C-2a", "S07", "DEMOEDGECOXXXXXX0130", "2", "DEMOCARDCOXXXXXX0118", "LEI"),
        ("C-2a", "S07", "DEMOMETALCOXXXXX0194", "3", "DEMOEDGECOXXXXXX0130", "LEI"),
        ("C-1", "S17", "DEMONIMBUSCLOUDX0147", "1", "", ""),
        ("C-3", "S07", "DEMOPAYTWOXXXXXX0181", "1", "", ""),
    ]


def test_functions(bank: Tables) -> None:
    """Hours: 90 minutes are two begun ones, half a minute is one, no promise is 0."""
    columns = ("0010", "0020", "0030", "0050", "0070", "0080", "0090", "0100")
    day = "2026-09-30"
    assert rows(bank["B_06.01"], *columns) == [
        ("F1", "support functions", "Reports", "No", day, "24", "0", "Low"),
        ("F7", "Payment services", "Payments", "Yes", day, "2", "1", "High"),
    ]


def test_doing_without(bank: Tables) -> None:
    columns = ("0010", "0050", "0060", "0070", "0080", "0090", "0100", "0110", "0120")
    words, reason = SUBSTITUTABILITY.words, "1. The lack of real alternatives"
    assert rows(bank["B_07.01"], *columns) == [
        ("C-2a", words[2], "", "2026-05-04", "Yes", "Difficult", "Low", "Yes", "cards-two"),
        ("C-1", words[0], reason, "2025-11-20", "No", "Highly complex", "High", "No", ""),
        ("C-3", words[3], "", "9999-12-31", "Yes", "Highly complex", "Low", "Yes", ""),
    ]


def test_the_last_drill_stands_beside_what_takes_over() -> None:
    answer = json.loads(write(assessment(BANK)).text)
    (cards,) = [row for row in answer["exits"] if row["provider"] == "cardco"]
    place = cards.pop("place")
    assert cards == {
        "provider": "cardco",
        "contract": "C-2a",
        "type_of_ict_services": "S07",
        "components": "cards",
        "use": "pay.cards",
        "without_it": "met",
        "stands_in": "cards-two",
        "switch": "manual",
        "after_seconds": 600,
        "degraded": "no",
        "procedure": "to-cards-two",
        "candidates": None,
        "date_of_the_last_drill": "2026-10-01",
        "result": "passed",
        "recovered_in_seconds": 720,
        "promised_seconds": 5400,
        "down_before_people_act": 1,
        "down_for_good": 0,
    }
    lines = BANK.read_text(encoding="utf-8").splitlines()
    assert lines[place["line"] - 1][place["column"] - 1 :].startswith("cards:")


@pytest.mark.parametrize(
    ("drills", "fallback", "option"),
    [
        ("", "{use: b, switch: automatic}", 2),
        ("2026-01-01, result: passed", "{use: b, switch: automatic}", 3),
        ("2026-01-01, result: passed", "{use: b, switch: automatic, degraded: true}", 2),
        ("2026-01-01, result: passed", "{use: b, switch: manual}", 2),
        ("2026-01-01, result: failed", "{use: b, switch: automatic}", 1),
        ("2026-01-01, result: passed, recovered_in: 2h", "{use: b, switch: automatic}", 1),
        ("", "", 0),
        ("", "candidate", 1),
    ],
)
def test_substitutability_follows_from_fallbacks_and_drills(
    drills: str, fallback: str, option: int
) -> None:
    other = f"fallbacks: [{fallback}]" if fallback.startswith("{") else ""
    other = "candidates: [{use: b}]" if fallback == "candidate" else other
    text = (
        "drctl: 1\npolicy: {tiers: {t: {rto: 1h}}}\n"
        "providers: {a: {vendor: v}, b: {vendor: w}}\n"
        f"services: {{s: {{tier: t, needs: {{n: {{use: a, {other}}}}}}}}}\n"
    )
    text += f"drills: [{{need: s.n, option: b, date: {drills}}}]\n" if drills else ""
    model, findings = load_text(text)
    assert model is not None, findings
    (row,) = [r for r in made(Assessment(model)).tables["B_07.01"] if r.about == "v: a"]
    assert row.cells["0050"].value == SUBSTITUTABILITY.words[option]


def test_what_never_fails_can_be_discontinued() -> None:
    text = """drctl: 1
policy: {tiers: {t: {rto: 1h}}}
providers: {a: {vendor: v, failure: never}}
services: {s: {tier: t, needs: {n: a}}}
"""
    model, _ = load_text(text)
    assert model is not None
    (row,) = made(Assessment(model)).tables["B_07.01"]
    assert (row.cells["0050"].value, row.cells["0100"].value) == ("Not substitutable", "High")


def test_an_alternative_that_falls_with_it_is_none() -> None:
    text = """drctl: 1
domains: {edge: {vendor: e}}
providers: {a: {vendor: v, in: edge}, b: {vendor: w, in: edge}}
services: {s: {in: edge, needs: {n: {use: a, fallbacks: [{use: b, switch: automatic}]}}}}
"""
    model, _ = load_text(text)
    assert model is not None
    answers = {
        row.about: (row.cells["0050"].value, row.cells["0080"].value, row.cells["0110"].value)
        for row in made(Assessment(model)).tables["B_07.01"]
    }
    assert answers["e: edge"] == ("Not substitutable", "No", "No")


def test_only_rank_1_where_no_function_is_critical() -> None:
    text = """drctl: 1
providers: {a: {vendor: v, needs: {b: b}}, b: {vendor: w}}
services: {s: {x-dora: {function: {critical: CRITICAL}}, needs: {n: a}}}
"""
    ranks = {}
    for word in ("Yes", "No", "Assessment not performed"):
        model, findings = load_text(text.replace("CRITICAL", word))
        assert model is not None, findings
        made_tables = made(Assessment(model)).tables
        ranks[word] = [row.cells["0050"].value for row in made_tables["B_05.02"]]
        assert bool(made_tables["B_07.01"]) is (word != "No")
    assert ranks == {"Yes": [1, 2], "No": [1], "Assessment not performed": [1, 2]}


def test_keys_lead_somewhere(bank: Tables) -> None:
    """What the templates call "as reported in" another column is reported there."""
    contracts = {row["0010"] for row in bank["B_02.01"]}
    providers = {(row["0010"], row["0020"]) for row in bank["B_05.01"]}
    functions = {row["0010"] for row in bank["B_06.01"]}
    (entity,) = bank["B_01.01"]
    for code in ("B_02.02", "B_03.01", "B_03.02", "B_04.01", "B_05.02", "B_07.01"):
        assert {row["0010"] for row in bank[code]} <= contracts
    for code, first in (("B_02.02", "0030"), ("B_03.02", "0020"), ("B_07.01", "0020")):
        second = f"{int(first) + 10:04}"
        assert {(row[first], row[second]) for row in bank[code]} <= providers
    assert {row["0050"] for row in bank["B_02.02"]} <= functions
    ranked = {(r["0010"], r["0020"], r["0030"], int(r["0050"])) for r in bank["B_05.02"]}
    for row in bank["B_05.02"]:
        if row["0050"] != "1":
            one_up = int(row["0050"]) - 1
            assert (row["0010"], row["0020"], row["0060"], one_up) in ranked
    assert {row["0020"] for row in bank["B_04.01"]} == {entity["0010"]}


# Columns that repeat another one, which is where something missing is told.
REPEATED = {
    "B_01.02": {"0010", "0020", "0030", "0040"},
    "B_02.02": {"0010", "0020", "0030", "0040", "0050"},
    "B_03.01": {"0010", "0020"},
    "B_03.02": {"0010", "0020", "0030"},
    "B_04.01": {"0010", "0020"},
    "B_05.02": {"0010", "0020", "0030", "0040"},
    "B_06.01": {"0040"},
    "B_07.01": {"0010", "0020", "0030", "0040"},
}


def test_mandatory_is_filled_in_or_missing(estate: Assessment) -> None:
    """No column that is mandatory without a condition is left blank and untold."""
    register = made(estate)
    told = {(one.code, one.cell.hint) for one in register.missing}
    found = set()
    for template in TEMPLATES:
        repeated = REPEATED.get(template.code, set())
        for row in register.tables[template.code]:
            for column in template.columns:
                cell = row.cells[column.number]
                if column.fill_in != "Mandatory" or cell.value is not None:
                    continue
                # Only what lies under a frame has the number of one.
                if (template.code, column.number) == ("B_02.01", "0030"):
                    continue
                found.add((template.code_of(column), cell.hint))
                assert bool(cell.hint) is (column.number not in repeated), (template.code, column)
    assert {pair for pair in found if pair[1]} <= told
    assert len(found) > 100


def test_everything_missing_has_a_place_in_a_file(estate: Assessment) -> None:
    for one in (*made(estate).missing, *made(estate).derived):
        place = one.cell.place
        assert place is not None
        text = (ESTATE.parent / place.path).read_text(encoding="utf-8").splitlines()
        assert text[place.line - 1][place.column - 1 :].strip()


def test_the_same_model_gives_the_same_bytes(estate: Assessment) -> None:
    first, second = write(estate), write(assessment(ESTATE))
    assert (first.text, first.files) == (second.text, second.files)


def test_one_function_alone(estate: Assessment) -> None:
    every, one = made(estate), made(estate, "billing")
    assert [row.about for row in one.tables["B_06.01"]] == ["billing"]
    own = [row.about for row in every.tables["B_02.02"] if row.about.startswith("billing on")]
    assert [row.about for row in one.tables["B_02.02"]] == own
    with pytest.raises(CannotExport, match="stripe is no service of ours"):
        made(estate, "stripe")


def test_the_command(drctl: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "a" / "register"
    ran = drctl("export", "dora", "--model", str(BANK), "--out", str(out))
    assert (ran.code, ran.err) == (0, "")
    names = [f"{t.code}.csv" for t in TEMPLATES] + ["exits.csv", "missing.csv", "derived.csv"]
    note = "note: not covered: B_01.03, B_02.03, B_03.03"
    assert ran.out.splitlines() == [*(str(out / name) for name in names), note]
    assert sorted(path.name for path in out.iterdir()) == sorted(names)
    files = write(assessment(BANK)).files
    # The model's path is told as it was given.
    assert (out / "B_05.01.csv").read_bytes() == files["B_05.01.csv"].encode()
    printed = drctl("export", "dora", "--model", str(BANK))
    assert printed.err == f"{note}\n"
    assert json.loads(printed.out)["tables"][7]["code"] == "B_05.01"


def test_all_files_or_none(drctl: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "register"
    out.write_text("a file\n")
    ran = drctl("export", "dora", "--model", str(BANK), "--out", str(out))
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be written" in ran.err
    assert out.read_text() == "a file\n"
    taken = tmp_path / "taken"
    (taken / "B_05.01.csv").mkdir(parents=True)
    ran = drctl("export", "dora", "--model", str(BANK), "--out", str(taken))
    assert (ran.code, ran.out) == (2, "")
    assert [path.name for path in taken.iterdir()] == ["B_05.01.csv"]
    ran = drctl("export", "json", "--model", str(BANK), "--out", str(out))
    assert (ran.code, ran.out) == (2, "")
    assert "leave out --out" in ran.err


def test_a_hostile_model() -> None:
    """Titles that would be formulas, and all else that could be more than text."""
    model, findings = load_text(hostile_model())
    assert model is not None, findings
    files = write(Assessment(model)).files
    for text in files.values():
        text.encode()
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r"))]
