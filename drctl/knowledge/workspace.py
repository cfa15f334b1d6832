"""The index of a workspace, kept under `.drctl/` and made anew when something has changed."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from drctl import __version__, files
from drctl.knowledge import store
from drctl.knowledge.document import Document
from drctl.model.tree import Disk, Tree
from drctl.model.watched import Watched

FILE = ".drctl/search.sqlite"
_FORMAT = 2
"""To be raised when other documents or words are kept for the same files."""

Make = Callable[[Watched], tuple[Document, ...]]
"""Makes the documents of a workspace, all of it read through what notes it."""


def search(first: Path, question: str, make: Make) -> tuple[store.Found, ...]:
    """What answers a question about what a workspace holds now, the best first.

    Args:
        first: the workspace's first file.
        question: any text.
        make: makes the workspace's documents; asked only when something has changed.

    Raises:
        sqlite3.Error: this SQLite has no full-text search.

    Notes:
        A new index is kept where the folder can be written. A spoilt one is made anew.
    """
    file = first.resolve().parent / FILE
    with suppress(sqlite3.Error), store.stored(file) as kept:
        if kept is not None and _fresh(kept.origin(), first):
            return kept.search(question)
    watched = Watched()
    documents = make(watched)
    # Without a folder to write to, or room in it, the answer is the same.
    with suppress(OSError, sqlite3.Error):
        store.write(file, documents, _origin(first, watched))
    with store.in_memory(documents) as made:
        return made.search(question)


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
