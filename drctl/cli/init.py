"""`drctl init`."""

import datetime
import json
import re
from pathlib import Path
from typing import Annotated

import typer

from drctl import files
from drctl.cli._workspace import stop

EXAMPLES = ("drctl init my-estate", "drctl init my-estate-on-github --ci github")


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where; here by default.")
    ] = Path(),
    ci: Annotated[
        str | None, typer.Option("--ci", metavar="github|gitlab", help="Write CI jobs too.")
    ] = None,
) -> None:
    """Write a small commented workspace to start from.

    Files that exist are never overwritten.
    """
    from drctl.cli._ci import CI
    from drctl.cli._starter import MODEL
    from drctl.model import MODEL_FILE
    from drctl.model.scalars import resolve
    from drctl.model.schema import json_schema

    if ci is not None and ci not in CI:
        stop(2, f'--ci must be one of {", ".join(CI)}, not "{ci}"')
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", folder.resolve().name).strip("-_")[:100] or "estate"
    # A folder called 2026 or true: plain, that would be no text.
    name = name if isinstance(resolve(name), str) else f'"{name}"'
    texts = {
        MODEL_FILE: MODEL.format(name=name, until=_in_half_a_year()),
        "dr.schema.json": json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n",
    }
    if ci is not None:
        path, text = CI[ci]
        texts[path] = text
    there = [p for p in texts if (folder / p).exists()]
    if there:
        stop(2, f"{(folder / there[0]).as_posix()} exists already; nothing was written")
    if not (folder / ".gitignore").exists():
        texts[".gitignore"] = "/site/\n/binder*.pdf\n"
    _write({folder / path: text for path, text in texts.items()})
    checked = "; commit what they write, the CI jobs check it" if ci else ""
    print(f"next: drctl audit, drctl build{checked}")


def _write(texts: dict[Path, str]) -> None:
    try:
        for target in texts:
            target.parent.mkdir(parents=True, exist_ok=True)
        files.replace(texts)
    except OSError as problem:
        stop(2, f"{problem.filename} cannot be written: {problem.strerror}")
    for target in texts:
        print(f"wrote {target.as_posix()}")


def _in_half_a_year() -> datetime.date:
    return datetime.datetime.now().astimezone().date() + datetime.timedelta(days=182)
