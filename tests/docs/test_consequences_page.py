"""docs/consequences.md shows what the commands really say of the model that it shows."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "consequences.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```console\n\$ drctl (.+)\n((?:.*\n)*?)^```", PAGE, re.MULTILINE)
MODEL = re.search(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_all_four_answers_are_shown() -> None:
    assert [line.split()[0] for line, _ in SHOWN] == [
        "simulate",
        "recovery",
        "simulate",
        "recovery",
        "why",
    ]


@pytest.mark.parametrize(("line", "shown"), SHOWN, ids=[line for line, _ in SHOWN])
def test_the_commands_say_what_is_shown(
    line: str, shown: str, tmp_path: Path, drctl: Callable[..., Any]
) -> None:
    assert MODEL
    (tmp_path / "dr.yaml").write_text(MODEL[1], encoding="utf-8")
    answer = drctl(*line.split(), cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == shown
