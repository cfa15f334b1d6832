"""The catalogue's files: each loads, and each fact in them has a source and a date."""

import re
from datetime import date

import pytest

from drctl.catalogue import known, names, vendor
from drctl.catalogue.hosts import region
from drctl.catalogue.known import Cited
from drctl.oncall.pages import KINDS

# What other pages are kept by; drctl does not read them, and `add` says so.
OTHERS = {
    *("aistudio", "aws-health", "azure", "betterstack", "datadog", "flashduty"),
    *("google-cloud", "rootly", "rss"),
}
DOMAIN_KINDS = {
    *("region", "zone", "site", "network", "edge", "dns", "identity", "control-plane"),
    *("config-push", "software-version", "account", "group"),
}
each = pytest.mark.parametrize("name", names())


def test_it_holds_what_was_promised() -> None:
    assert len(names()) >= 20
    kinds = {known(name).kind for name in names()}
    assert {"llm", "cloud", "cdn", "identity", "payments", "code-hosting", "messaging"} <= kinds


@each
def test_every_fact_has_a_source_and_a_date(name: str) -> None:
    provider = known(name)
    cited = (getattr(provider, key) for key in ("jurisdiction", "hosts", "status", "endpoint"))
    facts = [*cited, provider.probe, *provider.availability, *provider.shares]
    facts = [fact for fact in facts if fact is not None]
    assert facts
    for fact in facts:
        assert re.fullmatch(r"https://[\w.-]+/\S+", fact.source)
        assert isinstance(fact.date, date)
        assert fact.date <= provider.checked
        if isinstance(fact, Cited):
            assert fact.values


@each
def test_values_are_those_that_the_model_knows(name: str) -> None:
    provider = known(name)
    assert provider.title
    assert provider.vendor
    if provider.status is not None:
        assert set(provider.status.values) <= {"page", "kind", "component"}
        assert provider.status.values.get("kind", "statuspage") in {*KINDS, *OTHERS}
    if provider.endpoint is not None:
        assert set(provider.endpoint.values) <= {"api", "base_url", "key"}
        assert re.fullmatch(r"[A-Z_]+", provider.endpoint.values["key"])
    assert {one.kind for one in provider.shares} <= DOMAIN_KINDS
    assert {one.measure for one in provider.availability} <= {"status-page", "incident-time"}


def test_a_domain_is_the_same_wherever_it_is_named() -> None:
    told: dict[str, set[tuple[str, ...]]] = {}
    for one in (one for name in names() for one in known(name).shares):
        told.setdefault(one.name, set()).add((one.kind, one.title, one.vendor, one.restore))
    assert "cloudflare-edge" in told
    assert {name for name, facts in told.items() if len(facts) > 1} == set()


@pytest.mark.parametrize(
    ("measure", "name", "mttr_hours", "mtbf_days"),
    [("incident-time", "openai", 2.56, 5.64), ("incident-time", "anthropic", 2.81, 5.22)],
)
def test_the_time_in_incident_is_that_of_the_paper(
    measure: str, name: str, mttr_hours: float, mtbf_days: float
) -> None:
    """Worked out anew from MTTR and MTBF of Table 5."""
    (figure,) = [one for one in known(name).availability if one.measure == measure]
    share = 1 - mttr_hours / (24 * mtbf_days + mttr_hours)
    assert figure.value == f"{100 * share:.1f}%"


@pytest.mark.parametrize(
    ("host", "runs_it", "stands_in"),
    [
        ("api.openai.com", "openai", ""),
        ("notopenai.com", "", ""),
        ("dynamodb.eu-west-1.amazonaws.com", "aws", "eu-west-1"),
        ("db.c1.us-gov-west-1.rds.amazonaws.com", "aws", "us-gov-west-1"),
        ("s3-eu-west-1.amazonaws.com", "aws", "eu-west-1"),
        ("sts.amazonaws.com", "aws", ""),
        ("shop.westeurope.cloudapp.azure.com", "microsoft", "westeurope"),
        ("shop.openai.azure.com", "microsoft", ""),
        ("us-central1-aiplatform.googleapis.com", "google", "us-central1"),
        ("storage.googleapis.com", "google", ""),
        ("objectstorage.eu-frankfurt-1.oraclecloud.com", "oracle", "eu-frankfurt-1"),
        ("oss-cn-hangzhou.aliyuncs.com", "", "cn-hangzhou"),
        ("pay.adyen.com", "adyen", ""),
    ],
)
def test_what_a_hosts_name_tells(host: str, runs_it: str, stands_in: str) -> None:
    assert (vendor(host), region(host)) == (runs_it, stands_in)


def test_no_host_is_written_twice() -> None:
    import tomllib
    from importlib.resources import files

    text = (files("drctl.catalogue") / "hosts.toml").read_text(encoding="utf-8")
    others = set(tomllib.loads(text)["vendors"])
    listed = [
        host
        for provider in map(known, names())
        if provider.hosts is not None
        for host in provider.hosts.values["names"]
    ]
    assert len(listed) == len(set(listed))
    assert others & set(listed) == set()
