"""The walk itself: the board, again and again, until people leave or the run ends."""

from collections.abc import Callable

from drctl.analysis.recovery_plan import PlanStep
from drctl.oncall.at_step import at_step
from drctl.oncall.event import moment as written
from drctl.oncall.keyboard import Gone
from drctl.oncall.running import ask_values
from drctl.oncall.seat import Seat
from drctl.oncall.when import clock, lasting, parsed

_HELP = """\
A number opens that step. Nothing runs before you say yes to it.
n  write a note               i  who is hit, and how to decide
c  whom to tell, and what     p  parameters
w  when it began              h  hand the lead over
r  it is recovered            e  end the run: timeline and record
a  all steps                  q  leave; --resume goes on"""


def walk(seat: Seat, ending: Callable[[Seat], bool]) -> bool:
    """Walk with a person.

    Args:
        seat: where they sit.
        ending: asks what is to be asked at the end; whether the run has ended.

    Returns:
        Whether the run has ended; else this person left.
    """
    seat.log.enter()
    if not seat.log.locks:
        seat.screen.say("this folder knows no locks: follow alone", "bold yellow")
    try:
        seat.news()
        return _board(seat, ending)
    except Gone:
        return False
    finally:
        seat.log.leave()


def _board(seat: Seat, ending: Callable[[Seat], bool]) -> bool:
    leaving = False
    while not seat.run.result:
        try:
            if _turn(seat, ending):
                break
            leaving = False
        except KeyboardInterrupt:
            seat.screen.say()
            if leaving:
                raise
            leaving = True
            seat.screen.say("q leaves, and so does Ctrl-C once more; the run stays", "yellow")
    return bool(seat.run.result)


def _turn(seat: Seat, ending: Callable[[Seat], bool]) -> bool:
    """One command; whether the board is left."""
    run = seat.run
    if run.since is None and run.script.mode == "incident" and not _ask_since(seat):
        return True
    seat.board()
    if seat.run.all_settled and seat.run.recovered is None:
        seat.screen.say("Every step is done or skipped: r when it is recovered, e to end", "green")
    answer = seat.ask("step number, n note, r recovered, e end, q leave, ? help >")
    return _answered(seat, answer.lower(), ending)


def _answered(seat: Seat, answer: str, ending: Callable[[Seat], bool]) -> bool:
    if answer.isdecimal():
        _step(seat, int(answer))
    elif answer in ("q", "quit", "leave"):
        return True
    elif answer in ("e", "end"):
        return ending(seat)
    elif answer in _KEYS:
        _KEYS[answer](seat)
    elif answer:
        seat.screen.say(f'"{answer}" is no command; ? tells what there is', "yellow")
    return False


def _step(seat: Seat, number: int) -> None:
    every: tuple[PlanStep, ...] = (*seat.run.script.steps, *seat.run.script.fail_back)
    if not 1 <= number <= len(every):
        seat.screen.say(f"there are steps 1 to {len(every)}", "yellow")
        return
    step = every[number - 1]
    if step in seat.run.script.fail_back and seat.run.recovered is None:
        seat.screen.say("the way back begins when it is recovered (r)", "yellow")
        return
    try:
        at_step(seat, step)
    except KeyboardInterrupt:
        seat.screen.say()


def _ask_since(seat: Seat) -> bool:
    while True:
        seat.screen.say("When did it begin? now, 03:10, 12m ago, or a date with a time.")
        answer = seat.ask("It began [now]:")
        moment = parsed(answer, seat.log.clock())
        if moment is not None:
            return seat.do("since", moment=written(moment))
        seat.screen.say(f'"{answer}" is no moment in the past', "yellow")


def _since(seat: Seat) -> None:
    _ask_since(seat)


def recovered(seat: Seat) -> bool:
    """Ask since when it is recovered; whether it is."""
    if seat.run.since is None:
        seat.screen.say("it has not begun yet: w says when", "yellow")
        return False
    answer = seat.ask("Recovered since when? [now], 03:40, 5m ago, n for not yet:")
    if answer.lower() in ("n", "no", "not", "not yet"):
        return False
    moment = parsed(answer, seat.log.clock())
    if moment is None or moment < seat.run.since:
        seat.screen.say(f"a moment between {clock(seat.run.since)} and now", "yellow")
        return False
    if not seat.do("recovered", moment=written(moment)):
        return False
    seat.screen.say(f"recovered after {lasting(seat.run.recovered_in or 0)}", "green")
    return True


def _recovered(seat: Seat) -> None:
    recovered(seat)


def _note(seat: Seat) -> None:
    note = seat.ask("Note:")
    if note:
        seat.do("noted", text=note)


def _hand_over(seat: Seat) -> None:
    to = seat.ask("Who takes the lead?")
    if to:
        seat.do("handed", to=to)


def _impact(seat: Seat) -> None:
    script = seat.run.script
    seat.screen.rule("who is hit")
    for line in script.impact[:12]:
        seat.screen.say(f"- {line}")
    if len(script.impact) > 12:
        seat.screen.say(f"- and {len(script.impact) - 12} more: drctl simulate", "dim")
    seat.screen.facts(
        (
            ("declared by", ", then ".join(script.declares)),
            ("decide within", lasting(script.within) if script.within is not None else ""),
            ("when one sees", "; ".join(script.criteria)),
        )
    )


def _tell(seat: Seat) -> None:
    for to, text in seat.run.script.tell:
        seat.screen.rule(to)
        seat.screen.say(text)


def _all(seat: Seat) -> None:
    seat.board(everything=True)
    seat.ask("Enter goes back")


def _help(seat: Seat) -> None:
    seat.screen.say(_HELP)
    seat.ask("Enter goes back")


_KEYS: dict[str, Callable[[Seat], None]] = {
    "n": _note,
    "r": _recovered,
    "w": _since,
    "i": _impact,
    "c": _tell,
    "p": ask_values,
    "h": _hand_over,
    "a": _all,
    "?": _help,
}
