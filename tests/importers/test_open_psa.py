"""Open-PSA fault trees: what they become, what is refused, and published figures."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.analysis.risks import risks
from drctl.analysis.unavailability import own_unavailability
from drctl.graph import build
from drctl.importers._kind import Source
from drctl.importers._workspace import render
from drctl.importers.open_psa import read
from drctl.model import Model, load_text

Drctl = Callable[..., Any]


def tree(gates: str, events: str = "") -> str:
    return f"<opsa-mef><define-fault-tree name='t'>{gates}{events}</define-fault-tree></opsa-mef>"


def gate(name: str, formula: str) -> str:
    return f"<define-gate name='{name}'>{formula}</define-gate>"


def event(name: str, value: object) -> str:
    number = f"<float value='{value}'/>"
    return f"<define-basic-event name='{name}'>{number}</define-basic-event>"


def e(*names: str) -> str:
    return "".join(f"<basic-event name='{name}'/>" for name in names)


def imported(text: str) -> Model:
    proposal, findings = read([Source("t.xml", text)])
    assert proposal is not None, [f.message for f in findings]
    model, wrong = load_text(render(proposal))
    assert model is not None, [f.message for f in wrong]
    return model


def sets(model: Model, name: str) -> set[frozenset[str]]:
    return {frozenset(s.components) for s in risks(model, build(model), name).cut_sets()}


def test_formulas_inside_formulas() -> None:
    inner = f"<atleast min='2'>{e('a', 'b')}<and>{e('c', 'd')}</and></atleast>"
    model = imported(tree(gate("top", f"<or>{inner}{e('x')}</or>")))
    wanted = [{"a", "b"}, {"a", "c", "d"}, {"b", "c", "d"}, {"x"}]
    assert sets(model, "top") == set(map(frozenset, wanted))


def test_constants_and_house_events_are_put_in_place() -> None:
    house = "<define-house-event name='{}'><constant value='{}'/></define-house-event>"
    text = tree(
        gate("top", "<or><gate name='dead'/><gate name='live'/></or>")
        + gate("dead", f"<and><house-event name='off'/>{e('a')}</and>")
        + gate(
            "live", f"<and><house-event name='on'/>{e('b', 'c')}<constant value='true'/></and>"
        ),
        house.format("off", "false") + house.format("on", "true"),
    )
    assert sets(imported(text), "top") == {frozenset({"b", "c"})}


def test_an_event_without_a_type_is_what_is_called_so() -> None:
    text = tree(
        gate("top", "<and><event name='g'/><event name='b'/></and>")
        + gate("g", f"<or>{e('a')}</or>"),
        event("b", 0.5),
    )
    assert sets(imported(text), "top") == {frozenset({"a", "b"})}


@pytest.mark.parametrize("chance", [0.5, 0.01, 1.5e-5, 3.3e-9, 1.2345678e-13, 1.0, 0.0])
def test_probabilities_keep_their_digits(chance: float) -> None:
    model = imported(tree(gate("top", f"<or>{e('a')}</or>"), event("a", chance)))
    value = risks(model, build(model), "top").after.value
    assert value == pytest.approx(chance, rel=1e-12)


@pytest.mark.parametrize("hours", [6, 1920, 2880, 8760.5, 87_600])
def test_an_hour_of_so_many_reads_as_such(hours: float) -> None:
    """What an export of `mtbf` and `restore` says comes back as they were written."""
    chance = 1 / (hours + 1)
    text = tree(gate("top", e("a")), event("a", chance))
    proposal, findings = read([Source("t.xml", text)])
    assert proposal is not None, findings
    assert f"failure: {{mtbf: {hours:.10g}h, restore: 1h}}\n" in render(proposal)
    assert own_unavailability(imported(text).components["a"]) == chance


def test_what_is_no_plain_number_stays_unknown() -> None:
    drawn = "<define-basic-event name='a'><exponential><float value='1'/></exponential>"
    text = tree(gate("top", f"<or>{e('a', 'b')}</or>"), f"{drawn}</define-basic-event>")
    assert risks(imported(text), build(imported(text)), "top").after.missing == ("a", "b")


def test_a_parameter_is_a_number_by_name() -> None:
    number = "<define-parameter name='q'><float value='0.25'/></define-parameter>"
    text = tree(
        gate("top", f"<or>{e('a')}</or>"),
        f"<define-basic-event name='a'><parameter name='q'/></define-basic-event>{number}",
    )
    model = imported(text)
    assert risks(model, build(model), "top").after.value == 0.25


def test_a_gate_and_an_event_of_one_name_become_two() -> None:
    model = imported(tree(gate("a", f"<or>{e('a', 'b')}</or>"), event("a", 0.5)))
    assert sets(model, "a") == {frozenset({"a-2"}), frozenset({"b"})}


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        (tree(gate("g", f"<not>{e('a')}</not>")), "t.xml:1:61", "<not> is not coherent"),
        (tree(gate("g", f"<or><xor>{e('a', 'b')}</xor></or>")), "t.xml:1:65", "<xor> is not"),
        (tree(gate("g", "<or><gate name='h'/></or>")), "t.xml:1:65", 'no gate is called "h"'),
        (tree(gate("g", "<or></or>")), "t.xml:1:61", "this <or> has no arguments"),
        (
            tree(gate("g", f"<atleast min='3'>{e('a', 'b')}</atleast>")),
            "t.xml:1:61",
            "1 to 2",
        ),
        (tree(gate("g", f"<atleast>{e('a', 'b')}</atleast>")), "t.xml:1:61", 'not ""'),
        (tree(gate("g", "<imply/>")), "t.xml:1:61", "<imply> is not coherent"),
        (tree(gate("g", "<huh/>")), "t.xml:1:61", "<huh> is no formula"),
        (tree(gate("g", e("a") + e("b"))), "t.xml:1:39", "must hold one formula"),
        (tree(gate("g", e("a")) * 2), "t.xml:1:98", 'gate "g" is already defined at t.xml:1:39'),
        (tree(gate("g", "<gate name='g'/>")), "t.xml:1:61", "a gate needs itself: g > g"),
        (tree(gate("g", "<constant value='true'/>")), "t.xml:1:39", "holds although nothing"),
        (tree(gate("g", e("a")), event("a", 1.5)), "t.xml:1:98", "has the probability 1.5"),
        (tree(gate("g", "<event name='zz'/>")), "t.xml:1:61", 'no gate or event is called "zz"'),
        ("<opsa-mef/>", "t.xml:1:1", "no gates are defined here"),
        ("<opsa-mef>", "t.xml:1:11", "this is not XML: no element found"),
        ("<a>" * 300, "t.xml:1:601", "nesting is deeper than 200"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "t.xml:1:25", "defines entities"),
    ],
)
def test_what_is_refused(text: str, place: str, sentence: str) -> None:
    proposal, findings = read([Source("t.xml", text)])
    assert proposal is None
    assert sentence in findings[0].message
    assert str(findings[0].place) == place


def test_refusals_on_the_command_line(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / "t.xml").write_text(tree(gate("g", f"<not>{e('a')}</not>")))
    done = drctl("import", "open-psa", "t.xml", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("t.xml:1:61: error: <not> is not coherent")


# Some seconds each, or (nus9601) no figures at all: benchmarks/aralia.py runs them.
LONG = ("edf9203", "edfpa14p", "nus9601")


@pytest.mark.needs("corpus")
def test_the_aralia_trees_have_their_published_figures(corpus: Path) -> None:
    """SCRAM and four other implementations agree on them (truth.csv)."""
    folder = corpus / "aralia"
    for row in csv.DictReader((folder / "truth.csv").read_text().splitlines()):
        if row["tree"] in LONG:
            continue
        path = folder / f"{row['tree']}.xml"
        model = imported(path.read_text())
        needed = {ref for c in model.components.values() for n in c.needs for ref in _names(n)}
        (top,) = (c.name for c in model.of_kind("service") if c.name not in needed)
        found = risks(model, build(model), top)
        sizes = {i: int(n) for i, n in enumerate(row["by_order_from_0"].split()) if n != "0"}
        assert found.by_size == sizes, row["tree"]
        assert found.after.value == pytest.approx(float(row["probability"]), rel=1e-9), row["tree"]


def _names(need: Any) -> list[str]:
    from drctl.model.requirement import refs

    return [ref.name for ref in refs(need.requirement)]
