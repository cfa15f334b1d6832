"""Exporters: the model -> other tools' formats.

`EXPORTERS` lists them all: the word that users write -> the module that writes such a file. A
module is loaded when its exporter is asked for.
"""

from importlib import import_module
from typing import Any, cast

from drctl.exporters._kind import Exporter

EXPORTERS: dict[str, str] = {
    "alerts": "drctl.exporters.alerts",
    "backstage": "drctl.exporters.backstage",
    "dora": "drctl.exporters.dora",
    "dot": "drctl.exporters.dot",
    "graphml": "drctl.exporters.graphml",
    "json": "drctl.exporters.json",
    "mermaid": "drctl.exporters.mermaid",
    "open-psa": "drctl.exporters.open_psa",
}


def exporter(kind: str) -> Exporter:
    """The exporter for one kind of file.

    Args:
        kind: a key of `EXPORTERS`.

    Returns:
        The module that writes such a file.

    Raises:
        KeyError: when there is no such kind.
    """
    return cast(Exporter, import_module(EXPORTERS[kind]))


def graph_schema() -> dict[str, Any]:
    """The JSON Schema of what the exporter `json` writes."""
    from drctl.exporters._graph_schema import graph_schema

    return graph_schema()
