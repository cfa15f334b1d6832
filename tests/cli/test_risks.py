"""`drctl risks` on the command line: text, JSON, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Drctl = Callable[..., Any]

# By hand, q = 0.1, 0.2, 0.3 for a, b, c: s falls with b, or with a and c, as in INDaaS (OSDI 2014,
# figure 4).
MODEL = """\
drctl: 1
policy: {tiers: {first: {slo: 80%}}}
providers:
  a: {failure: {availability: 90%}}
  b: {failure: {availability: 80%}}
  c: {failure: {availability: 70%}}
  d: {}
services:
  s:
    tier: first
    failure: never
    needs: {pair: {any_of: [[a, b], [b, c]]}}
  by-hand: {failure: never, needs: {x: {use: b, fallbacks: [c]}}}
  blind: {tier: first, failure: never, needs: {x: [c, d]}}
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(MODEL)
    return tmp_path


def answer(drctl: Drctl, estate: Path, *line: str) -> dict[str, Any]:
    done = drctl("risks", *line, "--json", cwd=estate)
    assert (done.code, done.err) == (0, "")
    content: dict[str, Any] = json.loads(done.out)
    del content["schema_version"], content["tool"]
    return content


def test_one_service_as_json(drctl: Drctl, estate: Path) -> None:
    found = answer(drctl, estate, "s")
    importance = found.pop("importance")
    assert found.pop("importance_before_people_act") == importance
    assert found == {
        "component": "s",
        "count": 2,
        "by_order": {"1": 1, "2": 1},
        "cut_sets": [
            {"size": 1, "probability": 0.2, "components": ["b"]},
            {"size": 2, "probability": pytest.approx(0.03), "components": ["a", "c"]},
        ],
        "unavailability": pytest.approx(0.224),
        "unavailability_at_least": pytest.approx(0.224),
        "unavailability_at_most": pytest.approx(0.224),
        "unavailability_before_people_act": pytest.approx(0.224),
        "unavailability_before_people_act_at_least": pytest.approx(0.224),
        "unavailability_before_people_act_at_most": pytest.approx(0.224),
        "missing": [],
        "downtime_seconds_per_year": pytest.approx(0.224 * 365 * 86400),
        "downtime_seconds_per_year_before_people_act": pytest.approx(0.224 * 365 * 86400),
        "slo_met": False,
        "exact": True,
    }
    # P without b is 0.03, with it 1; without a (or c) 0.2, with a 0.2 + 0.8 x 0.3.
    assert importance == [
        {
            "component": "b",
            "birnbaum": pytest.approx(0.97),
            "fussell_vesely": pytest.approx(1 - 0.03 / 0.224),
            "raw": pytest.approx(1 / 0.224),
            "rrw": pytest.approx(0.224 / 0.03),
        },
        {
            "component": "a",
            "birnbaum": pytest.approx(0.24),
            "fussell_vesely": pytest.approx(0.024 / 0.224),
            "raw": pytest.approx(0.44 / 0.224),
            "rrw": pytest.approx(0.224 / 0.2),
        },
        {
            "component": "c",
            "birnbaum": pytest.approx(0.08),
            "fussell_vesely": pytest.approx(0.024 / 0.224),
            "raw": pytest.approx(0.28 / 0.224),
            "rrw": pytest.approx(0.224 / 0.2),
        },
    ]


def test_people_count_after_and_not_before(drctl: Drctl, estate: Path) -> None:
    found = answer(drctl, estate, "by-hand")
    assert found["unavailability"] == pytest.approx(0.06)
    assert found["unavailability_before_people_act"] == pytest.approx(0.2)
    assert found["slo_met"] is None
    acted = {w["component"]: w["birnbaum"] for w in found["importance"]}
    assert acted == {"b": pytest.approx(0.3), "c": pytest.approx(0.2)}
    (hasty,) = found["importance_before_people_act"]
    assert (hasty["component"], hasty["birnbaum"]) == ("b", pytest.approx(1))
    told = drctl("risks", "by-hand", cwd=estate).out
    assert "What matters most once people have acted:\n" in told
    assert told.endswith("b          1               1         5    never down without it\n")


def test_missing_figures_are_never_assumed(drctl: Drctl, estate: Path) -> None:
    found = answer(drctl, estate, "blind")
    assert found["unavailability"] is None
    assert found["unavailability_at_least"] == pytest.approx(0.3)
    assert found["missing"] == ["d"]
    assert found["slo_met"] is False  # 0.3 is too much already
    assert found["importance"] == []
    (known,) = found["importance_at_best"]
    assert (known["component"], known["fussell_vesely"]) == ("c", pytest.approx(1))
    assert found["importance_before_people_act_at_best"] == [known]
    assert [s["probability"] for s in found["cut_sets"]] == [pytest.approx(0.3), None]


def test_all_services_as_json_are_the_same_objects(drctl: Drctl, estate: Path) -> None:
    rows = answer(drctl, estate)["components"]
    assert rows == [answer(drctl, estate, name) for name in ("blind", "by-hand", "s")]


def test_ranks_and_limits(drctl: Drctl, estate: Path) -> None:
    def sets(*line: str) -> list[list[str]]:
        return [s["components"] for s in answer(drctl, estate, "s", *line)["cut_sets"]]

    assert sets("--order", "1") == [["b"]]
    assert sets("--top", "1") == [["b"]]
    assert sets("--rank", "probability") == [["b"], ["a", "c"]]


def test_in_words(drctl: Drctl, estate: Path) -> None:
    out = drctl("risks", "s", cwd=estate).out.splitlines()
    assert out[0] == "s is down 0.224 of the time (81d18h14m24s a year)."
    assert out[1] == "SLO 80% (down 0.2 at most, people not counted): not kept."
    assert out[3] == "2 minimal cut sets: 1 of size 1, 1 of size 2."
    assert "2     0.03         a, c" in out
    blind = drctl("risks", "blind", cwd=estate).out
    assert "at least 0.3 of the time" in blind
    assert "there are no failure figures for d." in blind
    assert "What matters most, of what has figures:\n" in blind
    ranked = drctl("risks", "blind", "--rank", "probability", cwd=estate).out
    assert "The most probable first, those without figures last.\n" in ranked
    first = drctl("risks", "blind", "--rank", "probability", "--top", "1", cwd=estate).out
    assert "The 1 most probable, those without figures last; --order and --top ask" in first
    assert drctl("risks", "d", cwd=estate).out.startswith("d is down at least 0 of the time")


def test_all_services_in_words(drctl: Drctl, estate: Path) -> None:
    rows = [line.split() for line in drctl("risks", cwd=estate).out.splitlines()]
    assert ["first", "s", "0.224", "0.224", "81d18h14m24s", "80%", "no"] in rows
    assert ["by-hand", "0.06", "0.2", "73d"] in rows
    # d has no figures, so blind is down for longer than c alone makes it: never a bare number.
    least = "first blind 0.3 or more 0.3 or more 109d12h or more 80% no"
    assert least.split() in rows


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("risks t", 'no component is called "t"'),
        ("risks s --top 0", "--top must be 1 or more, not 0"),
        ("risks s --order -1", "--order must be 1 or more, not -1"),
        ("risks --top 3", "--top speaks of one service's cut sets"),
        ("risks s --by vendor --order 2", "--order speaks of one service's cut sets"),
        ("risks --rank probability", "cut sets: drctl risks SERVICE --rank probability"),
        ("risks s --by vendor --rank size", "--rank speaks of one service's cut sets"),
    ],
)
def test_what_is_refused(drctl: Drctl, estate: Path, line: str, sentence: str) -> None:
    done = drctl(*line.split(), cwd=estate)
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err


def test_too_much_work_is_said_with_bounds(
    drctl: Drctl, estate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functools import partial

    from drctl import assessment
    from drctl.analysis.risks import risks

    monkeypatch.setattr(assessment, "risks", partial(risks, effort=0))
    found = answer(drctl, estate, "s")
    assert (found["count"], found["count_at_least"], found["complete_to"]) == (None, 0, 0)
    assert (found["unavailability"], found["exact"], found["slo_met"]) == (None, False, None)
    assert found["unavailability_at_least"] <= 0.224 <= found["unavailability_at_most"]
    assert found["missing"] == []
    done = drctl("risks", "s", cwd=estate)
    assert "These are bounds: the exact share was too much work." in done.out
    assert "All cut sets up to size 0; more exist, too many to be found here: none." in done.out
    assert done.out.endswith(
        "What matters most is not known: the exact share was too much work.\n"
    )
