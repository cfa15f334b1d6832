"""What the commands answer on a small workspace: text, JSON, exit codes, and where it goes."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.reports import ALL
from drctl.rules import ALL as RULES

Drctl = Callable[..., Any]

SMALL = """\
drctl: 1
name: small
title: A small estate
policy: {rules: {manual-switch-without-procedure: {disabled: elsewhere},
  no-detection: {disabled: elsewhere}}, tiers: {critical: {survives: 1, rto: 15m, slo: 99.9%}}}
teams: {ops: {}}
domains:
  edge: {kind: edge, vendor: deepseek, jurisdiction: CN}
  pool: {kind: group, failure: never}
providers:
  deepseek: {in: edge, owner: ops}
  openai: {vendor: openai, jurisdiction: US, owner: ops}
services:
  chat:
    title: Chat
    tier: critical
    owner: ops
    replicas: 2
    needs:
      llm: {use: deepseek, fallbacks: [{use: openai, switch: automatic, after: 30s}, local]}
      database: postgres
      cache: {use: redis, optional: true}
  search: {owner: ops, needs: {model: {use: deepseek, fallbacks: [local]}}}
  local: {owner: ops}
  postgres: {owner: ops}
  redis: {owner: ops, in: pool}
scenarios:
  dark:
    title: DeepSeek goes dark
    date: 2026-03-30
    fails: [edge]
    expect: {chat: up, search: {state: up, before_people_act: down}}
  wrong:
    fails: [redis]
    expect: {chat: up, search: up}
drills:
  - {need: chat.llm, date: 2026-10-01, result: passed}
  - {need: search.model, date: 2026-10-01, result: passed}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "dr.yaml").write_text(SMALL)
    return tmp_path


@pytest.fixture
def ask(small: Path, drctl: Drctl) -> Callable[..., tuple[int, str, str]]:
    """Runs a line in the small workspace."""

    def call(line: str) -> tuple[int, str, str]:
        done = drctl(*line.split(), cwd=small)
        return done.code, done.out, done.err

    return call


Ask = Callable[[str], tuple[int, str, str]]
NO_BARS = str.maketrans("", "", "█░┊")


def answer(ask: Ask, line: str, code: int = 0) -> dict[str, Any]:
    """A JSON answer without its envelope."""
    found = ask(line)
    assert (found[0], found[2]) == (code, "")
    content: dict[str, Any] = json.loads(found[1])
    assert content.pop("schema_version") == 1
    assert set(content.pop("tool")) == {"name", "version"}
    return content


SPOF = """\
critical[single-point-of-failure]: postgres takes chat down: chat.database needs it and has no \
fallback
  --> dr.yaml:21:7
   21 |       database: postgres
      |       ^^^^^^^^
   note dr.yaml:25:3: what fails
   hint add fallbacks to chat.database, or make it optional

1 critical: fails at high
"""


def test_audit(ask: Ask) -> None:
    assert ask("audit") == (1, SPOF, "")
    assert ask("audit --exit-zero") == (0, SPOF, "")


def test_the_format_never_changes_the_exit_code(ask: Ask) -> None:
    content = answer(ask, "audit --json", code=1)
    assert list(content)[:3] == ["summary", "findings", "accepted"]
    assert content["summary"]["critical"] == 1
    assert answer(ask, "audit --output json --exit-zero") == content
    for name in ALL:
        assert ask(f"audit --output {name}")[0] == 1
        assert ask(f"audit --output {name} --exit-zero")[0] == 0


def test_audit_fails_on_what_it_is_told_to(ask: Ask, small: Path) -> None:
    text = SMALL.replace(
        "policy: {rules: {", "policy: {rules: {single-point-of-failure: {severity: medium}, "
    )
    (small / "dr.yaml").write_text(text)
    codes = {
        w: ask(f"audit --fail-on {w}")[0] for w in ("note", "low", "medium", "high", "critical")
    }
    assert codes == {"note": 1, "low": 1, "medium": 1, "high": 0, "critical": 0}
    assert ask("audit")[0] == 0


def test_audit_writes_files_and_one_answer(ask: Ask, small: Path) -> None:
    code, out, err = ask("audit --output json=found.json --output text")
    assert (code, out, err) == (1, SPOF, "")
    assert json.loads((small / "found.json").read_text())["summary"]["critical"] == 1
    assert sorted(p.name for p in small.iterdir()) == ["dr.yaml", "found.json"]


def test_audit_on_a_day(ask: Ask, small: Path) -> None:
    entry = "{rule: single-point-of-failure, object: chat, reason: r, owner: o, until: 2027-01-31}"
    (small / "dr.yaml").write_text(f"{SMALL}accepted: [{entry}]\n")
    assert ask("audit --today 2027-01-01") == (0, "no findings; 1 accepted: passes\n", "")
    code, last, _ = ask("audit --today 2027-01-31")
    assert (code, last.splitlines()[-1]) == (0, "no findings; 1 accepted: passes")
    assert "at chat ends today, on 2027-01-31" in last
    assert ask("audit --today 2027-02-01")[0] == 1
    shown = ask("audit --today 2027-01-31 --show-accepted")[1]
    assert "accepted until 2027-01-31 by o: r" in shown


def test_audit_without_a_day_is_today_s(ask: Ask, small: Path) -> None:
    day = datetime.date.today() + datetime.timedelta(days=2)
    entry = f"{{rule: single-point-of-failure, object: chat, reason: r, owner: o, until: {day}}}"
    (small / "dr.yaml").write_text(f"{SMALL}accepted: [{entry}]\n")
    assert ask("audit")[0] == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("audit --fail-on bad", "--fail-on must be one of note, low, medium, high, critical, not"),
        ("audit --today tomorrow", '--today must be a date such as 2027-03-31, not "tomorrow"'),
        (
            "audit --output sarf",
            'no format is called "sarf"; the formats are concise, github, json, junit',
        ),
        ("audit --output json=", '"json=" names no file after the ='),
        ("audit --output json --output text", "only one format can go to standard output"),
        ("audit --output json=no/such/file", "no/such/file cannot be written: No such file"),
        ("show caht", 'no component is called "caht"; did you mean "chat"?'),
        ("why chat postgre", 'no component is called "postgre"; did you mean "postgres"?'),
        ("why cht postgres", 'no component is called "cht"; did you mean "chat"?'),
        ("why chat pool", "pool never fails by itself (failure: never)"),
        ("why chat vendor:nobody", 'no component that can fail states the vendor "nobody" itself'),
        ("simulate --fail edg", 'no component is called "edg"; did you mean "edge"?'),
        ("simulate --fail tag:x", '"tag:x" names nothing; write a component, vendor:V or'),
        ("simulate --scenario drk", 'no scenario is called "drk"; did you mean "dark"?'),
        ("simulate", "say what fails: --fail NAME (as often as needed) or --scenario NAME"),
        ("simulate --fail edge --scenario dark", "do not go together"),
        ("explain no-ownr", 'no rule is called "no-ownr"; did you mean "no-owner"?'),
        ("explain zzz", 'no rule is called "zzz"; `drctl rules` lists them'),
        ("init --ci travis", '--ci must be one of github, gitlab, not "travis"'),
        ("import nagios x", 'drctl imports no "nagios"; it imports backstage, compose, '),
        ("import kubernetes no.yaml", "no.yaml cannot be read: No such file or directory"),
        ("build pages", 'drctl builds no "pages"'),
        ("check --model no.yaml", "there is no file no.yaml"),
        ("show --output xml", "--output"),
        ("simulte", 'there is no command "simulte"'),
    ],
)
def test_bad_usage(ask: Ask, small: Path, line: str, sentence: str) -> None:
    """One sentence on standard error, nothing on standard output, exit 2, no file written."""
    code, out, err = ask(line)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert sentence in err.splitlines()[0]
    assert "Traceback" not in err
    assert [p.name for p in small.iterdir()] == ["dr.yaml"]


MODEL_COMMANDS = (
    "check",
    "show",
    "show chat",
    "why chat edge",
    "simulate --fail edge",
    "recovery",
    "recovery chat",
    "test",
    "audit",
    "build",
)


@pytest.mark.parametrize("line", MODEL_COMMANDS)
@pytest.mark.parametrize(
    ("text", "code", "start"),
    [
        ("", 2, "dr.yaml:1:1: error: "),
        ("drctl: 1\nservices: {a: {replica: 2}}\n", 2, "dr.yaml:2:16: error: "),
        ("drctl: 1\nservices: {a: [\n", 2, "dr.yaml:"),
        ("drctl: 1\nname: nothing\n", 3, "error: dr.yaml declares no services, providers"),
        ("drctl: 1\nservices: {}\n", 3, "error: dr.yaml declares no services, providers"),
        (None, 3, "error: there is no dr.yaml here or above"),
    ],
)
def test_a_model_that_gives_no_answer(
    tmp_path: Path, drctl: Drctl, line: str, text: str | None, code: int, start: str
) -> None:
    if text is not None:
        (tmp_path / "dr.yaml").write_text(text)
    done = drctl(*line.split(), cwd=tmp_path)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(start)


@pytest.mark.parametrize("line", MODEL_COMMANDS)
def test_what_is_found_after_loading_is_an_error_for_every_command(
    tmp_path: Path, drctl: Drctl, line: str
) -> None:
    """A rule that does not exist, and something down in the normal state: both are told."""
    (tmp_path / "dr.yaml").write_text("""drctl: 1
policy: {rules: {no-ownr: {severity: low}}}
services:
  a: {}
  b: {}
  chat: {needs: {llm: {any_of: [a, b], wants: {tools: true}}}}
""")
    done = drctl(*line.split(), cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    first, *_, last = done.err.splitlines()
    assert first.startswith('dr.yaml:2:18: error: no rule is called "no-ownr"')
    assert 'hint did you mean "no-owner"?' in done.err
    assert '"chat" is down although nothing has failed' in done.err
    assert last == "2 errors; nothing was done."


def test_check(ask: Ask) -> None:
    told = "A small estate: 1 file, 5 services, 2 providers, 2 domains, 2 scenarios; no errors\n"
    assert ask("check") == (0, told, "")
    assert answer(ask, "check --json") == {
        "name": "small",
        "files": 1,
        "notes": 0,
        "components": {"service": 5, "provider": 2, "domain": 2},
    }


def test_check_counts_one_as_one(ask: Ask, small: Path) -> None:
    (small / "dr.yaml").write_text("drctl: 1\nservices: {a: {}}\nscenarios: {s: {fails: [a]}}\n")
    assert "1 file, 1 service, 0 providers, 0 domains, 1 scenario; no errors" in ask("check")[1]


SHOWN = """\
tier      component  single points  blast radius  title
critical  chat       1              0             Chat
service   postgres   0              1
service   local      0              0
service   redis      0              0
service   search     0              0
provider  deepseek   1              0
provider  openai     0              0
domain    edge       0              1
domain    pool       0              0
"""


def test_show_lists_all_worst_first(ask: Ask) -> None:
    assert ask("show") == (0, SHOWN, "")
    rows = answer(ask, "show --json")["components"]
    assert [row["component"] for row in rows] == sorted(row["component"] for row in rows)
    assert {row["component"]: len(row["blast_radius"]) for row in rows if row["blast_radius"]} == {
        "edge": 1,
        "postgres": 1,
    }


def test_show_one(ask: Ask) -> None:
    told = ask("show chat")[1]
    assert told.startswith("chat: Chat (service)\n")
    assert "  promise    rto 15m, slo 99.9%, survives 1\n" in told
    assert "  llm       hard  deepseek, else openai, else local\n" in told
    assert "  cache     soft  redis\n" in told
    assert "Single points of failure: 1\n  postgres\n" in told
    assert "Named by: 1\n  chat\n" in ask("show redis")[1]
    assert "never by itself" in ask("show pool")[1]


def test_show_one_as_json(ask: Ask) -> None:
    found = answer(ask, "show chat --json")
    assert found == {
        "component": "chat",
        "kind": "service",
        "title": "Chat",
        "tier": "critical",
        "owner": "ops",
        "vendors": [],
        "jurisdictions": [],
        "promise": {"rto": 900.0, "rpo": None, "slo": 0.999, "survives": 1},
        "needs": ["cache", "database", "llm"],
        "single_points": ["postgres"],
        "blast_radius": [],
        "place": {"path": "dr.yaml", "line": 14, "column": 3},
    }
    assert answer(ask, "show deepseek --json")["vendors"] == ["deepseek"]


def test_why_it_falls(ask: Ask) -> None:
    told = """\
When postgres fails, chat goes down for good.

How it falls:
  1.  postgres fails                                          dr.yaml:25:3
  2.  chat is down: chat.database needs postgres, which is down  dr.yaml:21:7
"""
    code, out, err = ask("why chat postgres")
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [x.split() for x in told.splitlines()]


def test_why_as_json(ask: Ask) -> None:
    assert answer(ask, "why search vendor:deepseek --json") == {
        "takes_down": False,
        "takes_down_before_people_act": True,
        "state": "up",
        "state_before_people_act": "down",
        "path": [
            {"component": "edge", "need": None, "gate": "fails", "because": []},
            {
                "component": "deepseek",
                "need": "in",
                "gate": "the only option",
                "because": ["edge"],
            },
            {
                "component": "search",
                "need": "model",
                "gate": "no option left",
                "because": ["deepseek"],
            },
        ],
        "saved_by": [
            {
                "component": "search",
                "need": "model",
                "lost": ["deepseek"],
                "option": "local",
                "switch": "manual",
                "after": None,
                "degraded": False,
                "procedure": None,
            }
        ],
        "degraded_by": [],
    }


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("why chat edge", "When edge fails, chat stays up."),
        ("why chat local", "When local fails, chat is not touched."),
        ("why chat redis", "When redis fails, chat stays up, degraded."),
        ("why chat chat", "When chat fails, chat is what fails."),
        (
            "why search edge",
            "When edge fails, search goes down until people act; after that it is up.",
        ),
        (
            "why search jurisdiction:CN",
            "When jurisdiction:CN fails, search goes down until people",
        ),
    ],
)
def test_why_begins_with_the_verdict(ask: Ask, line: str, first: str) -> None:
    code, out, err = ask(line)
    assert (code, err) == (0, "")
    assert out.startswith(first)


def test_why_names_what_saves(ask: Ask) -> None:
    out = ask("why chat edge")[1]
    assert "What saves it:\n  chat.llm: deepseek is down\n" in out
    assert "openai serves (automatic, after 30s)" in out


def test_simulate(ask: Ask) -> None:
    code, out, err = ask("simulate --scenario dark")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "DeepSeek goes dark (2026-03-30)"
    assert "What fails: edge" in lines
    table = [line.split()[:4] for line in lines if line.startswith(("service", "provider", "dom"))]
    assert table == [
        ["service", "search", "down", "up"],
        ["provider", "deepseek", "down", "down"],
        ["domain", "edge", "down", "down"],
    ]
    assert "4 of 5 services stay up, undegraded." in lines
    assert lines[-1] == "All 2 components that the scenario names are as it expects."


def test_simulate_tells_what_is_not_as_expected(ask: Ask) -> None:
    out = ask("simulate --scenario wrong")[1]
    assert out.endswith("Not as the scenario expects:\n  chat is degraded, expected up\n")


def test_simulate_as_json(ask: Ask) -> None:
    found = answer(ask, "simulate --scenario dark --json")
    assert found["fails"] == ["edge"]
    assert list(found["states"]) == sorted(found["states"])
    assert {n: s for n, s in found["states"].items() if s != "up"} == {
        "deepseek": "down",
        "edge": "down",
    }
    before = {n: s for n, s in found["states_before_people_act"].items() if s != "up"}
    assert before == {"deepseek": "down", "edge": "down", "search": "down"}
    words = "simulate --fail vendor:openai --fail redis --output json"
    assert answer(ask, words)["fails"] == ["openai", "redis"]


def test_simulate_with_nobody_hit_but_the_failed(ask: Ask) -> None:
    out = ask("simulate --fail local")[1]
    assert "4 of 5 services stay up, undegraded." in out
    assert "What fails: local\n" in out


TIMED = """\
drctl: 1
policy: {tiers: {gold: {rto: 15m}}}
providers:
  paid: {failure: {restore: 2h}}
  free: {}
services:
  web: {tier: gold, restart: 1m, failure: {restore: 10m}, needs: {db: db, mail: {use: free}}}
  db:
    tier: gold
    failure: never
    needs:
      node:
        use: first
        fallbacks: [{use: second, switch: manual, after: 8m}]
        detect: {within: 1m}
  first: {failure: {restore: 3h}}
  second: {failure: {restore: 3h}}
  hen: {tier: gold, in: pool, failure: never, needs: {egg: egg}}
  egg: {in: pool, failure: never, needs: {hen: hen}}
domains: {pool: {failure: {restore: 5m}}}
scenarios: {both: {fails: [{component: first, restore: 40m}, second]}}
"""


@pytest.fixture
def timed(tmp_path: Path, drctl: Drctl) -> Ask:
    (tmp_path / "dr.yaml").write_text(TIMED)
    return lambda line: (lambda ran: (ran.code, ran.out, ran.err))(
        drctl(*line.split(), cwd=tmp_path)
    )


def test_recovery_of_all_services(timed: Ask) -> None:
    code, out, err = timed("recovery")
    assert (code, err) == (0, "")
    rows = {line.split()[1]: line for line in out.splitlines() if line.startswith("gold")}
    told = {name: " ".join(row.split()) for name, row in rows.items()}
    assert told["db"] == "gold db 15m no 1 of 2 40m scenario both"
    assert told["hen"] == "gold hen 15m no 0 of 1 never up pool"
    assert told["web"].startswith("gold web 15m no 2 of 4 40m ")


def test_recovery_of_one_service(timed: Ask) -> None:
    out = timed("recovery web")[1]
    assert out.startswith("web, RTO 15m: not achievable; kept in 2 of 4 cases.")
    rows = [line.translate(NO_BARS).split() for line in out.splitlines()]
    assert ["scenario", "both", "40m", "no"] in rows
    assert ["first", "9m", "yes", "yes"] in rows
    assert ["web", "10m", "yes"] in rows
    assert ["free", "not", "known", "unknown"] in rows
    assert "  40m  first is repaired (40m, as given)  dr.yaml:16:3" in out
    assert "Not known for want of:\n  providers.free.failure.restore (dr.yaml:5:3)\n" in out


KEPT = """
drctl: 1
domains: {a: {}, vault: {}}
services:
  shop:
    rpo: 1h
    failure: never
    data: {orders: {copies: [{in: a}, {in: vault, lag: 5m, kind: backup}]}}
  mail: {rpo: 1h, in: a, data: {inbox: {copies: [{in: a}]}, sent: {copies: [{in: vault}]}}}
  page: {}
"""


def test_recovery_tells_the_most_that_is_lost(ask: Ask, small: Path) -> None:
    (small / "dr.yaml").write_text(KEPT)
    rows = [" ".join(line.split()) for line in ask("recovery")[1].splitlines()]
    assert "shop.orders 1h yes 5m a vault, backup" in rows
    assert "mail.inbox 1h no all of it a no copy is left" in rows
    assert "mail.sent 1h no all of it vault no copy is left" in rows
    assert "; RPO 1h: not achievable.\n" in ask("recovery mail")[1]
    assert ask("recovery shop")[1].startswith("shop, no RTO; RPO 1h: achievable.\n")
    told = json.loads(ask("recovery mail --json")[1])
    assert (told["rpo"], told["data_verdict"]) == (3600, "not achievable")
    assert told["data_loss"][0] == {
        "store": "inbox",
        "seconds": None,
        "kind": "failure",
        "cause": "a",
    }
    assert json.loads(ask("recovery page --json")[1])["data_verdict"] == "no data"


def test_recovery_of_those_that_wait_for_one_another(timed: Ask) -> None:
    out = timed("recovery hen")[1]
    rows = [line.translate(NO_BARS).split() for line in out.splitlines()]
    assert ["pool", "never", "up", "again", "no"] in rows
    assert f"never up again  {'█' * 19}" in out
    assert "When pool fails, each waits for the next: " in out
    assert {"hen", "egg"} <= set(out.split("next: ")[1].replace(".", "").split())


def test_recovery_of_what_nothing_takes_down(ask: Ask, small: Path) -> None:
    (small / "dr.yaml").write_text("drctl: 1\nservices: {a: {failure: never}}\n")
    assert ask("recovery a")[1] == "Nothing takes a down.\n"


def test_recovery_as_json(timed: Ask) -> None:
    found = json.loads(timed("recovery db --json")[1])
    assert (found["component"], found["rto"], found["verdict"]) == ("db", 900, "not achievable")
    one = next(case for case in found["cases"] if case["cause"] == "first")
    assert one["kind"] == "failure"
    assert (one["seconds"], one["at_least_seconds"], one["known"]) == (540, 540, True)
    assert one["waits_for_people"] is True
    assert [step["what"] for step in one["path"]] == ["noticed", "switched"]
    whole = json.loads(timed("recovery --output json")[1])["components"]
    assert [c["component"] for c in whole] == ["db", "egg", "first", "hen", "second", "web"]
    stuck = json.loads(timed("recovery hen --json")[1])["cases"][0]
    assert (stuck["seconds"], stuck["at_least_seconds"]) == (None, None)
    assert sorted(stuck["deadlock"]) == ["egg", "hen"]
    free = next(c for c in whole[-1]["cases"] if c["cause"] == "free")
    assert (free["seconds"], free["known"]) == (None, False)
    assert free["missing"] == ["providers.free.failure.restore"]


def test_simulate_says_for_how_long(timed: Ask) -> None:
    out = timed("simulate --scenario both")[1]
    rows = {line.split()[1]: line.split()[2:5] for line in out.splitlines() if "down" in line}
    assert rows["db"] == ["down", "down", "40m"]
    assert rows["second"] == ["down", "down", "3h"]
    found = json.loads(timed("simulate --fail first --json")[1])["recovery"]
    assert sorted(found) == ["db", "first", "web"]
    assert found["web"]["seconds"] == 540


def test_simulate_says_what_is_lost(ask: Ask, small: Path) -> None:
    (small / "dr.yaml").write_text("""\
drctl: 1
services:
  db:
    rpo: 1h
    data:
      rows: {copies: [{in: a, kind: primary}, {in: b, lag: 5s}, {in: c, lag: 1d, kind: backup}]}
      logs: {copies: [{in: c, lag: 1d, kind: backup}]}
  a: {}
  b: {}
  c: {}
scenarios: {bad: {fails: [a], corrupts: [db.rows]}}
""")

    def lost(line: str) -> list[str]:
        told = ask(line)[1].partition("Data lost when going on from the best copy:")[2]
        return [" ".join(row.split()) for row in told.splitlines() if "db." in row]

    assert lost("simulate --fail db") == []
    assert lost("simulate --fail a") == ["db.rows 5s 1h (kept) b"]
    assert lost("simulate --scenario bad") == ["db.rows 1d 1h (broken) c, backup"]
    both = lost("simulate --fail a --fail b --fail c")
    nothing = "all of it 1h (broken) no copy is left"
    assert both == [f"db.logs {nothing}", f"db.rows {nothing}"]
    assert answer(ask, "simulate --fail a --json")["data_loss"] == {"db.rows": 5}
    gone = answer(ask, "simulate --fail c --json")["data_loss"]
    assert gone == {"db.logs": None}


def test_rules(ask: Ask) -> None:
    code, out, err = ask("rules")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [rule.name for rule in RULES]
    assert answer(ask, "rules --json")["rules"] == [
        {"rule": r.name, "category": r.category, "summary": r.summary} for r in RULES
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_explain(ask: Ask, rule: Any) -> None:
    assert ask(f"explain {rule.name}") == (0, f"# {rule.name}\n\n{rule.page}\n", "")
    assert answer(ask, f"explain {rule.name} --json") == {"rule": rule.name, "page": rule.page}


def test_explain_knows_the_loader_s_errors(ask: Ask) -> None:
    code, out, err = ask("explain unknown-key")
    assert (code, err) == (0, "")
    assert out.startswith("# unknown-key\n")


def test_explain_in_colour(ask: Ask) -> None:
    code, out, _ = ask("explain no-owner --color always")
    assert code == 0
    assert "\x1b[" in out


@pytest.mark.parametrize("line", ["rules", "explain no-owner", "schema"])
def test_what_needs_no_model(tmp_path: Path, drctl: Drctl, line: str) -> None:
    assert drctl(*line.split(), cwd=tmp_path).code == 0


def test_schema_is_json(ask: Ask) -> None:
    code, out, err = ask("schema")
    assert (code, err) == (0, "")
    assert "services" in json.loads(out)["properties"]


def test_init_writes_once(tmp_path: Path, drctl: Drctl) -> None:
    done = drctl("init", "new", "--ci", "github", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    files = ["new/dr.yaml", "new/dr.schema.json", "new/.github/workflows/drctl.yml"]
    files.append("new/.gitignore")
    assert done.out.splitlines()[:-1] == [f"wrote {name}" for name in files]
    before = {name: (tmp_path / name).read_bytes() for name in files}
    again = drctl("init", "new", cwd=tmp_path)
    assert (again.code, again.out) == (2, "")
    assert again.err == "error: new/dr.yaml exists already; nothing was written\n"
    assert {name: (tmp_path / name).read_bytes() for name in files} == before


def test_init_leaves_a_gitignore_as_it_is(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    assert drctl("init", cwd=tmp_path).code == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_init_writes_nothing_when_anything_is_there(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / ".gitlab-ci.yml").write_text("mine")
    done = drctl("init", "--ci", "gitlab", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert [p.name for p in tmp_path.iterdir()] == [".gitlab-ci.yml"]


@pytest.mark.parametrize(
    "folder", ["2026", "true", "null", "0x1F", "1e5", "a b", "-x-", "ü", "x" * 120]
)
def test_init_in_a_folder_of_any_name(tmp_path: Path, drctl: Drctl, folder: str) -> None:
    (tmp_path / folder).mkdir()
    assert drctl("init", cwd=tmp_path / folder).code == 0
    done = drctl("check", cwd=tmp_path / folder)
    assert (done.code, done.err) == (0, "")
    assert drctl("audit", cwd=tmp_path / folder).code == 0


def test_import_prints_a_model_that_loads(tmp_path: Path, drctl: Drctl) -> None:
    (tmp_path / "m.yaml").write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\n"
        "spec: {template: {spec: {containers: [{name: cart}]}}}\n"
    )
    done = drctl("import", "kubernetes", "m.yaml", cwd=tmp_path)
    assert done.code == 0
    (tmp_path / "dr.yaml").write_text(done.out)
    assert drctl("check", cwd=tmp_path).code == 0


def test_nothing_of_a_model_moves_the_cursor(tmp_path: Path, drctl: Drctl) -> None:
    """Titles are data: no escape of theirs reaches the terminal."""
    (tmp_path / "dr.yaml").write_text(r"""drctl: 1
title: "t\e[2J"
policy: {tiers: {critical: {survives: 1}}}
services:
  a: {title: "t\e[2J\r\nx", description: "d\e[2J", tier: critical, needs: {b: b}}
  b: {title: "t\e[2J"}
scenarios: {s: {title: "t\e[2J", description: "d\e[2J", fails: [b]}}
""")
    for line in ("check", "show", "show a", "why a b", "simulate --scenario s", "audit"):
        done = drctl(*line.split(), cwd=tmp_path)
        assert done.code in (0, 1)
        assert not [c for c in done.out if c != "\n" and not c.isprintable()], line
