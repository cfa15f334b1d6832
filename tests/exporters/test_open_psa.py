"""Open-PSA out: SCRAM finds the same in it as drctl, and drctl reads its own files back."""

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.analysis.risks import risks
from drctl.assessment import Assessment
from drctl.exporters import EXPORTERS, exporter
from drctl.exporters.open_psa import write
from drctl.importers._kind import Source
from drctl.importers._workspace import render
from drctl.importers.open_psa import read
from drctl.model import Model, load, load_text
from tests.oracle.models import random_model

ROOT = Path(__file__).parents[2]
Drctl = Callable[..., Any]


def model_of(seed: int) -> Model:
    """A random model with figures for everything."""
    made = random_model(seed)
    for section in ("services", "providers", "domains"):
        for i, has in enumerate(made.get(section, {}).values()):
            has.setdefault("failure", {"availability": f"{70 + 3 * i}%"})
    model, findings = load_text(json.dumps(made))
    assert model is not None, [f.message for f in findings]
    return model


def test_every_exporter_is_listed() -> None:
    assert all(hasattr(exporter(kind), "write") for kind in EXPORTERS)


@pytest.mark.parametrize("seed", range(25))
def test_reading_back_gives_the_same_cut_sets(seed: int) -> None:
    model = model_of(seed)
    assessment = Assessment(model)
    for name in model.components:
        wanted = assessment.risks(name)
        text = write(assessment, name).text
        proposal, findings = read([Source("x.xml", text)])
        if not wanted.by_size:
            assert "never" in text
            continue
        if proposal is None:
            # A component without needs: the one event is all, and no gate is defined.
            assert [f.rule for f in findings] == ["nothing-to-import"]
            assert wanted.by_size == {1: 1}
            continue
        again, wrong = load_text(render(proposal))
        assert again is not None, [f.message for f in wrong]
        found = Assessment(again).risks(name)
        assert found.by_size == wanted.by_size
        assert found.after.value == pytest.approx(wanted.after.value, abs=1e-15)
        sets = {tuple(m.removesuffix("-itself") for m in s.components) for s in found.cut_sets()}
        assert {tuple(sorted(s)) for s in sets} == {s.components for s in wanted.cut_sets()}


def scram(text: str, folder: Path) -> dict[str, tuple[dict[int, int], float]]:
    """For each top gate what SCRAM says: cut sets by size, and the probability."""
    path = folder / "model.xml"
    path.write_text(text)
    command = ["scram", "--bdd", "--probability", "1", "--limit-order", "100", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    tops = {}
    for top in ET.fromstring(done.stdout).iter("sum-of-products"):
        orders = Counter(int(p.get("order", "1")) for p in top.iter("product"))
        tops[top.get("name", "")] = (dict(orders), float(top.get("probability", "nan")))
    return tops


@pytest.mark.skipif(shutil.which("scram") is None, reason="needs scram: no scram on the PATH")
@pytest.mark.parametrize("seed", range(8))
def test_scram_agrees(seed: int, tmp_path: Path) -> None:
    model = model_of(seed)
    assessment = Assessment(model)
    for name in model.components:
        wanted = assessment.risks(name)
        text = write(assessment, name).text
        if not wanted.by_size or "<define-gate" not in text:
            continue
        ((top, (orders, chance)),) = scram(text, tmp_path).items()
        assert top == name
        assert orders == wanted.by_size
        assert chance == pytest.approx(wanted.after.value, rel=1e-5)


@pytest.mark.skipif(shutil.which("scram") is None, reason="needs scram: no scram on the PATH")
def test_scram_agrees_on_the_reference_estate(tmp_path: Path) -> None:
    model, _ = load(ROOT / "dr.yaml")
    assert model is not None
    assessment = Assessment(model)
    text = write(assessment).text
    # Without probabilities: some of the estate's components have no figures.
    path = tmp_path / "model.xml"
    path.write_text(text)
    command = ["scram", "--bdd", "--limit-order", "100", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    tops = list(ET.fromstring(done.stdout).iter("sum-of-products"))
    assert len(tops) > 5
    for top in tops:
        orders = Counter(int(p.get("order", "1")) for p in top.iter("product"))
        found = risks(model, assessment.graph, top.get("name", ""))
        assert orders == found.by_size


def test_names_become_identifiers_and_keep_what_they_were() -> None:
    text = """drctl: 1
providers: {9to5: {}, a--b: {}, a-b: {title: "<&>"}, never: {}}
services: {w-: {needs: {all: [9to5, a--b, a-b, never]}}}
"""
    model, findings = load_text(text)
    assert model is not None, findings
    export = write(Assessment(model))
    root = ET.fromstring(export.text)
    named = [(e.get("name"), e.findtext("label")) for e in root.iter("define-basic-event")]
    assert named == [
        ("c-9to5", "9to5"),
        ("a-b", "a--b"),
        ("a-b-2", "<&>"),
        ("never-2", "never"),
        ("w-itself", "w-"),
    ]
    assert export.notes == ("No failure figures, so no probability: 9to5, a--b, a-b, never, w-",)


def test_export_on_the_command_line(drctl: Drctl, tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text("drctl: 1\nservices: {a: {needs: {b: b}}, b: {}}\n")
    done = drctl("export", "open-psa", "a", cwd=tmp_path)
    assert done.code == 0
    assert ET.fromstring(done.out).tag == "opsa-mef"
    assert done.err == "note: No failure figures, so no probability: a, b\n"
    wrong = drctl("export", "opsa", cwd=tmp_path)
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err == f'error: drctl exports no "opsa"; it exports {", ".join(EXPORTERS)}\n'
