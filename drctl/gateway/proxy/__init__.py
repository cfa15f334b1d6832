"""A real gateway, run as a process of its own on 127.0.0.1, and gone when drctl is.

`PROGRAMS` lists them: the gateway's word -> the module that knows its program.
"""

from importlib import import_module
from typing import cast

from drctl.gateway.proxy._kind import Program

PROGRAMS: dict[str, str] = {
    "litellm": "drctl.gateway.proxy.litellm",
    "portkey": "drctl.gateway.proxy.portkey",
}


def program(kind: str) -> Program:
    """The program of one gateway.

    Args:
        kind: a key of `PROGRAMS`.
    """
    return cast(Program, import_module(PROGRAMS[kind]).PROGRAM)
