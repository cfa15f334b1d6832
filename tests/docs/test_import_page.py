"""docs/import.md shows what the import really does."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.importers import IMPORTERS

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
TREE = re.findall(r"^```xml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]
COMMANDS = re.findall(r"^\$ drctl (import \S+ \S+) > dr\.yaml$", PAGE, re.MULTILINE)
MANIFEST = "{kind: Pod, metadata: {name: web}, spec: {containers: [{image: web}]}}"


def test_every_kind_has_its_section() -> None:
    sections = {heading.lower() for heading in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)}
    assert set(IMPORTERS) <= sections


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_run(line: str, tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "compose.yaml").write_text(BLOCKS[0])
    (tmp_path / "manifests.yaml").write_text(MANIFEST)
    (tmp_path / "tree.xml").write_text(TREE)
    answer = drctl(*line.split(), cwd=tmp_path)
    assert answer.code == 0
    (tmp_path / "dr.yaml").write_text(answer.out)
    assert drctl("check", cwd=tmp_path).code == 0


def test_the_example_becomes_what_is_shown(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "compose.yaml").write_text(BLOCKS[0])
    answer = drctl("import", "compose", "compose.yaml", cwd=tmp_path)
    assert BLOCKS[1] in answer.out
    assert "No value is known of PASSWORD (compose.yaml:6)" in answer.err


def test_the_commands_cover_every_kind() -> None:
    assert {line.split()[1] for line in COMMANDS} == set(IMPORTERS)


def test_the_tree_becomes_what_is_shown(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    (tmp_path / "tree.xml").write_text(TREE)
    assert BLOCKS[-1] in drctl("import", "open-psa", "tree.xml", cwd=tmp_path).out
