"""`drctl test` whole: what it says, its JSON, its exit codes, and the chains that it tells."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Ask = Callable[[str], tuple[int, str, str]]

ESTATE = """\
drctl: 1
domains:
  edge: {kind: edge, failure: {restore: 2h}}
  pool: {failure: {restore: 5m}}
providers:
  api: {in: edge}
  paid: {failure: {}}
services:
  chat: {needs: {llm: gateway}}
  gateway:
    needs:
      model: {use: api, fallbacks: [{use: local, switch: automatic, after: 1m, degraded: true}]}
  shop: {needs: {pay: {use: paid, fallbacks: [{use: local, switch: manual}]}}}
  local: {}
  db:
    failure: never
    needs:
      node: {use: first, fallbacks: [{use: second, after: 8m}], detect: {within: 1m}}
    data:
      rows:
        copies:
          - {in: first, kind: primary}
          - {in: second, lag: 5s, kind: replica}
          - {in: vault, lag: 1d, kind: backup}
      logs: {copies: [{in: vault, lag: 1d, kind: backup}]}
  first: {in: edge, failure: {restore: 3h}}
  second: {failure: {restore: 3h}}
  vault: {}
  hen: {in: pool, failure: never, needs: {egg: egg}}
  egg: {in: pool, failure: never, needs: {hen: hen}}
scenarios:
  good: {fails: [edge], expect: {local: up, db: {state: up, within: 9m, data_loss: {rows: 5s}}}}
  limps:
    fails: [edge]
    expect:
      chat: {state: up, before_people_act: up, within: 30s}
      local: up
  unpaid:
    fails: [paid]
    expect: {shop: {state: up, before_people_act: up, within: 10m}}
  stuck: {fails: [pool], expect: {hen: {within: 1h}}}
  lossy: {fails: [edge], expect: {db: {state: down, data_loss: 1s}}}
  gone: {fails: [second, vault], corrupts: [db.rows], expect: {db: {data_loss: {rows: 1h}}}}
  quiet: {fails: [edge]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(ESTATE)
    return tmp_path


@pytest.fixture
def ask(folder: Path, drctl: Callable[..., Any]) -> Ask:
    def call(line: str) -> tuple[int, str, str]:
        done = drctl(*line.split(), cwd=folder)
        return done.code, done.out, done.err

    return call


LIMPS = """\
FAILED  limps  3 of 4 expectations failed

  dr.yaml:36:21: chat is degraded, expected up
    1.  edge fails                                                           dr.yaml:3:3
    2.  api is down: it lies in edge                                         dr.yaml:6:9
    3.  gateway is degraded: gateway.model runs on local, a degraded option  dr.yaml:12:7
    4.  chat is degraded: chat.llm runs on gateway, which is degraded        dr.yaml:9:18

  dr.yaml:36:44: chat is degraded before people act, expected up
    for the same reasons

  dr.yaml:36:56: chat is down for 1m, expected up again within 30s
    1m  gateway.model is switched to local by itself (1m)  dr.yaml:12:69

ok      good   4 expectations

2 scenarios, 1 failed; 5 of 8 expectations held
"""


def test_several_scenarios_one_of_which_fails(ask: Ask) -> None:
    assert ask("test limps good") == (1, LIMPS, "")
    # Each once, and in the order in which they are asked for.
    assert ask("test limps good limps") == (1, LIMPS, "")


def test_all_hold(ask: Ask) -> None:
    told = "ok      good  4 expectations\n\n1 scenario, none failed; 4 of 4 expectations held\n"
    assert ask("test good") == (0, told, "")


def test_without_a_name_all_are_tested(ask: Ask) -> None:
    code, out, err = ask("test")
    assert (code, err) == (1, "")
    words = [line.split()[:2] for line in out.splitlines() if line[:1] in "FAo-" and line]
    assert words == [
        ["ok", "good"],
        ["FAILED", "limps"],
        ["FAILED", "unpaid"],
        ["FAILED", "stuck"],
        ["FAILED", "lossy"],
        ["FAILED", "gone"],
        ["-", "quiet"],
    ]
    assert "-       quiet   expects nothing\n" in out
    assert out.endswith("\n7 scenarios, 5 failed; 6 of 16 expectations held\n")


CHAINS = {
    "unpaid": """
  dr.yaml:40:51: shop is down before people act, expected up
    1.  paid fails                                                                   dr.yaml:7:3
    2.  shop is down: shop.pay (no option left): paid is down; local waits for a person to switch
  dr.yaml:13:18

  dr.yaml:40:63: how long shop is down is not known, expected up again within 10m
    1.  not written: providers.paid.failure.restore             dr.yaml:7:10
    2.  not written: services.shop.needs.pay.fallbacks.0.after  dr.yaml:13:47
""",
    "stuck": """
  dr.yaml:41:49: hen is never up again, expected up again within 1h
    1.  egg waits for hen to start  dr.yaml:30:3
    2.  hen waits for egg to start  dr.yaml:29:3
""",
    "lossy": """
  dr.yaml:42:47: db is up, expected down
    1.  db.node runs on second (manual, after 8m)  dr.yaml:18:38

  dr.yaml:42:64: db.rows loses 5s, expected at most 1s
    1.  edge fails                                     dr.yaml:3:3
    2.  first is down: it lies in edge                 dr.yaml:26:11
    3.  the copy in first, primary is lost with first  dr.yaml:22:13
    4.  what is left: second, replica, which lags 5s   dr.yaml:23:13

  dr.yaml:42:64: db.logs loses 1d (the lag of its best copy on any day), expected at most 1s
    1.  what is left: vault, backup, which lags 1d  dr.yaml:25:23
""",
    "gone": """
  dr.yaml:43:87: db.rows loses all of its data, expected at most 1h
    1.  vault fails                                   dr.yaml:28:3
    2.  the copy in first, primary is destroyed       dr.yaml:22:13
    3.  the copy in second, replica is destroyed      dr.yaml:23:13
    4.  the copy in vault, backup is lost with vault  dr.yaml:24:13
""",
}


@pytest.mark.parametrize("name", CHAINS)
def test_the_chain_that_broke_it(ask: Ask, name: str) -> None:
    out = ask(f"test {name}")[1]
    assert CHAINS[name].split() == out.partition("failed\n")[2].split("\n\n1 scen")[0].split()


def test_simulate_says_the_same(ask: Ask) -> None:
    for name in ("limps", "unpaid", "stuck", "lossy", "gone"):
        out = ask(f"test {name}")[1]
        told = [row.partition(": ")[2] for row in out.splitlines() if row.startswith("  dr.yaml")]
        shown = ask(f"simulate --scenario {name}")[1].partition("as the scenario expects:\n")[2]
        assert [row.strip() for row in shown.splitlines()] == told
    assert "All 2 components that the scenario names" in ask("simulate --scenario good")[1]


def test_as_json(ask: Ask) -> None:
    code, out, err = ask("test unpaid stuck --json")
    assert (code, err) == (1, "")
    found = json.loads(out)
    assert list(found) == ["schema_version", "tool", "scenarios"]
    stuck, unpaid = found["scenarios"]
    assert (stuck["name"], stuck["passed"]) == ("stuck", False)
    assert (stuck["expectations"][0]["actual"], stuck["expectations"][0]["at_least"]) == (
        None,
        None,
    )
    before, state, within = unpaid["expectations"]
    assert state == {
        "component": "shop",
        "aspect": "state",
        "expected": "up",
        "actual": "up",
        "passed": True,
        "verdict": "holds",
        "message": "shop is up, expected up",
        "place": {"path": "dr.yaml", "line": 40, "column": 28},
        "chain": [],
    }
    assert (before["aspect"], before["actual"]) == ("before_people_act", "down")
    assert before["chain"][0] == {
        "text": "paid fails",
        "place": {"path": "dr.yaml", "line": 7, "column": 3},
    }
    assert (within["expected"], within["actual"], within["at_least"]) == (600, None, 0)
    assert (within["passed"], within["verdict"]) == (False, "unknown")
    assert within["missing"] == [
        "providers.paid.failure.restore",
        "services.shop.needs.pay.fallbacks.0.after",
    ]


def test_json_of_lost_data_and_its_order(ask: Ask) -> None:
    code, out, _ = ask("test lossy good --output json")
    assert code == 1
    good, lossy = json.loads(out)["scenarios"]
    assert (good["name"], good["passed"]) == ("good", True)
    # By name, though the model names local first, and rows before logs.
    names = [(e["component"], e["aspect"]) for e in good["expectations"]]
    assert names == [("db", "data_loss"), ("db", "state"), ("db", "within"), ("local", "state")]
    *losses, state = lossy["expectations"]
    rows = [(e["store"], e["expected"], e["actual"], e["verdict"]) for e in losses]
    assert rows == [("logs", 1, 86400, "broken"), ("rows", 1, 5, "broken")]
    assert (state["expected"], state["actual"], state["passed"]) == ("down", "up", False)
    gone = json.loads(ask("test gone --json")[1])["scenarios"][0]["expectations"][0]
    assert (gone["actual"], gone["passed"]) == (None, False)


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("test god", 2, 'no scenario is called "god"; did you mean "good"?'),
        ("test good zzz --json", 2, 'no scenario is called "zzz"'),
        ("test quiet", 3, '"quiet" expects nothing, so there is nothing to test'),
        ("test quiet --json", 3, '"quiet" expects nothing, so there is nothing to test'),
    ],
)
def test_nothing_that_can_be_tested(ask: Ask, line: str, code: int, sentence: str) -> None:
    assert ask(line) == (code, "", f"error: {sentence}\n")


@pytest.mark.parametrize(
    ("scenarios", "sentence"),
    [
        ("", "the model has no scenarios, so there is nothing to test"),
        ("scenarios: {a: {fails: [x]}}\n", '"a" expects nothing, so there is nothing to test'),
        (
            "scenarios: {a: {fails: [x]}, b: {expect: {}}}\n",
            "no scenario expects anything, so there is nothing to test",
        ),
    ],
)
def test_a_model_with_nothing_to_test(
    ask: Ask, folder: Path, scenarios: str, sentence: str
) -> None:
    """A run that tests nothing must not look like one that passes."""
    (folder / "dr.yaml").write_text(f"drctl: 1\nservices: {{x: {{}}}}\n{scenarios}")
    assert ask("test") == (3, "", f"error: {sentence}\n")


def test_of_many_needs_that_are_saved_the_nearest_are_told(ask: Ask, folder: Path) -> None:
    rows = "\n".join(
        f"  a{i}: {{needs: {{n: {{use: x, fallbacks: [y]}}, next: a{i + 1}}}}}" for i in range(9)
    )
    text = f"drctl: 1\nservices:\n{rows}\n  a9: {{}}\n  x: {{}}\n  y: {{}}\n"
    (folder / "dr.yaml").write_text(text + "scenarios: {s: {fails: [x], expect: {a0: down}}}\n")
    chain = json.loads(ask("test --json")[1])["scenarios"][0]["expectations"][0]["chain"]
    assert [link["text"] for link in chain] == [
        *(f"a{i}.n runs on y (manual)" for i in range(6)),
        "and 3 more needs below are saved by an option",
    ]


OVERLOADED = """\
drctl: 1
services:
  web: {needs: {app: app}}
  app:
    needs:
      llm:
        use: main
        fallbacks:
          - {use: spare, switch: automatic}
          - {use: last, switch: automatic}
          - {use: by-hand, switch: manual}
        load: 240 rps
  main: {capacity: 300 rps}
  spare: {capacity: 120 rps}
  last: {capacity: 100 rps}
  by-hand: {capacity: 90 rps}
scenarios:
  felled: {fails: [main], expect: {web: {state: up, before_people_act: up, within: 1h}}}
"""


def test_a_fall_by_overload_names_its_wave_and_the_numbers(ask: Ask, folder: Path) -> None:
    """Two waves by themselves, a third when people switch: each with the whole load."""
    (folder / "dr.yaml").write_text(OVERLOADED)
    code, out, err = ask("test --json")
    assert (code, err) == (1, "")
    before, after, _ = json.loads(out)["scenarios"][0]["expectations"]
    by_itself = [
        "main fails",
        "spare fails by overload: 240 of 120 rps, since main is down (wave 1)",
        "last fails by overload: 240 of 100 rps, since main and spare are down (wave 2)",
    ]
    assert [link["text"] for link in before["chain"]] == [
        *by_itself,
        "app is down: app.llm (no option left): main is down; spare is down; last is down; "
        "by-hand waits for a person to switch",
        "web is down: web.app needs app, which is down",
    ]
    assert [link["text"] for link in after["chain"]] == [
        *by_itself,
        "by-hand fails by overload: 240 of 90 rps, since main and spare and last are down "
        "(wave 3)",
        "app is down: app.llm (no option left): main is down; spare is down; last is down; "
        "by-hand is down",
        "web is down: web.app needs app, which is down",
    ]


def test_what_sheds_load_is_said_with_the_numbers(ask: Ask, folder: Path) -> None:
    text = OVERLOADED.replace("120 rps", "120 rps, on_overload: shed")
    for other in ("{use: last, switch: automatic}", "{use: by-hand, switch: manual}"):
        text = text.replace(f"          - {other}\n", "")
    (folder / "dr.yaml").write_text(text)
    before, after, within = json.loads(ask("test --json")[1])["scenarios"][0]["expectations"]
    for answer in (before, after):
        assert answer["actual"] == "degraded"
        assert [link["text"] for link in answer["chain"]] == [
            "main fails",
            "spare is degraded: it sheds load: 240 of 120 rps",
            "app is degraded: app.llm runs on spare, which is degraded",
            "web is degraded: web.app runs on app, which is degraded",
        ]
    assert within["passed"]


def test_what_a_surge_overloads_is_down_as_long_as_it_lasts(ask: Ask, folder: Path) -> None:
    """Nobody fails by himself, and no repair ends it: the time is never kept."""
    (folder / "dr.yaml").write_text("""\
drctl: 1
services:
  app: {needs: {llm: {use: main, load: 100 rps}}}
  main: {capacity: 150 rps}
scenarios: {crowd: {surge: {app.llm: 2}, expect: {app: {within: 1d}}}}
""")
    code, out, _ = ask("test")
    assert code == 1
    assert "app is down as long as the surge lasts, expected up again within 1d\n" in out
    assert "1.  main fails by overload: 200 of 150 rps (wave 1)" in out
    assert "2.  app is down: app.llm needs main, which is down" in out


def test_who_comes_back_when_the_load_is_gone(ask: Ask, folder: Path) -> None:
    text = OVERLOADED.replace("main: {", "main: {failure: {restore: 2h}, ")
    (folder / "dr.yaml").write_text(text.replace("expect: {web", "expect: {spare"))
    within = json.loads(ask("test --json")[1])["scenarios"][0]["expectations"][2]
    assert within["actual"] == 7200
    assert [link["text"] for link in within["chain"]] == [
        "main is repaired (2h)",
        "spare would not be overloaded again",
    ]


def test_the_reference_estate_notices_a_slower_switch(
    tmp_path: Path, drctl: Callable[..., Any]
) -> None:
    """What a change of the model breaks: the replica takes twelve minutes to promote."""
    from shutil import copy, copytree

    copy(ROOT / "dr.yaml", tmp_path)
    copytree(ROOT / "model", tmp_path / "model")
    assert drctl("test", cwd=tmp_path).code == 0
    file = tmp_path / "model" / "services-data.yaml"
    file.write_text(
        file.read_text().replace("switch: manual, after: 8m", "switch: manual, after: 12m")
    )
    done = drctl("test", cwd=tmp_path)
    assert done.code == 1
    assert "postgres is down for 13m, expected up again within 10m" in done.out
    assert "13m  postgres.serving is switched to postgres-replica by hand (12m)" in done.out
    assert "11 scenarios, 1 failed; " in done.out
