"""docs/risks.md shows what the command really answers."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drctl.analysis.risks import risks
from drctl.graph import build
from drctl.model import load_text

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "risks.md").read_text(encoding="utf-8")


def test_the_example_is_the_reference_estate_s(drctl: Callable[..., Any]) -> None:
    ((line, shown),) = re.findall(r"```console\n\$ drctl (.*?)\n(.*?)```", PAGE, re.DOTALL)
    assert drctl(*line.split(), cwd=ROOT).out == shown


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
