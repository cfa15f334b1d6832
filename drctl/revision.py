"""Files of a git revision, read from the object store; the work tree is not touched."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

Kind = Literal["file", "link", "submodule"]

_KINDS: dict[bytes, Kind] = {b"120000": "link", b"160000": "submodule"}
_SHALLOW = "this clone is shallow: fetch the whole history (in GitHub Actions, fetch-depth: 0)"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why a revision cannot be compared with, in a sentence, and what to do about it."""

    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, seen from a folder of its repository.

    `prefix` is that folder's path from the repository's root, "" for the root itself.
    """

    folder: Path
    prefix: str
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, a symbolic link or a submodule in a tree, and the object that it is."""

    kind: Kind
    id: str


def before(folder: Path, since: str) -> Commit | Unknown:
    """The commit on which a change rests: the merge base of a revision and HEAD.

    What others have merged since the change was begun is no part of the change, so the tip of a
    branch is not what to compare with. A revision that HEAD descends from is its own merge base.

    Args:
        folder: a folder in a work tree.
        since: any revision that git knows, such as `origin/main` or `HEAD~3`.
    """
    if since.startswith("-"):  # git would read an option; no branch or tag may be named so
        return Unknown(f'"{since}" is no revision: none begins with -')
    try:
        place = _git(folder, "rev-parse", "--show-prefix", "--is-shallow-repository")
    except FileNotFoundError:
        return Unknown("git is not installed, and --since asks it for the revision")
    if place.returncode:
        return _no_repository(folder, place)
    prefix, _, shallow = _text(place.stdout).removesuffix("\n").rpartition("\n")
    cut = shallow == "true"
    named = _git(folder, "rev-parse", "--verify", "--quiet", f"{since}^{{commit}}")
    if named.returncode:
        fetch = "`git fetch` brings what others have" if "/" in since else ""
        return Unknown(f'git knows no revision "{since}"', _SHALLOW if cut else fetch)
    commit = _text(named.stdout).strip()
    base = _git(folder, "merge-base", "HEAD", commit)
    if base.returncode == 1:
        return Unknown(f'HEAD and "{since}" have no commit in common', _SHALLOW if cut else "")
    # Before the first commit there is no HEAD.
    found = _text(base.stdout).strip() if base.returncode == 0 else commit
    return Commit(folder, prefix.removesuffix("/"), found)


def _no_repository(folder: Path, failed: "subprocess.CompletedProcess[bytes]") -> Unknown:
    said = _text(failed.stderr).strip()
    if "not a git repository" in said:
        return Unknown(f"{folder} lies in no git repository, and --since compares with a revision")
    return Unknown(f"git refuses: {' '.join(said.split())}")


@contextmanager
def opened(commit: Commit) -> Iterator["Tree | None"]:
    """The folder as it was at a commit; None when it was not there.

    Raises:
        OSError: git fails.
    """
    tree = f"{commit.id}:{commit.prefix}" if commit.prefix else commit.id
    listed = _git(commit.folder, "ls-tree", "-r", "-z", "--full-tree", tree)
    if listed.returncode:
        yield None
        return
    entries = dict(_entries(listed.stdout))
    command = ["git", "cat-file", "--batch"]
    with subprocess.Popen(
        command,
        cwd=commit.folder,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Tree(entries, process.stdin, process.stdout)


def _entries(listed: bytes) -> Iterator[tuple[str, Entry]]:
    for line in listed.split(b"\0"):
        if line:
            head, _, path = line.partition(b"\t")
            mode, _, name = head.split(b" ")
            yield os.fsdecode(path), Entry(_KINDS.get(mode, "file"), name.decode())


class Tree:
    """A folder at a commit.

    `links` has every file by its path in the folder, with forward slashes, and whether it is a
    link; `submodules` are folders of which a commit tells the name only.
    """

    def __init__(self, entries: Mapping[str, Entry], ask: IO[bytes], answer: IO[bytes]) -> None:
        """Take what was listed, and the pipes of `git cat-file --batch`."""
        self.links = {p: e.kind == "link" for p, e in entries.items() if e.kind != "submodule"}
        self.submodules = tuple(p for p, e in entries.items() if e.kind == "submodule")
        self._entries = entries
        self._ask = ask
        self._answer = answer

    def read(self, path: str) -> bytes:
        """What a file holds, or where a link points.

        Objects are asked for by their ids, so that no name can be misread.

        Raises:
            OSError: the object is not in the store.
        """
        entry = self._entries[path]
        self._ask.write(f"{entry.id}\n".encode())
        self._ask.flush()
        head = self._answer.readline().split()
        if len(head) != 3:
            raise OSError(0, "git has no such object", path)
        content = self._answer.read(int(head[2]))
        self._answer.read(1)
        return content


def _git(folder: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        ["git", *words], cwd=folder, env=_environment(), capture_output=True, check=False
    )


def _environment() -> dict[str, str]:
    """Git's own words in English; in a hook its paths go from where the hook runs."""
    there = {n: str(Path(os.environ[n]).absolute()) for n in _PATHS if os.environ.get(n)}
    return {**os.environ, **there, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


_PATHS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


def _text(output: bytes) -> str:
    return os.fsdecode(output)
