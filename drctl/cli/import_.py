"""`drctl import`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl import collector
from drctl.cli._workspace import refuse, stop

if TYPE_CHECKING:
    from drctl.importers._kind import Source

EXAMPLES = (
    "drctl import compose compose.yaml > dr.yaml",
    "kubectl get deploy,statefulset,svc -o yaml | drctl import kubernetes -",
)


def command(
    kind: Annotated[
        str,
        typer.Argument(metavar="KIND", help="What they are: compose, kubernetes, open-psa."),
    ],
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="The files; - is standard input.")
    ],
) -> None:
    """Turn other tools' files into a model.

    Prints one whole model file: proposals, each with its evidence as a comment. Read it, correct
    it, keep it.
    """
    from drctl.importers import IMPORTERS, importer
    from drctl.importers._workspace import render

    if kind not in IMPORTERS:
        stop(2, f'drctl imports no "{kind}"; it imports {", ".join(sorted(IMPORTERS))}')
    with collector.resting():
        proposal, findings = importer(kind).read([_source(name) for name in files], _Disk())
    if proposal is None:
        refuse(findings)
    sys.stdout.write(render(proposal, Path.cwd().name or "imported"))
    for note in proposal.notes:
        print(f"note: {note}", file=sys.stderr)


class _Disk:
    """The files that imported files name, each read once."""

    def __init__(self) -> None:
        self.read_already: dict[str, Source | None] = {}

    def read(self, path: str) -> "Source | None":
        """The text at a path, None when there is no file."""
        if path not in self.read_already:
            self.read_already[path] = _source(path) if Path(path).is_file() else None
        return self.read_already[path]


def _source(name: str) -> "Source":
    from drctl.importers._kind import Source

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        # PowerShell writes what it is told to print as UTF-16.
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if wide else "utf-8-sig")
        return Source("<stdin>" if name == "-" else name, text)
    except OSError as problem:
        stop(2, f"{name} cannot be read: {problem.strerror}")
    except UnicodeDecodeError as problem:
        stop(2, f"{name} is neither UTF-8 nor UTF-16 text (byte {problem.start + 1})")
