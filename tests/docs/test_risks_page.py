"""docs/risks.md shows what the command really answers."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.analysis.lifetimes import simulate
from drctl.analysis.lifetimes.missing import CLOSELY, LARGE
from drctl.analysis.risks import risks
from drctl.graph import build
from drctl.model import load_text
from tests.exporters.test_open_psa import scram

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "risks.md").read_text(encoding="utf-8")


SHOWN = re.findall(r"```console\n\$ drctl (.*?)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("line", "shown"), SHOWN)
def test_the_examples_are_the_reference_estate_s(
    drctl: Callable[..., Any], line: str, shown: str
) -> None:
    assert drctl(*line.split(), cwd=ROOT).out == shown


def test_the_simulation_shown_holds_the_exact_mean(drctl: Callable[..., Any]) -> None:
    (line,) = (line for line, _ in SHOWN if "--years" in line)
    exact = json.loads(drctl("risks", "local-llm", "--json", cwd=ROOT).out)
    found = json.loads(drctl(*line.split(), "--json", cwd=ROOT).out)
    down = found["simulated_before_people_act"]["downtime_seconds"]
    assert down["low"] < exact["downtime_seconds_per_year_before_people_act"] < down["high"]


@pytest.mark.skipif(shutil.which("scram") is None, reason="needs scram: no scram on the PATH")
def test_scram_says_what_is_told_of_it(drctl: Callable[..., Any], tmp_path: Path) -> None:
    text = drctl("export", "open-psa", "local-llm", cwd=ROOT).out
    assert scram(text, tmp_path) == {"local-llm": ({1: 2}, 0.0010203)}
    assert "finds the same two cut sets in it, and 0.0010203.\n" in PAGE


def test_the_bounds_are_those_of_the_code() -> None:
    work = (simulate.MOST_FAILURES, simulate.MOST_STEPS, simulate.MOST_FIGURES)
    for bound in (*work, CLOSELY, LARGE):
        assert f"{bound:,}" in PAGE


def test_cut_sets_that_share_a_member_are_not_added_up() -> None:
    """The published formula (RepAudit, OOPSLA 2017, eq. 2) multiplies as if they did not."""
    model, findings = load_text("""drctl: 1
providers:
  a: {failure: {availability: 80%}}
  b: {failure: {availability: 80%}}
  c: {failure: {availability: 80%}}
services:
  s:
    failure: never
    needs: {one: {any_of: [a, b]}, two: {any_of: [a, c]}}
""")
    assert model is not None, findings
    found = risks(model, build(model), "s")
    assert {s.components for s in found.cut_sets()} == {("a", "b"), ("a", "c")}
    chances = [s.probability or 0.0 for s in found.cut_sets()]
    product = 1.0
    for chance in chances:
        product *= 1 - chance
    assert round(1 - product, 4) == 0.0784
    assert round(sum(chances), 4) == 0.08
    assert found.after.value is not None
    assert round(found.after.value, 12) == 0.072
