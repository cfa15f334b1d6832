"""Manifests in, a model out: the cases are the files under data/.

Adding a case is adding two files. Each expected text was read and judged by a person; that
it is a model, and the model that was meant, is checked by drctl's own loader.
"""

from pathlib import Path

import pytest

from drctl.importers._kind import Proposal, Source
from drctl.importers._workspace import render
from drctl.importers.kubernetes import read
from drctl.model.load import load

DATA = Path(__file__).parent / "data"
ACCEPTED = sorted((DATA / "kubernetes").glob("*.in.*"))
REFUSED = sorted((DATA / "refused").glob("*.in.yaml"))


def proposed(*files: Path) -> Proposal:
    proposal, findings = read([Source(f.name, f.read_text(encoding="utf-8")) for f in files])
    assert findings == ()
    assert proposal is not None
    return proposal


def test_there_are_cases() -> None:
    assert len(ACCEPTED) >= 20
    assert len(REFUSED) >= 10


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda f: f.name)
def test_case(case: Path) -> None:
    expected = case.with_name(case.name.split(".")[0] + ".out.yaml")
    assert render(proposed(case)) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda f: f.name)
def test_what_is_written_loads_as_the_model_that_was_meant(case: Path, tmp_path: Path) -> None:
    proposal = proposed(case)
    (tmp_path / "dr.yaml").write_text(render(proposal), encoding="utf-8")
    model, findings = load(tmp_path / "dr.yaml")
    assert findings == ()
    assert model is not None
    assert set(model.components) == {c.name for c in proposal.components}
    slots = {(c.name, need.slot) for c in model.components.values() for need in c.needs}
    assert slots == {(e.source, e.slot) for e in proposal.edges}
    for component in proposal.components:
        if component.title:
            assert model.components[component.name].title == component.title


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda f: f.name)
def test_every_need_has_evidence_that_stands_in_the_file(case: Path) -> None:
    lines = case.read_text(encoding="utf-8").splitlines()
    for edge in proposed(case).edges:
        assert edge.evidence
        for evidence in edge.evidence:
            assert evidence.path == case.name
            assert 1 <= evidence.line <= len(lines)
            name = evidence.why.partition("=")[0].partition(" holds ")[0].lstrip("-")
            if " " not in name and "ConfigMap" not in evidence.why:
                assert name in lines[evidence.line - 1] + lines[evidence.line - 2]


@pytest.mark.parametrize("case", REFUSED, ids=lambda f: f.name)
def test_refused(case: Path) -> None:
    proposal, findings = read([Source(case.name, case.read_text(encoding="utf-8"))])
    assert proposal is None
    told = "".join(
        f"{f.place}: {f.message} [{f.rule}]\n" + (f"  hint: {f.hint}\n" if f.hint else "")
        for f in findings
    )
    expected = case.with_name(case.name.replace(".in.yaml", ".out.txt"))
    assert told == expected.read_text(encoding="utf-8")


def test_several_files_are_one_cluster_and_all_their_errors_are_told() -> None:
    web = "{kind: Pod, metadata: {name: web}, spec: {containers: [{env: [%s]}]}}"
    caller = Source("a.yaml", web % '{name: DB_ADDR, value: "db:5432"}')
    called = Source("b.yaml", "{kind: Service, metadata: {name: db}, spec: {selector: {a: b}}}")
    proposal, _ = read([caller, called, Source("empty.yaml", "")])
    assert proposal is not None
    assert [(e.source, e.targets) for e in proposal.edges] == [("web", ("db",))]
    broken = Source("c.yaml", "a: [")
    proposal, findings = read([broken, caller, Source("d.yaml", "x: 1")])
    assert proposal is None
    assert [f.place.path for f in findings] == ["c.yaml", "d.yaml"]


def test_the_order_of_files_and_documents_does_not_matter() -> None:
    case = DATA / "kubernetes" / "services.in.yaml"
    documents = case.read_text(encoding="utf-8").split("---\n")
    sources = [Source(f"{n}.yaml", text) for n, text in enumerate(documents)]
    forth, _ = read(sources)
    back, _ = read(sources[::-1])
    assert forth is not None
    assert back is not None
    assert (forth.components, forth.edges) == (back.components, back.edges)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "kind: List\nitems:\n- &a {kind: Pod, metadata: {name: a}}\n"
        + "".join(
            f"- &{new} {{kind: List, items: [{', '.join([f'*{old}'] * 10)}]}}\n"
            for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "\x89PNG\r\n\x1a\n\x00",
        "kind: \ud800",
        "&a [*a]",
        "a: &a {<<: [*a]}",
    ],
    ids=["deep", "laughs", "binary", "surrogate", "recursive", "recursive-merge"],
)
def test_hostile_text_is_refused_with_a_place(text: str) -> None:
    proposal, findings = read([Source("x.yaml", text)])
    assert proposal is None
    assert all(f.place.path == "x.yaml" and f.place.line >= 1 for f in findings)
    assert len(findings) == 1


def test_values_that_double_from_line_to_line_stay_small() -> None:
    env = ", ".join(f'{{name: v{i + 1}, value: "$(v{i})$(v{i})"}}' for i in range(200))
    text = (
        "{kind: Pod, metadata: {name: a}, spec: {containers: [{env: ["
        f'{{name: v0, value: "db:1"}}, {env}]}}]}}}}'
    )
    proposal, findings = read([Source("x.yaml", text)])
    assert findings == ()
    assert proposal is not None
    assert len(render(proposal)) < 10_000


DUMP = """\
apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
    managedFields:
    - manager: kubectl
      fieldsV1:
        f:spec: {}

    labels: {app: web}
  spec:
    template:
      spec:
        containers:
        - name: main
          image: example.com/web:1
          env:
          - {name: SETTINGS, valueFrom: {configMapKeyRef: {name: settings, key: all}}}
          - {name: DB_HOST, value: db}
  status:
    conditions:
    - message: |
        the first line

        and the last
    replicas: 2
- apiVersion: apps/v1
  kind: StatefulSet
  metadata: {name: db}
  spec: {template: {spec: {containers: [{name: main, image: "example.com/db:1"}]}}}
  status: {replicas: 1}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: settings}
  data:
    all: |
      status:
        address: http://db:5432
      managedFields:
      - api: https://api.stripe.com/v1
"""


def test_what_a_server_adds_is_passed_over_and_texts_are_not() -> None:
    """Beside the same dump with these parts taken out by hand: only the lines differ."""
    bare = DUMP.replace(DUMP[DUMP.index("    managed") : DUMP.index("    labels")], "", 1)
    bare = bare.replace(
        bare[bare.index("  status:") : bare.index("- apiVersion: apps/v1\n  kind: St")], ""
    )
    full, plain = (read([Source("dump", text)])[0] for text in (DUMP, bare))
    assert full is not None
    assert plain is not None
    told = {(e.source, e.targets, len(e.evidence)) for e in full.edges}
    assert told == {(e.source, e.targets, len(e.evidence)) for e in plain.edges}
    assert sorted(told) == [("web", ("api-stripe-com",), 1), ("web", ("db",), 2)]
    lines = {e.line for edge in full.edges for e in edge.evidence}
    assert {DUMP.splitlines()[line - 1].strip()[:22] for line in lines} == {
        "- {name: DB_HOST, valu",
        "all: |",
    }


def test_a_mistake_in_what_is_read_is_told_with_its_place_in_the_dump() -> None:
    broken = DUMP.replace("metadata: {name: db}", "metadata: {name: db")
    proposal, (finding,) = read([Source("dump", broken)])
    assert proposal is None
    assert finding.place is not None
    assert broken.splitlines()[finding.place.line - 1].startswith("  spec: {template")


def test_an_anchor_in_what_is_passed_over_may_be_asked_for() -> None:
    text = DUMP.replace("    replicas: 2\n", "    replicas: &two 2\n").replace(
        "  kind: StatefulSet\n  metadata: {name: db}\n  spec: {",
        "  kind: StatefulSet\n  metadata: {name: db}\n  spec: {replicas: *two, ",
    )
    proposal, findings = read([Source("dump", text)])
    assert findings == ()
    assert proposal is not None
    assert {c.name: c.replicas for c in proposal.components}["db"] == 2
