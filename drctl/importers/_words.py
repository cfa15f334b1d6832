"""What the words in a variable's or a component's name say about it."""

import re
from functools import lru_cache
from typing import Literal

Speech = Literal["address", "secret", "image", "other", "unknown"]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]")


def listed(text: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(text.split())


_ADDRESS = listed(
    "addr addrs address addresses host hosts hostname hostnames url urls uri uris endpoint "
    "endpoints server servers service services svc broker brokers upstream upstreams dsn peers "
    "seeds proxy gateway connection conn"
)
_SECRET = listed(
    "password passwd pass pwd secret secrets token tokens key keys credential credentials creds "
    "auth user username login passphrase salt pin cert"
)
_IMAGE = frozenset(("image", "images", "tag", "version", "digest"))
_OTHER = listed(
    "name names db database schema topic topics queue queues bucket role roles env environment "
    "mode level path file dir group label collection index table realm prefix suffix type driver "
    "dialect class id profile profiles zone region locale namespace container email mail from "
    "sender subject port ports protocol engine kind domain xmlns format command"
)
# Variables with these words hold addresses that nobody calls: who may call us, what we are
# called outside, where we listen, what people click on.
_NOT_CALLED = listed(
    "cors origin origins allowed allowlist whitelist noproxy redirect callback public advertised "
    "advertise listen listener listeners bind cookie docs help homepage website license terms "
    "privacy logo icon link schema xmlns"
)
_TELEMETRY = re.compile(
    r"(?:^|-)(otel|open-?telemetry|telemetry|jaeger|zipkin|prometheus|statsd|datadog|new-?relic"
    r"|fluent-?d|fluent-?bit|push-?gateway|sentry|signoz|honeycomb|logstash|grafana"
    r"|(?:collector|tracing|tracer|traces?|metrics|tempo|loki|apm)(?=-|$))"
)
_FLAGS = re.compile(r"(?:^|-)(flagd|launch-?darkly|flagsmith|unleash|flipt|feature-?flags?)")
_LOAD = re.compile(r"(?:^|-)(?:(?:load|traffic)-?(?:gen|test)|locust)")


def words(name: str) -> list[str]:
    """The words of a name in lower case: `REDIS_HOST`, `redisHost` and `redis.host` alike."""
    return [word.lower() for word in _WORD.findall(name)]


@lru_cache(maxsize=50_000)
def speech(name: str) -> Speech:
    """What a variable of this name holds: an address, a secret, something else, or unknown.

    The last word that says something decides: `TOKEN_URL` is an address, `URL_TOKEN` a secret.
    """
    parts = words(name)
    for word in reversed(parts):
        if word in ("curl", "ghost"):
            continue
        if word in _ADDRESS or word.endswith(("host", "url", "addr")):
            return "address"
        if word in _SECRET or word.endswith(("password", "secret", "token", "apikey")):
            return "secret"
        if word in _IMAGE:
            return "image"
        if word in _OTHER:
            return "other"
    return "unknown"


@lru_cache(maxsize=50_000)
def called(name: str) -> bool:
    """Whether what a variable of this name holds may be something that its owner calls."""
    parts = words(name)
    return not (_NOT_CALLED.intersection(parts) or "noproxy" in "".join(parts))


@lru_cache(maxsize=50_000)
def telemetry(*names: str) -> str:
    """The word in the names that speaks of telemetry, or nothing."""
    return _first(_TELEMETRY, names)


@lru_cache(maxsize=50_000)
def feature_flags(*names: str) -> str:
    """The word in the names that speaks of feature flags, or nothing."""
    return _first(_FLAGS, names)


@lru_cache(maxsize=50_000)
def load_generator(*names: str) -> bool:
    """Whether a name speaks of a load generator."""
    return any(_LOAD.search("-".join(words(name))) or name == "k6" for name in names)


def _first(pattern: re.Pattern[str], names: tuple[str, ...]) -> str:
    matches = (pattern.search("-".join(words(name))) for name in names)
    return next((match.group(1) for match in matches if match), "")
