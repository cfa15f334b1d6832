"""`drctl follow` on a pseudo-terminal, with commands that only look like the real ones."""

import json
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drctl.oncall.event import Event, event_of
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
BOARD = r"\? help >"
FAKE = """\
#!/bin/sh
echo "$(basename "$0") $*"
echo "$(basename "$0") $*" >> "$FAKE_LOG"
case "$(basename "$0") $*" in
  *status.json*) echo '"indicator":"none"';;
  curl*) echo 401;;
  pg_isready*) echo "no response"; exit 2;;
  psql*promote*) echo " t";;
  psql*recovery*) echo f;;
  *) echo "written true";;
esac
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """The reference estate, with its committed runbooks."""
    folder = tmp_path / "estate"
    folder.mkdir()
    shutil.copy(ROOT / "dr.yaml", folder)
    for part in ("model", "runbooks"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Commands for PATH that say what they were asked, and log it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("aws", "curl", "dig", "gatewayctl", "kubectl", "nc", "pg_isready", "psql"):
        (folder / name).write_text(FAKE)
        (folder / name).chmod(0o755)
    log = tmp_path / "fake.log"
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "FAKE_LOG": str(log)}


SMALL = """\
drctl: 1
procedures:
  go-over:
    parameters:
      token: {title: The key, secret: true}
      name: {title: Name of the route, default: chat}
    steps:
      - id: look
        do: Look
        run: "echo seen; sleep ${SLOW:-0}"
        expect: seen
        verify: echo fine
        takes: 1s
      - id: route
        after: [look]
        do: Route it
        run: "echo [{{ name }}] $MARK {{ token }}; exit ${CODE:-0}"
        undo: echo back
        irreversible: true
        approval: commander
providers:
  one: {}
  two: {}
services:
  chat:
    rto: 10m
    needs:
      llm:
        use: one
        fallbacks: [{use: two, switch: manual, after: 1m, procedure: go-over}]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "dr.yaml").write_text(SMALL)
    return folder


def run_of(folder: Path) -> Path:
    (found,) = (f for f in (folder / "runs").iterdir() if not f.name.startswith("."))
    return found


def events(folder: Path) -> list[Event]:
    return [event_of(x) for x in (run_of(folder) / "events.jsonl").read_text().splitlines()]


def opened(terminal: Terminal, words: str) -> None:
    """Open a step by what it says on the board."""
    terminal.send("a")
    shown = terminal.expect("Enter goes back")
    numbers = re.findall(rf"^ *(\d+) {words}", shown, re.MULTILINE)
    terminal.send("")
    terminal.expect(BOARD)
    terminal.send(numbers[0])


def undrilled(drctl: Callable[..., Any], folder: Path) -> set[str]:
    answer = json.loads(drctl("audit", "--json", "--exit-zero", cwd=folder).out)
    return {f["object"] for f in answer["findings"] if f["rule"] == "undrilled-fallback"}


def walked(terminal: Terminal, drill: bool) -> None:
    """What a person does who has never seen this: takes one step after the other."""
    if not drill:
        terminal.expect(r"It began \[now\]:")
        terminal.send("20m ago")
    shown = terminal.expect(BOARD)
    for _ in range(60):
        ready = re.findall(r"^ *(\d+) .* (?:can start|to watch)", shown, re.MULTILINE)
        if not ready:
            break
        terminal.send(ready[0])
        shown = terminal.expect(rf"^{ready[0]}>")
        terminal.send("y" if "y run it" in shown else "d")
        shown = terminal.expect(rf"{BOARD}|\[y/n\]|Enter: nobody yet\)")
        while not re.search(BOARD, shown):
            terminal.send("y" if "[y/n]" in shown else "ml-lead")
            shown = terminal.expect(rf"{BOARD}|\[y/n\]|Enter: nobody yet\)")
    assert "Every step is done or skipped" in shown
    terminal.send("e")
    terminal.expect("n for not yet:")
    terminal.send("")
    terminal.expect("It looks like\\s+passed:")
    terminal.send("passed")
    terminal.expect(r"\[y/n\]")
    terminal.send("y")
    terminal.expect("Notes for the record")
    terminal.send("tried with fake commands")
    terminal.expect("timeline: ")


def test_from_slow_answers_to_a_drill_record(
    estate: Path, env: dict[str, str], drctl: Callable[..., Any]
) -> None:
    """The whole way of a fresh reader: symptom, page, walk, timeline, record, audit."""
    index = (estate / "runbooks" / "README.md").read_text()
    (row,) = [r for r in index.splitlines() if r.startswith("| LLM answers are slow |")]
    page, _ = re.findall(r"\]\(([\w-]+)\.md\)", row)
    assert page == "provider-deepseek-api"
    assert "insights.model" in undrilled(drctl, estate)

    terminal = Terminal("follow", f"runbooks/{page}.md", "--by", "anna", cwd=estate, env=env)
    walked(terminal, drill=False)
    assert terminal.close() == 0
    board = [
        x for x in terminal.text.splitlines() if re.match(r" *\d+ .* (can start|to watch)", x)
    ]
    assert board
    assert max(map(len, board)) <= 80

    run = run_of(estate)
    assert "Recovered in" in (run / "timeline.md").read_text()
    (record,) = (estate / "model" / "drills").glob("*-provider-deepseek-api.yaml")
    assert f"log: runs/{run.name}/events.jsonl" in record.read_text()
    assert "recovered_in: 20m" in record.read_text()
    assert drctl("check", cwd=estate).code == 0
    assert "insights.model" not in undrilled(drctl, estate)
    assert "curl -sS" in Path(env["FAKE_LOG"]).read_text()


def test_a_drill_of_one_fallback(
    estate: Path, env: dict[str, str], drctl: Callable[..., Any]
) -> None:
    assert "llm-gateway.critical" in undrilled(drctl, estate)
    words = ("drill", "run", "llm-gateway.critical", "anthropic-api", "--by", "anna")
    terminal = Terminal(*words, cwd=estate, env=env)
    walked(terminal, drill=True)
    assert terminal.close() == 0
    (record,) = (estate / "model" / "drills").glob("*critical-to-anthropic-api.yaml")
    assert "option: anthropic-api" in record.read_text()
    assert "llm-gateway.critical" not in undrilled(drctl, estate)


def test_killed_while_a_command_runs(small: Path) -> None:
    """It is never run again by itself: its check is shown, and a person is asked."""
    first = Terminal("follow", "one", "--by", "anna", cwd=small, env={"SLOW": "60"})
    first.expect("It began")
    first.send("")
    first.expect(BOARD)
    opened(first, "Declare")
    first.expect("^[0-9]+>")
    first.send("d")
    first.expect(BOARD)
    opened(first, "Look")
    first.expect("^[0-9]+>")
    first.send("y")
    first.expect("│ seen")
    first.expect("longer than planned")
    first.kill()

    second = Terminal("follow", "--resume", "--by", "bob", cwd=small)
    second.expect("gone: result unknown")
    second.expect(BOARD)
    opened(second, "Look")
    shown = second.expect("^[0-9]+>")
    assert re.search(r"started \d\d:\d\d, result unknown", shown)
    assert "it may still run on this machine, as process group" in shown
    assert re.search(r"this tells what came of it:\n\$ echo fine", shown)
    assert "y run it" not in shown
    second.send("v")
    second.expect(r"Run the check\? \[y/n\]")
    second.send("y")
    second.expect("│ fine")
    second.expect(BOARD)
    second.send("q")
    second.expect("--resume goes on")
    assert second.close() == 0
    found = [(e.what, e.by, e.data.get("part")) for e in events(small) if e.step == "go-over.look"]
    assert [x for x in found if x[0] == "started"] == [
        ("started", "anna", "run"),
        ("started", "bob", "verify"),
    ]
    assert found[-1][:2] == ("done", "bob")
    group = re.search(r"process group (\d+)", second.text)
    assert group is not None
    os.killpg(int(group[1]), 9)


def test_a_secret_is_neither_shown_nor_kept(small: Path) -> None:
    terminal = Terminal("follow", "one", "--drill", cwd=small, env={"MARK": "hunter2"})
    shown = terminal.expect(BOARD)
    for words in ("Make one fail", "Declare", "Look"):
        opened(terminal, words)
        shown = terminal.expect("^[0-9]+>")
        terminal.send("y" if "y run it" in shown else "d")
        if "y run it" in shown:
            terminal.expect(r"\[y/n\]")
            terminal.send("y")
        terminal.expect(BOARD)
    opened(terminal, "Route it")
    shown = terminal.expect("^[0-9]+>")
    assert "IRREVERSIBLE" in shown
    terminal.send("y")
    terminal.expect("Approval of commander")
    terminal.send("cara")
    terminal.expect(r"Name of the route \[chat\]:")
    terminal.send("it's $(touch pwned); `id`")
    terminal.expect("The key:")
    terminal.send("hunter2")
    terminal.expect(r"To run it type route \[route\]")
    terminal.send("yes")
    terminal.expect("^[0-9]+>")
    assert not [e for e in events(small) if e.what == "started" and e.step == "go-over.route"]
    terminal.send("y")
    terminal.expect(r"\[route\]")
    terminal.send("route")
    terminal.expect(re.escape("│ [it's $(touch pwned); `id`] *** ***"))
    terminal.expect(BOARD)
    terminal.send("n")
    terminal.expect("Note:")
    terminal.send("the key is hunter2")
    terminal.expect(BOARD)
    terminal.send("q")
    assert terminal.close() == 0
    shown = terminal.text.replace("the key is hunter2", "")
    assert "hunter2" not in shown
    for file in run_of(small).rglob("*"):
        assert not file.is_file() or "hunter2" not in file.read_text()
    assert not (small / "pwned").exists()
    assert [e.data["text"] for e in events(small) if e.what == "noted"] == ["the key is ***"]


def test_ctrl_c_ends_the_command_and_not_the_walk(small: Path) -> None:
    terminal = Terminal("follow", "one", "--drill", cwd=small, env={"SLOW": "60"})
    terminal.expect(BOARD)
    for words in ("Make one fail", "Declare"):
        opened(terminal, words)
        terminal.expect("^[0-9]+>")
        terminal.send("d")
        terminal.expect(BOARD)
    opened(terminal, "Look")
    terminal.expect("^[0-9]+>")
    terminal.send("y")
    terminal.expect("│ seen")
    time.sleep(1)  # dash drops a Ctrl-C that comes while it starts the next program
    terminal.press(b"\x03")
    terminal.expect("signal 2 after")
    terminal.expect(r"Run the check\? \[y/n\]")
    terminal.send("n")
    terminal.expect("^[0-9]+>")
    terminal.press(b"\x03")
    terminal.expect(BOARD)
    terminal.press(b"\x03")
    terminal.expect("Ctrl-C once more")
    terminal.expect(BOARD)
    terminal.press(b"\x03")
    assert terminal.close() == 130
    assert events(small)[-1].what == "left"


def test_what_did_not_work_is_taken_back_or_skipped(small: Path) -> None:
    terminal = Terminal("follow", "one", "--drill", cwd=small, env={"CODE": "3"})
    terminal.expect(BOARD)
    for words in ("Make one fail", "Declare", "Look"):
        opened(terminal, words)
        terminal.expect("^[0-9]+>")
        if words == "Look":
            terminal.send("s")
            terminal.expect("Why is it skipped")
            terminal.send("")
            terminal.expect("a step is skipped for a reason")
            terminal.expect("^[0-9]+>")
            terminal.send("s")
            terminal.expect("Why is it skipped")
            terminal.send("seen on the dashboard")
        else:
            terminal.send("d")
        terminal.expect(BOARD)
    opened(terminal, "Route it")
    terminal.expect("^[0-9]+>")
    for answer, question in (
        ("y", "Approval of commander"),
        ("cara", "Name of the route"),
        ("", "The key:"),
        ("x", r"\[route\]"),
        ("route", "exit code 3"),
        ("", "y run it again .* u undo"),
        ("u", r"Run the way back\? \[y/n\]"),
        ("y", "│ back"),
        ("", "taken back at"),
        ("s", "Why is it skipped"),
        ("not today", BOARD),
    ):
        if question.startswith(("y run", "taken")):
            terminal.expect(question)
            terminal.expect("^[0-9]+>")  # what is typed before it is dropped
            continue
        terminal.send(answer)
        terminal.expect(question)
    terminal.send("q")
    assert terminal.close() == 0
    told = [(e.what, e.data.get("reason")) for e in events(small) if e.what == "skipped"]
    assert told == [("skipped", "seen on the dashboard"), ("skipped", "not today")]
    ended = [
        (e.data["part"], e.data["code"], e.data["passed"])
        for e in events(small)
        if e.what == "ended"
    ]
    assert ended == [("run", 3, False), ("undo", 0, True)]


def test_two_people_at_one_run(small: Path) -> None:
    anna = Terminal("follow", "one", "--by", "anna", "--drill", cwd=small)
    anna.expect(BOARD)
    bob = Terminal("follow", "--resume", "--by", "bob", cwd=small, env={"NO_COLOR": "1"})
    bob.expect("here: anna, bob")
    bob.expect(BOARD)
    anna.expect("bob: came")
    opened(anna, "Make one fail")
    anna.expect("^[0-9]+>")
    opened(bob, "Make one fail")
    bob.expect(r"anna works on it: take it over\? \[y/n\]")
    bob.send("n")
    bob.expect(BOARD)
    anna.send("h")
    anna.expect("To whom")
    anna.send("bob")
    anna.expect(BOARD)
    bob.expect("anna: handed over to bob")
    opened(bob, "Make one fail")
    bob.expect("^[0-9]+>")
    bob.send("d")
    bob.expect(BOARD)
    anna.expect("bob: done")
    for terminal in (anna, bob):
        terminal.send("q")
        assert terminal.close() == 0
    assert "\x1b[" not in bob.raw, "NO_COLOR: nothing but text"
    assert "\x1b[" in anna.raw


def test_a_second_follow_offers_to_join(small: Path) -> None:
    first = Terminal("follow", "one", "--by", "anna", "--drill", cwd=small)
    first.expect(BOARD)
    first.send("q")
    first.close()
    second = Terminal("follow", "one", "--by", "bob", "--drill", cwd=small)
    second.expect(r"anna follows it already.*\n(.*\n)?.*\[y/n\]")
    second.send("y")
    second.expect(BOARD)
    second.press(b"\x04")
    assert second.close() == 0
    assert {e.by for e in events(small)} == {"anna", "bob"}


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("follow", "one"), "wants a terminal"),
        (("drill", "run", "chat.llm"), "wants a terminal"),
        (("follow", "--resume"), "wants a terminal"),
    ],
)
def test_nobody_to_ask(args: tuple[str, ...], told: str, small: Path, drctl_process: Any) -> None:
    answer = drctl_process(*args, cwd=small)
    assert answer.code == 2
    assert told in answer.err
    assert not (small / "runs").exists()


def test_a_look_ahead_runs_and_writes_nothing(
    estate: Path, env: dict[str, str], drctl_process: Any
) -> None:
    for args in (("follow", "service-postgres-primary"), ("drill", "run", "postgres.serving")):
        answer = drctl_process(*args, "--dry-run", cwd=estate, **env)
        assert (answer.code, answer.err) == (0, "")
        assert "IRREVERSIBLE" in answer.out
        assert "select pg_promote(true, 60)" in answer.out
    assert not (estate / "runs").exists()
    assert not Path(env["FAKE_LOG"]).exists()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("follow", "provider-deepsek-api", "--dry-run"), 'did you mean "provider-deepseek-api"?'),
        (("follow", "--dry-run"), "--dry-run wants the name of a runbook"),
        (("drill", "run", "chat-api.lm", "x", "--dry-run"), 'did you mean "chat-api.llm"?'),
        (("drill", "run", "chat-api.llm", "x", "--dry-run"), "is no fallback of chat-api.llm"),
    ],
)
def test_names_that_are_none(
    args: tuple[str, ...], told: str, estate: Path, drctl: Callable[..., Any]
) -> None:
    answer = drctl(*args, cwd=estate)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_a_model_that_breaks_meanwhile_stops_nobody(small: Path) -> None:
    terminal = Terminal("follow", "one", "--drill", "--by", "anna", cwd=small)
    terminal.expect(BOARD)
    opened(terminal, "Make one fail")
    terminal.expect("^[0-9]+>")
    terminal.send("d")
    terminal.expect(BOARD)
    terminal.kill()
    (small / "dr.yaml").write_text("drctl: 1\nservices: {chat: {needs: {llm: gone}}}\n")
    second = Terminal("follow", "--resume", "--by", "anna", cwd=small)
    second.expect(BOARD)
    second.send("e")
    second.expect("n for not yet:")
    second.send("")
    second.expect("It looks like\\s+passed:")
    second.send("failed")
    second.expect(r"\[y/n\]")
    second.send("y")
    second.expect("Notes for the record")
    second.send("")
    second.expect("put this into the model yourself:")
    second.expect("runbook: provider-one")
    assert second.close() == 0
    # Once it is mended, resuming the run writes the record after all, and only once.
    (small / "dr.yaml").write_text(SMALL)
    for expected in ("drill record: dr.yaml", "timeline: "):
        third = Terminal("follow", run_of(small).name, "--resume", cwd=small)
        if expected.startswith("drill"):
            third.expect(r"\[y/n\]")
            third.send("y")
            third.expect("Notes for the record")
            third.send("")
        third.expect(expected)
        assert third.close() == 0
    text = (small / "dr.yaml").read_text()
    assert text.startswith(SMALL)
    assert text.count("runbook: provider-one") == 1
