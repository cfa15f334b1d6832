"""What the words in a variable's or a component's name say about it."""

import re
from typing import Literal

Speech = Literal["address", "secret", "image", "other", "unknown"]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]")

_ADDRESS = frozenset(
    "addr addrs address addresses host hosts hostname hostnames url urls uri uris endpoint "
    "endpoints server servers service services svc broker brokers upstream upstreams dsn peers "
    "seeds proxy gateway connection conn source".split()
)
_SECRET = frozenset(
    "password passwd pass pwd secret secrets token tokens key keys credential credentials creds "
    "auth user username login passphrase salt pin cert".split()
)
_IMAGE = frozenset(("image", "images", "tag", "version", "digest"))
_OTHER = frozenset(
    "name names db database schema topic topics queue queues bucket role roles env environment "
    "mode level path file dir group label collection index table realm prefix suffix type driver "
    "dialect class id profile profiles zone region locale namespace container email mail from "
    "sender subject port ports protocol engine kind domain xmlns format command".split()
)
# Variables with these words hold addresses that nobody calls: who may call us, what we are
# called outside, where we listen, what people click on.
_NOT_CALLED = frozenset(
    "cors origin origins allowed allowlist whitelist noproxy redirect callback public advertised "
    "advertise listen listener listeners bind cookie docs help homepage website license terms "
    "privacy logo icon link schema xmlns".split()
)
_TELEMETRY = (
    "otel opentelemetry jaeger zipkin prometheus statsd telemetry datadog newrelic fluentd "
    "fluentbit pushgateway sentry signoz honeycomb"
).split()
_TELEMETRY_WORDS = frozenset(
    "collector tracing tracer traces trace metrics tempo loki apm grafana logstash".split()
)
_FLAGS = ("flagd", "launchdarkly", "flagsmith", "unleash", "flipt")
_LOAD = ("loadgen", "loadtest", "locust", "trafficgen", "loadgenerator", "trafficgenerator")


def words(name: str) -> list[str]:
    """The words of a name in lower case: `REDIS_HOST`, `redisHost` and `redis.host` alike."""
    return [word.lower() for word in _WORD.findall(name)]


def speech(name: str) -> Speech:
    """What a variable of this name holds: an address, a secret, something else, or unknown.

    The last word that says something decides: `TOKEN_URL` is an address, `URL_TOKEN` a secret.
    """
    parts = words(name)
    for word in reversed(parts):
        if word in _ADDRESS or word.endswith(("host", "url", "addr", "uri")):
            return "address"
        if word in _SECRET or word.endswith(("password", "secret", "token", "apikey")):
            return "secret"
        if word in _IMAGE:
            return "image"
        if word in _OTHER:
            return "other"
    return "unknown"


def called(name: str) -> bool:
    """Whether what a variable of this name holds may be something that its owner calls."""
    parts = words(name)
    return not (_NOT_CALLED.intersection(parts) or "noproxy" in "".join(parts))


def telemetry(*names: str) -> str:
    """The word in the names that speaks of telemetry, or nothing."""
    for name in names:
        joined = "".join(words(name))
        for word in _TELEMETRY:
            if word in joined:
                return word
        for word in words(name):
            if word in _TELEMETRY_WORDS:
                return word
    return ""


def feature_flags(*names: str) -> str:
    """The word in the names that speaks of feature flags, or nothing."""
    joined = " ".join("".join(words(name)) for name in names)
    return next((word for word in _FLAGS if word in joined), "")


def load_generator(*names: str) -> bool:
    """Whether a name speaks of a load generator."""
    joined = ["".join(words(name)) for name in names]
    return any(word in name for name in joined for word in _LOAD)
