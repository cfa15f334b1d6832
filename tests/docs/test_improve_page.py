"""docs/improve.md shows what the commands really answer, on the day on which it was written."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.improve.change import KINDS
from drctl.improve.goals import FEW, MANY
from drctl.improve.placements import NEAREST
from drctl.improve.search import EXACT
from drctl.improve.wish import AIMS, PRICES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "improve.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ drctl (.*?)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("line", "shown"), SHOWN, ids=[line for line, _ in SHOWN])
def test_what_is_shown_is_answered(drctl: Callable[..., Any], line: str, shown: str) -> None:
    assert drctl(*line.split(), "--today", "2026-11-26", cwd=ROOT).out == shown


def test_all_is_told() -> None:
    for aim in AIMS:
        assert f"`{aim}" in PAGE
    for kind in KINDS:
        assert re.search(rf"^\| `{kind}` \|", PAGE, re.MULTILINE)
    assert {f"{price:,.0f}" for price in PRICES.values() if price} == {"1,000", "2,000", "10,000"}
    assert "the four nearest" in PAGE and NEAREST == 4
    assert f"Among up to {EXACT} changes" in PAGE
    assert f"after {MANY:,} questions to the graph ({FEW:,} where" in PAGE
