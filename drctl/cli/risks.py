"""`drctl risks`."""

from enum import StrEnum
from typing import Annotated

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json
from drctl.cli._workspace import ModelOption, open_assessment, stop

EXAMPLES = ("drctl risks --by vendor", "drctl risks chat-api --by jurisdiction")


class Groups(StrEnum):
    """What components can have in common."""

    VENDOR = "vendor"
    JURISDICTION = "jurisdiction"
    REGION = "region"


def command(
    service: Annotated[
        str | None, typer.Argument(metavar="SERVICE", help="A component; all services without it.")
    ] = None,
    by: Annotated[
        Groups | None,
        typer.Option(
            metavar="vendor|jurisdiction|region", help="What goes with each of them, at once."
        ),
    ] = None,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Show what goes with a vendor, country or region.

    For each of them: how many services of every tier go down and for how long, the data and the
    load that are lost; the worst first.
    """
    if by is None:
        stop(2, "say what may go at once: --by vendor, --by jurisdiction or --by region")
    from drctl.cli import _concentration
    from drctl.cli._fails import component_named

    assessment = open_assessment(model)
    as_json = is_json(json, output)
    if service is None:
        _concentration.tell(assessment, by.value, as_json=as_json)
    else:
        name = component_named(assessment.model, service)
        _concentration.tell_one(assessment, by.value, name, as_json=as_json)
