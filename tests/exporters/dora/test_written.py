"""What people get wrong under x-dora: each thing with its place, all in one run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.exporters.dora.values import is_lei
from drctl.exporters.dora.written import read
from drctl.model import load_text
from drctl.model.model import Model

BEGIN = "drctl: 1\npolicy: {tiers: {vital: {rto: 1h}}}\nproviders: {api: {vendor: acme}}\n"
SERVICE = "services: {web: {tier: vital, needs: {api: api}}}\n"
GOOD_LEI = "DEMOCARDCOXXXXXX0118"


def model_of(text: str) -> Model:
    model, findings = load_text(text)
    assert model is not None, findings
    return model


@pytest.mark.parametrize(
    ("written", "place", "said"),
    [
        ("[1]", "5:9", '"x-dora" takes a map with entity,'),
        ("", "5:1", '"x-dora" takes a map with entity,'),
        ("{vendor: {}}", "5:10", '"vendor" is no key here'),
        ("{entity: acme}", "5:18", '"entity" takes a map; found "acme"'),
        ("{entity: {lei: 4}}", "5:24", '"lei" takes a LEI'),
        (f"{{entity: {{lei: {GOOD_LEI[:-1]}9}}}}", "5:24", "with the right check digits"),
        ("{entity: {lie: x}}", "5:19", '"lie" is no key here'),
        ("{entity: {country: de}}", "5:28", "a country's two capital letters"),
        ("{entity: {type: bank}}", "5:25", "or a number from 1 to 22"),
        ("{entity: {type: 23}}", "5:25", "found the number 23"),
        ("{entity: {reported: 2026-02-30}}", "5:29", "a date such as 2027-03-31"),
        ("{entity: {total_assets: -1}}", "5:33", "an amount in units"),
        ("{entity: {name: ''}}", "5:25", '"name" takes text; found ""'),
        ("{entity: {name: }}", "5:19", '"name" takes text; found nothing'),
        ("{vendors: {acne: {}}}", "5:20", 'no component is of the vendor "acne"'),
        ("{vendors: {acme: 1}}", "5:26", '"acme" takes a map with code,'),
        ("{vendors: {acme: {parent: big}}}", "5:35", 'x-dora.vendors has no "big"'),
        ("{vendors: {acme: {code: HRB 1}}}", "5:33", "so code_type says what it is"),
        ("{vendors: {acme: {code: X, code_type: LEI}}}", "5:33", '"X" is no LEI; expected'),
        (
            "{vendors: {acme: {person: 1, code: X, code_type: VAT}}}",
            "5:58",
            "a legal person has a LEI or an EUID; found a VAT",
        ),
        ("{contracts: {C: {}}}", "5:22", 'the contract "C" names no vendor'),
        ("{contracts: {C: {vendor: acne}}}", "5:34", 'of the vendor "acne"'),
        ("{contracts: {C: {vendor: acme, overarching: D}}}", "5:53", 'contracts has no "D"'),
        ("{contracts: {C: {vendor: acme, notice: 3.5}}}", "5:48", "a whole number of days"),
        ("{contracts: {C: {vendor: acme, end: never}}}", "5:45", "or indefinite"),
        ("{contracts: {C: {vendor: acme, service: S20}}}", "5:49", "S01, S02, S03, …"),
        ("{critical_tiers: [fatal]}", "5:26", 'there is no tier "fatal"'),
        ("{critical_tiers: 3}", "5:26", "names of tiers"),
        ("{impact: {fatal: High}}", "5:19", 'there is no tier "fatal"'),
        ("{impact: {vital: Huge}}", "5:26", "Low, Medium, High"),
        ("{definitions: {B_07.01.0050: x}}", "5:38", "a map of options"),
        ("{definitions: {B_07.01.0051: {}}}", "5:24", '"B_07.01.0051" is no key here'),
        ("{definitions: {B_07.01.0100: {Huge: x}}}", "5:39", '"Huge" is no key here'),
    ],
)
def test_at_the_top(written: str, place: str, said: str) -> None:
    # A key without a value is read as its line ends.
    model = model_of(f"{BEGIN}{SERVICE}x-dora: {written}\n")
    _, findings = read(model)
    told = [(str(f.place).removeprefix("dr.yaml:"), f.message) for f in findings]
    assert [p for p, m in told if said in m] == [place], told


@pytest.mark.parametrize(
    ("written", "place", "said"),
    [
        ("x-dora: 1", "3:41", '"x-dora" takes a map; found the number 1'),
        ("x-dora: {contract: C}", "3:52", 'x-dora.contracts has no "C"'),
        ("x-dora: {audited: 2026}", "3:51", "or never"),
        ("x-dora: {storage: [DE, Ireland]}", "3:51", "countries' two capital letters"),
        ("x-dora: {lei: x}", "3:42", '"lei" is no key here'),
        ("x-dora: {exit_plan: 3}", "3:53", "true, false, or where the plan is"),
    ],
)
def test_at_a_provider(written: str, place: str, said: str) -> None:
    text = BEGIN.replace("{vendor: acme}", f"{{vendor: acme, {written}}}") + SERVICE
    _, findings = read(model_of(text))
    told = [(str(f.place).removeprefix("dr.yaml:"), f.message) for f in findings]
    assert [p for p, m in told if said in m] == [place], told


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{function: 7}", '"function" takes true, false, or a map with id,'),
        ("{function: {id: f1}}", "F and a number"),
        ("{function: {reasons: " + "x" * 301 + "}}", "a text of at most 300 characters"),
        ("{functions: true}", '"functions" is no key here'),
    ],
)
def test_at_a_service(written: str, said: str) -> None:
    text = BEGIN + SERVICE.replace("tier: vital", f"tier: vital, x-dora: {written}")
    _, findings = read(model_of(text))
    assert len(findings) == 1
    assert said in findings[0].message


def test_a_contract_of_another_vendor() -> None:
    text = """drctl: 1
providers: {a: {vendor: v, x-dora: {contract: C}}, b: {vendor: w}}
x-dora: {contracts: {C: {vendor: w}}}
"""
    _, findings = read(model_of(text))
    assert [f.message for f in findings] == ["a is of v, its contract is with w"]
    assert [str(p) for p in findings[0].places] == ["dr.yaml:2:47", "dr.yaml:3:34"]


def test_all_at_once_and_nothing_written(drctl: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(
        f"{BEGIN}{SERVICE}include: [more/*.yaml]\nx-dora: {{vendors: {{acme: {{}}}}, entity: 1}}\n"
    )
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "dora.yaml").write_text("drctl: 1\nx-dora: {vendors: {acme: {}}}\n")
    ran = drctl("export", "dora", "--out", "register", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "dr.yaml:6:" in ran.err
    twice = 'more/dora.yaml:2:20: error: "acme" stands twice under vendors; first at dr.yaml:6:'
    assert twice in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "register").exists()


def test_parts_that_say_different_things(drctl: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text("""drctl: 1
providers:
  a: {vendor: v, x-dora: {audited: 2026-01-01}}
  b: {vendor: v, x-dora: {audited: never}}
services: {s: {needs: {a: a, b: b}}}
""")
    ran = drctl("export", "dora", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "dr.yaml:4:36: error: audited is told of one ICT service of v in two ways" in ran.err


def test_what_a_map_merges_in_is_read() -> None:
    two = "&a {vendor: acme, x-dora: {country: DE}}, two: {<<: *a}"
    text = BEGIN.replace("{vendor: acme}", two)
    written, findings = read(model_of(text + SERVICE))
    assert findings == ()
    assert {name: f["country"].value for name, f in written.parts.items()} == {
        "api": "DE",
        "two": "DE",
    }


def test_check_digits() -> None:
    """Those of Deutsche Bank's LEI, as GLEIF publishes it; every other pair is wrong."""
    body = "7LTWFZYICNSX8D621K"
    assert [n for n in range(100) if is_lei(f"{body}{n:02}")] == [86]
    assert not is_lei(f"{body}86".lower())
    assert not is_lei(f"{body}8")
