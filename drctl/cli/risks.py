"""`drctl risks`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say, say_json
from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.analysis.risks import Ranking
    from drctl.assessment import Assessment

EXAMPLES = ("drctl risks chat-api --top 5 --rank probability", "drctl risks --by vendor")


class Groups(StrEnum):
    """What components can have in common."""

    VENDOR = "vendor"
    JURISDICTION = "jurisdiction"
    REGION = "region"


class Rank(StrEnum):
    """Which cut sets come first."""

    SIZE = "size"
    PROBABILITY = "probability"


def command(
    service: Annotated[
        str | None, typer.Argument(metavar="SERVICE", help="A component; all services without it.")
    ] = None,
    order: Annotated[
        int | None, typer.Option("--order", metavar="N", help="All cut sets of at most N members.")
    ] = None,
    top: Annotated[
        int | None, typer.Option("--top", metavar="K", help="The first K cut sets.")
    ] = None,
    rank: Annotated[
        Rank, typer.Option("--rank", metavar="size|probability", help="Which come first.")
    ] = Rank.SIZE,
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
    """Show which failures take services down, and how likely.

    For one component: its minimal cut sets (the smallest sets of failures that take it down for
    good), how many there are, its exact unavailability, and which components matter most.
    With --by: how many services of every tier go down with a vendor, country or region, and for
    how long, the data and the load that are lost; the worst first.
    """
    for option, value in (("--order", order), ("--top", top)):
        if value is not None and value < 1:
            stop(2, f"{option} must be 1 or more, not {value}")
        if value is not None and (service is None or by is not None):
            stop(2, f"{option} speaks of one service's cut sets: drctl risks SERVICE {option} K")
    assessment = open_assessment(model)
    if by is not None:
        _groups(assessment, service, by, json=is_json(json, output))
    else:
        ranking: Ranking = "probability" if rank is Rank.PROBABILITY else "size"
        _cut_sets(assessment, service, order, top, ranking, json=is_json(json, output))


def _groups(assessment: "Assessment", service: str | None, by: Groups, *, json: bool) -> None:
    from drctl.cli import _concentration
    from drctl.cli._fails import component_named

    if service is None:
        _concentration.tell(assessment, by.value, as_json=json)
    else:
        name = component_named(assessment.model, service)
        _concentration.tell_one(assessment, by.value, name, as_json=json)


def _cut_sets(
    assessment: "Assessment",
    service: str | None,
    order: int | None,
    top: int | None,
    by: "Ranking",
    *,
    json: bool,
) -> None:
    from drctl.cli import _risks
    from drctl.cli._fails import component_named

    if service is None:
        if json:
            names = sorted(c.name for c in assessment.model.of_kind("service"))
            rows = [_risks.as_json(assessment, n, order=None, top=None, by=by) for n in names]
            say_json({"components": rows})
        else:
            say([_risks.every(assessment)])
        return
    name = component_named(assessment.model, service)
    if json:
        say_json(_risks.as_json(assessment, name, order=order, top=top, by=by))
    else:
        say(_risks.one(assessment, name, order=order, top=top, by=by))
