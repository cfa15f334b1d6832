"""`drctl gateway emit`."""

import sys

from drctl.cli._gateway import (
    CooldownOption,
    GatewayOption,
    KindArgument,
    format_of,
    planned,
    say_notes,
)
from drctl.cli._workspace import ModelOption, open_model

EXAMPLES = (
    "drctl gateway emit litellm --gateway embeddings > litellm.yaml",
    "drctl gateway emit litellm --gateway embeddings --cooldown 30s",
)


def command(
    kind: KindArgument,
    gateway: GatewayOption = None,
    cooldown: CooldownOption = "10s",
    model: ModelOption = None,
) -> None:
    """Write the model's failover between providers for a gateway.

    litellm: one YAML file for LiteLLM's proxy, with a breaker, health checks and times that fit
    what callers wait. portkey: JSON with one configuration for each need, by its name. Keys are
    named, never written. What is left out, and why, is noted on standard error.
    """
    form = format_of(kind)
    plan = planned(open_model(model), gateway, cooldown)
    emitted = form.emit(plan)
    sys.stdout.write(emitted.text)
    say_notes((*plan.notes, *emitted.notes))
