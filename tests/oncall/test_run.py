"""The state machine: what events make of a run, and which of them cannot happen."""

import dataclasses
from typing import Any

import pytest

from drctl.oncall.event import Event, NoEvent, event_of, line_of, moment, seconds
from drctl.oncall.refusal import refusal
from drctl.oncall.run import Run, first, fold
from drctl.oncall.script import BREAK, breaking, data_of, script_of
from tests.oncall.scripts import LOOK, ROUTE, SAY, TOKEN, script

ANNA, BOB = "anna-1", "bob-1"


def began(**more: Any) -> Run:
    plan = script(LOOK, ROUTE, SAY, parameters=(TOKEN,), **more)
    data = {"mode": "incident", "plan": data_of(plan), "since": None}
    return first(Event(1, 100.0, "anna", ANNA, "began", "", data))


def then(run: Run, what: Any, step: str = "", by: str = ANNA, **data: Any) -> Run:
    """The run after an event that may happen."""
    event = Event(
        len(run.events) + 1, 100.0 + len(run.events), by.split("-")[0], by, what, step, data
    )
    assert refusal(run, event) == ""
    return fold(run, event)


def refused(run: Run, what: Any, step: str = "", by: str = ANNA, **data: Any) -> str:
    return refusal(run, Event(len(run.events) + 1, 0.0, by.split("-")[0], by, what, step, data))


def looked(run: Run) -> Run:
    run = then(run, "took", "chat.look")
    run = then(run, "started", "chat.look", part="run", command="")
    run = then(run, "ended", "chat.look", part="run", passed=True, code=0, seconds=1.0)
    return then(run, "done", "chat.look")


def test_steps_without_an_order_can_be_done_at_once() -> None:
    run = began()
    assert [s.id for s in run.ready(run.forward)] == ["chat.look", "chat.say"]
    assert [s.id for s in looked(run).ready(run.forward)] == ["chat.route", "chat.say"]


def test_a_step_waits_for_those_before_it_and_for_its_approval() -> None:
    run = then(began(), "took", "chat.route")
    assert refused(run, "started", "chat.route", part="run") == "chat.look must be done before"
    run = looked(run)
    told = "the approval of commander is missing"
    assert refused(run, "started", "chat.route", part="run") == told
    assert refused(run, "done", "chat.route") == told
    run = then(run, "approved", "chat.route", role="commander", name="cara")
    assert refused(run, "started", "chat.route", part="run") == ""


def test_a_skipped_step_lets_the_next_begin() -> None:
    run = then(then(began(), "took", "chat.look"), "skipped", "chat.look", reason="no time")
    assert [s.id for s in run.ready(run.forward)] == ["chat.route", "chat.say"]


def test_one_person_at_a_step() -> None:
    run = then(began(), "took", "chat.look")
    assert refused(run, "took", "chat.look", BOB) == "anna works on it"
    assert refused(run, "started", "chat.look", BOB, part="run") == "anna works on it"
    assert refused(run, "done", "chat.say", BOB) == "take it first"
    over = then(run, "took", "chat.look", BOB, over=True)
    assert over.walked("chat.look").holder == "bob"
    handed = then(run, "handed", "chat.look", to="cara")
    assert (handed.walked("chat.look").holder, handed.walked("chat.look").handed) == ("", "cara")
    assert then(handed, "took", "chat.look", BOB).walked("chat.look").handed == ""


def test_a_running_step_is_nobody_else_s() -> None:
    run = then(then(began(), "took", "chat.look"), "started", "chat.look", part="run", command="")
    assert refused(run, "took", "chat.look", BOB, over=True) == "anna runs it just now"
    assert refused(run, "started", "chat.look", part="run") == "it runs already"
    assert refused(run, "done", "chat.look") == "its command runs"
    assert refused(run, "released", "chat.look") == "its command runs"


def test_a_lost_step_runs_again_only_after_somebody_said_what_came_of_it() -> None:
    run = then(then(began(), "took", "chat.look"), "started", "chat.look", part="run", command="")
    run = then(run, "lost", "chat.look", BOB, session=ANNA)
    assert run.walked("chat.look").status == "unknown"
    assert refused(run, "lost", "chat.look", BOB, session=ANNA) == "it does not run any more"
    run = then(run, "took", "chat.look", BOB, over=True)
    told = refused(run, "started", "chat.look", BOB, part="run")
    assert told == "it is unknown: say first what came of it"
    assert refused(run, "started", "chat.look", BOB, part="verify") == ""
    worked = then(run, "done", "chat.look", BOB)
    assert worked.walked("chat.look").status == "done"
    again = then(then(run, "failed", "chat.look", BOB, reason=""), "took", "chat.look", BOB)
    assert refused(again, "started", "chat.look", BOB, part="run") == ""


def test_a_result_that_comes_late_counts_when_nobody_has_settled_it() -> None:
    run = then(then(began(), "took", "chat.look"), "started", "chat.look", part="run", command="")
    run = then(run, "lost", "chat.look", BOB, session=ANNA)
    late = then(run, "ended", "chat.look", part="run", passed=True, code=0, seconds=9.0)
    assert late.walked("chat.look").status == "ran"
    run = then(then(run, "took", "chat.look", BOB, over=True), "done", "chat.look", BOB)
    told = refused(run, "ended", "chat.look", part="run", passed=True, code=0, seconds=9.0)
    assert told == "it was settled meanwhile"


def test_undo_and_again() -> None:
    run = then(looked(began()), "took", "chat.route")
    run = then(run, "approved", "chat.route", role="commander", name="cara")
    for part, status in (("run", "ran"), ("undo", "undone"), ("run", "ran"), ("verify", "ran")):
        run = then(run, "started", "chat.route", part=part, command="")
        run = then(run, "ended", "chat.route", part=part, passed=True, code=0, seconds=1.0)
        assert run.walked("chat.route").status == status
    assert not run.all_settled
    run = then(then(run, "done", "chat.route"), "took", "chat.say")
    assert then(run, "done", "chat.say").all_settled


def test_the_measured_time() -> None:
    run = began()
    assert run.recovered_in is None
    run = then(run, "since", moment=moment(50.0))
    run = then(run, "recovered", moment=moment(170.0))
    assert (run.since, run.recovered_in) == (50.0, 120.0)


def test_the_clock_of_a_drill_begins_when_it_is_broken() -> None:
    run = began(mode="drill")
    steps = (breaking(("chat",)), *run.script.steps)
    run = dataclasses.replace(run, script=dataclasses.replace(run.script, steps=steps))
    assert run.since is None
    run = then(then(run, "took", BREAK), "done", BREAK)
    assert run.since == run.events[-1].at


def test_after_the_end() -> None:
    run = then(began(), "finished", result="passed")
    assert refused(run, "took", "chat.look") == "the run has ended (passed)"
    assert refused(run, "noted", text="later") == ""
    run = then(run, "recorded", path="a.yaml")
    assert refused(run, "recorded", path="b.yaml") == "the record is written already: a.yaml"


def test_no_such_step_and_no_second_beginning() -> None:
    assert refused(began(), "took", "chat.none") == "the plan has no step chat.none"
    assert refused(began(), "began") == "the run has begun already"


def test_events_are_lines_and_back() -> None:
    event = Event(7, 1795668393.25, "änna", ANNA, "noted", "chat.look", {"text": 'a "b"\n\u2028c'})
    line = line_of(event)
    assert line.count("\n") == 1
    assert event_of(line) == event
    assert (moment(0.25), seconds(moment(0.25))) == ("1970-01-01T00:00:00.250Z", 0.25)


@pytest.mark.parametrize(
    "line",
    [
        *("", "{}", "[]", "null", '"x"', '{"seq": 1', '{"seq": "1", "at": "x"}', "\0\0\0"),
        line_of(Event(1, 0.0, "a", "s", "noted"))[:-5],
        line_of(Event(1, 0.0, "a", "s", "noted")).replace("noted", "guessed"),
    ],
)
def test_what_is_no_event(line: str) -> None:
    with pytest.raises(NoEvent):
        event_of(line)


def test_a_script_survives_the_log() -> None:
    whole = script(LOOK, ROUTE, SAY, parameters=(TOKEN,), fail_back=(SAY,))
    data = data_of(whole)
    assert script_of(data) == whole
    assert script_of({**data, "from": "a later drctl"}) == whole
