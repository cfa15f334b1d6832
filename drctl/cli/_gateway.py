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
CooldownOption = Annotated[
    str,
    typer.Option(
        "--cooldown", metavar="TIME", help="How long the breaker leaves a provider alone."
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
