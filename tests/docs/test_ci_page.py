"""docs/ci.md: its commands run on the reference estate, its YAML is YAML, its hooks exist."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = [
    YAML(typ="safe", pure=True).load(block)
    for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
]


def lines(node: Any) -> Iterator[str]:
    """Every drctl command line in a job."""
    if isinstance(node, str):
        yield from (line for line in node.splitlines() if line.startswith("drctl "))
    for item in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from lines(item)


COMMANDS = {*re.findall(r"^\$ (drctl .+)$", PAGE, re.MULTILINE), *lines(BLOCKS)}


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("estate")
    shutil.copy(ROOT / "dr.yaml", copy)
    for folder in ("model", "runbooks", "diagrams"):
        shutil.copytree(ROOT / folder, copy / folder)
    return copy


@pytest.mark.parametrize("line", sorted(COMMANDS))
def test_the_commands_run(line: str, estate: Path, drctl: Callable[..., Any]) -> None:
    answer = drctl(*line.split()[1:], cwd=estate)
    # The reference estate has findings at its threshold, on purpose.
    wanted = 1 if "audit" in line and "--exit-zero" not in line else 0
    assert (answer.code, answer.err) == (wanted, "")


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 5


def test_the_hooks_exist() -> None:
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (repository,) = next(block["repos"] for block in BLOCKS if "repos" in block)
    assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in hooks}
