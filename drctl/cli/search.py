"""`drctl search`."""

import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say, say_json, wrapped
from drctl.cli._color import wants_color
from drctl.cli._notes import read_notes
from drctl.cli._workspace import ModelOption, first_file, loaded, stop

if TYPE_CHECKING:
    from drctl.knowledge.document import Document
    from drctl.knowledge.ranking import Hit
    from drctl.model.watched import Watched

EXAMPLES = ('drctl search "503 deepseek"', "drctl search LLMLatencyHigh --limit 3")
_KIND = 10


def command(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS...", help="An error message, an alert's name, any words."),
    ],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Show at most so many.")
    ] = 10,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Find runbooks, components, notes, rules and teams.

    An alert's name or an error message finds its runbook first. Slips in words are forgiven, and
    beginnings of words are enough. The exit code is 1 when nothing is found.
    """
    from drctl.knowledge.workspace import search

    first = first_file(model)
    question = " ".join(words)
    try:
        hits = search(first, question, lambda watched: _documents(first, watched))
    except sqlite3.Error as problem:
        stop(2, f"SQLite cannot be used here: {problem}")
    shown = hits[:limit]
    if is_json(json, output):
        found_all = {"question": question, "count": len(hits)}
        say_json(found_all | {"hits": [_as_json(d, h) for d, h in shown]})
    else:
        for document, _ in shown:
            _say(document, first.resolve().parent)
        if len(hits) > limit:
            print(f"{len(hits) - limit} more with --limit {len(hits)}")
    if not hits:
        if not is_json(json, output):
            print("nothing is found", file=sys.stderr)
        raise typer.Exit(1)


def _documents(first: Path, watched: "Watched") -> "tuple[Document, ...]":
    from drctl.knowledge.documents import documents
    from drctl.knowledge.workspace import markdown
    from drctl.rules import ALL

    model = loaded(first, watched)
    found = read_notes(model, watched)
    rules = [(rule.name, rule.page) for rule in ALL]
    runbooks = markdown(first.resolve().parent, "runbooks", watched)
    return documents(model, runbooks=runbooks, notes=found, rules=rules)


def _say(document: "Document", folder: Path) -> None:
    from drctl.model.include import shown_path
    from drctl.reports import plain

    where = f"drctl explain {document.name}"  # only a rule has no file
    if document.path:
        where = shown_path(folder / document.path)
    title = plain(document.title)
    if wants_color(sys.stdout):
        title = f"\x1b[1m{title}\x1b[0m"
    print(f"{document.kind.ljust(_KIND)}{title}")
    indent = " " * _KIND
    say(indent + line for line in (*wrapped(document.summary, _KIND), where))


def _as_json(document: "Document", hit: "Hit") -> dict[str, Any]:
    return {
        "kind": document.kind,
        "name": document.name,
        "title": document.title,
        "summary": document.summary,
        "path": document.path or None,
        "page": document.page,
        "words": list(hit.words),
        "score": round(hit.score, 3),
    }
