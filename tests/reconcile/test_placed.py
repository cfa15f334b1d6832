"""Where files say that something runs, against where a model says it: cases worked out by hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.importers import importer
from drctl.importers._kind import Proposal, Source
from drctl.importers._workspace import render
from drctl.model.load import load_text
from drctl.reconcile.drift import drift

DOMAINS = """\
drctl: 1
domains:
  eu: {kind: region, title: eu-west-1}
  us: {kind: region, title: us-east-1}
  eu-a: {kind: zone, title: eu-west-1a, in: eu}
  eu-b: {kind: zone, title: eu-west-1b, in: eu}
  us-a: {kind: zone, title: us-east-1a, in: us}
  rack: {kind: site}
"""
REGIONS = "\n".join(line for line in DOMAINS.splitlines() if "zone" not in line) + "\n"
ZONE = "topology.kubernetes.io/zone"
REGION = "failure-domain.beta.kubernetes.io/region"


def observed(kind: str, text: str) -> Proposal:
    proposal, findings = importer(kind).read([Source("f", text)])
    assert findings == ()
    assert proposal is not None
    return proposal


Differences = list[tuple[str, str]]


def placements(kind: str, text: str, declared: str, domains: str = DOMAINS) -> Differences:
    service = f"{{in: {declared}}}" if declared else "{}"
    model, findings = load_text(f"{domains}services: {{web: {service}}}\n")
    assert model is not None, findings
    found = drift(observed(kind, text), model)
    assert found.any is bool(found.changed)
    return [(c.declared, c.observed) for c in found.changed if c.what == "placement"]


def pods(spec: str) -> str:
    containers = "containers: [{name: a, image: web}]"
    return f"{{kind: Pod, metadata: {{name: web}}, spec: {{{spec}, {containers}}}}}"


def selected(key: str, value: str) -> str:
    return pods(f"nodeSelector: {{{key}: {value}}}")


def required(*terms: str) -> str:
    inner = ", ".join(f"{{matchExpressions: [{term}]}}" for term in terms)
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    return pods(f"affinity: {{nodeAffinity: {{{required}: {{nodeSelectorTerms: [{inner}]}}}}}}")


def among(values: str, key: str = ZONE, operator: str = "In") -> str:
    return f"{{key: {key}, operator: {operator}, values: [{values}]}}"


def spread(key: str) -> str:
    return pods(f"topologySpreadConstraints: [{{topologyKey: {key}, maxSkew: 1}}]")


def apart(key: str) -> str:
    preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    term = f"{{weight: 1, podAffinityTerm: {{topologyKey: {key}}}}}"
    return pods(f"affinity: {{podAntiAffinity: {{{preferred}: [{term}]}}}}")


BOTH = "{any_of: [eu-a, eu-b]}"


@pytest.mark.parametrize(
    ("manifest", "declared", "differs"),
    [
        (selected(ZONE, "eu-west-1a"), "eu-a", []),
        (selected(ZONE, "EU-WEST-1A"), "eu-a", []),
        (selected(ZONE, "eu-b"), "eu-a", [("eu-a", "eu-b")]),
        (selected(ZONE, "eu-west-1a"), BOTH, [("eu-a or eu-b", "eu-a")]),
        (selected(ZONE, "eu-west-1a"), "", [("nowhere", "eu-a")]),
        (selected(ZONE, "eu-west-1a"), "rack", [("rack", "eu-a")]),
        (selected(ZONE, "eu-west-1a"), "eu", [("eu", "eu-a")]),
        (selected(ZONE, "ap-south-1a"), "eu-a", [("eu-a", "ap-south-1a, not in the model")]),
        (selected(REGION, "eu-west-1"), "eu-a", []),
        (selected(REGION, "eu-west-1"), BOTH, []),
        (selected(REGION, "us-east-1"), "eu-a", [("eu", "us")]),
        (required(among("eu-west-1a, eu-west-1b")), BOTH, []),
        (required(among("eu-west-1a"), among("eu-west-1b")), BOTH, []),
        (required(among("eu-west-1a")), BOTH, [("eu-a or eu-b", "eu-a")]),
        (required(among("eu-west-1a"), among("ssd", "disk")), "eu-b", []),
        (required(among("eu-west-1a", operator="NotIn")), "eu-a", []),
        (
            required(among("eu-west-1a, eu-west-1c")),
            "eu-a",
            [("eu-a", "eu-west-1a or eu-west-1c, of which the model has no eu-west-1c")],
        ),
        (spread(ZONE), BOTH, []),
        (spread(ZONE), "[rack, {any_of: [eu-a, us-a]}]", []),
        (spread(ZONE), "eu-a", [("eu-a", "spread over zones")]),
        (spread(ZONE), "{any_of: [eu-a, rack]}", [("eu-a", "spread over zones")]),
        (spread(ZONE), "", [("nowhere", "spread over zones")]),
        (spread("kubernetes.io/hostname"), "eu-a", []),
        (apart(ZONE), "eu-a", [("eu-a", "spread over zones")]),
        (apart(ZONE), BOTH, []),
        (pods("restartPolicy: Always"), "eu-a", []),
    ],
)
def test_kubernetes(manifest: str, declared: str, differs: Differences) -> None:
    assert placements("kubernetes", manifest, declared) == differs


@pytest.mark.parametrize(
    ("manifest", "declared", "differs"),
    [
        (selected(ZONE, "eu-west-1a"), "eu", []),
        (selected(ZONE, "us-east-1c"), "eu", [("eu", "us")]),
        (selected(ZONE, "ap-south-1a"), "eu", []),
        (selected(REGION, "ap-south-1"), "eu", [("eu", "ap-south-1, not in the model")]),
        (spread(ZONE), "eu", []),
    ],
)
def test_a_model_without_zones(manifest: str, declared: str, differs: Differences) -> None:
    """A zone counts as its region; what the model has no domains of is not compared."""
    assert placements("kubernetes", manifest, declared, REGIONS) == differs


def test_a_model_without_places() -> None:
    for manifest in (selected(ZONE, "eu-west-1a"), selected(REGION, "eu-west-1"), spread(ZONE)):
        assert placements("kubernetes", manifest, "", "drctl: 1\n") == []


@pytest.mark.parametrize(
    ("placement", "declared", "differs"),
    [
        ("constraints: [node.labels.zone == eu-west-1a]", "eu-a", []),
        ("constraints: ['node.labels.zone==eu-west-1b']", "eu-a", [("eu-a", "eu-b")]),
        ("constraints: [node.labels.example.com/region == us-east-1]", "eu-a", [("eu", "us")]),
        ("constraints: [node.labels.zone != eu-west-1b]", "eu-a", []),
        ("constraints: [node.role == manager]", "eu-a", []),
        ("constraints: [node.labels.disk == ssd]", "eu-a", []),
        ("constraints: [node.labels.where == rack]", "eu-a", [("eu-a", "rack")]),
        ("constraints: [node.hostname == rack]", "rack", []),
        ("constraints: [engine.labels.az == mars]", "eu-a", [("eu-a", "mars, not in the model")]),
        ("preferences: [{spread: node.labels.zone}]", "eu-a", [("eu-a", "spread over zones")]),
        ("preferences: [{spread: node.labels.zone}]", BOTH, []),
        ("preferences: [{spread: node.labels.rack}]", "eu-a", []),
    ],
)
def test_compose(placement: str, declared: str, differs: Differences) -> None:
    text = f"services: {{web: {{image: web, deploy: {{placement: {{{placement}}}}}}}}}"
    assert placements("compose", text, declared) == differs


def instances(*attributes: dict[str, str]) -> list[dict[str, Any]]:
    return [{"attributes": each} for each in attributes]


def state_4(*attributes: dict[str, str]) -> dict[str, Any]:
    resource = {"mode": "managed", "type": "aws_instance", "name": "web"}
    return {
        "version": 4,
        "terraform_version": "1.9.0",
        "resources": [{**resource, "instances": instances(*attributes)}],
    }


def state_3(attributes: dict[str, str]) -> dict[str, Any]:
    resource = {"type": "aws_instance", "primary": {"attributes": attributes}}
    modules = [{"path": ["root"], "resources": {"aws_instance.web": resource}}]
    return {"version": 3, "terraform_version": "0.11.0", "modules": modules}


def shown(values: dict[str, str]) -> dict[str, Any]:
    resource = {"address": "aws_instance.web", "type": "aws_instance", "values": values}
    return {"format_version": "1.0", "values": {"root_module": {"resources": [resource]}}}


A, B = {"availability_zone": "eu-west-1a"}, {"availability_zone": "eu-west-1b"}


@pytest.mark.parametrize(
    ("state", "declared", "differs"),
    [
        (state_4(A), "eu-a", []),
        (state_4(A, B), BOTH, []),
        (state_4(A, A), BOTH, [("eu-a or eu-b", "eu-a")]),
        (state_4({"region": "us-east-1"}), "eu-a", [("eu", "us")]),
        (state_4({"location": "westeurope"}), "eu", [("eu", "westeurope, not in the model")]),
        (
            state_4({"zone": "europe-west1-b"}),
            "rack",
            [("rack", "europe-west1-b, not in the model")],
        ),
        (state_4({"zone": "hunter2!"}), "eu-a", []),
        (state_4({"zone": "a secret of many words"}), "eu-a", []),
        (state_4({"password": "eu-west-1b"}), "eu-a", []),
        (state_3(B), "eu-a", [("eu-a", "eu-b")]),
        (shown(B), "eu-a", [("eu-a", "eu-b")]),
    ],
)
def test_terraform(state: dict[str, Any], declared: str, differs: Differences) -> None:
    text = json.dumps(state, indent=1)
    proposal = observed("terraform", text)
    (component,) = proposal.components
    model, _ = load_text(
        f"{DOMAINS}services: {{web: {{title: {component.title}, in: {declared}}}}}\n"
    )
    assert model is not None
    changed = [c for c in drift(proposal, model).changed if c.what == "placement"]
    assert [(c.declared, c.observed) for c in changed] == differs
    for one in changed:
        (evidence,) = one.evidence
        word = one.observed.split(",")[0]
        line = text.splitlines()[evidence.line - 1]
        assert {"us": "us-east-1", "eu-b": "eu-west-1b", "eu-a": "eu-west-1a"}.get(
            word, word
        ) in line


def test_no_import_writes_where_something_is() -> None:
    text = json.dumps(state_4({"availability_zone": "eu-west-1a", "region": "eu-west-1"}))
    assert "eu-west" not in render(observed("terraform", text))


def test_both_sides_with_their_places(drctl: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(f"{DOMAINS}services:\n  web:\n    in: eu-a\n")
    (tmp_path / "m.yaml").write_text(
        f"kind: Pod\nmetadata: {{name: web}}\nspec:\n  nodeSelector:\n    {ZONE}: eu-b\n"
        "  containers: [{name: a, image: web}]\n"
    )
    ran = drctl("drift", "kubernetes", "m.yaml", "--json", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    (changed,) = json.loads(ran.out)["changed"]
    assert changed == {
        "component": "web",
        "what": "placement",
        "declared": "eu-a",
        "observed": "eu-b",
        "evidence": [{"path": "m.yaml", "line": 5, "why": "nodeSelector: the zone eu-b"}],
        "place": {"path": "dr.yaml", "line": 11, "column": 5},
    }
    (tmp_path / "drift.json").write_text(ran.out)
    audit = drctl("audit", "--drift", "drift.json", "--exit-zero", cwd=tmp_path)
    assert audit.code == 0, audit.err
    told = "observed otherwise (kubernetes): the placement of web is eu-b, declared eu-a"
    assert told in audit.out
    drifted = drctl("drift", "kubernetes", "m.yaml", cwd=tmp_path)
    assert "declared at dr.yaml:11:5" in drifted.out
    assert "m.yaml:5: nodeSelector: the zone eu-b" in drifted.out
