"""LiteLLM's YAML -> what it says, and all that is wrong with it by itself.

LiteLLM's own validator accepts most of what is found here; it drops unknown settings and takes
fallbacks to models that are not there.
"""

from collections.abc import Iterator

from drctl.finding import Severity
from drctl.gateway._kind import Read
from drctl.gateway.apis import APIS
from drctl.gateway.configuration import Breaker, Configuration, Deployment
from drctl.gateway.document import Node, Text, document
from drctl.gateway.litellm_chains import chains
from drctl.gateway.litellm_words import (
    DEFAULT_RETRIES,
    GENERAL,
    PROVIDERS,
    ROUTER,
    STRATEGIES,
    TOP,
)
from drctl.gateway.wrong import Wrong

ENVIRONMENT = "os.environ/"

_WORDS = {api.litellm: word for word, api in reversed(APIS.items())}
_NUMBERS = {
    "allowed_fails",
    "client_ttl",
    "cooldown_time",
    "health_check_staleness_threshold",
    "max_fallbacks",
    "num_retries",
    "redis_port",
    "retry_after",
    "stream_timeout",
    "timeout",
}
_NO_SECRETS = ("none", "dummy", "anything", "not-needed", "empty")
_SECRETS = ("api_key", "secret", "secret_access_key", "password")
_RETRIES = 2  # LiteLLM's own default
_CLIENT_RETRIES = 2
_COOLDOWN = 5.0
_FALLBACKS = 5
_ENTRY = frozenset(("model_name", "litellm_params", "model_info", "tpm", "rpm", "blocked"))
_EXTRA_ENTRY = _ENTRY | frozenset(("model_id", "access_groups", "team_id"))


def configuration(text: Text) -> Read:
    """Read LiteLLM's configuration.

    Args:
        text: the file.

    Returns:
        What it says with the findings about it; None where it is no such file.
    """
    top, broken = document(text)
    if broken:
        return None, broken
    wrong = Wrong(text)
    if not top.entries:
        wrong("wrong-value", "a LiteLLM configuration is a map with model_list", top)
        return None, tuple(wrong.findings)
    if "model_list" not in top.entries and "router_settings" not in top.entries:
        told = "there is no model_list here: this is no LiteLLM configuration"
        wrong("wrong-value", told, top)
        return None, tuple(wrong.findings)
    found = _Reader(text, top, wrong).configuration()
    return found, tuple(wrong.findings)


class _Reader:
    """One file on its way to a configuration."""

    def __init__(self, text: Text, top: Node, wrong: Wrong) -> None:
        self.text, self.top, self.wrong = text, top, wrong
        self.router = top.at("router_settings")
        self.settings = top.at("litellm_settings")
        self.general = top.at("general_settings")

    def configuration(self) -> Configuration:
        self._keys()
        deployments = tuple(self._deployments())
        found = chains(deployments, self.router, self.settings, self.wrong)
        retries = self._setting("num_retries")
        count = retries.number
        fallbacks = self._setting("max_fallbacks").number
        return Configuration(
            kind="litellm",
            text=self.text,
            top=self.top,
            deployments=deployments,
            chains=found,
            retries=_RETRIES if count is None else int(count),
            retries_node=retries,
            breaker=self._breaker(),
            timeout=(self.router.at("timeout") or self.settings.at("request_timeout")).number,
            most_fallbacks=_FALLBACKS if fallbacks is None else int(fallbacks),
            health_checks=self.general.at("background_health_checks").value is True,
            environment=tuple(_references(self.top)),
            told={"router_settings": self.router, "general_settings": self.general},
        )

    def _setting(self, name: str) -> Node:
        """A setting of the router, or the one of the whole that stands in for it."""
        return self.router.at(name) or self.settings.at(name)

    def _keys(self) -> None:
        self.wrong.unknown(self.top, TOP, "the file", severity=Severity.HIGH)
        self.wrong.unknown(self.router, ROUTER, "router_settings", severity=Severity.HIGH)
        self.wrong.unknown(self.general, GENERAL, "general_settings", severity=Severity.MEDIUM)
        for section in (self.router, self.settings):
            for key in sorted(_NUMBERS & section.entries.keys()):
                node = section.at(key)
                if node.value is not None and node.number is None:
                    told = f'"{key}" must be a number, not {_shown(node)}'
                    self.wrong("wrong-value", told, node)
        strategy = self.router.at("routing_strategy")
        if strategy and strategy.value not in STRATEGIES - {"priority"}:
            told = f"{_shown(strategy)} is no routing strategy"
            hint = f"one of {', '.join(sorted(STRATEGIES - {'priority'}))}"
            self.wrong("wrong-value", told, strategy, hint=hint)
        self._master_key()

    def _master_key(self) -> None:
        node = self.general.at("master_key")
        if node and isinstance(node.value, str) and not node.text.startswith(ENVIRONMENT):
            weak = len(node.text) < 20 or node.text.lower() in ("sk-1234", "changeme")
            told = (
                "the master key stands in the file and is weak: LiteLLM refuses to start with it"
                if weak
                else "the master key stands in the file"
            )
            self.wrong("key-in-file", told, node, hint="write os.environ/LITELLM_MASTER_KEY")

    def _breaker(self) -> Breaker:
        allowed = self._setting("allowed_fails")
        policy = self.router.at("allowed_fails_policy")
        cooldown = self._setting("cooldown_time")
        off = self.router.at("disable_cooldowns")
        fails = allowed.number
        if fails is None and policy.entries:
            fails = max((n.number or 0 for n in policy.entries.values()), default=None)
        seconds = _COOLDOWN if cooldown.number is None else cooldown.number
        return Breaker(fails, seconds, off or allowed or policy, off.value is True)

    def _deployments(self) -> Iterator[Deployment]:
        listed = self.top.at("model_list")
        if listed and not isinstance(listed.value, list):
            self.wrong("wrong-value", f"model_list must be a list, not {_shown(listed)}", listed)
        for node in listed.items:
            name, params = node.at("model_name"), node.at("litellm_params")
            model = params.at("model")
            self.wrong.unknown(node, _EXTRA_ENTRY, "a deployment", severity=Severity.MEDIUM)
            if not name.text:
                self.wrong("missing-key", "this deployment has no model_name", node)
            elif not params.entries:
                told = f'deployment "{name.text}" has no litellm_params'
                self.wrong("missing-key", told, name)
            elif not model.text:
                told = f'deployment "{name.text}" says no model under litellm_params'
                self.wrong("missing-key", told, params, key=True)
            else:
                yield self._deployment(node, name.text, params)

    def _deployment(self, node: Node, name: str, params: Node) -> Deployment:
        info, model = node.at("model_info"), params.at("model")
        prefix, slash, rest = model.text.partition("/")
        custom = params.at("custom_llm_provider").text
        if slash and not custom and prefix not in PROVIDERS and not params.at("api_base"):
            self.wrong.unknown_word(prefix, PROVIDERS, f'"{prefix}" is no provider', model)
        api = custom or (prefix if slash and prefix in PROVIDERS else "")
        for key in ("timeout", "stream_timeout", "order", "weight"):
            value = params.at(key)
            if value and value.value is not None and value.number is None and not _given(value):
                self.wrong("wrong-value", f'"{key}" must be a number, not {_shown(value)}', value)
        self._secrets(params)
        order, weight = params.at("order").number, params.at("weight").number
        ident = info.at("id").value
        embedding = info.at("mode").text == "embedding"
        return Deployment(
            name=name,
            id=str(ident) if ident not in (None, "") else "",
            model=rest if api and not custom else model.text,
            api=_WORDS.get(api, api) or "openai",
            base_url=params.at("api_base").text,
            key=params.at("api_key").text,
            node=node,
            timeout=params.at("timeout").number,
            health_timeout=info.at("health_check_timeout").number,
            order=None if order is None else int(order),
            weight=1.0 if weight is None else weight,
            embedding=embedding,
            retries=self._tries(params, vectors=embedding and api in ("", "openai")),
            component=info.at("component").text,
        )

    def _tries(self, params: Node, *, vectors: bool) -> int:
        """Further tries of the client: where it asks for vectors, 0 is taken for the default."""
        count = params.at("max_retries").number or 0
        if not count and vectors:
            default = self.settings.at(DEFAULT_RETRIES).number
            count = _CLIENT_RETRIES if default is None else default
        return int(count)

    def _secrets(self, params: Node) -> None:
        for key, node in params.entries.items():
            literal = node.text and not _given(node) and node.text.lower() not in _NO_SECRETS
            if literal and key.endswith(_SECRETS):
                hint = "name an environment variable: os.environ/NAME"
                self.wrong("key-in-file", f'"{key}" stands in the file', node, hint=hint, key=True)


def _given(node: Node) -> bool:
    return node.text.startswith((ENVIRONMENT, "<"))


def _references(node: Node) -> Iterator[tuple[str, Node]]:
    """The environment variables that a file names, each time with its place."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        waiting += reversed([*each.entries.values(), *each.items])
        if each.text.startswith(ENVIRONMENT):
            yield each.text.removeprefix(ENVIRONMENT), each


def _shown(node: Node) -> str:
    from drctl.model.scalars import written

    return written(node.value)
