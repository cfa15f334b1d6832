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
    gateway: GatewayOption = None,
    cooldown: CooldownOption = "10s",
    model: ModelOption = None,
) -> None:
    """Run a gateway with the model's failover, in the foreground.

    LiteLLM's proxy, installed on first use apart from drctl, listens on 127.0.0.1 until Ctrl-C.
    Keys are taken from the environment, its own from LITELLM_MASTER_KEY. What it cannot keep of
    what the model promises is said before it starts.
    """
    from drctl.gateway.limits import limits

    if not 0 < port < 65536:
        stop(2, f"--port must be from 1 to 65535, not {port}")
    found = open_model(model)
    configuration, plan = configured(found, config, gateway, cooldown)
    keys = wanted_keys(configuration)
    say_notes(tuple(f"not kept: {limit}" for limit in limits(found, plan)))
    raise typer.Exit(_run(configuration, {**keys, **_master()}, port))


def _master() -> dict[str, str]:
    """The gateway's own key; exits with 2 when there is none, or a weak one."""
    from drctl.gateway.litellm import MASTER_KEY

    key = os.environ.get(MASTER_KEY, "")
    if len(key) < _SHORTEST:
        what = "is not set" if not key else f"is shorter than {_SHORTEST} characters"
        stop(2, f'{MASTER_KEY} {what}; try export {MASTER_KEY}="sk-$(openssl rand -hex 24)"')
    return {MASTER_KEY: key}


def _run(configuration: "Configuration", keys: dict[str, str], port: int) -> int:
    from drctl.gateway.proxy import litellm
    from drctl.gateway.proxy.process import CannotRun, ready, running

    # As Ctrl-C: an end that cleans up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    environ = {**os.environ, **litellm.OFFLINE, **keys}
    files = {"config.yaml": configuration.text.text}
    try:
        python = litellm.installed(_say)
        command = litellm.command(python)
        hidden = tuple(keys.values())
        with running(command, files, environ, port=port, secrets=hidden) as process:
            took = ready(process, litellm.READY, litellm.START, lambda _: None)
            process.follow(lambda line: print(line, file=sys.stderr, flush=True))
            names = ", ".join(chain.name for chain in configuration.chains if "." in chain.name)
            _say(f"listening on http://127.0.0.1:{port}/v1 after {took:.1f}s; Ctrl-C ends it")
            _say(f"ask it for the models {names}")
            with suppress(KeyboardInterrupt):
                code = process.wait()
                _say(f"the gateway ended by itself, with exit code {code}")
                return 1
            _say("stopping")
            return 0
    except CannotRun as reason:
        stop(2, str(reason))


def _say(line: str) -> None:
    print(f"note: {line}", file=sys.stderr, flush=True)
