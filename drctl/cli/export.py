"""`drctl export`."""

import sys
from typing import Annotated

import typer

from drctl.cli._workspace import ModelOption, open_assessment, stop

EXAMPLES = (
    "drctl export open-psa local-llm > local-llm.xml",
    "drctl export open-psa out-of-band",
)


def command(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What to write: see below.")],
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="One component and all below it; all without it."),
    ] = None,
    model: ModelOption = None,
) -> None:
    """Write the model as another tool's file.

    json: the resolved graph, every need in normal form (`drctl schema graph` describes it).
    graphml: the same graph for networkx, Gephi, yEd and Cytoscape. dot, mermaid: all of it for
    Graphviz and Mermaid; `drctl diagram` draws bounded pictures. backstage: catalogue entities.
    open-psa: the fault trees of all components, as SCRAM and other tools of probabilistic risk
    analysis read them. What cannot be said there is noted on standard error.
    """
    from drctl.cli._fails import component_named
    from drctl.exporters import EXPORTERS, exporter

    if kind not in EXPORTERS:
        stop(2, f'drctl exports no "{kind}"; it exports {", ".join(sorted(EXPORTERS))}')
    assessment = open_assessment(model)
    chosen = component_named(assessment.model, name) if name else None
    export = exporter(kind).write(assessment, chosen)
    sys.stdout.write(export.text)
    for note in export.notes:
        print(f"note: {note}", file=sys.stderr)
