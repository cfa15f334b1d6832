"""Importers: other tools' files -> proposals of components and edges, with evidence.

`IMPORTERS` lists them all: the word that users write -> the module that reads such files.
A module is loaded when its importer is asked for.
"""

from importlib import import_module
from typing import cast

from drctl.importers._kind import Importer

IMPORTERS: dict[str, str] = {
    "backstage": "drctl.importers.backstage",
    "compose": "drctl.importers.compose",
    "jaeger": "drctl.importers.jaeger",
    "kiali": "drctl.importers.kiali",
    "kubernetes": "drctl.importers.kubernetes",
    "litellm": "drctl.importers.litellm",
    "open-psa": "drctl.importers.open_psa",
    "pagerduty": "drctl.importers.pagerduty",
    "score": "drctl.importers.score",
    "tempo": "drctl.importers.tempo",
    "terraform": "drctl.importers.terraform",
    "terraform-graph": "drctl.importers.terraform_graph",
    "zipkin": "drctl.importers.zipkin",
}


def importer(kind: str) -> Importer:
    """The importer for one kind of file.

    Args:
        kind: a key of `IMPORTERS`.

    Returns:
        The module that reads such files.

    Raises:
        KeyError: when there is no such kind.
    """
    return cast(Importer, import_module(IMPORTERS[kind]))
