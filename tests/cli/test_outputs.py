"""Several formats in one run: where they go, what is replaced, what stays when one cannot be."""

import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.cli._repository import repository
from drctl.reports import ALL, Repository

Drctl = Callable[..., Any]
MODEL = """drctl: 1
policy: {tiers: {critical: {survives: 1}}}
teams: {ops: {}}
domains: {edge: {}}
services: {chat: {tier: critical, owner: ops, in: edge, replicas: 2}}
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL)
    return tmp_path


def outputs(*words: str) -> list[str]:
    return [part for word in words for part in ("--output", word)]


def test_all_formats_in_one_run(estate: Path, drctl: Drctl) -> None:
    """Each file is what the format alone prints; the exit code is the same."""
    alone = {}
    for name in ALL:
        done = drctl("audit", "--output", name, cwd=estate)
        assert (done.code, done.err) == (1, "")
        alone[name] = done.out
    done = drctl("audit", *outputs(*(f"{name}=out.{name}" for name in ALL)), cwd=estate)
    assert (done.code, done.out, done.err) == (1, "", "")
    assert {name: (estate / f"out.{name}").read_text() for name in ALL} == alone
    assert len(set(alone.values())) == len(ALL)


def test_when_one_cannot_be_written_none_is(estate: Path, drctl: Drctl) -> None:
    (estate / "old.json").write_text("old")
    words = outputs("text", "json=old.json", "junit=no/such.xml")
    done = drctl("audit", *words, cwd=estate)
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: no/such.xml cannot be written: No such file or directory\n"
    assert (estate / "old.json").read_text() == "old"
    assert sorted(path.name for path in estate.iterdir()) == ["dr.yaml", "old.json"]


@pytest.mark.parametrize("other", ["same.out", "./same.out", "sub/../same.out"])
def test_two_formats_never_share_a_file(estate: Path, drctl: Drctl, other: str) -> None:
    (estate / "sub").mkdir()
    done = drctl("audit", *outputs("json=same.out", f"sarif={other}"), cwd=estate)
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: two formats would be written to same.out; each needs its own file\n"
    assert not (estate / "same.out").exists()


def test_a_link_stays_one(estate: Path, drctl: Drctl) -> None:
    (estate / "kept").mkdir()
    (estate / "latest.json").symlink_to("kept/found.json")
    for _ in range(2):
        assert drctl("audit", *outputs("json=latest.json"), cwd=estate).code == 1
    assert (estate / "latest.json").is_symlink()
    assert json.loads((estate / "kept" / "found.json").read_text())["summary"]["critical"] == 1


def test_what_is_no_file_is_written_to_and_kept(estate: Path, drctl: Drctl) -> None:
    """A pipe, `/dev/stderr`, a process substitution: nothing is put in its place."""
    pipe = estate / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    assert drctl("audit", *outputs("concise=pipe"), cwd=estate).code == 1
    reader.join(timeout=10)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert read == [drctl("audit", *outputs("concise"), cwd=estate).out]


@pytest.mark.parametrize(
    ("env", "folder", "expected"),
    [
        ({}, "", Repository()),
        ({"GITHUB_WORKSPACE": "{root}"}, "", Repository()),
        ({"GITHUB_WORKSPACE": "{root}"}, "a b/c", Repository("a b/c/")),
        ({"GITHUB_WORKSPACE": "{root}/elsewhere"}, "a b/c", Repository()),
        (
            {
                "GITHUB_WORKSPACE": "{root}",
                "GITHUB_SERVER_URL": "https://example.org",
                "GITHUB_REPOSITORY": "o/r",
                "GITHUB_SHA": "abc",
            },
            "infra",
            Repository("infra/", "https://example.org/o/r/blob/abc/"),
        ),
        (
            {
                "CI_PROJECT_DIR": "{root}",
                "CI_PROJECT_URL": "https://example.org/g/p",
                "CI_COMMIT_SHA": "abc",
            },
            "",
            Repository("", "https://example.org/g/p/-/blob/abc/"),
        ),
    ],
)
def test_where_the_repository_lies(
    env: dict[str, str],
    folder: str,
    expected: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    for name, value in env.items():
        monkeypatch.setenv(name, value.format(root=tmp_path))
    monkeypatch.chdir(tmp_path / folder)
    assert repository() == expected


def test_paths_above_the_folder_are_told_from_the_root(
    estate: Path, drctl: Drctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`drctl audit` in a folder below the model's: `../dr.yaml` is `dr.yaml` of the repository."""
    (estate / "notes").mkdir()
    monkeypatch.setenv("GITHUB_WORKSPACE", str(estate))
    assert drctl("audit", cwd=estate / "notes").out.count("--> ../dr.yaml:") == 1
    done = drctl("audit", "--output", "github", cwd=estate / "notes")
    assert done.out.startswith("::error file=dr.yaml,line=5,")
