"""LiteLLM's proxy: one YAML file.

Written in the shape in which each option stays addressable by itself: one deployment per target,
and a routing group with priorities per need. What LiteLLM does without being told has no breaker
for names with one deployment, and retries with growing pauses; so both are always written.
"""

from typing import Any

from drctl.gateway._kind import Emitted, Read
from drctl.gateway.apis import APIS
from drctl.gateway.document import Text
from drctl.gateway.litellm_words import DEFAULT_RETRIES
from drctl.gateway.plan import Group, Plan, Target
from drctl.gateway.times import health
from drctl.model.flow import lines

MASTER_KEY = "LITELLM_MASTER_KEY"
"""The environment variable of the gateway's own key."""

ALLOWED_FAILS = 1
"""Failures in a minute that the breaker lets pass: one may be chance."""

_AZURE_VERSION = "2024-12-01-preview"  # without the word readers of YAML 1.1 see a date
_NO_KEY = "none"


def emit(plan: Plan) -> Emitted:
    """Write a plan as LiteLLM's configuration."""
    longest = max((t.timeout for t in plan.targets), default=0.0)
    most = max((len(group.members) for group in plan.groups), default=1)
    every = max(1, int(plan.cooldown / 2))
    content: dict[str, Any] = {
        "model_list": [_deployment(target, _weight(plan, target)) for target in plan.targets],
        "router_settings": {
            "routing_groups": [_group(group) for group in plan.groups],
            # Else a text that is too long for the first one ends there.
            "context_window_fallbacks": [
                _longer(group) for group in plan.groups if group.members[-1].rank > 1
            ],
            "num_retries": 0,
            "max_fallbacks": most,
            "allowed_fails": ALLOWED_FAILS,
            "cooldown_time": _number(plan.cooldown),
            "timeout": _number(longest),
        },
        "litellm_settings": {"num_retries": 0, "drop_params": True, **_vectors(plan)},
        "general_settings": {
            "master_key": f"os.environ/{MASTER_KEY}",
            "background_health_checks": True,
            "health_check_interval": every,
            "enable_health_check_routing": True,
            "health_check_staleness_threshold": 2 * every,
        },
    }
    head = [
        f"# Written by `drctl gateway emit litellm` from the model {plan.name}.",
        "# Change the model, not this file. Keys are read from the environment.",
    ]
    body = [line for key, value in content.items() for line in lines(f"{key}:", value, 0)]
    return Emitted("\n".join([*head, *body]) + "\n")


def _vectors(plan: Plan) -> dict[str, Any]:
    """Else each option is asked three times for vectors, whatever its max_retries says."""
    return {DEFAULT_RETRIES: 0} if any(t.embedding for t in plan.targets) else {}


def _weight(plan: Plan, target: Target) -> float:
    """A target's share among its equals; LiteLLM knows one for all groups."""
    for group in plan.groups:
        for member in group.members:
            if member.target == target and member.weight != 1:
                return member.weight
    return 1.0


def _deployment(target: Target, weight: float) -> dict[str, Any]:
    params: dict[str, Any] = {"model": f"{APIS[target.api].litellm}/{target.model}"}
    if target.base_url is not None:
        params["api_base"] = target.base_url
    params["api_key"] = f"os.environ/{target.key}" if target.key else _NO_KEY
    if target.api == "azure-openai":
        params["api_version"] = _AZURE_VERSION
    params |= {
        "timeout": _number(target.timeout),
        "stream_timeout": _number(target.timeout),
        "max_retries": 0,
    }
    if weight != 1:
        params["weight"] = _number(weight)
    info: dict[str, Any] = {
        "id": target.name,
        "component": target.component,
        "health_check_timeout": _number(health(target.timeout)),
    }
    if target.embedding:
        info["mode"] = "embedding"
    if target.context is not None:
        info["max_input_tokens"] = target.context
    return {"model_name": target.name, "litellm_params": params, "model_info": info}


def _group(group: Group) -> dict[str, Any]:
    return {
        "group_name": group.name,
        "models": [member.target.name for member in group.members],
        "routing_strategy": "priority",
        "model_priorities": {member.target.name: member.rank for member in group.members},
    }


def _longer(group: Group) -> dict[str, list[str]]:
    return {group.name: [m.target.name for m in group.members if m.rank > 1]}


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def read(text: Text) -> Read:
    """Read LiteLLM's configuration, in any of its three shapes of ordered fallback."""
    from drctl.gateway.litellm_reading import configuration

    return configuration(text)
