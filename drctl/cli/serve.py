"""`drctl serve`."""

import contextlib
import io
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from drctl.cli import _watch
from drctl.cli._failures import report
from drctl.cli._live import HOST, Server, Shelf
from drctl.cli._notes import read_notes
from drctl.cli._today import TodayOption, day_of
from drctl.cli._workspace import ModelOption, assessed, first_file, loaded, stop

if TYPE_CHECKING:
    import datetime

    from drctl.model.watched import Watched

EXAMPLES = ("drctl serve", "drctl serve --port 0")


def command(
    port: Annotated[
        int,
        typer.Option("--port", metavar="N", help="The port; 0 is any free one."),
    ] = 8000,
    today: TodayOption = None,
    model: ModelOption = None,
) -> None:
    """Serve the site on this machine, and load it again on changes.

    Nothing is written. The model, the notes, what people wrote in runbooks, and the templates are
    watched. When the model is broken, the last good site stays, with the errors below it. Ctrl-C
    ends it.
    """
    if not 0 <= port <= 65535:
        stop(2, f"--port takes a number from 0 to 65535, not {port}")
    first = first_file(model)
    day_of(today)
    shelf = Shelf(_script())
    try:
        server = Server(port, shelf)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        stop(2, f"{HOST}:{port}: {reason}; --port N takes another one, --port 0 any that is free")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        _forever(first, today, shelf, server.server_port)
    finally:
        shelf.close()
        server.shutdown()
        server.server_close()


def _script() -> str:
    from drctl.render.templates import folder

    return (folder() / "serve/live.js").read_text("utf-8")


def _forever(first: Path, today: str | None, shelf: Shelf, port: int) -> NoReturn:
    from drctl.model.watched import Watched

    print(f"http://{HOST}:{port}/", flush=True)
    while True:
        watched = Watched()
        told = io.StringIO()
        try:
            with contextlib.redirect_stderr(told):
                texts = _texts(first, watched, day_of(today))
        except Exception as problem:
            if not isinstance(problem, typer.Exit):
                with contextlib.redirect_stderr(told):
                    report(problem)  # a file that was gone for a moment
            print(told.getvalue(), end="", file=sys.stderr, flush=True)
            shelf.complain(told.getvalue())
            what = "the last good site stays"
        else:
            shelf.show(texts)
            what = f"{sum(path.endswith('.html') for path in texts)} pages"
        files = watched.files()
        print(f"{what}; watching {files} file{'' if files == 1 else 's'}", flush=True)
        _watch.wait(watched)


def _texts(first: Path, watched: "Watched", day: "datetime.date") -> dict[str, str]:
    """The site's files by their path in it; exits when it cannot be built."""
    from drctl.knowledge.workspace import markdown
    from drctl.render.build import build
    from drctl.render.dot import DrawingError
    from drctl.render.templates import TemplateError, folder

    root = first.resolve().parent
    for place in dict.fromkeys((folder(), root / "templates")):
        for name in watched.matched(place, "**/*"):
            if (place / name).is_file():
                watched.note(place / name)
    model = loaded(first, watched)
    read_notes(model, watched)
    markdown(root, "runbooks", watched)  # what people wrote in them is shown
    try:
        built = build(assessed(model), ["site"], root, day)
    except (DrawingError, TemplateError) as problem:
        stop(2, str(problem))
    return {path.removeprefix("site/"): text for path, text in built.texts.items()}
