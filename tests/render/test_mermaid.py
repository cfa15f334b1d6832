"""Pictures and exports as npm's own Mermaid reads them; skipped where it is not at hand."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drctl.assessment import Assessment
from drctl.exporters import exporter
from drctl.render.diagrams import picture
from drctl.render.diagrams.flowchart import escaped, keys
from drctl.render.escape import one_line
from tests.render.conftest import ATTACK, LINES
from tests.render.pools import POOLS

FOLDER = os.environ.get("DRCTL_MERMAID", "")  # before the environment is cleaned
SCRIPT = Path(__file__).with_name("mermaid.mjs")
Assess = Callable[[str], Assessment]


def _texts(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Every picture that there is of a model, by name, and the export."""
    yield "overview", picture(assessment, "overview", "").mermaid()
    yield "team", picture(assessment, "overview", "", by="team").mermaid()
    yield "domain", picture(assessment, "overview", "", by="domain").mermaid()
    for name in assessment.model.components:
        yield f"neighbourhood-{name}", picture(assessment, "neighbourhood", name).mermaid()
        yield f"recovery-{name}", picture(assessment, "recovery", name).mermaid()
        yield f"risks-{name}", picture(assessment, "risks", name).mermaid()
    for name in assessment.model.scenarios:
        yield f"scenario-of-{name}", picture(assessment, "scenario", name).mermaid()
        yield f"recovery-of-{name}", picture(assessment, "recovery", name).mermaid()
    yield "export", exporter("mermaid").write(assessment).text


def _read(texts: dict[str, str], folder: Path) -> dict[str, Any]:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    files = [str(folder / name) for name in texts]
    command = ["node", str(SCRIPT), str(Path(FOLDER).resolve()), *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return {Path(file).name: answer for file, answer in json.loads(done.stdout).items()}


@pytest.mark.needs("mermaid")
def test_mermaid_reads_every_picture(
    estate: Assessment, hostile: Assessment, assess: Assess, tmp_path: Path
) -> None:
    models = {"estate": estate, "hostile": hostile, "pools": assess(POOLS)}
    texts = {
        f"{model}-{name}": text
        for model, assessment in models.items()
        for name, text in _texts(assessment)
    }
    found = _read(texts, tmp_path)
    assert {name: a["error"] for name, a in found.items() if "error" in a} == {}
    kinds = {"gantt" if "recovery" in name else "flowchart-v2" for name in found}
    assert {a["type"] for a in found.values()} == kinds
    assert len(found) > 50


@pytest.mark.needs("mermaid")
def test_it_shows_texts_as_they_are(hostile: Assessment, tmp_path: Path) -> None:
    texts = dict(_texts(hostile))
    found = _read({name: texts[name] for name in ("overview", "export")}, tmp_path)
    *nodes, caption = found["overview"]["nodes"]
    assert nodes == ["graph", "node", "spare"]
    assert caption.startswith("left out: needs at start only")
    title = one_line(LINES + ATTACK)
    assert set(found["export"]["nodes"]) == {
        f"graph<br>{one_line(ATTACK)}",
        f"node<br>{title}",
        "spare<br><b>spare</b>",
    }
    assert sorted(found["export"]["edges"]) == ["edge", "edge, fallback, by hand"]


@pytest.mark.needs("mermaid")
def test_frames_and_arrows_are_those_of_the_picture(estate: Assessment, tmp_path: Path) -> None:
    found = _read({"overview": picture(estate, "overview", "").mermaid()}, tmp_path)["overview"]
    assert sorted(found["frames"]) == [
        "edge (edge): takes 3 down",
        "region (region): takes 8 down",
        "zone-a (zone)",
        "zone-b (zone)",
    ]
    assert "fallback, by hand" in found["edges"]


def test_names_become_identifiers_that_differ() -> None:
    assert keys(["a-b", "a_b", "end", "A"]) == {
        "a-b": "c_a_b",
        "a_b": "c_a_b_2",
        "end": "c_end",
        "A": "c_A",
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, 3 of 4", "plain words, 3 of 4"),
        ('say "x"', "say #34;x#34;"),
        ("<b>&amp;", "#60;b#62;#38;amp#59;"),
        ("- item", "#45; item"),
        ("1. first", "1#46; first"),
        ("#35;", "#35;35#59;"),
        ("`x`", "#96;x#96;"),
        ("two\nlines", "two lines"),
        ("\u202eabc", "#65533;abc"),
    ],
)
def test_what_mermaid_could_read_as_its_own_is_a_number(text: str, written: str) -> None:
    assert escaped(text) == written
