"""Drills with LiteLLM's real proxy: what passes, what fails, and what the audit makes of it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.providers import TWO, provider

ROOT = Path(__file__).parents[2]
Run = Callable[..., Any]

pytestmark = pytest.mark.needs("litellm")


def test_the_reference_estate_refuses_and_hangs(tmp_path: Path, drctl: Run) -> None:
    """What CI drills: no request is lost, and the record takes two fallbacks off the list."""
    shutil.copy(ROOT / "dr.yaml", tmp_path)
    shutil.copytree(ROOT / "model", tmp_path / "model")
    undrilled = never_drilled(tmp_path, drctl)
    needs = ("--need", "llm-gateway.critical", "--need", "embeddings.model")
    words = (*needs, "--fault", "refuse", "--fault", "hang")
    record = ("--record", "model/drills", "--json")
    done = drctl("gateway", "drill", *words, *record, cwd=tmp_path)
    assert done.code == 0, done.err
    found = json.loads(done.out)["needs"]
    assert [[o["component"] for o in need["options"]] for need in found] == [
        ["local-llm", "openai-api", "anthropic-api"],
        ["openai-api", "azure-openai"],
    ]
    for need in found:
        for fault in need["faults"]:
            assert fault["lost"] == 0
            assert fault["served"][need["options"][1]["component"]] >= 50
            # For vectors too, whose callers wait 2s: nothing is asked three times.
            assert (fault["hits"] or 0) <= 24
    assert ("llm-gateway", "critical") in undrilled
    assert never_drilled(tmp_path, drctl) == undrilled - {("llm-gateway", "critical")}


def never_drilled(folder: Path, drctl: Run) -> set[tuple[str, str]]:
    found = json.loads(drctl("audit", "--json", "--exit-zero", cwd=folder).out)["findings"]
    return {
        (victim["component"], victim["need"])
        for finding in found
        if finding["rule"] == "undrilled-fallback"
        for victim in finding["victims"]
    }


def test_an_expired_key_of_a_fallback_is_found_here(
    tmp_path: Path, drctl: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is well until the primary is gone: only a direct request shows it."""
    monkeypatch.setenv("ALPHA_KEY", "alpha-key-of-today")
    monkeypatch.setenv("DELTA_KEY", "delta-key-of-last-year")
    (tmp_path / "drills").mkdir()
    (tmp_path / "drills" / "earlier.yaml").write_text("drctl: 1\n")
    with provider("alpha", "alpha-key-of-today") as a, provider("delta", "another-key") as d:
        (tmp_path / "dr.yaml").write_text(TWO.format(a, d))
        words = ("--real", "--fault", "503", "--requests", "20", "--record", "drills")
        done = drctl("gateway", "drill", *words, "--json", cwd=tmp_path)
    assert done.code == 1, done.err
    (need,) = json.loads(done.out)["needs"]
    alpha, delta = need["options"]
    assert (alpha["passed"], alpha["alone"]["status"]) == (True, 200)
    assert (delta["passed"], delta["alone"]["status"]) == (False, 401)
    (record,) = (tmp_path / "drills").glob("*-gateway-router-talk.yaml")
    assert "result: failed" in record.read_text()
    for text in (done.out, done.err, record.read_text()):
        assert "key-of" not in text
    audit = json.loads(drctl("audit", "--json", cwd=tmp_path).out)
    assert [f["cause"] for f in audit["findings"] if f["rule"] == "failed-drill"] == [["delta"]]


def test_a_missing_key_is_told(tmp_path: Path, drctl: Run) -> None:
    (tmp_path / "dr.yaml").write_text(TWO.format(1, 2).replace("include: [drills/*.yaml]\n", ""))
    done = drctl("gateway", "drill", "--real", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: the configuration needs ALPHA_KEY, DELTA_KEY, not set in the environment\n"
    )
    ran = drctl("gateway", "run", cwd=tmp_path)
    assert (ran.code, ran.err) == (2, done.err)
