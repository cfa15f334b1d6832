"""Portkey's gateway: one JSON configuration per request, here one for each need by its name.

Keys stand as `${NAME}`, to be filled in by whoever sends the configuration: Portkey reads no
environment. It has no breaker and no health checks; nothing here can give it either.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from drctl.gateway._kind import Emitted, Read
from drctl.gateway.apis import APIS
from drctl.gateway.document import Text
from drctl.gateway.plan import Group, Member, Plan, Target

_AZURE_VERSION = "2024-10-21"
_AZURE = ".openai.azure.com"


def emit(plan: Plan) -> Emitted:
    """Write a plan as Portkey's configurations."""
    notes = [
        "Portkey has no breaker: while a provider hangs, every request waits its whole timeout",
        "Portkey has no health checks: a provider that is slow and under its timeout is kept",
    ]
    content: dict[str, Any] = {}
    for group in plan.groups:
        members = [m for m in group.members if APIS[m.target.api].portkey]
        notes += [
            f"{m.target.component} is left out of {group.name}: Portkey does not speak its api"
            for m in group.members
            if m not in members
        ]
        content[group.name] = _group(group, members)
    return Emitted(json.dumps(content, indent=2) + "\n", tuple(notes))


def _group(group: Group, members: list[Member]) -> dict[str, Any]:
    """Ranks in order; those of one rank share the load."""
    ranks: dict[int, list[Member]] = {}
    for member in members:
        ranks.setdefault(member.rank, []).append(member)
    return {
        "strategy": {"mode": "fallback"},
        "targets": [_rank(found) for _, found in sorted(ranks.items())],
    }


def _rank(members: list[Member]) -> dict[str, Any]:
    if len(members) == 1:
        return dict(_target(members[0].target))
    shared = [{"weight": m.weight, **dict(_target(m.target))} for m in members]
    return {"strategy": {"mode": "loadbalance"}, "targets": shared}


def _target(target: Target) -> Iterator[tuple[str, Any]]:
    yield "name", target.name
    yield "provider", APIS[target.api].portkey
    if target.key:
        yield "api_key", f"${{{target.key}}}"
    host = urlsplit(target.base_url or "").netloc
    if target.api == "azure-openai" and host.endswith(_AZURE):
        yield "resource_name", host.removesuffix(_AZURE)
        yield "deployment_id", target.model
        yield "api_version", _AZURE_VERSION
    elif target.base_url is not None:
        yield "custom_host", _host(target)
    yield "override_params", {"model": target.model}
    yield "request_timeout", int(target.timeout * 1000)
    yield "retry", {"attempts": 0}


def _host(target: Target) -> str:
    """The address as Portkey wants it: with the version, which Anthropic's own lacks."""
    base = (target.base_url or "").rstrip("/")
    return f"{base}/v1" if target.api == "anthropic" and not base.endswith("/v1") else base


def read(text: Text) -> Read:
    """Read Portkey's configuration: one, or several by name."""
    from drctl.gateway.portkey_reading import configuration

    return configuration(text)
