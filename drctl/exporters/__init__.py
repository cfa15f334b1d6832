"""Exporters: the model -> other tools' formats.

`EXPORTERS` lists them all: the word that users write -> the module that writes such a file. A
module is loaded when its exporter is asked for.
"""

from importlib import import_module
from typing import cast

from drctl.exporters._kind import Exporter

EXPORTERS: dict[str, str] = {
    "alerts": "drctl.exporters.alerts",
    "backstage": "drctl.exporters.backstage",
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
