"""Revisions: which commit is meant, what it held, and every way in which that can fail."""

import os
import subprocess
from pathlib import Path

import pytest

from drctl.revision import Commit, Unknown, before, opened

pytestmark = pytest.mark.needs("git")


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path, **files: str) -> str:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "c")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    return folder


def contents(found: Commit | Unknown) -> dict[str, bytes]:
    assert isinstance(found, Commit), found
    with opened(found) as tree:
        assert tree is not None
        return {path: tree.read(path) for path in tree.links}


def told(found: Commit | Unknown) -> tuple[str, str]:
    assert isinstance(found, Unknown)
    return found.what, found.hint


def test_the_files_of_a_commit_not_those_on_the_disk(repo: Path) -> None:
    first = commit(repo, one="1", deep__two="2\n")
    commit(repo, one="changed", deep__three="3")
    (repo / "one").write_text("not committed")
    assert contents(before(repo, "HEAD~1")) == {"one": b"1", "deep/two": b"2\n"}
    found = before(repo, "HEAD~1")
    assert isinstance(found, Commit)
    assert (found.id, found.prefix) == (first, "")


def test_a_folder_below_the_repository_s_root(repo: Path) -> None:
    commit(repo, out="0", **{"sub dir__x y__one": "1"})
    folder = repo / "sub dir" / "x y"
    assert contents(before(folder, "HEAD")) == {"one": b"1"}


def test_names_with_newlines_and_bytes_that_are_no_text(repo: Path) -> None:
    for name in (b"new\nline", b"caf\xe9", b"-option", b"tab\there"):
        Path(os.fsdecode(os.fsencode(repo) + b"/" + name)).write_bytes(name)
    commit(repo)
    found = contents(before(repo, "HEAD"))
    assert {os.fsencode(name): text for name, text in found.items()} == {
        name: name for name in (b"new\nline", b"caf\xe9", b"-option", b"tab\there")
    }


def test_links_and_submodules(repo: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    commit(other, inside="x")
    (repo / "link").symlink_to("target")
    git(repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    commit(repo, plain="p")
    found = before(repo, "HEAD")
    assert isinstance(found, Commit)
    with opened(found) as tree:
        assert tree is not None
        assert tree.links == {".gitmodules": False, "link": True, "plain": False}
        assert tree.submodules == ("sub",)
        assert tree.read("link") == b"target"


def test_a_branch_is_compared_where_it_was_left(repo: Path) -> None:
    base = commit(repo, one="1")
    git(repo, "checkout", "--quiet", "-b", "change")
    commit(repo, two="2")
    git(repo, "checkout", "--quiet", "main")
    commit(repo, of_others="3")
    git(repo, "checkout", "--quiet", "change")
    found = before(repo, "main")
    assert isinstance(found, Commit)
    assert found.id == base


def test_a_folder_that_was_not_there(repo: Path) -> None:
    commit(repo, one="1")
    commit(repo, new__two="2")
    found = before(repo / "new", "HEAD~1")
    assert isinstance(found, Commit)
    with opened(found) as tree:
        assert tree is None


@pytest.mark.parametrize(
    "name", ["nothing", "HEAD~7", "", " ", "HEAD..HEAD", "a\nb", "HEAD:one", "'; echo x", "@{u}"]
)
def test_a_revision_that_git_does_not_know(repo: Path, name: str) -> None:
    commit(repo, one="1")
    assert told(before(repo, name)) == (f'git knows no revision "{name}"', "")


def test_a_remote_branch_that_was_not_fetched(repo: Path) -> None:
    commit(repo, one="1")
    what = 'git knows no revision "origin/main"'
    assert told(before(repo, "origin/main")) == (what, "`git fetch` brings what others have")


@pytest.mark.parametrize("name", ["-x", "--all", "--output=file", "-"])
def test_an_option_is_no_revision(repo: Path, name: str) -> None:
    commit(repo, one="1")
    assert told(before(repo, name)) == (f'"{name}" is no revision: none begins with -', "")
    assert sorted(p.name for p in repo.iterdir()) == [".git", "one"]


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    what, _ = told(before(tmp_path, "HEAD"))
    assert what == f"{tmp_path} lies in no git repository, and --since compares with a revision"


def test_no_git(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo))
    what, _ = told(before(repo, "HEAD"))
    assert what == "git is not installed, and --since asks it for the revision"


def test_a_shallow_clone(repo: Path, tmp_path: Path) -> None:
    commit(repo, one="1")
    commit(repo, two="2")
    commit(repo, three="3")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repo}", "shallow")
    shallow = tmp_path / "shallow"
    hint = "this clone is shallow: fetch the whole history (in GitHub Actions, fetch-depth: 0)"
    assert told(before(shallow, "HEAD~1")) == ('git knows no revision "HEAD~1"', hint)
    assert contents(before(shallow, "HEAD")).keys() == {"one", "two", "three"}
    git(repo, "checkout", "--quiet", "-b", "other", "HEAD~2")
    commit(repo, four="4")
    git(shallow, "fetch", "--quiet", "--depth=1", "origin", "other:other")
    assert told(before(shallow, "other")) == (
        'HEAD and "other" have no commit in common',
        hint,
    )


def test_histories_that_have_nothing_in_common(repo: Path) -> None:
    commit(repo, one="1")
    git(repo, "checkout", "--quiet", "--orphan", "other")
    commit(repo, two="2")
    assert told(before(repo, "main")) == ('HEAD and "main" have no commit in common', "")


def test_a_branch_without_a_commit_yet(repo: Path) -> None:
    base = commit(repo, one="1")
    git(repo, "checkout", "--quiet", "--orphan", "other")
    found = before(repo, "main")
    assert isinstance(found, Commit)
    assert found.id == base


def test_in_a_hook_git_s_paths_go_from_the_hook_s_folder(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repo, sub__one="1")
    monkeypatch.chdir(repo)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_WORK_TREE", ".")
    assert contents(before(repo / "sub", "HEAD")) == {"one": b"1"}


def test_an_object_that_the_store_lost(repo: Path) -> None:
    commit(repo, one="1")
    name = git(repo, "rev-parse", "HEAD:one")
    (repo / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(OSError, match="git has no such object"):
        contents(before(repo, "HEAD"))
