"""The dialogue about one step: run it, check it, take it back, skip it, hand it over."""

from collections.abc import Callable
from dataclasses import dataclass

from drctl.analysis.recovery_plan import PlanStep
from drctl.oncall.filled import text
from drctl.oncall.run import SETTLED, Run, Walked
from drctl.oncall.running import approved, preview, run_part
from drctl.oncall.seat import Seat
from drctl.oncall.telling import COMMANDS, numbers
from drctl.oncall.when import clock, lasting


@dataclass(frozen=True, slots=True)
class _Choice:
    """A key, what it does, and whether one stays at the step afterwards."""

    key: str
    words: str
    act: Callable[[Seat, PlanStep], bool]


def at_step(seat: Seat, step: PlanStep) -> None:
    """Work on a step until the person goes back to the board."""
    if not _take(seat, step):
        _show(seat, step)
        return
    try:
        _work(seat, step)
    finally:
        now = seat.run.walked(step.id)
        if now.session == seat.log.session and now.status != "running" and not seat.run.result:
            seat.do("released", step.id)


def _work(seat: Seat, step: PlanStep) -> None:
    stay = True
    while stay:
        _show(seat, step)
        choices = _choices(seat.run, step)
        keys = " · ".join(f"{choice.key} {choice.words}" for choice in choices)
        seat.screen.say(f"{keys} · Enter back", "cyan")
        seat.keys.forget()
        answer = seat.ask(f"{_number(seat.run, step)}>").lower()
        if not answer or answer in ("b", "back"):
            return
        chosen = next((c for c in choices if answer in (c.key, _FULL.get(c.key))), None)
        if chosen is None and (waits := seat.run.waits_for(step)):
            seat.screen.say(f"it waits for {numbers(seat.run, waits)}", "yellow")
        elif chosen is None:
            seat.screen.say(f'"{answer}" is none of these', "yellow")
        else:
            stay = chosen.act(seat, step)


_FULL = {"y": "yes", "d": "done", "s": "skip", "n": "note", "v": "verify", "u": "undo"}


def _take(seat: Seat, step: PlanStep) -> bool:
    """Hold a step, so that nobody else works on it."""
    now = seat.run.walked(step.id)
    if now.session and not seat.log.alive(now.session):
        return seat.do("took", step.id, over=True)
    if now.session not in ("", seat.log.session) and now.status != "running":
        if not seat.yes(f"{now.holder} works on it: take it over?"):
            return False
        return seat.do("took", step.id, over=True)
    if now.handed and now.handed != seat.log.by:
        seat.screen.say(f"it was handed to {now.handed}", "yellow")
    return seat.do("took", step.id)


def _number(run: Run, step: PlanStep) -> str:
    return numbers(run, (step.id,))


def _show(seat: Seat, step: PlanStep) -> None:
    run, walked = seat.run, seat.run.walked(step.id)
    seat.screen.rule(f"step {_number(run, step)}")
    seat.screen.say(step.do, "bold")
    if step.irreversible:
        seat.screen.say("IRREVERSIBLE: there is no way back", "bold red")
    if step.lost:
        instead = f"; {step.instead}" if step.instead else ""
        lost = f"{', '.join(step.lost)} {'is' if len(step.lost) == 1 else 'are'} down"
        seat.screen.say(f"impossible in this failure: {lost}{instead}", "bold red")
    if step.kind in ("tell", "decide"):
        key, what = ("c", "whom and what") if step.kind == "tell" else ("i", "how and by whom")
        seat.screen.say(f"{key} on the board shows {what}", "dim")
    given = ", ".join(f"{role}: {name}" for role, name in walked.approvals)
    waits = run.waits_for(step)
    seat.screen.facts(
        (
            ("takes", lasting(step.takes) if step.takes else ""),
            ("who", step.who or ""),
            ("approval", given or (f"of {step.approval}, not given" if step.approval else "")),
            ("needs", ", ".join(step.requires)),
            ("waits for", numbers(run, waits) if waits else ""),
            ("expect", text(step.expect, run.values) if step.expect else ""),
            ("from", step.procedure or ""),
            ("see", step.link or ""),
            *(("note", e.data["text"]) for e in run.events if _noted(e.what, e.step, step)),
        )
    )
    if walked.status not in SETTLED:
        preview(seat, step.run)
    _say_state(seat, step, walked)


def _noted(what: str, of: str, step: PlanStep) -> bool:
    return what == "noted" and of == step.id


def _say_state(seat: Seat, step: PlanStep, walked: Walked) -> None:
    begun = clock(walked.started) if walked.started else ""
    part = COMMANDS[walked.part] if walked.part else ""
    match walked.status:
        case "unknown":
            seat.screen.say(f"started {begun}, result unknown ({part})", "bold red")
            group = seat.log.left_running(_session_of_start(seat.run, step))
            if group:
                told = f"it may still run on this machine, as process group {group}"
                seat.screen.say(told, "bold red")
            if step.verify:
                seat.screen.say("this tells what came of it:")
                preview(seat, step.verify)
            else:
                seat.screen.say("look for yourself what came of it; no check is written")
        case "ran":
            seat.screen.say(f"{part} worked at {clock(walked.ended or 0)}", "green")
        case "failed":
            seat.screen.say(f"did not work {walked.reason}".rstrip(), "bold red")
        case "done" | "skipped" | "undone":
            word = {"undone": "taken back"}.get(walked.status, walked.status)
            at = clock(walked.ended or 0)
            seat.screen.say(f"{word} at {at} {walked.reason}".rstrip(), "green")


def _session_of_start(run: Run, step: PlanStep) -> str:
    starts = (e.session for e in reversed(run.events) if (e.what, e.step) == ("started", step.id))
    return next(starts, "")


def _choices(run: Run, step: PlanStep) -> list[_Choice]:
    status = run.walked(step.id).status
    found: list[_Choice] = []
    ready = not run.waits_for(step)
    if step.run and ready and status in ("open", "failed", "undone"):
        again = "run it again" if status == "failed" else "run it"
        found.append(_Choice("y", again, lambda seat, step: run_part(seat, step, "run")))
    if step.verify and ready:
        found.append(_Choice("v", "check", lambda seat, step: run_part(seat, step, "verify")))
    if ready and status not in SETTLED:
        usual = "it happened" if step.automatic else "done"
        word = {"unknown": "it worked", "failed": "done all the same"}.get(status, usual)
        found.append(_Choice("d", word, _done))
    if ready and status in ("open", "unknown", "ran"):
        found.append(_Choice("x", "it did not work", _failed))
    if step.undo and status != "open":
        found.append(_Choice("u", "undo", lambda seat, step: run_part(seat, step, "undo")))
    if status not in SETTLED:
        found.append(_Choice("s", "skip", _skip))
        found.append(_Choice("h", "hand over", _hand_over))
    return [*found, _Choice("n", "note", _note)]


# What the keys do; each tells whether one stays at the step.


def _done(seat: Seat, step: PlanStep) -> bool:
    status = seat.run.walked(step.id).status
    reason = "by hand" if step.run and status in ("open", "undone") else ""
    if status == "unknown":
        reason = "found to have worked"
    if status == "failed":
        reason = seat.ask("Why is it done all the same?")
        if not reason:
            return True
    return not (approved(seat, step) and seat.do("done", step.id, reason=reason))


def _failed(seat: Seat, step: PlanStep) -> bool:
    seat.do("failed", step.id, reason=seat.ask("What did not work? (Enter: no word)"))
    seat.do("took", step.id)
    return True


def _skip(seat: Seat, step: PlanStep) -> bool:
    usual = f"{', '.join(step.lost)} down" if step.lost else ""
    reason = seat.ask(f"Why is it skipped?{f' [{usual}]' if usual else ''}") or usual
    if not reason:
        seat.screen.say("a step is skipped for a reason", "yellow")
        return True
    return not seat.do("skipped", step.id, reason=reason)


def _hand_over(seat: Seat, step: PlanStep) -> bool:
    to = seat.ask("To whom?")
    return not (to and seat.do("handed", step.id, to=to))


def _note(seat: Seat, step: PlanStep) -> bool:
    note = seat.ask("Note:")
    if note:
        seat.do("noted", step.id, text=note)
    return True
