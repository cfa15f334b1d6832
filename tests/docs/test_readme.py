"""What README.md shows is true: its tour runs, its model loads, its commands exist."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.cli._commands import COMMANDS
from drctl.model import load_text

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = re.findall(r"^\$ drctl (.+)$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("estate")
    shutil.copy(ROOT / "dr.yaml", copy)
    for folder in ("model", "runbooks", "diagrams"):
        shutil.copytree(ROOT / folder, copy / folder)
    return copy


@pytest.mark.parametrize("line", TOUR)
def test_the_tour_runs(line: str, estate: Path, drctl: Callable[..., Any]) -> None:
    answer = drctl(*line.split(), cwd=estate)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out


def test_there_is_a_tour() -> None:
    assert len(TOUR) >= 5


def test_the_model_in_one_minute_loads() -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        model, findings = load_text(block)
        assert model is not None, findings


def test_every_command_is_in_the_table() -> None:
    shown = set(re.findall(r"`drctl ([a-z]+)", README))
    assert {entry.name for entry in COMMANDS} <= shown
