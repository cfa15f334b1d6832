"""A LiteLLM configuration whose deployments are called at other addresses.

Nothing else of it that would reach out is kept: no database, no cache, no callbacks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from drctl.gateway.configuration import Configuration
from drctl.gateway.document import Node
from drctl.gateway.litellm import MASTER_KEY
from drctl.gateway.litellm_words import DEFAULT_RETRIES
from drctl.model.flow import lines

_SETTINGS = frozenset(
    {
        *("num_retries", "allowed_fails", "cooldown_time", "request_timeout", "drop_params"),
        *("fallbacks", "context_window_fallbacks", "content_policy_fallbacks"),
        *("default_fallbacks", "max_fallbacks", DEFAULT_RETRIES),
    }
)
_GENERAL = frozenset(
    {
        *("background_health_checks", "health_check_interval", "enable_health_check_routing"),
        *("health_check_staleness_threshold", "health_check_ignore_transient_errors"),
    }
)
_ELSEWHERE = ("redis", "cache", "alerting", "assistants", "guardrail", "search", "plugins")


def redirected(found: Configuration, bases: Sequence[str]) -> str:
    """The text of a configuration whose deployments are called elsewhere.

    Args:
        found: the configuration.
        bases: the new address of each deployment, in the order of the file.

    Returns:
        YAML in which keys are only named.
    """
    entries = []
    for deployment, base in zip(found.deployments, bases, strict=True):
        entry = _plain(deployment.node)
        params = entry["litellm_params"]
        params["api_base"] = base
        if not str(params.get("api_key", "")).startswith("os.environ/"):
            params["api_key"] = "none"
        entries.append(entry)
    content = {
        "model_list": entries,
        "router_settings": {
            key: value
            for key, value in _section(found, "router_settings").items()
            if not key.startswith(_ELSEWHERE)
        },
        "litellm_settings": _kept(_section(found, "litellm_settings"), _SETTINGS),
        "general_settings": {
            "master_key": f"os.environ/{MASTER_KEY}",
            **_kept(_section(found, "general_settings"), _GENERAL),
        },
    }
    written = [line for key, value in content.items() for line in lines(f"{key}:", value, 0)]
    return "\n".join(written) + "\n"


def _section(found: Configuration, name: str) -> dict[str, Any]:
    plain = _plain(found.top.at(name))
    return plain if isinstance(plain, dict) else {}


def _kept(section: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in section.items() if key in keys}


def _plain(node: Node) -> Any:
    """Plain data; what is null is left out."""
    if isinstance(node.value, dict):
        return {k: _plain(v) for k, v in node.value.items() if v.value is not None}
    if isinstance(node.value, list):
        return [_plain(each) for each in node.value if each.value is not None]
    return node.value
