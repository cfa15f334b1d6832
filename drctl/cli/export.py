"""`drctl export`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._workspace import ModelOption, open_assessment, refuse, stop

if TYPE_CHECKING:
    from drctl.exporters._kind import Export

EXAMPLES = (
    "drctl export open-psa local-llm > local-llm.xml",
    "drctl export dora --out register",
)


def command(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What to write: see below.")],
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="One component and all below it; all without it."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="alerts: json (by default), prometheus."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="dora: the folder for its CSV files."),
    ] = None,
    model: ModelOption = None,
) -> None:
    """Write the model as another tool's file.

    alerts: for each alert the address of the page that says what to do, below policy.site_url; as
    JSON, or as annotations runbook_url for Prometheus' rules.

    dora: the EU's register of information (Regulation (EU) 2022/2554, Article 28) as CSV files in
    the folder --out, with what is missing in them; as JSON without it.

    json: the resolved graph, every need in normal form (`drctl schema graph` describes it).
    graphml: the same graph for networkx, Gephi, yEd and Cytoscape. dot, mermaid: all of it for
    Graphviz and Mermaid; `drctl diagram` draws bounded pictures. backstage: catalogue entities.

    open-psa: the fault trees of all components, as SCRAM and other tools of probabilistic risk
    analysis read them. What cannot be said there is noted on standard error.
    """
    from drctl.cli._fails import component_named
    from drctl.exporters import EXPORTERS, exporter
    from drctl.exporters._kind import CannotExport, WrongKeys

    if kind not in EXPORTERS:
        stop(2, f'drctl exports no "{kind}"; it exports {", ".join(sorted(EXPORTERS))}')
    writer = exporter(kind)
    formats = getattr(writer, "FORMATS", ())
    if form and not formats:
        stop(2, f"{kind} is written in one form only; leave out --format")
    if form and form not in formats:
        stop(2, f'{kind} is written as {" or ".join(formats)}, not as "{form}"')
    if out is not None and not getattr(writer, "FOLDER", False):
        stop(2, f"{kind} is one text; leave out --out, and redirect what is printed")
    write: Callable[..., Export] = writer.write
    options = {"form": form} if form else {}
    assessment = open_assessment(model)
    chosen = component_named(assessment.model, name) if name else None
    try:
        export = write(assessment, chosen, **options)
    except WrongKeys as problem:
        refuse(problem.findings)
    except CannotExport as problem:
        stop(2, str(problem))
    if out is not None:
        _put(out, export)
        return
    sys.stdout.write(export.text)
    for note in export.notes:
        print(f"note: {note}", file=sys.stderr)


def _put(folder: Path, export: "Export") -> None:
    """Write the files of a folder, all or none, and say so."""
    from drctl.cli._answer import say
    from drctl.files import replace

    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace({folder / name: text for name, text in export.files.items()})
    except OSError as problem:
        stop(2, f"{problem.filename or folder} cannot be written: {problem.strerror}")
    say([*(str(folder / name) for name in export.files), *(f"note: {n}" for n in export.notes)])
