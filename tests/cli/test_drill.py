"""`drctl drill`: what is due, what was, and records without questions."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TODAY = ("--today", "2026-11-26")


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    folder = tmp_path / "estate"
    folder.mkdir()
    shutil.copy(ROOT / "dr.yaml", folder)
    shutil.copytree(ROOT / "model", folder / "model")
    return folder


def found_by(drctl: Callable[..., Any], rule: str, folder: Path) -> list[str]:
    answer = json.loads(drctl("audit", "--json", "--exit-zero", *TODAY, cwd=folder).out)
    return [finding["object"] for finding in answer["findings"] if finding["rule"] == rule]


def test_what_the_plan_names_ends_the_findings(estate: Path, drctl: Callable[..., Any]) -> None:
    """The plan and the audit mean the same: after a passed drill of each, neither says more."""
    plan = json.loads(drctl("drill", "plan", "--json", *TODAY, cwd=estate).out)
    assert plan["today"] == "2026-11-26"
    never = {d["need"] for d in plan["drills"] if d["why"] == "never"}
    assert never == set(found_by(drctl, "undrilled-fallback", estate))
    stale = {d["need"] for d in plan["drills"] if d["why"] == "stale"}
    assert stale == set(found_by(drctl, "stale-drill", estate))
    assert never
    assert stale
    for drill in plan["drills"]:
        words = ["--need", drill["need"], "--option", drill["option"], "--result", "passed"]
        more = ["--recovered-in", "9s", "--by", "anna", "--date", "2026-11-26"]
        answer = drctl("drill", "record", *words, *more, cwd=estate)
        assert (answer.code, answer.err) == (0, "")
        assert (estate / answer.out.strip()).is_file()
        assert drill["run"] == f"drctl drill run {drill['need']} {drill['option']}"
    for rule in ("undrilled-fallback", "stale-drill", "failed-drill"):
        assert found_by(drctl, rule, estate) == []
    assert drctl("drill", "plan", *TODAY, cwd=estate).out.startswith("no drill is due; ")
    every = json.loads(drctl("drill", "plan", "--all", "--json", *TODAY, cwd=estate).out)
    assert {d["why"] for d in every["drills"]} == {"none"}


def test_the_plan_says_by_what_it_is_sorted(drctl: Callable[..., Any]) -> None:
    answer = drctl("drill", "plan", *TODAY, cwd=ROOT)
    assert (answer.code, answer.err) == (0, "")
    assert "by the highest tier of what goes down" in answer.out
    first = answer.out.splitlines()[1].split()[1:4:2]
    assert f"Begin: drctl drill run {' '.join(first)}" in answer.out
    one = drctl("drill", "plan", "insights", *TODAY, cwd=ROOT).out
    assert one.splitlines()[1].split()[1] == "insights.model"


def test_the_list_has_times_against_targets(drctl: Callable[..., Any]) -> None:
    answer = json.loads(drctl("drill", "list", "--json", cwd=ROOT).out)
    assert len(answer["drills"]) == 9
    dates = [drill["date"] for drill in answer["drills"]]
    assert dates == sorted(dates, reverse=True)
    (late,) = (d for d in answer["drills"] if d["verdict"] == "broken")
    assert (late["need"], late["recovered_in"], late["target"]) == (
        "postgres.serving",
        860.0,
        600.0,
    )
    assert late["place"]["path"] == "model/drills/2026-02-11-promote-replica.yaml"
    text = drctl("drill", "list", "postgres", cwd=ROOT).out
    assert text.splitlines()[1].split() == [
        *("2026-02-11", "postgres.serving", "on", "postgres-replica"),
        *("passed", "14m20s", "10m,", "broken", "data"),
    ]
    assert drctl("drill", "list", "redis", cwd=ROOT).out == "no drill is recorded of redis\n"


def test_a_record_of_a_scenario_and_of_a_runbook(estate: Path, drctl: Callable[..., Any]) -> None:
    for words, kept in (
        (["--scenario", "own-postgres"], "scenario: own-postgres"),
        (["--runbook", "runbooks/provider-deepseek-api.md"], "runbook: provider-deepseek-api"),
        (["--runbook", "deepseek-api"], "runbook: provider-deepseek-api"),
    ):
        answer = drctl("drill", "record", *words, "--result", "aborted", *TODAY, cwd=estate)
        assert (answer.code, answer.err) == (0, "")
        text = (estate / answer.out.strip()).read_text()
        assert kept in text
        assert "date: 2026-11-26" in text
    assert drctl("check", cwd=estate).code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("dril",), 'does no "dril"; it does plan, run, record, list'),
        (("record",), "one of --need, --scenario and --runbook"),
        (("record", "x"), 'not "x"'),
        (("record", "--need", "chat-api.lm"), 'did you mean "chat-api.llm"?'),
        (("record", "--need", "chat-api.llm", "--option", "redis"), "it has openai-api"),
        (("record", "--scenario", "own-postgre"), 'did you mean "own-postgres"?'),
        (("record", "--runbook", "provider-x"), 'no runbook is called "provider-x"'),
        (("record", "--scenario", "own-postgres", "--option", "x"), "a fallback of --need"),
        (("record", "--scenario", "own-postgres"), "--result must be passed, failed or aborted"),
        (("record", "--scenario", "own-postgres", "--result", "fine"), 'not "fine"'),
        (("record", "--need", "chat-api.llm", "--scenario", "own-postgres"), "one of --need"),
        (("plan", "--result", "passed"), "--result is an option of drctl drill record"),
        (("plan", "nobody"), 'no component is called "nobody"'),
        (("run",), "drctl drill plan lists some"),
        (("run", "llm-gateway.reasoning", "--dry-run"), "openai-api, anthropic-api, local-llm"),
        (("run", "chat-api.database", "--dry-run"), "it has none"),
        (("run", "a", "b", "--dry-run"), 'not "a b"'),
    ],
)
def test_what_is_not_understood(
    words: tuple[str, ...], told: str, estate: Path, drctl: Callable[..., Any]
) -> None:
    before = sorted((estate / "model" / "drills").iterdir())
    answer = drctl("drill", *words, cwd=estate)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert sorted((estate / "model" / "drills").iterdir()) == before


@pytest.mark.parametrize(
    ("option", "value"),
    [("--recovered-in", "soon"), ("--date", "yesterday"), ("--date", "2026-02-30")],
)
def test_values_that_cannot_be(
    option: str, value: str, estate: Path, drctl: Callable[..., Any]
) -> None:
    words = ("--scenario", "own-postgres", "--result", "passed", option, value)
    answer = drctl("drill", "record", *words, cwd=estate)
    assert (answer.code, answer.out) == (2, "")
    assert f'not "{value}"' in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("llm-gateway.reasoning", "anthropic-api"),
        ("postgres.serving",),
        ("own-postgres",),
        ("scenario-own-postgres",),
        ("provider-deepseek-api",),
        ("insights.model", "deepseek-chat"),
    ],
)
def test_every_kind_of_drill_begins_with_a_failure(
    words: tuple[str, ...], drctl: Callable[..., Any]
) -> None:
    answer = drctl("drill", "run", *words, "--dry-run", cwd=ROOT)
    assert (answer.code, answer.err) == (0, "")
    assert "fail on purpose" in answer.out.partition("\n1. ")[2].splitlines()[0]
