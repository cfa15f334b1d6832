"""`drctl improve`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._answer import JsonOption, Output, OutputOption, is_json, say, say_json
from drctl.cli._today import TodayOption, day_of
from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.assessment import Assessment
    from drctl.improve.plan import Plan
    from drctl.improve.wish import Wish

EXAMPLES = (
    "drctl improve chat-api",
    "drctl improve --tier critical --goal vendor --without jurisdiction:CN",
)


def command(
    service: Annotated[
        str | None,
        typer.Argument(
            metavar="SERVICE", help="All that promise something of the kind by default."
        ),
    ] = None,
    goal: Annotated[
        str,
        typer.Option(
            metavar="GOAL",
            help="survives[=N], vendor, jurisdiction, region, unavailability=X, slo[=X], rto[=T].",
        ),
    ] = "survives",
    tier: Annotated[
        list[str] | None, typer.Option(metavar="TIER", help="The services of a tier. Repeatable.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT",
            help="Use no component NAME, vendor:V or jurisdiction:J. Repeatable.",
        ),
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND=AMOUNT",
            help="What a fallback, spread, move, copy or optional weighs a month when the model "
            "gives no cost; KIND=never leaves it out. Repeatable.",
        ),
    ] = None,
    accepted: Annotated[
        bool, typer.Option("--accepted", help="Mend what has been accepted too.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the plan into the model.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show only what would be written.")] = False,
    today: TodayOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Find the cheapest changes that reach a goal.

    Fallbacks from a need's candidates or from what stands in elsewhere, other domains for what we
    run, second ones of it, or doing without; with the costs that the model gives. The plan is
    proven by applying it and auditing again. Exit code 1: it does not reach the goal.
    """
    from drctl.cli import _improve, _patch

    assessment = open_assessment(model)
    wish = _wish(assessment, service, goal, tier or (), without or (), price or (), accepted)
    plan = _plan(assessment, wish, today)
    if is_json(json, output):
        say_json(_improve.as_json(assessment, plan))
    elif diff:
        _patch.show(plan.files)
    else:
        say(_improve.told(assessment, plan, writes=write))
    if write and plan.parts:
        _patch.write(assessment.model, plan.files, "nothing was written")
    raise typer.Exit(0 if plan.reached else 1)


def _wish(
    assessment: "Assessment",
    service: str | None,
    goal: str,
    tiers: Iterable[str],
    without: Iterable[str],
    prices: Iterable[str],
    accepted: bool,
) -> "Wish":
    from drctl.cli._improve import aim_of, priced, services_of, without_of
    from drctl.improve.wish import Wish

    aim, limit = aim_of(goal)
    services = services_of(assessment.model, aim, limit, service, list(tiers))
    return Wish(
        aim,
        services,
        limit,
        without_of(assessment.model, without),
        priced(prices),
        accepted,
    )


def _plan(assessment: "Assessment", wish: "Wish", today: str | None) -> "Plan":
    from drctl.improve.goals import TooHard
    from drctl.improve.plan import improve
    from drctl.model.edit import CannotEdit

    day = day_of(today)
    try:
        return improve(assessment, wish, day)
    except ImportError:
        stop(2, 'drctl improve needs python-sat: pip install "drctl[improve]"')
    except TooHard as problem:
        stop(1, f"no plan: {problem}")
    except CannotEdit as problem:
        stop(1, f"the plan cannot be written into the model: {problem}")
