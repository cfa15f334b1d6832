"""docs/dora.md shows what the export really writes, and names every key and every gap."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.exporters.dora.keys import CONTRACT, ENTITY, FUNCTION, PART, TOP, VENDOR
from drctl.exporters.dora.templates import NOT_COVERED, TEMPLATES
from drctl.exporters.dora.written import read
from drctl.model import load_text

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "dora.md").read_text(encoding="utf-8")
(SHOWN,) = re.findall(r"^```console\n\$ drctl (.+)\n((?:.*\n)*?)^```", PAGE, re.MULTILINE)
EXAMPLE, KEYS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
LINES = re.findall(r"`register/([^`]+)`(?:(?!```).)*?^```csv\n(.*?)^```", PAGE, re.M | re.S)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("estate")
    shutil.copy(ROOT / "dr.yaml", copy)
    shutil.copytree(ROOT / "model", copy / "model")
    return copy


def test_the_command_says_what_is_shown(estate: Path, drctl: Callable[..., Any]) -> None:
    line, shown = SHOWN
    ran = drctl(*line.split(), cwd=estate)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == shown


def test_the_files_hold_the_lines_that_are_shown(estate: Path, drctl: Callable[..., Any]) -> None:
    (estate / "model" / "dora.yaml").write_text(EXAMPLE, encoding="utf-8")
    ran = drctl("export", "dora", "answer-by-api", "--out", "register", cwd=estate)
    (estate / "model" / "dora.yaml").unlink()
    assert ran.code == 0, ran.err
    assert [name for name, _ in LINES] == ["B_05.02.csv", "missing.csv", "derived.csv"]
    for name, block in LINES:
        written = (estate / "register" / name).read_text(encoding="utf-8").splitlines()
        assert set(block.splitlines()) <= set(written)


def test_every_key_is_named() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    for kinds in (ENTITY, VENDOR, CONTRACT, PART, FUNCTION, TOP):
        assert set(kinds) <= named


def test_the_example_of_keys_holds() -> None:
    model, findings = load_text(KEYS)
    assert model is not None, findings
    written, wrong = read(model)
    assert wrong == ()
    assert set(written.parts) == {"cloud-west", "database"}


def test_what_is_not_covered_is_said() -> None:
    gaps = PAGE[PAGE.index("## What is not covered") :]
    assert all(code in gaps for code, _, _ in NOT_COVERED)
    codes = {template.code for template in TEMPLATES}
    assert len(codes) + len(NOT_COVERED) == 15
    columns = {t.code_of(c) for t in TEMPLATES for c in t.columns}
    nowhere = {"B_06.01.0110", "B_07.01.0041"}
    assert set(re.findall(r"B_\d\d\.\d\d\.\d{4}", PAGE)) <= columns | nowhere
