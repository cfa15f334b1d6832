"""docs/import.md, docs/drift.md and docs/first-audit.md show what the commands really do."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.importers import IMPORTERS

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "importers" / "data"


def text_of(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


PAGE = text_of("import")
YAML = blocks(PAGE, "yaml")
TREE = blocks(PAGE, "xml")[0]
COMMANDS = re.findall(r"^\$ drctl (import \S+ \S+) > dr\.yaml$", PAGE, re.MULTILINE)
MANIFEST = "{kind: Pod, metadata: {name: web}, spec: {containers: [{image: web}]}}"
CASES = {
    "catalog-info.yaml": "backstage/estate.in.yaml",
    "plan.json": "terraform/plan.in.json",
    "graph.dot": "terraform-graph/new.in.dot",
    "links.json": "zipkin/links.in.json",
    "answer.json": "tempo/vector.in.json",
    "mesh.json": "kiali/mesh.in.json",
    "account.json": "pagerduty/account.in.json",
    "score.yaml": "score/two-workloads.in.yaml",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the page's commands name."""
    (tmp_path / "compose.yaml").write_text(YAML[0])
    (tmp_path / "manifests.yaml").write_text(MANIFEST)
    (tmp_path / "tree.xml").write_text(TREE)
    (tmp_path / "litellm.yaml").write_text(YAML[3])
    (tmp_path / "dependencies.json").write_text(blocks(PAGE, "json")[0])
    for name, case in CASES.items():
        shutil.copy(DATA / case, tmp_path / name)
    return tmp_path


def test_every_kind_has_its_section() -> None:
    sections = {heading.lower() for heading in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)}
    assert set(IMPORTERS) <= sections


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_run(line: str, folder: Path, drctl: Callable[..., Any]) -> None:
    answer = drctl(*line.split(), cwd=folder)
    assert answer.code == 0
    (folder / "dr.yaml").write_text(answer.out)
    assert drctl("check", cwd=folder).code == 0


def test_the_commands_cover_every_kind() -> None:
    assert {line.split()[1] for line in COMMANDS} == set(IMPORTERS)


def test_the_examples_become_what_is_shown(folder: Path, drctl: Callable[..., Any]) -> None:
    answer = drctl("import", "compose", "compose.yaml", cwd=folder)
    assert YAML[1] in answer.out
    assert "No value is known of PASSWORD (compose.yaml:6)" in answer.err
    assert YAML[2] in drctl("import", "jaeger", "dependencies.json", cwd=folder).out
    assert YAML[4] in drctl("import", "litellm", "litellm.yaml", cwd=folder).out
    assert YAML[-1] in drctl("import", "open-psa", "tree.xml", cwd=folder).out


def test_into_a_new_file(folder: Path, drctl: Callable[..., Any]) -> None:
    line = re.findall(r"^\$ drctl (import .+ --into \S+)$", PAGE, re.MULTILINE)[0]
    (folder / "model").mkdir()
    assert drctl(*line.split(), "--yes", cwd=folder).code == 0
    assert (folder / "model" / "imported.yaml").is_file()


def test_drift_answers_what_is_shown(folder: Path, drctl: Callable[..., Any]) -> None:
    page = text_of("drift")
    (folder / "dr.yaml").write_text(blocks(page, "yaml")[0])
    (folder / "dependencies.json").write_text(blocks(page, "json")[0])
    shown, placed, evidence, more = blocks(page, "console")
    first, _, answer = shown.partition("\n")
    assert drctl(*first.split()[2:], cwd=folder).out == answer
    drift, audit = (line.split()[2:] for line in evidence.splitlines())
    (folder / "drift.json").write_text(drctl(*drift[:-2], cwd=folder).out)
    told = drctl(*audit, cwd=folder)
    assert told.code == 0
    assert "observed, not declared (jaeger in 7d): web needs search" in told.out
    _, model, manifests = blocks(page, "yaml")
    (folder / "dr.yaml").write_text(model)
    (folder / "manifests.yaml").write_text(manifests)
    first, _, answer = placed.partition("\n")
    ran = drctl(*first.split()[2:], cwd=folder)
    assert (ran.code, ran.out) == (1, answer)
    (folder / "dr.yaml").unlink()
    lines = [line.split()[2:] for line in more.splitlines()]
    assert [drctl(*line, cwd=folder).code for line in lines] == [0, 1]


@pytest.mark.parametrize("number", range(3))
def test_a_first_audit(number: int, folder: Path, drctl: Callable[..., Any]) -> None:
    """Each way of the guide, as it stands there, but for asking a Jaeger."""
    section = re.split(r"^## ", text_of("first-audit"), flags=re.MULTILINE)[number + 1]
    name = ("compose.yaml", "catalog-info.yaml", "dependencies.json")[number]
    (folder / name).write_text(blocks(section, "json" if number == 2 else "yaml")[0])
    lines = re.findall(r"^\$ drctl (.+)$", section, re.MULTILINE)
    done = drctl(*lines[0].removesuffix(" > dr.yaml").split(), cwd=folder)
    assert done.code == 0
    (folder / "dr.yaml").write_text(done.out)
    audit = drctl(*lines[1].split(), cwd=folder)
    assert audit.code in (0, 1)
    told = (("db takes", "api-deepseek-com"), ("orders-db", "rates"), ("api-stripe-com", "db"))[
        number
    ]
    assert [word for word in told if word not in audit.out] == []
    if number == 1:
        assert "owner: payments" in done.out
        assert "price-rules is of type library" in done.out
