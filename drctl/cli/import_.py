"""`drctl import`."""

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl import collector
from drctl.cli._into import put_into
from drctl.cli._workspace import ModelOption, refuse, stop

if TYPE_CHECKING:
    from drctl.importers._kind import Proposal, Source

EXAMPLES = (
    "drctl import compose compose.yaml > dr.yaml",
    "kubectl get deploy,statefulset,svc -o yaml | drctl import kubernetes -",
)


def command(
    kind: Annotated[
        str,
        typer.Argument(metavar="KIND", help="What they are."),
    ],
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="The files; - is standard input.")
    ],
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="FILE",
            help="Add what is new to this model file; shows the diff and asks.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    model: ModelOption = None,
) -> None:
    """Turn other tools' files into a model.

    Prints one whole model file: proposals, each with its evidence as a comment. Read it, correct
    it, keep it. With --into it is added to a file that keeps all that people wrote.

    Kinds: backstage, compose, jaeger, kiali, kubernetes, litellm, open-psa, pagerduty, score,
    tempo, terraform, terraform-graph, zipkin.
    """
    from drctl.importers._workspace import render

    proposal = proposed(kind, files)
    if into is not None:
        put_into(proposal, into, yes)
    else:
        with collector.resting():
            text = render(proposal, Path.cwd().name or "imported")
        sys.stdout.write(text)
    for note in proposal.notes:
        print(f"note: {note}", file=sys.stderr)


def proposed(kind: str, files: list[str]) -> "Proposal":
    """What an importer finds in files; exits with 2 when it cannot read them."""
    from drctl.importers import IMPORTERS, importer

    if kind not in IMPORTERS:
        close = get_close_matches(kind, IMPORTERS, n=1)
        meant = f', did you mean "{close[0]}"?' if close else ""
        stop(2, f'drctl imports no "{kind}"{meant}; it imports {", ".join(sorted(IMPORTERS))}')
    with collector.resting():
        proposal, findings = importer(kind).read([_source(name) for name in files], _Disk())
    if proposal is None:
        refuse(findings)
    return proposal


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
