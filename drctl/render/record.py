"""What the last build was made from and what it wrote: where both are the same, nothing is done.

`.drctl/build.json` is disposable. It holds hashes of content, no times of files: of every model
file and template, of drctl itself, and of every file that was written. An edit of any of them, on
either side, is noticed.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from drctl import __version__, files
from drctl.model.tree import Disk
from drctl.render.templates import folder

FILE = ".drctl/build.json"
_TEMPLATES = (".md", ".html", ".css", ".js", ".typ")
_READ = ("notes", "runbooks", "diagrams")
"""Folders that the site is made from too: notes, also those on runbooks, and fresh pictures."""


class Noting(Disk):
    """The disk, noting what a load asks of it."""

    def __init__(self) -> None:
        """Begin with nothing noted."""
        self.asked: dict[str, Any] = {"files": {}, "links": {}, "matches": []}

    def resolved(self, path: Path) -> Path:
        """A path without links."""
        found = super().resolved(path)
        self.asked["links"][str(path)] = str(found)
        return found

    def read(self, path: Path) -> bytes:
        """What a file holds."""
        data = super().read(path)
        self.asked["files"][str(path)] = _hash(data)
        return data

    def matched(self, folder: Path, pattern: str) -> Iterator[str]:
        """What a pattern matches."""
        found = sorted(super().matched(folder, pattern))
        self.asked["matches"].append([str(folder), pattern, found])
        return iter(found)


def unchanged(root: Path, parts: Iterable[str], day: str) -> int | None:
    """How many files the last build of these parts wrote, if it would write the same ones.

    Args:
        root: the workspace's folder.
        parts: what is to be built.
        day: the day on which the site's acceptances are judged.

    Returns:
        None when anything is different, or no build is recorded.

    Notes:
        Reads every file that the model was read from and every file that was written.
    """
    try:
        kept = json.loads((root / FILE).read_bytes())
        same = (
            kept["made"] == _made(root, parts, day)
            and _as_asked(kept["asked"])
            and kept["wrote"] == _written(root, kept["folders"])
        )
        return int(kept["count"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(
    root: Path, parts: Iterable[str], day: str, noted: Noting, wrote: Collection[str]
) -> None:
    """Record a build; a folder that cannot be written to goes without.

    Args:
        root: the workspace's folder.
        parts: what was built.
        day: the day on which the site's acceptances were judged.
        noted: what the model was read from.
        wrote: the paths of all that was wanted.
    """
    read = _READ if _shows(parts) else ()
    folders = sorted({*(path.partition("/")[0] for path in wrote), *read})
    kept = {
        "made": _made(root, parts, day),
        "asked": noted.asked,
        "folders": folders,
        "count": len(wrote),
        "wrote": _written(root, folders),
    }
    with suppress(OSError):
        (root / FILE).parent.mkdir(exist_ok=True)
        ignored = root / ".drctl" / ".gitignore"
        texts = {} if ignored.exists() else {ignored: "*\n"}
        files.replace(texts | {root / FILE: json.dumps(kept)})


def _shows(parts: Iterable[str]) -> bool:
    """Whether notes and what the audit finds are shown."""
    return not {"site", "mkdocs"}.isdisjoint(parts)


def _made(root: Path, parts: Iterable[str], day: str) -> str:
    """The hash of all that a build depends on besides the model."""
    wanted = sorted(set(parts))
    noted: list[Any] = [__version__, wanted, day if _shows(wanted) else ""]
    package = Path(__file__).parents[1]
    for file in sorted(package.rglob("*.py")):
        found = file.stat()
        noted.append((file.relative_to(package).as_posix(), found.st_size, found.st_mtime_ns))
    for templates in dict.fromkeys((folder(), root / "templates")):
        noted += [
            (file.relative_to(templates).as_posix(), _hash(file.read_bytes()))
            for file in sorted(templates.rglob("*"))
            if file.suffix in _TEMPLATES and file.is_file()
        ]
    noted += [
        (file.relative_to(root).as_posix(), _hash(file.read_bytes()))
        for file in sorted((root / "notes").rglob("*.md"))
    ]
    return _hash(json.dumps(noted).encode())


def _as_asked(asked: dict[str, Any]) -> bool:
    """Whether the disk still answers what it did."""
    disk = Disk()
    return (
        all(_hash(disk.read(Path(path))) == own for path, own in asked["files"].items())
        and all(str(disk.resolved(Path(a))) == b for a, b in asked["links"].items())
        and all(sorted(disk.matched(Path(at), p)) == found for at, p, found in asked["matches"])
    )


def _written(root: Path, folders: Iterable[str]) -> dict[str, str]:
    """The hash of every file in the folders to which drctl writes, people's own included."""
    return {
        file.relative_to(root).as_posix(): _hash(file.read_bytes())
        for name in folders
        for file in sorted((root / name).rglob("*"))
        if file.is_file()
    }


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
