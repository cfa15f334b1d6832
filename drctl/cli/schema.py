"""`drctl schema`."""

import json
from enum import StrEnum
from typing import Annotated

import typer

EXAMPLES = ("drctl schema > dr.schema.json", "drctl schema audit")


class What(StrEnum):
    """What there is a schema of."""

    MODEL = "model"
    AUDIT = "audit"
    GRAPH = "graph"


def command(
    what: Annotated[
        What,
        typer.Argument(
            metavar="model|audit|graph",
            show_default=False,
            help="The model language, what drctl audit --json answers, or drctl export json.",
        ),
    ] = What.MODEL,
) -> None:
    """Print the JSON Schema of the model language.

    Editors that know YAML schemas complete and check a model with it; `drctl init` writes the
    line that names it. `drctl schema audit` is the shape of the audit's JSON, `drctl schema graph`
    that of `drctl export json`.
    """
    if what is What.AUDIT:
        from drctl.reports import audit_schema

        schema = audit_schema()
    elif what is What.GRAPH:
        from drctl.exporters import graph_schema

        schema = graph_schema()
    else:
        from drctl.model.schema import json_schema

        schema = json_schema()
    print(json.dumps(schema, indent=2, ensure_ascii=False))
