"""docs/concentration.md shows what the commands really say, and its policy is one."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.audit.settings import unknown_rules, wrong_options
from drctl.model import load_text

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "concentration.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```console\n\$ drctl (.+)\n((?:.*\n)*?)^```", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("estate")
    shutil.copy(ROOT / "dr.yaml", copy)
    shutil.copytree(ROOT / "model", copy / "model")
    return copy


@pytest.mark.parametrize(("line", "shown"), SHOWN, ids=[line for line, _ in SHOWN])
def test_the_commands_say_what_is_shown(
    line: str, shown: str, estate: Path, drctl: Callable[..., Any]
) -> None:
    answer = drctl(*line.split(), cwd=estate)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == shown


def test_there_are_commands() -> None:
    assert len(SHOWN) >= 2


def test_the_figures_in_the_text_are_those_of_the_tables() -> None:
    rows = [line.split() for line in SHOWN[0][1].splitlines()]
    loads = {row[0]: row[4:] for row in rows if row[1:2] == ["critical"] and "rps" in row}
    assert loads["deepseek"] == ["60", "0", "0"]
    assert loads["cloudflare"] == ["109.5", "90", "90"]
    assert all(text in " ".join(PAGE.split()) for text in ("60 of 120 rps", "gets 109.5, and 90"))


def test_its_policy_is_one() -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    model, findings = load_text(f"drctl: 1\n{block}")
    assert model is not None, findings
    assert [*unknown_rules(model), *wrong_options(model)] == []


def test_every_rule_that_it_names_exists(drctl: Callable[..., Any]) -> None:
    for name in re.findall(r"^- `([a-z-]+)`:", PAGE, re.MULTILINE):
        assert drctl("explain", name).code == 0
