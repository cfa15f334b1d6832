"""The index of a workspace, kept under `.drctl/` and made anew when something has changed."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from drctl import __version__, files
from drctl.knowledge import store
from drctl.knowledge.document import Document
from drctl.model.tree import Disk, Tree
from drctl.model.watched import Watched

FILE = ".drctl/search.sqlite"
_FORMAT = 1
"""To be raised when other documents or words are kept for the same files."""

Make = Callable[[Watched], tuple[Document, ...]]
"""Makes the documents of a workspace, all of it read through what notes it."""


@contextmanager
def index(first: Path, make: Make) -> Iterator[store.Store]:
    """The index of what a workspace holds now.

    Args:
        first: the workspace's first file.
        make: makes its documents; asked only when something has changed.

    Yields:
        The kept index when it is fresh. Else a new one, kept for the next time where the folder
        can be written.
    """
    root = first.resolve().parent
    with store.stored(root / FILE) as kept:
        if kept is not None and _fresh(kept[1], first):
            yield kept[0]
            return
    watched = Watched()
    documents = make(watched)
    try:
        store.write(root / FILE, documents, _origin(first, watched))
    except (OSError, sqlite3.Error):
        # No folder to write to, or no room in it: the answer is the same.
        with store.in_memory(documents) as made:
            yield made
        return
    with store.stored(root / FILE) as written:
        if written is not None:
            yield written[0]
            return
    with store.in_memory(documents) as made:  # another process has taken it away
        yield made


def markdown(root: Path, folder: str, tree: Tree | None = None) -> dict[str, str]:
    """The Markdown files in a folder of a workspace and in those below it.

    Args:
        root: the workspace's folder.
        folder: of it.
        tree: how files are read; from the disk by default.

    Returns:
        Text by path from the root, sorted. Links and hidden files are left out.
    """
    tree = tree or Disk()
    texts: dict[str, str] = {}
    for path in sorted(tree.matched(root, f"{folder}/**/*.md")):
        file = root / path
        if tree.is_file(file) and not files.through_link(root, path):
            texts[Path(path).as_posix()] = tree.read(file).decode(errors="replace")
    return texts


def _origin(first: Path, watched: Watched) -> str:
    return json.dumps([_FORMAT, __version__, str(first.resolve()), watched.tell()])


def _fresh(origin: str, first: Path) -> bool:
    try:
        form, version, of, told = json.loads(origin)
        if [form, version, of] != [_FORMAT, __version__, str(first.resolve())]:
            return False
        watched = Watched.told(told)
        return watched.state() == watched.as_read()
    except (ValueError, KeyError, TypeError):
        return False
