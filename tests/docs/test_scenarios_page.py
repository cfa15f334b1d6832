"""docs/scenarios.md: its example gives what it shows, and its tables name every key."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.model.language.estate import Expectation, Scenario

PAGE = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
MODEL, SHOWN = re.findall(r"^```(?:yaml|console)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def keys(shape: Any) -> set[str]:
    return set(shape.__pydantic_fields__)


@pytest.mark.parametrize("key", sorted(keys(Scenario) | keys(Expectation)))
def test_every_key_stands_in_a_table(key: str) -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", PAGE, re.MULTILINE)
    assert f"`{key}`" in " ".join(rows).split()


def test_the_example_gives_what_is_shown(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL)
    command, _, output = SHOWN.partition("\n")
    assert command == "$ drctl test"
    answer = drctl("test", cwd=tmp_path)
    assert (answer.code, answer.out, answer.err) == (1, output, "")


@pytest.mark.parametrize("line", sorted(set(re.findall(r"`drctl ([a-z]+ [^`]+)`", PAGE))))
def test_its_other_commands_run(line: str, tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL)
    answer = drctl(*line.split(), cwd=tmp_path)
    assert (answer.code, answer.err) == (int(line.startswith("test")), "")


def test_mending_the_example_makes_it_pass(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    """A faster switch, and the own model in a zone that is left: what the page says of both."""
    mended = MODEL.replace("after: 12m", "after: 9m").replace(
        "own-model: {in: zone-b}", "own-model: {}"
    )
    mended = mended.replace("      chat: up\n", "      chat: degraded\n")
    (tmp_path / "dr.yaml").write_text(mended)
    answer = drctl("test", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
