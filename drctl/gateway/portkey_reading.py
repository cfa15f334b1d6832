"""Portkey's JSON -> what it says, and all that is wrong with it by itself.

Its own server answers wrong values with HTTP 400 and passes over keys that it does not know.
"""

import re
from collections.abc import Iterator

from drctl.finding import Severity
from drctl.gateway._kind import Read
from drctl.gateway.apis import APIS
from drctl.gateway.configuration import Chain, Configuration, Deployment, Rank
from drctl.gateway.document import Node, Text, document
from drctl.gateway.wrong import Wrong

MODES = ("single", "loadbalance", "fallback", "conditional")

_STRATEGY = frozenset(["mode", "on_status_codes", "conditions", "default"])
_TARGET = frozenset(
    {
        *("strategy", "targets", "name", "provider", "api_key", "virtual_key", "custom_host"),
        *("override_params", "request_timeout", "retry", "cache", "weight", "forward_headers"),
        *("resource_name", "deployment_id", "api_version", "azure_model_name", "passthrough"),
        *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_region"),
        *("aws_auth_type", "aws_role_arn", "aws_external_id", "vertex_project_id"),
        *("vertex_region", "vertex_service_account_json", "openai_organization"),
        *("openai_project", "input_guardrails", "output_guardrails", "before_request_hooks"),
        *("after_request_hooks", "metadata", "strict_open_ai_compliance", "index"),
        *("default_input_guardrails", "default_output_guardrails", "on_status_codes"),
        *("anthropic_version", "anthropic_beta", "huggingface_base_url", "workers_ai_account_id"),
    }
)
_WORDS = {api.portkey: word for word, api in reversed(APIS.items()) if api.portkey}
REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def configuration(text: Text) -> Read:
    """Read one Portkey configuration, or a map of them by name.

    Args:
        text: the file.

    Returns:
        What it says with the findings about it; None where it is no such file.
    """
    top, broken = document(text)
    if broken:
        return None, broken
    wrong = Wrong(text)
    named = {"default": top} if _is_config(top) else top.entries
    if not named or not all(_is_config(node) for node in named.values()):
        told = "a Portkey configuration has targets, or is a map of such by name"
        wrong("wrong-value", told, top)
        return None, tuple(wrong.findings)
    reader = _Reader(wrong)
    chains = tuple(reader.chain(name, node) for name, node in named.items())
    timeout = top.at("request_timeout").number
    found = Configuration(
        kind="portkey",
        text=text,
        top=top,
        deployments=tuple(reader.deployments),
        chains=chains,
        retries=reader.retries,
        timeout=None if timeout is None else timeout / 1000,
        environment=tuple(_references(top)),
    )
    return found, tuple(wrong.findings)


def _is_config(node: Node) -> bool:
    return "targets" in node.entries or "provider" in node.entries


class _Reader:
    """Portkey's nested targets on their way to ranks."""

    def __init__(self, wrong: Wrong) -> None:
        self.wrong = wrong
        self.deployments: list[Deployment] = []
        self.retries = 0

    def chain(self, name: str, node: Node) -> Chain:
        return Chain(name, tuple(self._ranks(node, name, None)), node)

    def _ranks(self, node: Node, name: str, timeout: float | None) -> Iterator[Rank]:
        self.wrong.unknown(node, _TARGET, "a target", severity=Severity.HIGH)
        self.wrong.unknown(node.at("strategy"), _STRATEGY, "a strategy", severity=Severity.HIGH)
        own = node.at("request_timeout")
        if own and own.number is None:
            self.wrong("wrong-value", '"request_timeout" must be milliseconds', own)
        timeout = own.number / 1000 if own.number is not None else timeout
        attempts = node.at("retry", "attempts").number
        self.retries = max(self.retries, int(attempts or 0))
        mode = node.at("strategy", "mode")
        if "targets" not in node.entries:
            yield Rank((self._deployment(node, name, timeout),), node)
            return
        if mode.text not in MODES:
            told = f'"{name}" has no mode that Portkey knows'
            self.wrong("wrong-value", told, mode or node, hint=", ".join(MODES))
        inner = [list(self._ranks(target, name, timeout)) for target in node.at("targets").items]
        if mode.text == "fallback":
            yield from (rank for ranks in inner for rank in ranks)
        else:
            together = tuple(d for ranks in inner for rank in ranks[:1] for d in rank.deployments)
            if together:
                yield Rank(together, node)

    def _deployment(self, node: Node, name: str, timeout: float | None) -> Deployment:
        provider, key = node.at("provider"), node.at("api_key")
        if not provider.text and not node.at("virtual_key"):
            self.wrong("missing-key", "this target has no provider", node)
        if key.text and not REFERENCE.fullmatch(key.text):
            hint = "write ${NAME} and fill it in where the configuration is sent"
            self.wrong("key-in-file", '"api_key" stands in the file', key, hint=hint, key=True)
        weight = node.at("weight").number
        resource = node.at("resource_name").text
        found = Deployment(
            name=node.at("name").text or name,
            id=node.at("name").text,
            model=node.at("override_params", "model").text or node.at("deployment_id").text,
            api=_WORDS.get(provider.text, provider.text),
            base_url=f"https://{resource}.openai.azure.com"
            if resource
            else node.at("custom_host").text,
            key=key.text,
            node=node,
            timeout=timeout,
            weight=1.0 if weight is None else weight,
        )
        self.deployments.append(found)
        return found


def _references(node: Node) -> Iterator[tuple[str, Node]]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        waiting += reversed([*each.entries.values(), *each.items])
        if reference := REFERENCE.fullmatch(each.text):
            yield reference[1], each
