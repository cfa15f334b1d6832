"""docs/runbooks.md shows what the commands really say and write of the model that it shows."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "runbooks.md").read_text(encoding="utf-8")
SHOWN = dict(re.findall(r"^```(yaml|console|sh|jinja)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(SHOWN["yaml"], encoding="utf-8")
    return tmp_path


def test_the_plan_is_what_is_shown(shop: Path, drctl: Callable[..., Any]) -> None:
    line, _, shown = SHOWN["console"].partition("\n")
    answer = drctl(*line.removeprefix("$ drctl ").split(), cwd=shop)
    assert (answer.code, answer.out, answer.err) == (0, shown, "")


@pytest.mark.parametrize("line", sorted(set(re.findall(r"`drctl (simulate --fail[^`]+)`", PAGE))))
def test_its_other_commands_run(line: str, shop: Path, drctl: Callable[..., Any]) -> None:
    assert drctl(*line.split(), cwd=shop).code == 0


def test_the_page_asks_as_is_shown(shop: Path, drctl: Callable[..., Any]) -> None:
    assert drctl("build", "runbooks", cwd=shop).code == 0
    page = (shop / "runbooks" / "service-primary.md").read_text(encoding="utf-8")
    assert SHOWN["sh"] in page
    assert 'dnsctl set db."${dr_zone}" replica' in page


def test_a_block_is_changed_by_inheritance(shop: Path, drctl: Callable[..., Any]) -> None:
    (shop / "templates").mkdir()
    (shop / "templates" / "runbook.md").write_text(SHOWN["jinja"], encoding="utf-8")
    assert drctl("build", "runbooks", cwd=shop).code == 0
    page = (shop / "runbooks" / "service-primary.md").read_text(encoding="utf-8")
    decide = page.partition("## 4. Decide")[2].partition("## 5.")[0]
    assert "data-lead declares it" in decide
    assert decide.rstrip().endswith("Ring the duty manager first: +1 555 0100.")
