"""Real manifests of other projects; the oracle reads them in another way."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

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
