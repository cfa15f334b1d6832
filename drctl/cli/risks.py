"""`drctl risks`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say, say_json
from drctl.cli._workers import ClusterOption, crew
from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.analysis.risks import Ranking
    from drctl.assessment import Assessment

EXAMPLES = ("drctl risks chat-api --top 5 --rank probability", "drctl risks chat-api --years 100")

SEED = 1
"""The seed when nobody names one: the same years every time."""


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
        Rank | None,
        typer.Option(
            "--rank", metavar="size|probability", help="Which come first; size unless named."
        ),
    ] = None,
    by: Annotated[
        Groups | None,
        typer.Option(
            metavar="vendor|jurisdiction|region", help="What goes with each of them, at once."
        ),
    ] = None,
    years: Annotated[
        int | None, typer.Option("--years", metavar="N", help="Simulate so many years.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="S", help="Which years are simulated; 1 unless named."),
    ] = None,
    cores: Annotated[
        int | None,
        typer.Option("--cores", metavar="K", help="Cores for the simulation; otherwise all."),
    ] = None,
    cluster: ClusterOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Show which failures take services down, and how likely.

    For one component: its minimal cut sets (the smallest sets of failures that take it down for
    good), how many there are, its exact unavailability, and which components matter most.
    With --by: how many services of every tier go down with a vendor, country or region, and for
    how long, the data and the load that are lost; the worst first.
    With --years: how downtime is spread over simulated years, and how many keep the SLO. The same
    seed gives the same years, whoever does the work.
    """
    _check_cut_sets(service, by, years, {"--order": order, "--top": top, "--rank": rank})
    _check_simulation(by, years, {"--seed": seed, "--cores": cores, "--cluster": cluster})
    assessment = open_assessment(model)
    if by is not None:
        _groups(assessment, service, by, json=is_json(json, output))
    elif years is not None:
        chosen = SEED if seed is None else seed
        _simulated(
            assessment, service, years, chosen, (cluster, cores), json=is_json(json, output)
        )
    else:
        ranking: Ranking = "probability" if rank is Rank.PROBABILITY else "size"
        _cut_sets(assessment, service, order, top, ranking, json=is_json(json, output))


def _check_cut_sets(
    service: str | None,
    by: Groups | None,
    years: int | None,
    given: "dict[str, int | Rank | None]",
) -> None:
    for option, value in given.items():
        if isinstance(value, int) and value < 1:
            stop(2, f"{option} must be 1 or more, not {value}")
        if value is not None and (service is None or by is not None or years is not None):
            right = f"drctl risks SERVICE {option} {value}"
            stop(2, f"{option} speaks of one service's cut sets: {right}")


def _check_simulation(
    by: Groups | None, years: int | None, given: "dict[str, int | str | None]"
) -> None:
    if years is not None and years < 1:
        stop(2, f"--years must be 1 or more, not {years}")
    if years is not None and by is not None:
        stop(2, "--years simulates failures one by one, --by has many at once: choose one of them")
    for option, value in given.items():
        if value is not None and years is None:
            stop(2, f"{option} speaks of simulated years: drctl risks --years N {option} {value}")
        least = 0 if option == "--seed" else 1
        if isinstance(value, int) and value < least:
            stop(2, f"{option} must be {least} or more, not {value}")
    if given["--cores"] is not None and given["--cluster"] is not None:
        stop(2, "--cores speaks of this machine, --cluster of others: choose one of them")


def _simulated(
    assessment: "Assessment",
    service: str | None,
    years: int,
    seed: int,
    where: "tuple[str | None, int | None]",
    *,
    json: bool,
) -> None:
    from drctl.analysis.lifetimes.simulate import plan
    from drctl.cli import _lifetimes
    from drctl.cli._fails import component_named

    model = assessment.model
    names = sorted(c.name for c in model.of_kind("service"))
    if service is not None:
        names = [component_named(model, service)]
    wanted = plan(model, assessment.graph, names, years=years, seed=seed)
    if reason := wanted.too_much():
        stop(2, reason)
    with crew(*where) as workers:
        found = wanted.lifetimes(workers)
    if json:
        rows = [_lifetimes.as_json(life, seed) for life in found]
        say_json({"components": rows} if service is None else rows[0])
    elif service is None:
        say(_lifetimes.every(model, found, seed))
    else:
        say(_lifetimes.one(found[0], seed))


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
