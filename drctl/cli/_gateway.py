"""What the gateway commands share: the plan of the model, and a configuration read from a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._workspace import refuse, stop

if TYPE_CHECKING:
    from drctl.finding import Finding
    from drctl.gateway._kind import Format
    from drctl.gateway.configuration import Configuration
    from drctl.gateway.plan import Plan
    from drctl.model import Model

KINDS = "litellm, portkey"

KindArgument = Annotated[
    str, typer.Argument(metavar="KIND", help=f"Which gateway: {KINDS}.", show_default=False)
]
GatewayOption = Annotated[
    str | None,
    typer.Option(
        "--gateway", metavar="NAME", help="The component that is the gateway; all without it."
    ),
]
RunsOption = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=f"Which gateway: {KINDS}; by default the file's own, else litellm.",
        show_default=False,
    ),
]
CooldownOption = Annotated[
    str,
    typer.Option(
        "--cooldown", metavar="TIME", help="How long the breaker leaves a provider alone."
    ),
]

ServesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--serves", metavar="NAME=NEED", help="A name in the file that serves a need; repeatable."
    ),
]


def format_of(kind: str) -> "Format":
    """The format that a word names; exits with 2 when there is none."""
    from drctl.gateway import GATEWAYS, gateway

    if kind not in GATEWAYS:
        stop(2, f'drctl writes for no gateway "{kind}"; it writes for {KINDS}')
    return gateway(kind)


def planned(model: "Model", gateway: str | None, cooldown: str) -> "Plan":
    """The plan of a model; exits with 1 when it has nothing that a gateway could switch."""
    from drctl.cli._fails import component_named
    from drctl.gateway.plan import plan

    if gateway is not None:
        component_named(model, gateway)
    found = plan(model, gateway, seconds_of("--cooldown", cooldown))
    if not found.groups:
        say_notes(found.notes)
        stop(
            1,
            "no need has two options that a gateway can call and switch by itself: give a need a "
            "fallback with switch: automatic, and both components an endpoint",
        )
    return found


def seconds_of(option: str, text: str) -> float:
    """The seconds of an option such as `10s`; exits with 2 when it is no time above 0."""
    import re

    from drctl.model.language.values import DURATION, duration

    seconds = duration(text) if re.fullmatch(DURATION, text) else 0.0
    if seconds < 1:
        stop(2, f"{option} must be a time of at least 1s, such as 10s or 1m, not {text!r}")
    return seconds


def say_notes(notes: tuple[str, ...]) -> None:
    """Print notes on standard error."""
    from drctl.reports import plain

    for note in notes:
        print(f"note: {plain(note)}", file=sys.stderr)


def read_configuration(name: str) -> "tuple[Configuration, tuple[Finding, ...]]":
    """A configuration file, read; exits with 2 when it cannot be."""
    from drctl.gateway import gateway
    from drctl.model.source import Source

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        source = Source("<stdin>" if name == "-" else name, data.decode("utf-8-sig"))
    except OSError as problem:
        stop(2, f"{name} cannot be read: {problem.strerror}")
    except UnicodeDecodeError as problem:
        stop(2, f"{name} is not UTF-8 text (byte {problem.start + 1})")
    kind = "portkey" if source.text.lstrip().startswith("{") else "litellm"
    found, findings = gateway(kind).read(source)
    if found is None:
        refuse(findings)
    return found, findings


def configured(
    model: "Model", kind: str | None, config: str | None, gateway: str | None, cooldown: str
) -> "tuple[Configuration, Plan]":
    """The configuration of a file, else the emitted one; exits with 2 when it is broken."""
    from drctl.cli._fails import component_named
    from drctl.gateway import gateway as form
    from drctl.gateway.plan import plan
    from drctl.model.source import Source

    if kind is not None:
        format_of(kind)
    if config is None:
        wanted = planned(model, gateway, cooldown)
        say_notes(wanted.notes)
        emitted = form(kind or "litellm").emit(wanted)
        found, _ = form(kind or "litellm").read(Source(kind or "litellm", emitted.text))
        assert found is not None
        return found, wanted
    wanted = plan(model, component_named(model, gateway) if gateway else None)
    found, findings = read_configuration(config)
    if kind not in (None, found.kind):
        stop(2, f"{config} is a configuration for {found.kind}, not for {kind}")
    broken = [f for f in findings if f.rule in ("wrong-value", "missing-key")]
    if broken:
        refuse(broken)
    return found, wanted


def wanted_keys(configuration: "Configuration") -> dict[str, str]:
    """The variables that a configuration names; exits with 2 where one is not set."""
    import os

    from drctl.gateway.litellm import MASTER_KEY

    names = sorted({name for name, _ in configuration.environment} - {MASTER_KEY})
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        stop(2, f"the configuration needs {', '.join(missing)}, not set in the environment")
    return {name: os.environ[name] for name in names}


def served_pairs(
    model: "Model", configuration: "Configuration", pairs: list[str]
) -> dict[str, str]:
    """Names of the file with the needs that they serve; exits with 2 where one is unknown."""
    from drctl.model.errors import did_you_mean

    found = {}
    for pair in pairs:
        name, _, address = pair.partition("=")
        if configuration.chain(name) is None:
            known = {chain.name for chain in configuration.chains}
            hint = did_you_mean(name, known) or f"it has {', '.join(sorted(known))}"
            stop(2, f'nothing in the file is called "{name}"; {hint}')
        if model.need(address) is None:
            stop(2, f'the model has no need "{address}"; --serves takes NAME=NEED')
        found[name] = address
    return found
