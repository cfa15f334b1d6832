"""How each kind of gateway is asked."""

import json
import re
from collections.abc import Mapping
from typing import Any

from drctl.gateway.configuration import Deployment
from drctl.gateway.drill import speech
from drctl.gateway.drill.callers import Asked
from drctl.gateway.drill.http import Message

_CHAT, _VECTORS = "/v1/chat/completions", "/v1/embeddings"
_CONFIGURATION = "x-portkey-config"


class LiteLLM:
    """By the name of the model; each deployment has one of its own."""

    def __init__(self, key: str, components: Mapping[str, str]) -> None:
        """Ask with a key.

        Args:
            key: the gateway's.
            components: the component behind each deployment's id.
        """
        self._headers = {"authorization": f"Bearer {key}"}
        self._components = components

    def chain(self, name: str, *, stream: bool, embedding: bool) -> Asked:
        """Ask for what callers ask for."""
        if embedding:
            return Asked(_VECTORS, self._headers, speech.embedding(name))
        return Asked(_CHAT, self._headers, speech.request(name, stream=stream))

    def alone(self, number: int, deployment: Deployment, *, embedding: bool) -> Asked:
        """Ask one deployment and no other."""
        name = deployment.id or deployment.name
        asked = self.chain(name, stream=False, embedding=embedding)
        return Asked(asked.path, asked.headers, {**asked.body, "disable_fallbacks": True})

    def served_by(self, asked: Asked, answer: Message) -> str:
        """The component behind the deployment that the headers name."""
        return self._components.get(answer.headers.get("x-litellm-model-id", ""), "")


class Portkey:
    """By a configuration that comes with the request."""

    def __init__(
        self, configurations: Mapping[str, Mapping[str, Any]], components: Mapping[str, str]
    ) -> None:
        """Ask with configurations whose keys are filled in.

        Args:
            configurations: by the names of the chains.
            components: the component behind each target's name.
        """
        self._configurations = configurations
        self._components = components

    def chain(self, name: str, *, stream: bool, embedding: bool) -> Asked:
        """Ask for what callers ask for."""
        return self._asked(self._configurations[name], stream=stream, embedding=embedding)

    def alone(self, number: int, deployment: Deployment, *, embedding: bool) -> Asked:
        """Ask one target and no other."""
        (target,) = (
            target
            for configuration in self._configurations.values()
            for target in _targets(configuration)
            if target["name"] == str(number)
        )
        return self._asked(target, stream=False, embedding=embedding)

    def served_by(self, asked: Asked, answer: Message) -> str:
        """The component behind the target whose place in the configuration the headers tell."""
        found = json.loads(asked.headers[_CONFIGURATION])
        path = answer.headers.get("x-portkey-last-used-option-index", "")
        for index in re.findall(r"targets\[(\d+)\]", path):
            found = found["targets"][int(index)]
        return self._components.get(found.get("name", ""), "")

    def _asked(self, configuration: Mapping[str, Any], *, stream: bool, embedding: bool) -> Asked:
        headers = {_CONFIGURATION: json.dumps(configuration)}
        if embedding:
            return Asked(_VECTORS, headers, speech.embedding("drill"))
        return Asked(_CHAT, headers, speech.request("drill", stream=stream))


def _targets(configuration: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The innermost targets."""
    inner = configuration.get("targets")
    if not inner:
        return [configuration]
    return [target for each in inner for target in _targets(each)]
