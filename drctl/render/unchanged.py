"""Whether a build would write what it wrote last time, known without building.

`.drctl/built.json` keeps the hash of all that the last build was made from, and the stamps of
what it wrote. It may be lost at any time; then everything is built.
"""

import hashlib
import importlib.util
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from drctl import files
from drctl.model.model import Model
from drctl.render.templates import folder

FILE = ".drctl/built.json"
_INPUTS = ("notes", "runbooks", "diagrams")


class Unchanged:
    """What a build is made from, as it is when it begins."""

    def __init__(self, root: Path, model: Model, asked: Iterable[str]) -> None:
        """Hash the model, what people wrote, and drctl itself.

        Args:
            root: the workspace's folder.
            model: as it was loaded.
            asked: all else that decides what is written: parts, options, the day.

        Notes:
            Files besides the model's are not read: their sizes and times are taken.
        """
        self._root = root
        digest = hashlib.sha256()
        for word in (*asked, *_tools()):
            digest.update(f"{word}\0".encode())
        for file in model.files:
            digest.update(f"{file.source.path}\0{file.source.text}\0".encode())
        for place in (Path(__file__).parents[1], folder()):
            for own in sorted(place.rglob("*")):
                if own.suffix not in (".pyc", ""):
                    digest.update(f"{own}\0{_stamp(own)}\0".encode())
        digest.update(json.dumps(_stamps(root, _below(root, ("notes",)))).encode())
        self._made_from = digest.hexdigest()

    def count(self) -> int | None:
        """How many files would stay as they are; None when some might not."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads((self._root / FILE).read_text(encoding="utf-8"))
            if kept["from"] == self._made_from and kept["stamps"] == self._now(kept["written"]):
                return len(kept["written"])
        return None

    def keep(self, written: Iterable[str]) -> None:
        """Remember that a build was done.

        Args:
            written: the paths of all files that are as the build wants them.

        Raises:
            OSError: it cannot be kept.
        """
        paths = sorted(written)
        kept = {"from": self._made_from, "written": paths, "stamps": self._now(paths)}
        (self._root / FILE).parent.mkdir(exist_ok=True)
        files.replace({self._root / FILE: json.dumps(kept)})

    def _now(self, paths: Iterable[str]) -> dict[str, list[int]]:
        """The stamps of what was written, and of all in the folders that a build looks into.

        A file that came or went in a folder of drctl's is a reason to look closely.
        """
        known = {path.partition("/")[0] for path in paths}
        return _stamps(self._root, {*paths, *_below(self._root, {*known, *_INPUTS})})


def _tools() -> Iterator[str]:
    yield shutil.which("dot") or "no dot"
    yield str(importlib.util.find_spec("pysat") is not None)


def _below(root: Path, folders: Iterable[str]) -> Iterator[str]:
    for name in folders:
        for file in (root / name).rglob("*"):
            if file.is_file():
                yield file.relative_to(root).as_posix()


def _stamps(root: Path, paths: Iterable[str]) -> dict[str, list[int]]:
    return {path: _stamp(root / path) for path in sorted(paths)}


def _stamp(file: Path) -> list[int]:
    found = file.lstat()
    return [found.st_size, found.st_mtime_ns, found.st_ino]
