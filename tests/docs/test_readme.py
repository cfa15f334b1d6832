"""What README.md shows is true: its tour runs, its model loads, its commands exist."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.cli._commands import COMMANDS
from drctl.model import load_text

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = re.findall(r"^\$ drctl (.+)$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("estate")
    shutil.copy(ROOT / "dr.yaml", copy)
    for folder in ("model", "runbooks", "diagrams"):
        shutil.copytree(ROOT / folder, copy / folder)
    return copy


@pytest.mark.parametrize("line", TOUR)
def test_the_tour_runs(line: str, estate: Path, drctl: Callable[..., Any]) -> None:
    answer = drctl(*line.split(), cwd=estate)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out


def test_there_is_a_tour() -> None:
    assert len(TOUR) >= 5


def test_the_model_in_one_minute_loads() -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        model, findings = load_text(block)
        assert model is not None, findings


def test_every_command_is_in_the_table() -> None:
    shown = set(re.findall(r"`drctl ([a-z]+)", README))
    assert {entry.name.split()[0] for entry in COMMANDS} <= shown


def test_the_ten_minutes_run(tmp_path: Path, drctl: Callable[..., Any]) -> None:
    """The section's own commands, on a small cluster."""
    section = README.partition("## Your own estate in ten minutes")[2].partition("\n## ")[0]
    block = re.search(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert block
    lines = [line.partition("  #")[0].strip() for line in block[1].splitlines()]
    commands = [line.removeprefix("drctl ").split() for line in lines if line.startswith("drctl ")]
    assert [words[0] for words in commands] == ["import", "check", "audit", "build"]
    pods = (
        "spec: {selector: {matchLabels: {a: %s}}, template: {metadata: {labels: {a: %s}}, spec: {"
    )
    web = pods % ("w", "w") + "containers: [{env: [{name: DB_HOST, value: db}]}]}}}"
    db = pods % ("d", "d") + "containers: [{image: postgres}]}}}"
    service = "{kind: Service, metadata: {name: db}, spec: {selector: {a: d}}}"
    (tmp_path / "manifests.yaml").write_text(
        f"{{kind: Deployment, metadata: {{name: web}}, {web}}}\n---\n"
        f"{{kind: Deployment, metadata: {{name: db}}, {db}}}\n---\n{service}\n"
    )
    for words in commands:
        arguments = words[: words.index(">")] if ">" in words else words
        answer = drctl(*arguments, cwd=tmp_path)
        assert answer.code == (1 if words[0] == "audit" else 0), answer.err
        if words[0] == "import":
            (tmp_path / "dr.yaml").write_text(answer.out)
            assert f"name: {tmp_path.name}" in answer.out
    page = re.search(r"open (file://\S+)", answer.out)
    assert page and Path(page[1].removeprefix("file://")).is_file()
