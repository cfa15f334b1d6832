"""`drctl provider`: what it adds loads and audits, keeps what is there, and comes once."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.catalogue import known, names
from drctl.model import load

ROOT = Path(__file__).parents[2]
EMPTY = "drctl: 1\nname: estate\n"
Drctl = Callable[..., Any]


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the reference estate."""
    folder = tmp_path_factory.mktemp("estate")
    shutil.copy(ROOT / "dr.yaml", folder)
    for part in ("model", "notes"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.mark.parametrize("name", names())
def test_each_comes_once_into_an_empty_estate(name: str, tmp_path: Path, drctl: Drctl) -> None:
    file = tmp_path / "dr.yaml"
    file.write_text(EMPTY, encoding="utf-8")
    done = drctl("provider", "add", name, "--yes", cwd=tmp_path)
    assert (done.code, done.err) == (0, "written: dr.yaml\n")
    text = file.read_text(encoding="utf-8")
    assert text.startswith(EMPTY)
    model, findings = load(file)
    assert model is not None, findings
    assert model.components[name].kind == "provider"
    assert f"vendor: {known(name).vendor}\n" in text
    assert drctl("audit", "--exit-zero", cwd=tmp_path).code == 0
    again = drctl("provider", "add", name, "--yes", cwd=tmp_path)
    assert (again.code, again.out) == (0, "")
    assert again.err == "dr.yaml has all of it; nothing is written\n"
    assert file.read_text(encoding="utf-8") == text


def test_all_of_them_come_into_the_reference_estate(estate: Path, drctl: Drctl) -> None:
    before = {f: f.read_text(encoding="utf-8") for f in estate.rglob("*.yaml")}
    for name in names():
        done = drctl("provider", "add", name, "--as", f"new-{name}", "--yes", cwd=estate)
        assert (done.code, done.err) == (0, "written: model/providers.yaml\n")
    model, findings = load(estate / "dr.yaml")
    assert model is not None, findings
    assert {f"new-{name}" for name in names()} <= set(model.components)
    assert drctl("audit", "--exit-zero", cwd=estate).code == 0
    for file, text in before.items():
        after = file.read_text(encoding="utf-8")
        assert after == text or set(text.splitlines()) <= set(after.splitlines())
    # The edge is there under its name, and not added again.
    added = (estate / "model" / "providers.yaml").read_text(encoding="utf-8")
    assert "  cloudflare-edge:\n" not in added


def test_what_is_written_by_hand_is_kept(tmp_path: Path, drctl: Drctl) -> None:
    file = tmp_path / "dr.yaml"
    mine = "drctl: 1\nname: x\nproviders:\n  openai:   # ours\n    vendor: someone\n    in: here\n"
    file.write_text(mine + "domains:\n  here: {kind: zone}\n", encoding="utf-8")
    done = drctl("provider", "add", "openai", "--yes", cwd=tmp_path)
    assert done.code == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith(mine)
    assert text.count("vendor:") == text.count("in: ") == 1
    assert "endpoint:" in text
    assert "cloudflare-edge" not in text


def test_names_that_are_taken_are_left_to_people(tmp_path: Path, drctl: Drctl) -> None:
    file = tmp_path / "dr.yaml"
    taken = EMPTY + "services:\n  OpenAI: {}\n  cloudflare-edge: {}\n"
    file.write_text(taken, encoding="utf-8")
    done = drctl("provider", "add", "openai", "--yes", cwd=tmp_path)
    assert "OpenAI is a service; --as gives the provider another name" in done.err
    assert file.read_text(encoding="utf-8") == taken
    done = drctl("provider", "add", "openai", "--as", "gpt", "--yes", cwd=tmp_path)
    assert "cloudflare-edge is a service, not the edge" in done.err
    assert "in: openai-control-plane" in file.read_text(encoding="utf-8")


def test_a_new_file_of_the_workspace(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / "dr.yaml").write_text(EMPTY + "include: ['*.part.yaml']\n", encoding="utf-8")
    (tmp_path / "old.part.yaml").write_text("drctl: 1\n", encoding="utf-8")
    line = ("provider", "add", "entra", "--into", "new.part.yaml", "--yes")
    assert drctl(*line, cwd=tmp_path).code == 0
    model, findings = load(tmp_path / "dr.yaml")
    assert model is not None, findings
    assert set(model.components) == {"entra", "azure-front-door"}
    again = drctl(*line, cwd=tmp_path)
    assert again.err == "new.part.yaml has all of it; nothing is written\n"


def test_what_cannot_be(tmp_path: Path, drctl: Drctl) -> None:
    def said(*line: str) -> tuple[int, str]:
        done = drctl("provider", *line, cwd=tmp_path)
        assert done.out == ""
        return done.code, done.err

    usual = "error: there is no dr.yaml here or above; `drctl init` writes one\n"
    assert said("add", "openai") == (3, usual)
    assert said("add", "openai", "--into", "model.yaml") == (3, usual)
    (tmp_path / "dr.yaml").write_text(EMPTY, encoding="utf-8")
    code, words = said("add", "openia")
    assert (code, 'did you mean "openai"?' in words) == (2, True)
    code, words = said("lits")
    assert (code, 'did you mean "list"?' in words) == (2, True)
    assert said("add")[0] == said("list", "openai")[0] == 2
    assert said("add", "openai", "--as", "a b", "--yes")[0] == 2
    assert (tmp_path / "dr.yaml").read_text(encoding="utf-8") == EMPTY


def test_the_list_as_json(tmp_path: Path, drctl: Drctl) -> None:
    done = drctl("provider", "list", "--json", cwd=tmp_path)
    rows = json.loads(done.out)["providers"]
    assert [row["name"] for row in rows] == sorted(names())
    keys = {"name", "title", "vendor", "kind", "checked", "jurisdiction", "hosts", "status"}
    for row in rows:
        assert set(row) == keys | {"endpoint", "probe", "availability", "shares"}
    openai = next(row for row in rows if row["name"] == "openai")
    assert [one["measure"] for one in openai["availability"]] == ["status-page", "incident-time"]
    assert {"name", "kind", "proof", "source", "date", "whole"} <= set(openai["shares"][0])
