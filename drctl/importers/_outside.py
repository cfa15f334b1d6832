"""Which hosts stand outside of a cluster, and who is known to run them."""

import ipaddress
import re

from drctl.importers._kind import Component
from drctl.importers._words import listed

_IGNORED = listed(
    "localhost localhost.localdomain metadata metadata.google.internal host.docker.internal "
    "host.minikube.internal kubernetes.docker.internal gateway.docker.internal true false none "
    "null default auto kubernetes kubernetes.default"
)
# Endings of names that a public or a private network resolves; anything else is taken for a
# name inside the cluster.
_ENDINGS = listed(
    "com net org io ai dev app cloud co gov edu int mil info biz tech online site xyz pro store "
    "shop live systems network services solutions digital health finance bank google azure aws "
    "microsoft eu internal corp lan intra intranet local arpa"
)
_FILES = listed(
    "json yaml yml xml properties conf cfg ini txt log sh py js ts jar war pem crt key cert sql "
    "db html css png so go rb md toml env lock pid sock rs pl cc gz zip"
)
_VENDORS: dict[str, str] = {
    "openai.com": "openai",
    "anthropic.com": "anthropic",
    "deepseek.com": "deepseek",
    "mistral.ai": "mistral",
    "cohere.com": "cohere",
    "cohere.ai": "cohere",
    "groq.com": "groq",
    "together.xyz": "together",
    "together.ai": "together",
    "fireworks.ai": "fireworks",
    "perplexity.ai": "perplexity",
    "openrouter.ai": "openrouter",
    "replicate.com": "replicate",
    "huggingface.co": "hugging-face",
    "x.ai": "xai",
    "amazonaws.com": "aws",
    "aws.dev": "aws",
    "googleapis.com": "google",
    "windows.net": "microsoft",
    "azure.com": "microsoft",
    "azure.net": "microsoft",
    "microsoftonline.com": "microsoft",
    "cloudflare.com": "cloudflare",
    "cloudflarestorage.com": "cloudflare",
    "github.com": "github",
    "githubusercontent.com": "github",
    "ghcr.io": "github",
    "gitlab.com": "gitlab",
    "stripe.com": "stripe",
    "paypal.com": "paypal",
    "adyen.com": "adyen",
    "twilio.com": "twilio",
    "sendgrid.net": "twilio",
    "sendgrid.com": "twilio",
    "mailgun.net": "mailgun",
    "slack.com": "slack",
    "pagerduty.com": "pagerduty",
    "opsgenie.com": "atlassian",
    "atlassian.net": "atlassian",
    "auth0.com": "okta",
    "okta.com": "okta",
    "datadoghq.com": "datadog",
    "datadoghq.eu": "datadog",
    "newrelic.com": "new-relic",
    "sentry.io": "sentry",
    "honeycomb.io": "honeycomb",
    "grafana.net": "grafana-labs",
    "mongodb.net": "mongodb",
    "confluent.cloud": "confluent",
    "snowflakecomputing.com": "snowflake",
    "elastic-cloud.com": "elastic",
    "pinecone.io": "pinecone",
    "upstash.io": "upstash",
    "supabase.co": "supabase",
    "neon.tech": "neon",
    "algolia.net": "algolia",
    "launchdarkly.com": "launchdarkly",
}


def numeric(host: str) -> bool:
    """Whether a host is given by number."""
    return re.fullmatch(r"[0-9.]+", host) is not None


def ignored(host: str) -> bool:
    """Whether a host is the machine itself, its cloud's metadata or the cluster's own API."""
    if numeric(host):
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return True
        return address.is_loopback or address.is_unspecified or address.is_link_local
    return (
        host in _IGNORED
        or host.startswith("kubernetes.default.")
        or host.endswith((".localhost", ".localdomain"))
        or not re.search(r"[a-z]", host)
    )


def outside(host: str) -> bool:
    """Whether a host has a name that is resolved outside of the cluster."""
    labels = host.split(".")
    if len(labels) < 2 or "svc" in labels or host.endswith(".cluster.local"):
        return False
    ending = labels[-1]
    return ending in _ENDINGS or re.fullmatch(r"[a-z]{2}", ending) is not None


def like_a_file(host: str) -> bool:
    """Whether a name without port or scheme may as well be that of a file."""
    return host.rsplit(".", 1)[-1] in _FILES


def vendor(host: str) -> str:
    """Who is known to run a host, or nothing."""
    labels = host.split(".")
    endings = (".".join(labels[i:]) for i in range(len(labels) - 1))
    return next((_VENDORS[ending] for ending in endings if ending in _VENDORS), "")


def outside_component(host: str, name: str) -> Component:
    """The provider behind a host that stands outside."""
    return Component(name, "provider", title=host, vendor=vendor(host))
