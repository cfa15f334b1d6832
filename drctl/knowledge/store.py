"""The index of a workspace in SQLite's FTS5: one file, written whole, read by many.

The file holds the documents, their words, and from what it was made; whoever asks compares that
with what is there now.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from drctl.knowledge.document import WEIGHTS, Document
from drctl.knowledge.ranking import Hit, phrases, ranked
from drctl.knowledge.words import asked, words

_KEPT = ("kind", "name", "title", "summary", "path", "page", "weight")
_TABLES = f"""
CREATE TABLE made (origin TEXT NOT NULL);
CREATE TABLE documents ({", ".join(_KEPT)}, key TEXT NOT NULL);
CREATE VIRTUAL TABLE found USING fts5(
    names, signs, marks, text, content='',
    tokenize="unicode61 remove_diacritics 0"
);
CREATE VIRTUAL TABLE terms USING fts5vocab(found, row);
"""

Found = tuple[Document, Hit]
"""A document without its texts, and how it answers."""


class Store:
    """An index that is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Ask an index through a connection."""
        self._connection = connection

    def origin(self) -> str:
        """From what it was made."""
        (origin,) = self._connection.execute("SELECT origin FROM made").fetchone()
        return str(origin)

    def search(self, question: str) -> tuple[Found, ...]:
        """What answers a question, the best first.

        Args:
            question: words, an error message, an alert's name; nothing in it is an operator.
        """
        terms = [term for (term,) in self._connection.execute("SELECT term FROM terms")]
        terms.sort()  # SQLite sorts by bytes
        kept = {row[0]: row[1:] for row in self._rows()}

        def weight(document: int) -> tuple[float, str]:
            *_, own, key = kept[document]
            return own, key

        hits = ranked(asked(question), terms, self._scores, weight)
        return tuple((_document(kept[hit.document]), hit) for hit in hits)

    def _rows(self) -> Iterable[tuple[Any, ...]]:
        return self._connection.execute(f"SELECT rowid, {', '.join(_KEPT)}, key FROM documents")

    def _scores(self, term: str) -> Mapping[int, float]:
        counts = ", ".join(map(str, WEIGHTS))
        rows = self._connection.execute(
            f"SELECT rowid, -bm25(found, {counts}) FROM found WHERE found MATCH ?",
            (f'"{term}"',),
        )
        return dict(rows)


@contextmanager
def stored(file: Path) -> Iterator[Store | None]:
    """The index in a file, None when there is none.

    Raises:
        sqlite3.Error: here or when it is asked: the file is no index.
    """
    if not file.is_file():
        yield None
        return
    # NOTE: the file is replaced as a whole, so no lock is needed to read it.
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        yield Store(connection)


@contextmanager
def in_memory(found: Iterable[Document]) -> Iterator[Store]:
    """An index that is kept nowhere."""
    with closing(sqlite3.connect(":memory:")) as connection:
        _fill(connection, found, "")
        yield Store(connection)


def write(file: Path, found: Iterable[Document], origin: str) -> None:
    """Put an index in place: written beside it, then renamed over it.

    Args:
        file: where it goes; its folder is made.
        found: the documents.
        origin: from what they were made.

    Raises:
        OSError, sqlite3.Error: it cannot be written; what was there is still there.
    """
    folder = file.parent
    folder.mkdir(exist_ok=True)
    if not (ignored := folder / ".gitignore").exists():
        ignored.write_text("*\n")
    beside = file.with_name(f".{file.name}.{os.getpid()}.new")
    beside.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(beside)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            _fill(connection, found, origin)
        beside.replace(file)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, found: Iterable[Document], origin: str) -> None:
    connection.executescript(_TABLES)
    for number, document in enumerate(found):
        kept = [getattr(document, name) for name in _KEPT]
        key = phrases(document.name, document.signs)
        marks = ", ".join("?" * (len(_KEPT) + 2))
        connection.execute(
            f"INSERT INTO documents (rowid, {', '.join(_KEPT)}, key) VALUES ({marks})",
            (number, *kept, key),
        )
        connection.execute(
            "INSERT INTO found (rowid, names, signs, marks, text) VALUES (?, ?, ?, ?, ?)",
            (number, *(" ".join(words(field)) for field in document.fields)),
        )
    connection.execute("INSERT INTO made VALUES (?)", (origin,))
    connection.commit()


def _document(row: tuple[Any, ...]) -> Document:
    kind, name, title, summary, path, page, weight = row[: len(_KEPT)]
    return Document(kind, name, title, summary, path, page, "", "", "", "", weight)
