"""Where a workspace's files are read from: the disk, or files that are held elsewhere."""

import glob
import os
from collections.abc import Iterator, Mapping
from fnmatch import filter as matching
from pathlib import Path as FilePath
from typing import Protocol

_MOST_LINKS = 40


class Tree(Protocol):
    """A folder with all that lies in it. Paths are absolute, wherever the files really are."""

    def resolved(self, path: FilePath) -> FilePath:
        """A path without links."""
        ...

    def is_file(self, path: FilePath) -> bool:
        """Whether a path leads to a file, be it through links."""
        ...

    def is_dir(self, path: FilePath) -> bool:
        """Whether a path leads to a folder, be it through links."""
        ...

    def read(self, path: FilePath) -> bytes:
        """What a file holds.

        Raises:
            OSError: it cannot be read.
        """
        ...

    def matched(self, folder: FilePath, pattern: str) -> Iterator[str]:
        """What a pattern of `glob` matches, `**` too, seen from a folder."""
        ...


class Disk:
    """The files on the disk."""

    def resolved(self, path: FilePath) -> FilePath:
        """A path without links."""
        return path.resolve()

    def is_file(self, path: FilePath) -> bool:
        """Whether a path leads to a file."""
        return path.is_file()

    def is_dir(self, path: FilePath) -> bool:
        """Whether a path leads to a folder."""
        return path.is_dir()

    def read(self, path: FilePath) -> bytes:
        """What a file holds."""
        return path.read_bytes()

    def matched(self, folder: FilePath, pattern: str) -> Iterator[str]:
        """What a pattern matches; hidden files only when it says so."""
        # Path.glob would match hidden files too.
        return glob.iglob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207


class Listing(Protocol):
    """What `Held` is made from: files and links by their paths, with forward slashes."""

    @property
    def links(self) -> Mapping[str, bool]:
        """Every path, and whether it is a link."""
        ...

    def read(self, path: str) -> bytes:
        """What a file holds, or where a link points."""
        ...


Folder = dict[str, "Folder | None"]
"""Names with what they are: a folder, or None for a file or a link."""


class Held:
    """Files of a folder that are not on the disk, as those of a revision.

    What lies outside the folder is not known: a link that leads there counts as a file, which
    `include` then refuses.
    """

    def __init__(self, root: FilePath, listing: Listing) -> None:
        """Hold a folder.

        Args:
            root: where it would lie.
            listing: what lies in it.
        """
        self._root = root
        self._listing = listing
        self._top: Folder = {}
        for path in listing.links:
            *folders, name = path.split("/")
            here = self._top
            for folder in folders:
                below = here.setdefault(folder, {})
                assert below is not None
                here = below
            here[name] = None

    def resolved(self, path: FilePath) -> FilePath:
        """A path without links; one that leads nowhere as it is."""
        return self._walk(path) or path

    def is_file(self, path: FilePath) -> bool:
        """Whether a path leads to a file."""
        real = self._walk(path)
        if real is None:
            return False
        return not real.is_relative_to(self._root) or self._node(real) == "file"

    def is_dir(self, path: FilePath) -> bool:
        """Whether a path leads to a folder."""
        real = self._walk(path)
        return real is not None and isinstance(self._node(real), dict)

    def read(self, path: FilePath) -> bytes:
        """What a file holds.

        Raises:
            OSError: it is not there.
        """
        name = path.relative_to(self._root).as_posix()
        if name not in self._listing.links:
            raise FileNotFoundError(2, os.strerror(2), str(path))
        return self._listing.read(name)

    def matched(self, folder: FilePath, pattern: str) -> Iterator[str]:
        """What a pattern matches, as `glob` would say on the disk."""
        start = self._root if pattern.startswith("/") else folder
        if pattern.startswith("/"):
            pattern = FilePath(pattern).relative_to(self._root).as_posix()
        # An empty last part, behind a slash, matches folders only.
        parts = [p for p in pattern.split("/")[:-1] if p] + pattern.split("/")[-1:]
        for path in self._matched(start, tuple(parts), set()):
            yield os.path.relpath(path, folder)

    def _matched(
        self, folder: FilePath, parts: tuple[str, ...], seen: set[FilePath]
    ) -> Iterator[FilePath]:
        here = self._walk(folder)
        node = self._node(here) if here is not None else None
        if here is None or not isinstance(node, dict):
            return
        part, rest = parts[0], parts[1:]
        if part == "**":
            # Links may lead back into a folder above, or many ways into one.
            if here in seen:
                return
            seen.add(here)
            yield from self._matched(folder, rest or ("*",), set())
            for name in node:
                if not name.startswith("."):
                    yield from self._matched(folder / name, parts, seen)
            return
        names = [part]
        if glob.has_magic(part):
            names = [n for n in matching(node, part) if part[0] == "." or n[0] != "."]
        for name in names:
            if rest:
                yield from self._matched(folder / name, rest, set())
            else:
                yield folder / name

    def _node(self, real: FilePath) -> "Folder | str | None":
        """A folder, "file" for a file, None for what is not there; of a path without links."""
        node: Folder | None = self._top
        if not real.is_relative_to(self._root):
            return None
        for name in real.relative_to(self._root).parts:
            if node is None or name not in node:
                return None
            node = node[name]
        return "file" if node is None else node

    def _walk(self, path: FilePath) -> FilePath | None:
        """A path without links, name by name; None when it leads nowhere, or round in a circle."""
        if not path.is_relative_to(self._root):
            return FilePath(os.path.normpath(path))
        here, left, links = self._root, [*path.relative_to(self._root).parts], 0
        while left:
            name = left.pop(0)
            if name == ".." and not isinstance(self._node(here), dict):
                return None
            here = here.parent if name == ".." else here / name
            if not here.is_relative_to(self._root):
                return FilePath(os.path.normpath(here.joinpath(*left)))
            shown = here.relative_to(self._root).as_posix()
            if self._listing.links.get(shown):
                links += 1
                if links > _MOST_LINKS:
                    return None
                target = FilePath(os.fsdecode(self._listing.read(shown)))
                if target.is_absolute():
                    if not target.is_relative_to(self._root):
                        return FilePath(os.path.normpath(target.joinpath(*left)))
                    here, left = self._root, [*target.relative_to(self._root).parts, *left]
                else:
                    here, left = here.parent, [*target.parts, *left]
        return here
