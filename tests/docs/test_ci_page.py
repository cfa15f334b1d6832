"""docs/ci.md: its commands run on the reference estate, its YAML is what `drctl init` writes."""

import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from drctl.cli._ci import CI
from drctl.reports import ALL

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
TEXTS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
BLOCKS = [YAML(typ="safe", pure=True).load(text) for text in TEXTS]


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
def test_the_commands_run(
    line: str, estate: Path, drctl: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNNER_TEMP", str(estate))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(estate / "summary.md"))
    line = re.sub(r"\$\{\w+:\+.*?\}", "", line)  # on no pull request
    answer = drctl(*shlex.split(os.path.expandvars(line))[1:], cwd=estate)
    # The reference estate has findings at its threshold, on purpose.
    wanted = 1 if "audit" in line and "--exit-zero" not in line else 0
    assert (answer.code, answer.err) == (wanted, "")
    for name in re.findall(r"=(drctl\.\w+)", line):
        assert (estate / name).stat().st_size > 0


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 8


def test_the_jobs_are_those_that_init_writes() -> None:
    versions = re.compile(r"drctl==[\w.]+")
    page = [versions.sub("", text) for text in TEXTS]
    for _, text in CI.values():
        assert versions.sub("", text) in page


def test_every_format_has_a_row() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(ALL)


def test_the_hooks_exist() -> None:
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (repository,) = next(block["repos"] for block in BLOCKS if "repos" in block)
    assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in hooks}


def test_the_action_has_the_inputs_that_the_page_names() -> None:
    action = YAML(typ="safe").load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = next(block for block in BLOCKS if isinstance(block, list))
    assert set(step["with"]) <= set(action["inputs"])
