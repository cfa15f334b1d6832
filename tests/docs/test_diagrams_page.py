"""docs/diagrams.md shows what the commands really say, and the bounds that the pictures have."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from drctl.cli.diagram import SUFFIXES, Form
from drctl.render.diagrams import Kind
from drctl.render.diagrams.edges import MOST_EDGES
from drctl.render.diagrams.grouped import MOST_EDGES as MOST_COUNTED
from drctl.render.diagrams.grouped import MOST_GROUPS as MOST_CARDS
from drctl.render.diagrams.matrix import MOST_GROUPS, MOST_ROWS
from drctl.render.diagrams.neighbourhood import MOST as MOST_NEAR
from drctl.render.diagrams.scenario import MOST as MOST_HIT
from drctl.render.diagrams.timeline import MOST as MOST_BARS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "diagrams.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```console\n\$ drctl (.+)\n((?:.*\n)*?)^```", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("estate")
    shutil.copy(ROOT / "dr.yaml", copy)
    shutil.copytree(ROOT / "model", copy / "model")
    return copy


@pytest.mark.needs("dot")
@pytest.mark.parametrize(("line", "shown"), SHOWN, ids=[line for line, _ in SHOWN])
def test_the_commands_say_what_is_shown(
    line: str, shown: str, estate: Path, drctl: Callable[..., Any]
) -> None:
    answer = drctl(*line.split(), cwd=estate)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == shown
    if "--out" in line:
        assert (estate / line.split()[-1]).stat().st_size > 1000


def test_there_are_commands() -> None:
    assert len(SHOWN) >= 6


def test_every_kind_and_ending_is_told() -> None:
    assert tuple(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == get_args(Kind)
    assert all(f"`{suffix}`" in PAGE for suffix in SUFFIXES)
    assert "|".join(Form) in PAGE


def test_the_bounds_are_those_of_the_pictures() -> None:
    told = " ".join(PAGE.split())
    assert (
        f"At most {MOST_CARDS} cards and {MOST_COUNTED} arrows in an overview by groups,"
        f" {MOST_NEAR} components in a neighbourhood, {MOST_HIT} in a scenario, {MOST_EDGES}"
        f" arrows in both, {MOST_BARS} rows in a timeline, {MOST_ROWS} rows and {MOST_GROUPS}"
        " columns of risk groups."
    ) in told


def test_every_picture_that_it_shows_is_there() -> None:
    for target in re.findall(r"!\[.*?\]\((.*?)\)", PAGE):
        assert (ROOT / "docs" / target).is_file(), target
