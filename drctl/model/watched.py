"""The files on the disk, and whether what was read of them has changed since."""

import json
from collections.abc import Iterator
from pathlib import Path as FilePath

from drctl.model.tree import Disk

Stamp = tuple[int, ...] | None


class Watched(Disk):
    """Notes what a load asks of the disk: files, links, and what patterns match."""

    def __init__(self) -> None:
        """Begin with nothing noted."""
        self._links: dict[FilePath, FilePath] = {}
        self._stamps: dict[FilePath, Stamp] = {}
        self._matches: dict[tuple[FilePath, str], tuple[str, ...]] = {}

    @classmethod
    def told(cls, text: str) -> "Watched":
        """What `tell` has told: as noted then, by whatever process.

        Raises:
            ValueError, KeyError, TypeError: the text is no such thing.
        """
        found = json.loads(text)
        made = cls()
        made._links = {FilePath(path): FilePath(real) for path, real in found["links"]}
        made._stamps = {
            FilePath(path): None if stamp is None else tuple(map(int, stamp))
            for path, stamp in found["stamps"]
        }
        made._matches = {
            (FilePath(folder), pattern): tuple(names)
            for folder, pattern, names in found["matches"]
        }
        return made

    def tell(self) -> str:
        """What was noted, as one text for `told`."""
        return json.dumps(
            {
                "links": [(str(path), str(real)) for path, real in self._links.items()],
                "stamps": [(str(path), stamp) for path, stamp in self._stamps.items()],
                "matches": [(str(f), p, names) for (f, p), names in self._matches.items()],
            }
        )

    def files(self) -> int:
        """How many files that are there are watched."""
        return sum(stamp is not None for stamp in self._stamps.values())

    def resolved(self, path: FilePath) -> FilePath:
        """A path without links."""
        real = super().resolved(path)
        self._links[path] = real
        return real

    def read(self, path: FilePath) -> bytes:
        """What a file holds."""
        self.note(path)
        return super().read(path)

    def note(self, path: FilePath) -> None:
        """Watch a file that is there, or may come."""
        # Before it is read: what changes in between is then seen as changed.
        self._stamps[path] = _stamp(path)

    def matched(self, folder: FilePath, pattern: str) -> Iterator[str]:
        """What a pattern matches; hidden files only when it says so."""
        found = self._matches[folder, pattern] = tuple(super().matched(folder, pattern))
        return iter(found)

    def state(self) -> object:
        """What there is now of all that was asked; equal as long as nothing has changed.

        Notes:
            A call of `stat` per file, and the patterns of `include` once more.
        """
        return (
            {path: Disk.resolved(self, path) for path in self._links},
            {path: _stamp(path) for path in self._stamps},
            {asked: sorted(Disk.matched(self, *asked)) for asked in self._matches},
        )

    def as_read(self) -> object:
        """What there was when it was asked, as `state` tells it."""
        matches = {asked: sorted(found) for asked, found in self._matches.items()}
        return dict(self._links), dict(self._stamps), matches


def _stamp(path: FilePath) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev
