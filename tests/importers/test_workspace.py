"""A proposal becomes YAML that says exactly what was proposed, whatever the names are."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from drctl.importers._kind import Component, Edge, Evidence, Proposal, Source
from drctl.importers._names import LONGEST, cleaned, distinct
from drctl.importers._scalars import quoted
from drctl.importers._workspace import render
from drctl.importers.kubernetes import read
from drctl.model.load import load

# What YAML can hold at all: no half surrogate pairs.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NASTY = [
    ": # \" ' \n", "&a", "*a", "!tag", "| x", "> x", "- a", "? a", "%YAML", "@a", "`a", "---",
    "...", "null", "~", "yes", "No", "ON", "true", "1", "0x1f", "0o17", "1e3", ".inf", "1:30",
    "2024-01-01", "", " a", "a ", "a\tb", "\x85\u2028\u2029\ufeff", "\x00\x1b[31m\x7f", "[a]",
    "\U0001f600é", "a: b", "a #b", "{a: b}", "x" * 5_000, "<<", "=", "\\n", "'", '"',
]  # fmt: skip


_POD = "{kind: Pod, metadata: {name: x}}"


def loaded(text: str) -> object:
    return YAML(typ="safe").load(text)


@given(TEXT)
def test_quoted_text_comes_back(text: str) -> None:
    assert loaded(f"- {quoted(text)}") == [text]
    assert loaded(f"{{use: {quoted(text)}, b: 1}}") == {"use": text, "b": 1}


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_comes_back(text: str) -> None:
    assert loaded(f"{{use: {quoted(text)}, b: [{quoted(text)}]}}") == {"use": text, "b": [text]}
    assert "\n" not in quoted(text)


def test_half_of_a_surrogate_pair_is_replaced() -> None:
    assert loaded(quoted("a\ud800")) == "a\ufffd"


@given(TEXT, TEXT, TEXT, st.lists(TEXT, max_size=2))
@example("a\nb: c", "x\n  evil: true", "\u2028evil: true", ["\x85evil: true"])
def test_no_text_of_a_proposal_can_add_to_the_model(
    title: str, why: str, remark: str, notes: list[str]
) -> None:
    seen = Evidence("m.yaml\nx: 1", 1, why)
    web = Component("web", "service", (seen,), title, remarks=(remark,))
    out = Component("out", "provider", (seen,), title="t", vendor=title or "v")
    edge = Edge("web", "out", ("out",), (seen,), reason=remark)
    text = render(Proposal("kubernetes", ("a\nb: 1",), (out, web), (edge,), tuple(notes)))
    titled = {"title": title} if title else {}
    assert loaded(text) == {
        "drctl": 1,
        "name": "imported",
        "policy": {"tiers": {"standard": {"survives": 1}}},
        "providers": {"out": {"title": "t", "vendor": title or "v"}},
        "services": {"web": {**titled, "tier": "standard", "needs": {"out": "out"}}},
    }


@given(st.lists(TEXT, min_size=1, max_size=6))
@example(["x-ray", "X", "x-2", "x_2"])
def test_workloads_of_any_names_load(names: list[str]) -> None:
    pods = [f"{{kind: Pod, metadata: {{name: {quoted(name)}}}}}" for name in names if name]
    proposal, _ = read([Source("m.yaml", "\n---\n".join([_POD, *pods]))])
    assert proposal is not None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "dr.yaml"
        path.write_text(render(proposal), encoding="utf-8")
        model, findings = load(path)
    assert findings == ()
    assert model is not None
    # The same object given twice is one; every other name gives one component.
    assert len(model.components) == len({"x", *filter(None, names)})


@given(st.lists(st.text(alphabet="aAx-_.é2", max_size=4)), st.booleans())
def test_names_are_clean_and_distinct(originals: list[str], long: bool) -> None:
    wanted = [(n, text * (60 if long else 1)) for n, text in enumerate(originals)]
    given_names = distinct(wanted)
    assert sorted(given_names) == [n for n, _ in wanted]
    assert len({name.casefold() for name in given_names.values()}) == len(wanted)
    for name in given_names.values():
        assert 1 <= len(name) <= LONGEST
        assert cleaned(name) == name
        assert not name.startswith("x-")


def test_a_number_never_takes_a_name_that_something_else_has() -> None:
    wanted = [(1, "api"), (2, "api"), (3, "api-2"), (4, "API")]
    assert distinct(wanted) == {1: "api", 3: "api-2", 2: "api-3", 4: "API-4"}


def test_the_name_of_the_workspace_can_be_given() -> None:
    web = Component("web", "service", promised=False)
    text = render(Proposal("kubernetes", ("m.yaml",), (web,), ()), name="my shop: 1")
    assert loaded(text) == {"drctl": 1, "name": "my-shop-1", "services": {"web": {}}}


def test_needs_of_every_strength(tmp_path: Path) -> None:
    names = ["a", "b", "c", "d"]
    seen = (Evidence("m.yaml", 1, "it says so"),)
    edges = (
        Edge("a", "soft", ("b",), seen, strength="soft"),
        Edge("a", "start", ("c",), seen, at_start_only=True),
        Edge("a", "three", ("b", "c", "d"), seen, strength="unnoticed"),
        Edge("a", "two", ("b", "c"), seen),
    )
    components = tuple(Component(name, "service") for name in names)
    path = tmp_path / "dr.yaml"
    path.write_text(render(Proposal("kubernetes", (), components, edges)), encoding="utf-8")
    model, findings = load(path)
    assert findings == ()
    assert model is not None
    needs = {need.slot: need for need in model.components["a"].needs}
    assert (needs["soft"].optional, needs["soft"].at_start) == (True, None)
    assert (needs["start"].optional, needs["start"].at_start) == (False, "only")
    assert needs["three"].optional == "unnoticed"
    assert needs["two"].hard
