"""`drctl export`."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from drctl.cli._workspace import ModelOption, open_assessment, stop

EXAMPLES = (
    "drctl export open-psa local-llm > local-llm.xml",
    "drctl export alerts --format prometheus",
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
    model: ModelOption = None,
) -> None:
    """Write the model as another tool's file.

    alerts: for each alert the address of the page that says what to do, below policy.site_url; as
    JSON, or as annotations runbook_url for Prometheus' rules.

    json: the resolved graph, every need in normal form (`drctl schema graph` describes it).
    graphml: the same graph for networkx, Gephi, yEd and Cytoscape. dot, mermaid: all of it for
    Graphviz and Mermaid; `drctl diagram` draws bounded pictures. backstage: catalogue entities.

    open-psa: the fault trees of all components, as SCRAM and other tools of probabilistic risk
    analysis read them. What cannot be said there is noted on standard error.
    """
    from drctl.cli._fails import component_named
    from drctl.exporters import EXPORTERS, exporter
    from drctl.exporters._kind import CannotExport, Export

    if kind not in EXPORTERS:
        stop(2, f'drctl exports no "{kind}"; it exports {", ".join(sorted(EXPORTERS))}')
    writer = exporter(kind)
    formats = getattr(writer, "FORMATS", ())
    if form and not formats:
        stop(2, f"{kind} is written in one form only; leave out --format")
    if form and form not in formats:
        stop(2, f'{kind} is written as {" or ".join(formats)}, not as "{form}"')
    write: Callable[..., Export] = writer.write
    options = {"form": form} if form else {}
    assessment = open_assessment(model)
    chosen = component_named(assessment.model, name) if name else None
    try:
        export = write(assessment, chosen, **options)
    except CannotExport as problem:
        stop(2, str(problem))
    sys.stdout.write(export.text)
    for note in export.notes:
        print(f"note: {note}", file=sys.stderr)
