"""The rules of the house that no other tool holds."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted((ROOT / "drctl").rglob("*.py"))

# A folder of many of one kind: its `__init__.py` lists them all.
LISTED = [
    folder
    for folder in (
        ROOT / "drctl" / name for name in ("rules", "reports", "importers", "exporters")
    )
    if folder.is_dir()
]

BANNED = {
    "a path of somebody's machine": r"(?<![\w.~}*)-])/(home|root|Users|work|tmp|mnt)/\w",
    "a package registry": r"\b(pypi\.org|pythonhosted\.org|npmjs\.(org|com)|crates\.io)\b",
}
ONE_PLACE = {"the folder of other projects' files": (r"\.\./shared", ".ci/run")}


def committed() -> list[Path]:
    """The files of the repository, those to be added too."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / name for name in done.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def lines_with(pattern: str) -> list[str]:
    found = []
    for file in committed():
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [
            f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
            for number, line in enumerate(text.splitlines(), 1)
            if re.search(pattern, line)
        ]
    return found


@pytest.mark.needs("git")
@pytest.mark.parametrize("what", BANNED)
def test_no_file_names(what: str) -> None:
    assert lines_with(BANNED[what]) == []


@pytest.mark.needs("git")
@pytest.mark.parametrize("what", ONE_PLACE)
def test_only_one_file_names(what: str) -> None:
    pattern, home = ONE_PLACE[what]
    assert [line for line in lines_with(pattern) if not line.startswith(f"{home}:")] == []


def test_no_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [
        file for file in CODE if {part.strip("_") for part in file.with_suffix("").parts} & drawers
    ] == []


def test_files_stay_small() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in CODE
        if (count := len(file.read_text().splitlines())) > 400
    }
    assert long == {}


@pytest.mark.parametrize("folder", LISTED, ids=lambda folder: folder.name)
def test_the_list_names_every_file(folder: Path) -> None:
    files = {file.stem for file in folder.iterdir() if file.suffix == ".py" or file.is_dir()}
    listed = mentioned(folder / "__init__.py")
    unlisted = {name for name in files if not name.startswith("_")} - listed
    # One of the kind may need several files: `kubernetes_env.py` is a part of `kubernetes.py`.
    assert {name for name in unlisted if name.split("_")[0] not in listed & files} == set()


def mentioned(file: Path) -> set[str]:
    """The names that a file imports or writes as text, without the dots before them."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.name for alias in node.names} | {(node.module or "").split(".")[-1]}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value.split(".")[-1])
    return names
