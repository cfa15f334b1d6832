"""Failover between providers: what the model wants, written for a gateway, checked, exercised.

`GATEWAYS` lists the formats: the word that users write -> the module that writes and reads them.
A module is loaded when its format is asked for.
"""

from importlib import import_module
from typing import cast

from drctl.gateway._kind import Format

GATEWAYS: dict[str, str] = {
    "litellm": "drctl.gateway.litellm",
    "portkey": "drctl.gateway.portkey",
}


def gateway(kind: str) -> Format:
    """The format of one gateway.

    Args:
        kind: a key of `GATEWAYS`.

    Returns:
        The module that writes and reads it.

    Raises:
        KeyError: when there is no such gateway.
    """
    return cast(Format, import_module(GATEWAYS[kind]))
