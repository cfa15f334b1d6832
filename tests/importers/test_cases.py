"""Other tools' files in, a model out: the cases are the files under data/, a folder for each kind.

Each expected text was read and judged by a person; that it is a model, and the model that was
meant, is checked by drctl's own loader. No attribute's value of a state reaches any of them.
"""

from pathlib import Path

import pytest

from drctl.importers import importer
from drctl.importers._kind import Proposal, Source
from drctl.importers._workspace import render
from drctl.model.load import load_text

DATA = Path(__file__).parent / "data"
KINDS = (
    "backstage",
    "jaeger",
    "kiali",
    "pagerduty",
    "score",
    "tempo",
    "terraform",
    "terraform-graph",
    "zipkin",
)
CASES = [(kind, case) for kind in KINDS for case in sorted((DATA / kind).glob("*.in.*"))]


def proposed(kind: str, *files: Path) -> Proposal:
    proposal, findings = importer(kind).read([Source(f.name, f.read_text("utf-8")) for f in files])
    assert findings == ()
    assert proposal is not None
    return proposal


def test_every_kind_has_cases() -> None:
    assert {kind for kind, _ in CASES} == set(KINDS)


@pytest.mark.parametrize(("kind", "case"), CASES, ids=lambda p: getattr(p, "name", p))
def test_case(kind: str, case: Path) -> None:
    expected = case.with_name(case.name.split(".")[0] + ".out.yaml").read_text("utf-8")
    assert render(proposed(kind, case)) == expected
    assert "hunter2" not in expected


@pytest.mark.parametrize(("kind", "case"), CASES, ids=lambda p: getattr(p, "name", p))
def test_what_is_written_loads_as_the_model_that_was_meant(kind: str, case: Path) -> None:
    proposal = proposed(kind, case)
    model, findings = load_text(render(proposal))
    assert findings == ()
    assert model is not None
    assert set(model.components) == {c.name for c in proposal.components}
    slots = {(c.name, need.slot) for c in model.components.values() for need in c.needs}
    assert slots == {(e.source, e.slot) for e in proposal.edges}
    assert set(model.teams) == {team.name for team in proposal.teams}
    for component in proposal.components:
        assert (model.components[component.name].spec.title or "") == component.title


@pytest.mark.parametrize(("kind", "case"), CASES, ids=lambda p: getattr(p, "name", p))
def test_every_proposal_has_evidence_that_stands_in_the_file(kind: str, case: Path) -> None:
    lines = case.read_text("utf-8").splitlines()
    proposal = proposed(kind, case)
    for found in (
        *(e.evidence for e in proposal.edges),
        *(c.evidence for c in proposal.components),
    ):
        assert found
        for evidence in found:
            assert evidence.path == case.name
            assert 1 <= evidence.line <= len(lines)


REFUSED = [
    ("jaeger", '{"data": "x"}', "1:1: this is not an answer of Jaeger's"),
    ("jaeger", '{"data": [{"parent": "a"}]}', '1:11: a link has a name as "child", but it is'),
    ("jaeger", '{"data":\n [{"parent": 1, "child": "b"}]}', "2:3: a link has a name as"),
    ("jaeger", '{"dependencies": [{"parent": "a", "child": "b", "callCount": -1}]}', "-1"),
    ("jaeger", '{"data": []}', "no call stands in these files"),
    ("jaeger", '{"data": [{"spans": [{"spanID": "1"}]}]}', "1:22: this is not a span"),
    ("jaeger", '{"data": [', "but the end"),
    ("jaeger", '{"data": [}', '"}" was found'),
    ("jaeger", "[1] 2", "more stands behind the value"),
    ("jaeger", "[" * 100_000, "nested too deeply"),
    ("zipkin", "{}", "not a list of links or of traces"),
    ("zipkin", '[[{"traceId": "a", "id": "1", "annotations": []}]]', "first format"),
    ("tempo", '{"status": "error", "error": "bad query"}', '"bad query"'),
    ("tempo", '{"data": {"result": [{"metric": {"client": "a", "server": "b"}}]}}', "1:22"),
    ("tempo", "{}", "traces_service_graph_request_total"),
    ("kiali", '{"elements": {}}', "not a graph of Kiali's"),
    ("backstage", "kind: Pod", 'has an "apiVersion" and a "kind"'),
    ("backstage", "{apiVersion: v1, kind: Pod, metadata: {name: a}}", 'of kind "Pod"'),
    ("backstage", "{apiVersion: backstage.io/v1, kind: API, metadata: {}}", 'has a "name"'),
    ("terraform", '{"version": 2, "terraform_version": "0.6"}', "1:13: states of version 3 and 4"),
    ("terraform", "{}", "neither a plan nor a state"),
    ("terraform", '{"format_version": "1.0"}', "nothing is planned"),
    ("terraform-graph", "graph {}", "not a graph in DOT"),
    ("terraform-graph", "digraph {\n}", "no resource stands in this graph"),
    ("pagerduty", "[]", 'none of "services"'),
    ("pagerduty", '{"relationships": [{}]}', '1:20: a relationship has a "dependent_service"'),
    ("score", "kind: Pod", "score.dev"),
    ("score", "apiVersion: score.dev/v1b1", 'has a "name"'),
]


@pytest.mark.parametrize(("kind", "text", "told"), REFUSED)
def test_refused(kind: str, text: str, told: str) -> None:
    proposal, findings = importer(kind).read([Source("f", text)])
    assert proposal is None
    assert findings
    assert told in "".join(f"{f.place}: {f.message} {f.hint}" for f in findings)


def test_files_that_a_location_names_are_read_but_none_outside_its_folder() -> None:
    asked: list[str] = []

    class Files:
        def read(self, path: str) -> Source | None:
            asked.append(path)
            text = (
                "{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: b},"
                " spec: {type: service}}"
            )
            return Source(path, text) if path == "cat/sub/b.yaml" else None

    location = (
        "{apiVersion: backstage.io/v1alpha1, kind: Location, metadata: {name: l}, spec: {targets:"
        " [./sub/b.yaml, sub/../sub/b.yaml, ../x.yaml, sub/../../x.yaml, /etc/passwd,"
        " 'file:///etc/passwd', none.yaml]}}"
    )
    proposal, _ = importer("backstage").read([Source("cat/all.yaml", location)], Files())
    assert proposal is not None
    assert [c.name for c in proposal.components] == ["b"]
    assert asked == ["cat/sub/b.yaml", "cat/none.yaml"]


def test_several_files_are_one_estate() -> None:
    one = Source("a.json", '[{"parent": "a", "child": "b", "callCount": 2}]')
    two = Source("b.json", '[{"parent": "a", "child": "b", "callCount": 3}]')
    proposal, _ = importer("zipkin").read([one, two])
    assert proposal is not None
    [edge] = proposal.edges
    assert str(edge.evidence[0]) == "a.json:1: a calls b, 5 times (2 lines say so)"


def test_no_need_takes_the_slot_of_a_placement_nor_that_of_another() -> None:
    services = ", ".join(
        f'{{"id": "{i}", "name": "{n}"}}' for i, n in enumerate(("a", "in", "in-2"))
    )
    links = ", ".join(
        f'{{"dependent_service": {{"id": "0"}}, "supporting_service": {{"id": "{i}"}}}}'
        for i in (1, 2)
    )
    text = f'{{"services": [{services}], "relationships": [{links}]}}'
    proposal, findings = importer("pagerduty").read([Source("f", text)])
    assert findings == ()
    assert proposal is not None
    assert [(e.slot, e.targets) for e in proposal.edges] == [
        ("in-3", ("in",)),
        ("in-2", ("in-2",)),
    ]
    model, wrong = load_text(render(proposal))
    assert wrong == ()
    assert model is not None
