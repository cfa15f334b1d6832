"""Real manifests of other projects; the oracle reads them in another way."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from drctl.importers import compose
from drctl.importers._kind import Proposal, Source
from drctl.importers._workspace import render
from drctl.importers.kubernetes import read
from drctl.model.load import load

pytestmark = pytest.mark.needs("corpus")


def imported(path: Path) -> Proposal:
    proposal, findings = read([Source(path.name, path.read_text(encoding="utf-8"))])
    assert findings == ()
    assert proposal is not None
    return proposal


def edges_by_grep(text: str) -> set[tuple[str, str]]:
    """Every `*_ADDR` whose host is the name of a Service, by the Deployment above it."""
    services = set(re.findall(r"^kind: Service\nmetadata:\n  name: (\S+)", text, re.M))
    found = set()
    for document in re.split(r"^---$", text, flags=re.M):
        caller = re.search(r"^kind: Deployment\nmetadata:\n  name: (\S+)", document, re.M)
        hosts = re.findall(r'name: \w+_ADDR\n\s+value: "([^:"]+):\d+"', document)
        found |= {(caller.group(1), host) for host in hosts if caller and host in services}
    return found


def test_online_boutique_has_its_16_edges(corpus: Path) -> None:
    path = corpus / "online-boutique" / "release__kubernetes-manifests.yaml"
    text = path.read_text(encoding="utf-8")
    proposal = imported(path)
    assert {(e.source, *e.targets) for e in proposal.edges} == edges_by_grep(text)
    assert len(proposal.edges) == 16
    assert all(e.strength == "hard" and e.confidence == "certain" for e in proposal.edges)
    lines = text.splitlines()
    for edge in proposal.edges:
        for evidence in edge.evidence:
            assert "_ADDR" in lines[evidence.line - 1]
            assert f'value: "{edge.targets[0]}:' in lines[evidence.line]


def test_online_boutique_is_a_model(corpus: Path, tmp_path: Path) -> None:
    path = corpus / "online-boutique" / "release__kubernetes-manifests.yaml"
    proposal = imported(path)
    (tmp_path / "dr.yaml").write_text(render(proposal), encoding="utf-8")
    model, findings = load(tmp_path / "dr.yaml")
    assert findings == ()
    assert model is not None
    assert len(model.components) == 12
    tiered = [name for name, c in model.components.items() if c.promise.survives]
    assert set(model.components) - set(tiered) == {"loadgenerator"}
    assert all(c.replicas == 1 for c in model.components.values())


def test_sock_shop_says_that_it_names_almost_no_caller(corpus: Path) -> None:
    path = corpus / "sock-shop" / "deploy__kubernetes__complete-demo.yaml"
    proposal = imported(path)
    assert [(e.source, e.targets) for e in proposal.edges] == [("user", ("user-db",))]
    assert any("only 1 of 14 services" in note for note in proposal.notes)
    documents = YAML(typ="safe").load_all(path.read_text(encoding="utf-8"))
    deployed = {d["metadata"]["name"] for d in documents if d and d["kind"] == "Deployment"}
    assert {c.name for c in proposal.components} == deployed
    assert "fake_password" not in render(proposal)


def test_no_other_file_of_the_corpus_raises(corpus: Path) -> None:
    files = [
        f for f in sorted(corpus.glob("*/*")) if f.suffix in (".yaml", ".yml", ".json", ".tf")
    ]
    assert len(files) > 50
    taken = []
    for path in files:
        proposal, findings = read([Source(path.name, path.read_text(encoding="utf-8"))])
        assert (proposal is None) == bool(findings)
        if proposal is not None:
            taken.append(path.name)
    assert taken == [
        "kustomize__base__frontend.yaml",
        "release__kubernetes-manifests.yaml",
        "deploy__kubernetes__complete-demo.yaml",
    ]


COMPOSE = {
    "elasticsearch-logstash-kibana__compose.yaml": {
        ("kibana", "elasticsearch"),
        ("logstash", "elasticsearch"),
    },
    "nextcloud-redis-mariadb__compose.yaml": {("nc", "redis"), ("nc", "db")},
    "nginx-flask-mysql__compose.yaml": {("backend", "db"), ("proxy", "backend")},
    "nginx-golang-postgres__compose.yaml": {("backend", "db"), ("proxy", "backend")},
    "nginx-nodejs-redis__compose.yaml": {("nginx", "web1"), ("nginx", "web2")},
    "prometheus-grafana__compose.yaml": set(),
    "react-express-mysql__compose.yaml": {("backend", "db"), ("frontend", "backend")},
    "react-java-mysql__compose.yaml": {("backend", "db"), ("frontend", "backend")},
    "wasmedge-kafka-mysql__compose.yml": {("etl", "db"), ("etl", "redpanda")},
}
"""The needs that a person found in these files by reading them."""


def composed(*paths: Path) -> Proposal:
    sources = [Source(path.name, path.read_text(encoding="utf-8")) for path in paths]
    proposal, findings = compose.read(sources)
    assert findings == ()
    assert proposal is not None
    return proposal


@pytest.mark.parametrize("name", COMPOSE)
def test_awesome_compose(name: str, corpus: Path, tmp_path: Path) -> None:
    path = corpus / "awesome-compose" / name
    proposal = composed(path)
    assert {(e.source, t) for e in proposal.edges for t in e.targets} == COMPOSE[name]
    (tmp_path / "dr.yaml").write_text(render(proposal), encoding="utf-8")
    model, findings = load(tmp_path / "dr.yaml")
    assert findings == ()
    # Another reader counts the services and what depends on what.
    written = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["services"]
    assert model is not None and set(model.components) == set(written)
    declared = {(n, d) for n, s in written.items() for d in s.get("depends_on", ())}
    assert declared <= COMPOSE[name]
    for word in ("whalehello", "MYSQL_PASSWORD", "GF_SECURITY"):
        assert word not in render(proposal)


def test_every_compose_file_of_awesome_compose_is_here(corpus: Path) -> None:
    assert {p.name for p in (corpus / "awesome-compose").glob("*.y*ml")} == set(COMPOSE)


def test_sock_shops_compose_files_name_almost_no_caller(
    corpus: Path, drctl: Callable[..., Any]
) -> None:
    folder = corpus / "sock-shop"
    shop = folder / "deploy__docker-compose__docker-compose.yml"
    watching = folder / "deploy__docker-compose__docker-compose.monitoring.yml"
    written = YAML(typ="safe", pure=True).load(shop.read_text(encoding="utf-8"))["services"]
    assert not [name for name, s in written.items() if "depends_on" in s]
    proposal = composed(shop)
    assert {(e.source, *e.targets) for e in proposal.edges} == {
        ("user", "user-db"),
        ("user-sim", "edge-router"),
    }
    answer = drctl("import", "compose", shop)
    assert answer.code == 0
    assert "show the needs of only 2 of 15 services" in answer.err
    whole = composed(shop, watching)
    assert len(whole.components) == len(proposal.components) + 5
    soft = {(e.source, *e.targets): e.strength for e in whole.edges if e.strength != "hard"}
    assert soft == {
        ("grafana", "prometheus"): "soft",
        ("importer", "grafana"): "unnoticed",
        ("prometheus", "alertmanager"): "soft",
    }


def test_no_other_file_of_the_corpus_is_a_compose_file(corpus: Path) -> None:
    files = [f for f in sorted(corpus.glob("*/*")) if f.suffix in (".yaml", ".yml", ".json")]
    taken = set()
    for path in files:
        source = Source(path.name, path.read_text(encoding="utf-8"))
        proposal, findings = compose.read([source])
        assert (proposal is None) == bool(findings)
        if proposal is not None:
            taken.add(path.parent.name)
    assert taken == {"awesome-compose", "sock-shop"}


KINDS = {
    "backstage": ("backstage-catalog-model", "*.yaml"),
    "jaeger": ("jaeger", "*.json"),
    "score": ("score", "samples__*.yaml"),
    "tempo": ("tempo-servicegraph-constructed", "*.json"),
    "terraform": ("terraform-*", "*.json"),
    "terraform-graph": ("terraform-dot-constructed", "*.dot"),
}
# Another format; a state of version 2; traces in which nobody calls anybody are a model too.
NONE_OF_THE_KIND = (
    "zipkin_api_v2_dependencies.json",
    "generate__testdata__invalid_version_state.json",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_of_a_kind_is_a_model_that_can_be_audited(
    kind: str, corpus: Path, tmp_path: Path, drctl: Callable[..., Any]
) -> None:
    folder, pattern = KINDS[kind]
    files = [
        f for f in sorted(corpus.glob(f"{folder}/{pattern}")) if f.name not in NONE_OF_THE_KIND
    ]
    states = sorted(corpus.glob(f"{folder}/*.tfstate")) if kind == "terraform" else []
    together = [str(f) for f in files] if kind == "backstage" else []
    for number, names in enumerate(
        [together] if together else [[str(f)] for f in (*files, *states)]
    ):
        home = tmp_path / str(number)
        home.mkdir()
        done = drctl("import", kind, *names, cwd=home)
        assert done.code == 0, (names, done.err)
        (home / "dr.yaml").write_text(done.out, encoding="utf-8")
        assert drctl("audit", "--exit-zero", cwd=home).code == 0
        assert drctl("build", "runbooks", cwd=home).code == 0
        secrets = ("hunter2", "password", '"secret"')
        assert not [s for s in secrets if kind.startswith("terraform") and s in done.out]


def test_two_sources_of_one_system_are_one_model(
    corpus: Path, tmp_path: Path, drctl: Callable[..., Any]
) -> None:
    """Online Boutique from its manifests, then from calls of the same services."""
    manifests = str(corpus / "online-boutique" / "release__kubernetes-manifests.yaml")
    proposal = imported(Path(manifests))
    left = next(e for e in proposal.edges if e.source == "frontend")
    calls = [
        {"parent": e.source, "child": e.targets[0], "callCount": 5}
        for e in proposal.edges
        if e is not left
    ]
    calls.append({"parent": "checkoutservice", "child": "api.stripe.com", "callCount": 2})
    (tmp_path / "calls.json").write_text(json.dumps(calls))
    into = ("--into", "dr.yaml", "--yes")
    assert drctl("import", "kubernetes", manifests, *into, cwd=tmp_path).code == 0
    assert drctl("import", "zipkin", "calls.json", *into, cwd=tmp_path).code == 0
    model, findings = load(tmp_path / "dr.yaml")
    assert findings == ()
    assert model is not None
    assert set(model.components) == {c.name for c in proposal.components} | {"api-stripe-com"}
    assert sum(len(c.needs) for c in model.components.values()) == len(proposal.edges) + 1
    again = drctl("import", "zipkin", "calls.json", *into, cwd=tmp_path)
    assert (again.code, again.out) == (0, "")
    drift = drctl("drift", "zipkin", "calls.json", cwd=tmp_path)
    assert drift.code == 1
    assert f"{left.source}.{left.slot}" in drift.out
