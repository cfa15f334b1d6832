"""How each kind of gateway is asked."""

import json
from collections.abc import Mapping
from typing import Any

from drctl.gateway.configuration import Deployment
from drctl.gateway.drill import speech
from drctl.gateway.drill.callers import Asked
from drctl.gateway.drill.http import Message

_CHAT, _VECTORS = "/v1/chat/completions", "/v1/embeddings"


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

    def alone(self, deployment: Deployment) -> Asked:
        """Ask one deployment and no other."""
        name = deployment.id or deployment.name
        asked = self.chain(name, stream=False, embedding=deployment.embedding)
        return Asked(asked.path, asked.headers, {**asked.body, "disable_fallbacks": True})

    def served_by(self, answer: Message) -> str:
        """The component behind the deployment that the headers name."""
        return self._components.get(answer.headers.get("x-litellm-model-id", ""), "")


class Portkey:
    """By a configuration that comes with the request."""

    def __init__(self, configurations: Mapping[str, Mapping[str, Any]]) -> None:
        """Ask with configurations whose keys are filled in, by the names of the chains."""
        self._configurations = configurations

    def chain(self, name: str, *, stream: bool, embedding: bool) -> Asked:
        """Ask for what callers ask for."""
        return self._asked(self._configurations[name], stream=stream, embedding=embedding)

    def alone(self, deployment: Deployment) -> Asked:
        """Ask one target and no other."""
        for configuration in self._configurations.values():
            for target in _targets(configuration):
                if target.get("name") == deployment.id:
                    return self._asked(target, stream=False, embedding=deployment.embedding)
        raise KeyError(deployment.id)

    def served_by(self, answer: Message) -> str:
        """Nothing: its headers name no target."""
        return ""

    def _asked(self, configuration: Mapping[str, Any], *, stream: bool, embedding: bool) -> Asked:
        headers = {"x-portkey-config": json.dumps(configuration)}
        if embedding:
            return Asked(_VECTORS, headers, speech.embedding("drill"))
        return Asked(_CHAT, headers, speech.request("drill", stream=stream))


def _targets(configuration: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The innermost targets."""
    inner = configuration.get("targets")
    if not inner:
        return [configuration]
    return [target for each in inner for target in _targets(each)]
