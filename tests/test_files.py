"""Whole files or none: on a full disk, beside other builds, while things vanish.

The disk is a real one of 2 MB where the tests may mount it; elsewhere the system refuses to
write files larger than 2 kB, which fails at the same moment.
"""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from drctl import files

DRCTL = [sys.executable, "-m", "drctl"]
ROOT = Path(__file__).parents[1]
MODEL = """drctl: 1
title: {title}
providers: {{api: {{alerts: [Down]}}, other: {{}}}}
services:
  app: {{tier: critical, needs: {{llm: {{use: api, fallbacks: [other]}}}}}}
policy: {{tiers: {{critical: {{survives: 1}}}}}}
"""


def start(
    folder: Path, *words: str, before: Callable[[], None] | None = None
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*DRCTL, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,
    )


def run(folder: Path, *words: str, before: Callable[[], None] | None = None) -> tuple[int, str]:
    process = start(folder, *words, before=before)
    out, errors = process.communicate()
    return process.returncode, out + errors


def contents(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def small_files_only() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, bool]]:
    """A folder on a small disk of its own, and whether it is one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    yield folder, mounted
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.needs("dot")
@pytest.mark.parametrize(
    "words", [("build",), ("audit", "--exit-zero", "--output", "json=a.json")]
)
def test_a_full_disk_leaves_old_files_whole(
    disk: tuple[Path, bool], words: tuple[str, ...]
) -> None:
    folder, mounted = disk
    (folder / "dr.yaml").write_text(MODEL.format(title="Old"))
    assert run(folder, *words)[0] == 0
    (folder / "dr.yaml").write_text(MODEL.format(title="New, and longer than the old one"))
    if mounted:
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        (folder / "filler").write_bytes(bytes(free))
    before = contents(folder)
    code, told = run(folder, *words, before=None if mounted else small_files_only)
    assert code == 2, told
    assert ("no space left" in told.casefold()) == mounted, told
    assert contents(folder) == before
    (folder / "filler").unlink(missing_ok=True)
    assert run(folder, *words)[0] == 0


@pytest.mark.needs("dot")
def test_builds_at_once_wait_for_one_another(tmp_path: Path) -> None:
    """Four builds and a check, with the model changed between their starts."""
    path = tmp_path / "dr.yaml"
    path.write_text(MODEL.format(title="First"))
    assert run(tmp_path, "build")[0] == 0
    builds = []
    for title in ("Second", "Third", "Fourth", "Fifth"):
        fresh = tmp_path / "new.yaml"
        fresh.write_text(MODEL.format(title=title))
        fresh.replace(path)
        builds.append(start(tmp_path, "build"))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda build: (*build.communicate(), build.returncode), builds))
    assert [code for _, _, code in answers] == [0, 0, 0, 0], answers
    pages = contents(tmp_path / "runbooks").values()
    titles = {
        t
        for t in ("First", "Second", "Third", "Fourth", "Fifth")
        for p in pages
        if t.encode() in p
    }
    assert len(titles) == 1
    assert not [name for name in contents(tmp_path) if name.endswith(".new")]


def test_the_second_is_told_that_it_waits(tmp_path: Path) -> None:
    import fcntl

    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    said: list[str] = []

    def waits() -> None:
        said.append("waits")
        os.close(handle)

    with files.one_at_a_time(tmp_path, waits):
        assert said == ["waits"]
    with files.one_at_a_time(tmp_path, waits):
        assert said == ["waits"]
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_when_the_last_cannot_be_written(tmp_path: Path) -> None:
    old, blocked = tmp_path / "a.md", tmp_path / "b" / "c.md"
    old.write_text("old")
    (tmp_path / "b").write_text("a file where a folder should be")
    with pytest.raises(OSError):
        files.replace({old: "new", blocked: "new"})
    assert old.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.md", "b"]


def test_modes_are_kept(tmp_path: Path) -> None:
    kept, new = tmp_path / "kept", tmp_path / "new"
    kept.write_text("old")
    kept.chmod(0o640)
    files.replace({kept: "one\r\n", new: "two\n"})
    assert kept.read_bytes() == b"one\r\n"
    assert kept.stat().st_mode & 0o777 == 0o640
    assert new.read_text() == "two\n"


def applied(folder: Path, diff: str) -> dict[str, bytes]:
    """The texts after git has applied a diff, given without its pictures and last line."""
    lines = diff.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith("--- "))
    end = max(i for i, line in enumerate(lines) if line[0] in "-+ @") + 1
    patch = "".join(lines[start:end])
    command = ["git", "apply", "-p0", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=folder, input=patch, text=True, check=True)
    return texts(folder)


def written(folder: Path) -> dict[str, bytes]:
    """The texts after drctl itself has written them."""
    assert run(folder, "build")[0] == 0
    return texts(folder)


def texts(folder: Path) -> dict[str, bytes]:
    return {n: c for n, c in contents(folder).items() if n.endswith((".md", ".dot"))}


@pytest.mark.needs("dot", "git")
def test_a_diff_shows_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL.format(title="Old"))
    code, told = run(tmp_path, "build", "runbooks", "--diff")
    assert code == 1
    assert "--- /dev/null\n+++ runbooks/README.md\n" in told
    assert run(tmp_path, "build")[0] == 0
    kept = [p for p in contents(tmp_path) if not p.startswith(("site/", ".drctl/"))]
    # All of these but the model.
    assert run(tmp_path, "build", "--diff") == (0, f"{len(kept) - 1} files are fresh\n")
    (tmp_path / "dr.yaml").write_text(MODEL.format(title="New"))
    before = contents(tmp_path)
    code, told = run(tmp_path, "build", "--diff")
    assert code == 1
    assert "--- runbooks/README.md\n+++ runbooks/README.md\n" in told
    lines = told.splitlines()
    assert any(line.startswith("-") and "Old" in line for line in lines)
    assert any(line.startswith("+") and "New" in line for line in lines)
    assert contents(tmp_path) == before
    assert applied(tmp_path, told) == written(tmp_path)
    (tmp_path / "dr.yaml").write_text("drctl: 1\nservices: {app: {}}\n")
    assert "+++ /dev/null\n" in run(tmp_path, "build", "--diff")[1]
    code, told = run(tmp_path, "build", "--diff", "--color", "always")
    assert code == 1
    assert "\x1b[31m-" in told


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nothing can be written, with a model in it."""
    folder = tmp_path / "closed"
    folder.mkdir()
    root = os.geteuid() == 0
    if root:  # modes do not stop root; a read-only disk does
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], check=True)
    (folder / "dr.yaml").write_text(MODEL.format(title="Old"))
    if root:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    else:
        folder.chmod(0o555)
    yield folder
    if root:
        subprocess.run(["umount", str(folder)], check=True)
    else:
        folder.chmod(0o755)


@pytest.mark.needs("mount", "dot")
@pytest.mark.parametrize(
    "words",
    [
        ("build",),
        ("audit", "--exit-zero", "--output", "json=a.json"),
        ("init", "new", "--ci", "github"),
    ],
)
def test_a_folder_that_is_closed(closed: Path, words: tuple[str, ...]) -> None:
    before = contents(closed)
    code, told = run(closed, *words)
    assert code == 2
    assert "read-only" in told.casefold() or "permission denied" in told.casefold()
    assert "Traceback" not in told and len(told.splitlines()) == 1
    assert contents(closed) == before
    assert run(closed, "check")[0] == 0


@pytest.mark.parametrize("gone", ["model", "dr.yaml"])
def test_a_model_file_that_vanishes_while_it_is_read(
    gone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drctl: Callable[..., Any]
) -> None:
    """It goes between being found and being read."""
    (tmp_path / "dr.yaml").write_text("drctl: 1\ninclude: ['model/*.yaml']\nservices: {a: {}}\n")
    (tmp_path / "model").mkdir()
    (tmp_path / "model/b.yaml").write_text("services: {b: {}}\n")
    read = Path.read_bytes

    def vanishing(file: Path) -> bytes:
        if gone in file.parts:
            file.unlink()
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", vanishing)
    answer = drctl("build", cwd=tmp_path)
    assert answer.code == 2
    assert "cannot be read: no such file or directory" in answer.err
    assert "dr.yaml:" in answer.err and "Traceback" not in answer.err
    assert not (tmp_path / "runbooks").exists()


@pytest.mark.needs("dot")
@pytest.mark.parametrize("gone", ["runbooks", "runbooks/README.md", "diagrams", "site"])
def test_what_vanishes_between_looking_and_writing_is_written_again(
    gone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drctl: Callable[..., Any]
) -> None:
    from drctl.render import write

    (tmp_path / "dr.yaml").write_text(MODEL.format(title="Old"))
    assert drctl("build", cwd=tmp_path).code == 0
    (tmp_path / "dr.yaml").write_text(MODEL.format(title="New"))
    apply = write.apply

    def later(*args: Any) -> None:
        target = tmp_path / gone
        shutil.rmtree(target) if target.is_dir() else target.unlink()
        apply(*args)

    monkeypatch.setattr(write, "apply", later)
    answer = drctl("build", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    monkeypatch.setattr(write, "apply", apply)
    assert drctl("build", cwd=tmp_path).code == 0
    assert drctl("build", "runbooks", "diagrams", "site", "--check", cwd=tmp_path).code == 0


def test_a_workspace_that_vanishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drctl: Callable[..., Any]
) -> None:
    from drctl.render import write

    folder = tmp_path / "estate"
    folder.mkdir()
    (folder / "dr.yaml").write_text(MODEL.format(title="Old"))
    plan = write.plan

    def without_it(*args: Any) -> Any:
        found = plan(*args)
        shutil.rmtree(folder)
        folder.write_text("a file now")
        return found

    monkeypatch.setattr(write, "plan", without_it)
    answer = drctl("build", "runbooks", "--model", folder, cwd=tmp_path)
    assert answer.code == 2
    assert str(folder) in answer.err and len(answer.err.splitlines()) == 1
    assert folder.read_text() == "a file now"
