"""`drctl gateway run`."""

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from drctl.cli._gateway import (
    CooldownOption,
    GatewayOption,
    RunsOption,
    configured,
    say_notes,
    wanted_keys,
)
from drctl.cli._workspace import ModelOption, open_model, stop

if TYPE_CHECKING:
    from drctl.gateway.configuration import Configuration

EXAMPLES = (
    "drctl gateway run --gateway llm-gateway --port 4000",
    "drctl gateway run --config litellm.yaml",
)

_SHORTEST = 20


def command(
    config: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Run with this configuration, not the emitted one."),
    ] = None,
    port: Annotated[
        int, typer.Option(metavar="PORT", help="Where it listens, on 127.0.0.1.")
    ] = 4000,
    kind: RunsOption = None,
    gateway: GatewayOption = None,
    cooldown: CooldownOption = "10s",
    model: ModelOption = None,
) -> None:
    """Run a gateway with the model's failover, in the foreground.

    LiteLLM's proxy or Portkey, installed on first use apart from drctl, listens on 127.0.0.1
    until Ctrl-C. LiteLLM takes keys from the environment, its own from LITELLM_MASTER_KEY. What it
    cannot keep of what the model promises is said before it starts.
    """
    from drctl.gateway.limits import limits

    if not 0 < port < 65536:
        stop(2, f"--port must be from 1 to 65535, not {port}")
    found = open_model(model)
    configuration, plan = configured(found, kind, config, gateway, cooldown)
    keys = {**wanted_keys(configuration), **_master()} if _reads(configuration) else {}
    kept = limits(found, plan, configuration.kind)
    say_notes(tuple(f"not kept: {limit}" for limit in kept))
    raise typer.Exit(_run(configuration, keys, port))


def _reads(configuration: "Configuration") -> bool:
    """Whether the gateway reads its configuration, with the keys, when it starts."""
    from drctl.gateway.proxy import program

    return bool(program(configuration.kind).file)


def _master() -> dict[str, str]:
    """The gateway's own key; exits with 2 when there is none, or a weak one."""
    from drctl.gateway.litellm import MASTER_KEY

    key = os.environ.get(MASTER_KEY, "")
    if len(key) < _SHORTEST:
        what = "is not set" if not key else f"is shorter than {_SHORTEST} characters"
        stop(2, f'{MASTER_KEY} {what}; try export {MASTER_KEY}="sk-$(openssl rand -hex 24)"')
    return {MASTER_KEY: key}


def _run(configuration: "Configuration", keys: dict[str, str], port: int) -> int:
    from functools import partial

    from drctl.gateway.proxy import program
    from drctl.gateway.proxy.process import CannotRun, ready, running

    # As Ctrl-C: an end that cleans up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started = program(configuration.kind)
    environ = {**os.environ, **started.settings(configuration), **keys}
    files = {started.file: configuration.text.text} if started.file else {}
    try:
        command = partial(started.command, started.installed(_say))
        hidden = tuple(keys.values())
        with running(command, files, environ, port=port, secrets=hidden) as process:
            took = ready(process, started.ready, started.start, lambda _: None)
            process.follow(lambda line: print(line, file=sys.stderr, flush=True))
            _say(f"listening on http://127.0.0.1:{port}/v1 after {took:.1f}s; Ctrl-C ends it")
            _say(_how(configuration))
            with suppress(KeyboardInterrupt):
                code = process.wait()
                _say(f"the gateway ended by itself, with exit code {code}")
                return 1
            _say("stopping")
            return 0
    except CannotRun as reason:
        stop(2, str(reason))


def _how(configuration: "Configuration") -> str:
    """How it is asked."""
    names = ", ".join(chain.name for chain in configuration.chains if "." in chain.name)
    if _reads(configuration):
        return f"ask it for the models {names}"
    return (
        f"send one of the configurations {names} with each request, as x-portkey-config, with "
        "the keys filled in"
    )


def _say(line: str) -> None:
    print(f"note: {line}", file=sys.stderr, flush=True)
