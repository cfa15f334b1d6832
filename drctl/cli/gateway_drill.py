"""`drctl gateway drill`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._answer import JsonOption, say, say_json
from drctl.cli._gateway import (
    CooldownOption,
    GatewayOption,
    RunsOption,
    ServesOption,
    configured,
    served_pairs,
    wanted_keys,
)
from drctl.cli._workspace import ModelOption, open_assessment, stop

if TYPE_CHECKING:
    from drctl.gateway.configuration import Configuration
    from drctl.gateway.drill.exercise import Drilled, Wish
    from drctl.gateway.drill.faults import Fault
    from drctl.gateway.plan import Plan
    from drctl.model import Model

EXAMPLES = (
    "drctl gateway drill --need llm-gateway.critical --fault refuse --fault hang",
    "drctl gateway drill --config litellm.yaml --record model/drills",
)


class Form(StrEnum):
    """The forms of a drill's report."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


def command(
    needs: Annotated[
        list[str] | None,
        typer.Option("--need", metavar="NEED", help="Which needs; all without it. Repeatable."),
    ] = None,
    faults: Annotated[
        list[str] | None,
        typer.Option("--fault", metavar="FAULT", help="Which faults; all without it. Repeatable."),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Drill this configuration, not the emitted one."),
    ] = None,
    requests: Annotated[int, typer.Option(metavar="N", help="Requests for each fault.")] = 100,
    concurrency: Annotated[int, typer.Option(metavar="N", help="How many at once.")] = 8,
    real: Annotated[
        bool,
        typer.Option("--real", help="Go to the real providers; the faults are put in between."),
    ] = False,
    record: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write a drill record for the model there."),
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="TEAM", help="Who drills.")] = None,
    kind: RunsOption = None,
    gateway: GatewayOption = None,
    cooldown: CooldownOption = "10s",
    serves: ServesOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
    output: Annotated[
        Form, typer.Option("--output", metavar="text|json|junit", help="The form of the report.")
    ] = Form.TEXT,
) -> None:
    """Exercise the failover of a real gateway, fault by fault.

    Runs LiteLLM's proxy or Portkey, installed on first use apart from drctl, on 127.0.0.1 in
    front of stand-ins for the providers. Every option is asked alone and in its place; then the
    primary fails: refuse, 503, 429, 401, reset, hang, slow, context, flap, brown-out, cut, stall,
    all-down, capacity. Exits with 1 when something is not as the model promises.
    """
    from drctl.cli._gateway_drill import as_json, told
    from drctl.gateway.drill.junit import junit

    if requests < 10 or not 1 <= concurrency <= requests:
        stop(2, "--requests must be 10 or more, and --concurrency from 1 to that")
    found_model = open_assessment(model).model
    configuration, plan = configured(found_model, kind, config, gateway, cooldown)
    pairs = served_pairs(found_model, configuration, serves or [])
    chosen = _faults(faults or [])
    wished = _wished(found_model, configuration, plan, pairs, needs or [])
    keys = _real_keys(configuration) if real else None
    if not real:
        _spoken(wished)
    drilled = _drill(found_model, configuration, wished, chosen, (requests, concurrency), keys)
    if output is Form.JSON or json:
        say_json(as_json(drilled, configuration, real=real))
    elif output is Form.JUNIT:
        sys.stdout.write(junit(drilled))
    else:
        say(told(drilled, configuration, real=real))
    if record is not None:
        _record(drilled, record, by, configuration, real=real)
    if not all(each.passed for each in drilled):
        raise typer.Exit(1)


def _faults(names: list[str]) -> "list[Fault]":
    from drctl.gateway.drill.faults import FAULTS
    from drctl.model.errors import did_you_mean

    for name in names:
        if name not in FAULTS:
            hint = did_you_mean(name, FAULTS) or f"they are {', '.join(FAULTS)}"
            stop(2, f'there is no fault "{name}"; {hint}')
    return [FAULTS[name] for name in dict.fromkeys(names or FAULTS)]


def _wished(
    model: "Model",
    configuration: "Configuration",
    plan: "Plan",
    pairs: dict[str, str],
    needs: list[str],
) -> "list[Wish]":
    """What is to be drilled; exits when there is nothing, or a need is unknown."""
    from drctl.gateway.drill.wishes import bare, wishes

    every = configuration.top.at("general_settings", "health_check_interval").number or 0.0
    found = {w.address: w for w in wishes(model, plan, configuration, pairs, every)}
    for address, name in bare(model, plan, configuration, pairs).items():
        if address in needs or not needs:
            stop(1, f"{address} asks {name} only: there is nothing that it could fall back on")
    for need in needs:
        if need not in found:
            stop(2, f'no chain serves a need "{need}"; there are {", ".join(found) or "none"}')
    if not found:
        stop(1, "no chain of the configuration serves a need of the model; see --serves")
    return [found[name] for name in dict.fromkeys(needs or found)]


def _drill(
    model: "Model",
    configuration: "Configuration",
    wished: "list[Wish]",
    faults: "list[Fault]",
    size: tuple[int, int],
    keys: dict[str, str] | None,
) -> "list[Drilled]":
    import asyncio
    from functools import partial

    from drctl.gateway.drill.exercise import exercise
    from drctl.gateway.drill.stage import staged
    from drctl.gateway.drill.wishes import component_of
    from drctl.gateway.proxy import program
    from drctl.gateway.proxy.process import CannotRun

    async def whole(place: Path) -> "list[Drilled]":
        known = partial(component_of, model)
        async with staged(configuration, place, known, _say, keys=keys) as stage:
            return [await exercise(stage, w, _able(w, faults), *size, _say) for w in wished]

    try:
        return asyncio.run(whole(program(configuration.kind).installed(_say)))
    except CannotRun as reason:
        stop(2, str(reason))


def _spoken(wished: "list[Wish]") -> None:
    """Exit where a stand-in would have to speak what none does: it would fail for nothing."""
    from drctl.gateway.drill.speech import SPOKEN

    others = {
        f"{d.id or d.name} ({d.api}, in {wish.address})"
        for wish in wished
        for d in wish.chain.deployments
        if d.api and d.api not in SPOKEN
    }
    if others:
        told = "drctl's stand-ins do not speak the api of"
        stop(2, f"{told} {', '.join(sorted(others))}; choose others with --need, or drill --real")


def _real_keys(configuration: "Configuration") -> dict[str, str]:
    """The keys of the real providers; exits with 2 where one, or where to call, is not known."""
    nowhere = sorted({d.id or d.name for d in configuration.deployments if not d.base_url})
    if nowhere:
        stop(2, f"--real needs the address of {', '.join(nowhere)}: give the endpoint a base_url")
    return wanted_keys(configuration)


def _able(wish: "Wish", faults: "list[Fault]") -> "list[Fault]":
    """The faults that mean something for a need: a cap only where the model says how much."""
    return [
        fault
        for fault in faults
        if not (fault.others and wish.promise.enough is None)
        and not (wish.embedding and (fault.streams or fault.behaviour == "context"))
    ]


def _say(line: str) -> None:
    print(f"note: {line}", file=sys.stderr, flush=True)


def _record(
    drilled: "list[Drilled]",
    folder: Path,
    by: str | None,
    configuration: "Configuration",
    *,
    real: bool,
) -> None:
    """Write the records, one file for each need; one of the same day gives way."""
    import datetime

    from drctl import files
    from drctl.gateway.drill.evidence import HEAD, digest, records, text
    from drctl.gateway.proxy import program

    if not folder.is_dir():
        stop(2, f"there is no folder {folder}")
    day = datetime.datetime.now().astimezone().date()
    before = "in front of the real providers" if real else "in front of stand-ins"
    told = f"{program(configuration.kind).named} {before}"
    written: dict[Path, str] = {}
    for each in drilled:
        found = records(each, day, by, told, digest(configuration.text.text))
        name = each.wish.address.replace(".", "-")
        path = folder / f"{day.isoformat()}-gateway-{name}.yaml"
        if path.exists() and not path.read_text(encoding="utf-8").startswith(HEAD):
            stop(2, f"{path} is not drctl's; it was left as it is")
        if found:
            written[path] = text(found)
    files.replace(written)
    for path in written:
        _say(f"wrote {path}")
