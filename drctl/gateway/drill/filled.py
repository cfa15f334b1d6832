"""Portkey's configurations as they are sent with requests: other addresses, keys filled in.

They are kept in memory only. What would reach elsewhere is left out: caches, guardrails, hooks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from drctl.gateway.configuration import Configuration
from drctl.gateway.document import Node
from drctl.gateway.portkey_reading import REFERENCE

_ELSEWHERE = ("cache", "input_guard", "output_guard", "default_input", "default_output", "virtual")
_NO_KEY = "none"


def filled(
    found: Configuration, bases: Sequence[str], keys: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Each chain's configuration, by its name; targets are called by their numbers in the file.

    Args:
        found: the configuration.
        bases: the new address of each deployment, in the order of the file.
        keys: the keys by the variables that stand for them; others become a word that is none.
    """
    by_node = {
        id(d.node): (str(number), base)
        for number, (d, base) in enumerate(zip(found.deployments, bases, strict=True))
    }
    contents = {chain.name: _content(chain.node, by_node, keys) for chain in found.chains}
    return {name: content for name, content in contents.items() if isinstance(content, dict)}


def _content(node: Node, bases: Mapping[int, tuple[str, str]], keys: Mapping[str, str]) -> Any:
    if isinstance(node.value, list):
        return [_content(each, bases, keys) for each in node.value]
    if isinstance(node.value, dict):
        made = {
            key: _content(value, bases, keys)
            for key, value in node.value.items()
            if not (key.startswith(_ELSEWHERE) or key.endswith("_hooks"))
        }
        if id(node) in bases:
            made["name"], made["custom_host"] = bases[id(node)]
            if not REFERENCE.fullmatch(node.at("api_key").text):
                made["api_key"] = _NO_KEY
        return made
    reference = REFERENCE.fullmatch(node.text)
    return keys.get(reference[1], _NO_KEY) if reference else node.value
