"""`drctl risks --years` on the command line, and what goes through a cluster."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.analysis.lifetimes import simulate

Drctl = Callable[..., Any]
ROOT = Path(__file__).parents[2]

MODEL = """\
drctl: 1
policy: {tiers: {first: {slo: 99%}}}
providers:
  a: {failure: {mtbf: 30d, restore: 6h}}
  b: {}
services:
  s: {tier: first, failure: never, needs: {x: {use: a, fallbacks: [b]}}}
  fine: {failure: never}
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL)
    return tmp_path


def test_one_service(drctl: Drctl, estate: Path) -> None:
    done = drctl("risks", "s", "--years", "500", "--seed", "3", cwd=estate)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "s: 500 simulated years, seed 3."
    # 1/121 of the year is 72h24m, which the fallback that never fails here takes away.
    label, before, after = re.split("  +", lines[3])
    assert label == "down a year, mean"
    assert re.fullmatch(r"3d\w+ or more \(\w+ to 3d\w+\)", before)
    assert after == "0s or more (too few outages to say how sure)"
    assert "Not down in any of these years, once they have acted." in lines
    assert "All this is the least" in lines[-2]
    assert lines[-1].endswith(": b.")
    assert [line for line in lines if line.startswith(("┊", "|"))]


def test_all_services(drctl: Drctl, estate: Path) -> None:
    done = drctl("risks", "--years", "500", cwd=estate)
    head, s, fine = [line.split() for line in done.out.split("\n\n")[1].splitlines()]
    assert head[:4] == ["tier", "service", "down", "a"]
    assert s[:2] == ["first", "s"]
    assert s[-2] == "99%"
    assert fine == ["fine", "0s", "0s", "0s", "0s", "100.0%"]


def test_no_services(drctl: Drctl, tmp_path: Path) -> None:
    (tmp_path / "dr.yaml").write_text(MODEL.split("services:")[0])
    done = drctl("risks", "--years", "5", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "There are no services.\n", "")
    assert (
        json.loads(drctl("risks", "--years", "5", "--json", cwd=tmp_path).out)["components"] == []
    )
    assert drctl("risks", "a", "--years", "5", cwd=tmp_path).out.startswith("a: 5 simulated years")


def test_as_json(drctl: Drctl, estate: Path) -> None:
    line = ("--years", "500", "--seed", "3", "--json")
    found = json.loads(drctl("risks", "s", *line, cwd=estate).out)
    every = json.loads(drctl("risks", *line, cwd=estate).out)["components"]
    assert [one["component"] for one in every] == ["fine", "s"]
    assert every[1].items() <= found.items()
    del found["schema_version"], found["tool"]
    before, after = found.pop("simulated_before_people_act"), found.pop("simulated")
    assert found == {
        "component": "s",
        "years": 500,
        "seed": 3,
        "missing": ["b"],
        "slo": 0.99,
        "slo_budget_seconds": 315_360.0,
    }
    down = before["downtime_seconds"]
    assert down["low"] < 365 * 86_400 / 121 < down["high"]
    assert down["p50"] < down["p90"] < down["p95"] < down["p99"] < down["worst"]
    longest = before["longest_outage_seconds"]
    assert all(longest[key] <= down[key] for key in longest)
    assert before["outages"]["low"] < 365 / 30.25 < before["outages"]["high"]
    kept = before["slo_kept"]
    assert 0 < kept["low"] < kept["share"] < kept["high"] < 1
    none = dict.fromkeys(("p50", "p90", "p95", "p99", "worst"), 0)
    assert after == {
        "downtime_seconds": {"mean": 0, "low": None, "high": None, **none},
        "longest_outage_seconds": none,
        "outages": {"mean": 0, "low": None, "high": None},
        "years_without_downtime": {"share": 1, "low": pytest.approx(0.9924, abs=1e-4), "high": 1},
        "slo_kept": {"share": 1, "low": pytest.approx(0.9924, abs=1e-4), "high": 1},
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("--years 0", "--years must be 1 or more, not 0"),
        ("s --years -3", "--years must be 1 or more, not -3"),
        ("s --years 5 --seed -1", "--seed must be 0 or more, not -1"),
        ("s --years 5 --cores 0", "--cores must be 1 or more, not 0"),
        ("s --seed 5", "--seed speaks of simulated years: drctl risks --years N --seed 5"),
        (
            "--cluster x:1",
            "--cluster speaks of simulated years: drctl risks --years N --cluster x:1",
        ),
        ("--years 5 --by vendor", "--years simulates failures one by one, --by has many at once"),
        ("s --years 5 --top 3", "--top speaks of one service's cut sets"),
        ("s --years 5 --rank probability", "--rank speaks of one service's cut sets"),
        ("s --years 5 --cores 2 --cluster x:1", "--cores speaks of this machine"),
        ("s --years 5 --cluster nonsense", "a cluster is the address of a Dask scheduler"),
        ("s --years 99999999999999", "99,999,999,999,999 years are too many for 1 service"),
        ("nobody --years 5", '"nobody"'),
    ],
)
def test_what_is_refused(drctl: Drctl, estate: Path, line: str, told: str) -> None:
    done = drctl("risks", *line.split(), cwd=estate)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


@pytest.mark.parametrize("words", ["s --years x", "s --years 5 --seed 1.5", "s --years 1e3"])
def test_what_is_no_number(drctl: Drctl, estate: Path, words: str) -> None:
    done = drctl("risks", *words.split(), cwd=estate)
    assert (done.code, done.out) == (2, "")
    assert "should be a valid integer" in done.err


@pytest.mark.parametrize(
    "line", ["risks chat-api --years 40 --json", "risks --years 20", "show", "show chat-api"]
)
def test_a_cluster_answers_as_this_machine_does(
    drctl: Drctl, cluster: str, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(simulate, "PIECE", 1_000)
    here = drctl(*line.split(), cwd=ROOT)
    there = drctl(*line.split(), "--cluster", cluster, cwd=ROOT)
    assert here.code == 0
    assert there == here


def test_show_refuses_nonsense(drctl: Drctl, estate: Path) -> None:
    done = drctl("show", "--cluster", "nonsense", cwd=estate)
    assert (done.code, done.out) == (2, "")
    assert "a cluster is the address of a Dask scheduler" in done.err
