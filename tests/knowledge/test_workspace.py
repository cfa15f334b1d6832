"""The kept index: fresh by itself, whole for every reader, and not needed where it cannot be."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from drctl.knowledge.workspace import FILE
from tests.conftest import Ran

ROOT = Path(__file__).parents[2]
FIRST = """\
drctl: 1
include: [model/*.yaml]
services: {shop: {needs: {db: db}, title: The shop}}
"""
SECOND = "services: {db: {symptoms: [connection refused on 5432]}}\n"

Drctl = Callable[..., Ran]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(FIRST)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "db.yaml").write_text(SECOND)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# Old wives' tales\n")
    return tmp_path


def _made(workspace: Path) -> int:
    return (workspace / FILE).stat().st_ino


def test_it_is_made_once_and_again_when_something_changes(workspace: Path, drctl: Drctl) -> None:
    assert drctl("search", "5432", cwd=workspace).out.splitlines()[0].split() == ["service", "db"]
    first = _made(workspace)
    assert drctl("search", "shop", cwd=workspace).code == 0
    assert _made(workspace) == first

    def found(word: str) -> int:
        return drctl("search", word, cwd=workspace).code

    changes: list[tuple[str, str, str]] = [
        ("model/db.yaml", SECOND.replace("5432", "6543"), "6543"),
        ("model/new.yaml", "services: {brandnew: {}}\n", "brandnew"),
        ("notes/b.md", "A fresh wombat.\n", "wombat"),
        ("notes/deep/c.md", "A deeper quokka.\n", "quokka"),
        ("runbooks/by-hand.md", "# A platypus bites\n", "platypus"),
        ("dr.yaml", FIRST.replace("The shop", "The kiosk"), "kiosk"),
    ]
    for path, text, word in changes:
        assert found(word) == 1, word
        (workspace / path).parent.mkdir(exist_ok=True)
        (workspace / path).write_text(text)
        assert found(word) == 0, word
    (workspace / "notes" / "b.md").unlink()
    assert found("wombat") == 1
    last = _made(workspace)
    assert found("wombat") == 1
    assert _made(workspace) == last


def test_another_first_file_in_the_folder_is_another_index(workspace: Path, drctl: Drctl) -> None:
    (workspace / "other.yaml").write_text("drctl: 1\nservices: {kookaburra: {}}\n")
    for _ in range(2):
        assert drctl("search", "kookaburra", cwd=workspace).code == 1
        there = drctl("search", "kookaburra", "--model", "other.yaml", cwd=workspace)
        assert (there.code, there.out.split()[:2]) == (0, ["service", "kookaburra"])


def test_a_broken_model_or_note_is_told_as_ever(workspace: Path, drctl: Drctl) -> None:
    assert drctl("search", "shop", cwd=workspace).code == 0
    (workspace / "model" / "db.yaml").write_text("services: {db: {colour: red}}\n")
    done = drctl("search", "shop", cwd=workspace)
    assert (done.code, done.out) == (2, "")
    assert "model/db.yaml:1:17" in done.err
    (workspace / "model" / "db.yaml").write_text(SECOND)
    (workspace / "notes" / "a.md").write_text("---\nabout: shpo\n---\n")
    done = drctl("search", "shop", cwd=workspace)
    assert (done.code, done.out) == (2, "")
    assert "notes/a.md:2:8" in done.err
    assert 'did you mean "shop"?' in done.err


@pytest.mark.parametrize(
    "spoilt", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 600]
)
def test_a_spoilt_index_is_made_anew(spoilt: bytes, workspace: Path, drctl: Drctl) -> None:
    (workspace / FILE).parent.mkdir()
    (workspace / FILE).write_bytes(spoilt)
    done = drctl("search", "5432", cwd=workspace)
    assert (done.code, done.err) == (0, "")
    assert sqlite3.connect(workspace / FILE).execute("SELECT count(*) FROM documents").fetchone()


def test_an_index_cut_short_is_made_anew(workspace: Path, drctl: Drctl) -> None:
    assert drctl("search", "5432", cwd=workspace).code == 0
    whole = (workspace / FILE).read_bytes()
    for length in range(0, len(whole), 4096):
        (workspace / FILE).write_bytes(whole[:length])
        done = drctl("search", "5432", cwd=workspace)
        assert (done.code, done.err) == (0, ""), length


def test_without_a_place_to_keep_it_the_answer_is_the_same(
    workspace: Path, drctl: Drctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write everywhere: a file where the folder would be stands for all reasons."""
    (workspace / ".drctl").write_text("")
    done = drctl("search", "5432", cwd=workspace)
    assert (done.code, done.err) == (0, "")
    assert done.out.split()[:2] == ["service", "db"]
    assert [p.name for p in workspace.iterdir() if p.name.startswith(".")] == [".drctl"]


@pytest.mark.needs("mount")
def test_on_a_disk_that_can_only_be_read(workspace: Path, drctl: Drctl, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "--bind", workspace, folder], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        done = drctl("search", "5432", cwd=folder)
        assert (done.code, done.err) == (0, "")
        assert done.out.split()[:2] == ["service", "db"]
    finally:
        subprocess.run(["umount", folder], check=True)


def test_what_it_leaves_in_git_is_nothing(workspace: Path, drctl: Drctl) -> None:
    assert drctl("search", "shop", cwd=workspace).code == 0
    assert sorted(p.name for p in (workspace / ".drctl").iterdir()) == [
        ".gitignore",
        "search.sqlite",
    ]
    assert (workspace / ".drctl" / ".gitignore").read_text() == "*\n"


def test_many_at_once(workspace: Path) -> None:
    """Six processes search while the model changes under them: each answers, none complains."""
    command = [sys.executable, "-m", "drctl", "search", "5432"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for number in range(2):
        (workspace / "model" / "more.yaml").write_text(f"services: {{more-{number}: {{}}}}\n")
        running = [
            subprocess.Popen(
                command, cwd=workspace, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for _ in range(6)
        ]
        for process in running:
            out, err = process.communicate(timeout=120)
            assert (process.returncode, err) == (0, b"")
            assert out.split()[:2] == [b"service", b"db"]
    assert sorted(p.name for p in (workspace / ".drctl").iterdir()) == [
        ".gitignore",
        "search.sqlite",
    ]
