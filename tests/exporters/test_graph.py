"""The whole graph as JSON, GraphML, DOT and Mermaid, each read back by something else."""

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import pytest

from drctl.assessment import Assessment
from drctl.exporters import EXPORTERS, exporter, graph_schema
from drctl.exporters._links import Link, chosen
from drctl.exporters.mermaid import MOST_EDGES
from drctl.model import load, load_text
from drctl.model.requirement import refs
from tests.render.conftest import ESTATE, hostile_model

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs/schemas/graph-1.json"
KINDS = ("dot", "graphml", "json", "mermaid")
EVERY = """
drctl: 1
title: Every kind of link
services:
  app:
    in: {any_of: [z, y]}
    failure: {requires: {use: vpn, fallbacks: [desk]}}
    needs:
      db:
        use: a
        fallbacks: [{use: b, switch: automatic, after: 5s}, {use: c, requires: [vpn]}]
        switched_by: proxy
        candidates: [{use: d, cost: 3}]
        detect: {signal: slow, within: 1m, requires: eye}
        load: 5 rps
      quorum: {any_of: [a, b, c], at_least: 2, optional: true}
      log: {use: eye, optional: unnoticed}
      boot: {use: vpn, at_start: only}
    data: {rows: {copies: [{in: y, lag: 1h, kind: backup, restore: 2h}]}}
  a: {}
  b: {}
  c: {}
  d: {}
  proxy: {}
  vpn: {}
  desk: {}
  eye: {}
domains: {z: {kind: zone}, y: {kind: zone}}
"""
LINKS = [
    Link("app", "a", "app.db", "needs", "down", 0),
    Link("app", "a", "app.quorum", "one of", "degraded", at_least=2, members=3),
    Link("app", "b", "app.db", "fallback", "down", 1, "automatic"),
    Link("app", "b", "app.quorum", "one of", "degraded", at_least=2, members=3),
    Link("app", "c", "app.db", "fallback", "down", 2, "manual"),
    Link("app", "c", "app.quorum", "one of", "degraded", at_least=2, members=3),
    Link("app", "d", "app.db", "candidate", "down"),
    Link("app", "desk", "app.failure", "requires", "none"),
    Link("app", "eye", "app.db", "requires", "none"),
    Link("app", "eye", "app.log", "needs", "unnoticed", 0),
    Link("app", "proxy", "app.db", "switched by", "none"),
    Link("app", "vpn", "app.boot", "needs", "start", 0),
    Link("app", "vpn", "app.db", "requires", "none"),
    Link("app", "vpn", "app.failure", "requires", "none"),
    Link("app", "y", "app.in", "in", "down", at_least=1, members=2),
    Link("app", "y", "app.rows", "copy", "none"),
    Link("app", "z", "app.in", "in", "down", at_least=1, members=2),
]


def assess(text: str) -> Assessment:
    model, findings = load_text(text)
    assert model is not None, findings
    return Assessment(model)


@pytest.fixture(scope="module")
def reference() -> Assessment:
    model, _ = load(ROOT / "dr.yaml")
    assert model is not None
    return Assessment(model)


def written(assessment: Assessment, kind: str, component: str | None = None) -> str:
    return exporter(kind).write(assessment, component).text


def closed(shape: Any) -> Any:
    """The schema with no key allowed that it does not describe."""
    if isinstance(shape, list):
        return [closed(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    made = {key: closed(value) for key, value in shape.items()}
    more = {"additionalProperties": False} if "properties" in shape else {}
    return made | more if shape.get("type") == "object" else made


def test_every_link_has_its_role() -> None:
    assert chosen(assess(EVERY).model, None)[1] == LINKS


def test_every_name_of_the_reference_estate_has_a_link(reference: Assessment) -> None:
    """Held against all names that needs and placements mention."""
    found = {(link.source, link.target) for link in chosen(reference.model, None)[1]}
    for component in reference.model.components.values():
        for need in component.needs:
            for ref in refs(need.requirement):
                assert (component.name, ref.name) in found
        for ref in refs(component.placement):
            assert (component.name, ref.name) in found


@pytest.mark.parametrize("text", [EVERY, ESTATE, hostile_model()])
def test_json_is_what_its_schema_says(text: str) -> None:
    answer = json.loads(written(assess(text), "json"))
    jsonschema.Draft202012Validator(closed(graph_schema())).validate(answer)


def test_json_of_the_reference_estate(reference: Assessment) -> None:
    answer = json.loads(written(reference, "json"))
    jsonschema.Draft202012Validator(closed(graph_schema())).validate(answer)
    names = [component["name"] for component in answer["components"]]
    assert names == sorted(reference.model.components)
    llm = next(c for c in answer["components"] if c["name"] == "llm-gateway")
    assert {need["address"] for need in llm["needs"]} == {
        need.address for need in reference.model.components["llm-gateway"].needs
    }


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 2},
        {"components": [{"name": "a"}]},
        {"links": [{"source": "a", "target": "b", "role": "uses"}]},
    ],
)
def test_the_schema_refuses_what_is_none(change: dict[str, Any]) -> None:
    answer = json.loads(written(assess(EVERY), "json"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(graph_schema()).validate(answer | change)


def test_the_published_schema_is_this_one(drctl: Callable[..., Any], tmp_path: Path) -> None:
    """`drctl schema graph > docs/schemas/graph-1.json` writes it."""
    jsonschema.Draft202012Validator.check_schema(graph_schema())
    done = drctl("schema", "graph", cwd=tmp_path)
    assert (done.code, json.loads(done.out)) == (0, graph_schema())
    assert PUBLISHED.read_text(encoding="utf-8") == done.out


@pytest.mark.parametrize("text", [EVERY, ESTATE, hostile_model()])
def test_networkx_reads_the_same_links_from_graphml(text: str) -> None:
    assessment = assess(text)
    graph = nx.read_graphml(
        io.BytesIO(written(assessment, "graphml").encode()), force_multigraph=True
    )
    assert graph.is_directed()
    assert set(graph) == set(assessment.model.components)
    found = sorted(
        Link(
            source,
            target,
            *(data[key] for key in ("address", "role", "effect")),
            *(data.get(key) for key in ("order", "switch", "at_least", "members")),
        )
        for source, target, data in graph.edges(data=True)
    )
    assert found == chosen(assessment.model, None)[1]


def test_graphml_keeps_what_is_known_only() -> None:
    text = 'drctl: 1\nproviders: {a: {title: "x\\u0001 <b>&", vendor: v, rto: 90s}}\n'
    graph = nx.read_graphml(io.BytesIO(written(assess(text), "graphml").encode()))
    assert graph.nodes["a"] == {
        "kind": "provider",
        "title": "x\ufffd <b>&",
        "vendors": "v",
        "can_fail": True,
        "rto": 90.0,
        "survives": 0,
    }


@pytest.mark.needs("dot")
@pytest.mark.parametrize("text", [EVERY, ESTATE, hostile_model()])
def test_graphviz_reads_the_same_links_from_dot(text: str) -> None:
    assessment = assess(text)
    done = subprocess.run(
        ["dot", "-Tdot_json"],
        input=written(assessment, "dot").encode(),
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    graph = json.loads(done.stdout)
    names = [item["name"] for item in graph["objects"]]
    assert sorted(names) == sorted(assessment.model.components)
    found = sorted((names[e["tail"]], names[e["head"]], e["label"]) for e in graph["edges"])
    links = chosen(assessment.model, None)[1]
    assert found == sorted((link.source, link.target, link.words) for link in links)


def test_one_component_comes_with_all_that_it_names() -> None:
    for kind in KINDS:
        text = written(assess(ESTATE), kind, "database")
        assert "replica" in text and "vpn" in text and "stripe" not in text, kind
    alone = json.loads(written(assess(ESTATE), "json", "log"))
    assert [c["name"] for c in alone["components"]] == ["log"]
    assert alone["links"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_model_gives_the_same_bytes(kind: str) -> None:
    assert written(assess(ESTATE), kind) == written(assess(ESTATE), kind)


def test_what_is_too_large_to_draw_is_said() -> None:
    needs = "\n".join(f"  s{i:04}: {{needs: {{a: a, b: b}}}}" for i in range(400))
    large = assess(f"drctl: 1\nservices:\n  a: {{}}\n  b: {{}}\n{needs}\n")
    note = exporter("mermaid").write(large).notes[0]
    assert "800 arrows" in note and str(MOST_EDGES) in note
    assert exporter("dot").write(large).notes[0].startswith("402 components are much for dot")
    for kind in KINDS:
        assert exporter(kind).write(assess(EVERY)).notes == ()


def test_all_kinds_can_be_asked_for(drctl: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(EVERY, encoding="utf-8")
    for kind in EXPORTERS:
        done = drctl("export", kind, cwd=tmp_path)
        assert done.code == 0 and done.out, kind


@pytest.mark.parametrize("kind", ["json", "graphml", "dot", "mermaid"])
def test_one_named_twice_in_a_need(kind: str) -> None:
    """Once for itself and once as the first of a choice: one of the links has no order."""
    services = "services: {c: {needs: {n: [b, {use: b, fallbacks: [d]}]}}}"
    assert written(assess(f"drctl: 1\nproviders: {{b: {{}}, d: {{}}}}\n{services}\n"), kind)
