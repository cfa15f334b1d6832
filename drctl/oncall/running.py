"""A step's command at the terminal: its values, its approval, the yes, and what came of it."""

from contextlib import suppress

from drctl.analysis.recovery_plan import PlanStep
from drctl.oncall.execute import Ended, execute
from drctl.oncall.filled import Filled, Unsafe, filled, names, text
from drctl.oncall.run import Part
from drctl.oncall.seat import Seat
from drctl.oncall.telling import COMMANDS
from drctl.oncall.when import lasting


def preview(seat: Seat, template: str | None) -> None:
    """A command with the values that are known."""
    if template is None:
        return
    known = _values(seat)
    if set(names(template)) <= set(known):
        with suppress(Unsafe):
            template = filled(template, known, seat.log.mask.values).shown
    seat.screen.command(template)


def run_part(seat: Seat, step: PlanStep, part: Part) -> bool:
    """Run one of a step's commands after a yes; whether one stays at the step."""
    template = {"run": step.run, "verify": step.verify, "undo": step.undo}[part]
    assert template is not None
    if part == "run" and not approved(seat, step):
        return True
    command = _prepared(seat, template)
    if command is None or not _wanted(seat, step, part, command):
        return True
    if not seat.do("started", step.id, part=part, command=command.shown):
        return True
    ended = _execute(seat, step, part, command)
    if not seat.do("ended", step.id, part=part, **_data(ended)):
        return True
    return _after(seat, step, part, ended)


def _wanted(seat: Seat, step: PlanStep, part: Part, command: Filled) -> bool:
    """The explicit yes, with the command as it will run before one's eyes."""
    if part != "run":
        seat.screen.command(command.shown)
        return seat.yes(f"Run {COMMANDS[part]}?")
    if names(step.run):
        seat.screen.command(command.shown)
    if step.lost and not seat.yes(f"{', '.join(step.lost)} is down: run it all the same?"):
        return False
    if step.irreversible:
        word = step.id.rpartition(".")[2]
        return seat.yes(f"There is no way back. To run it type {word}", word.lower())
    return not names(step.run) or seat.yes("Run it?")


def _prepared(seat: Seat, template: str) -> Filled | None:
    """A command with its parameters, which are asked for once."""
    for parameter in seat.run.script.parameters:
        if parameter.name in names(template) and not _known(seat, parameter.name):
            _ask_value(seat, parameter.name)
    try:
        return filled(template, _values(seat), seat.log.mask.values)
    except Unsafe as unsafe:
        seat.screen.say(f"drctl does not run this: {unsafe}", "bold red")
        seat.screen.say("run it yourself, or set the value anew with p on the board", "yellow")
        return None


def _known(seat: Seat, name: str) -> bool:
    return name in seat.run.values or name in seat.log.mask.values


def _ask_value(seat: Seat, name: str) -> None:
    parameter = next(p for p in seat.run.script.parameters if p.name == name)
    usual = f" [{parameter.default}]" if parameter.default and not parameter.secret else ""
    answer = seat.ask(f"{parameter.title}{usual}:", secret=parameter.secret)
    value = answer or parameter.default or ""
    if parameter.secret:
        seat.log.mask.learn(name, value)
    else:
        seat.do("value", name=name, value=value)


def ask_values(seat: Seat) -> None:
    """Set parameters anew."""
    for parameter in seat.run.script.parameters:
        known = seat.run.values.get(parameter.name)
        told = "secret" if parameter.secret else known if known is not None else "not given yet"
        seat.screen.say(f"{parameter.name}: {told}")
    name = seat.ask("Which one is to be set?")
    if any(p.name == name for p in seat.run.script.parameters):
        _ask_value(seat, name)
    elif name:
        seat.screen.say(f'no parameter is called "{name}"', "yellow")


def _execute(seat: Seat, step: PlanStep, part: Part, command: Filled) -> Ended:
    seat.screen.say("Ctrl-C ends the command, not the walk", "dim")

    def late() -> None:
        seat.screen.output_ends()
        told = f"longer than planned ({lasting(step.takes or 0)}); it goes on, Ctrl-C ends it"
        seat.screen.say(told, "bold yellow")

    looked_for = step.expect if part == "run" else None
    try:
        return execute(
            command.command,
            command.environment,
            seat.screen.output,
            mask=seat.log.mask,
            expect=text(looked_for, _values(seat)) if looked_for is not None else None,
            planned=step.takes or None,
            late=late,
            begun=seat.log.tell,
            terminal=seat.terminal,
        )
    finally:
        seat.log.tell(0)
        seat.screen.output_ends()


def _values(seat: Seat) -> dict[str, str]:
    return {**seat.run.values, **seat.log.mask.values}


def _data(ended: Ended) -> dict[str, object]:
    return {
        "code": ended.code,
        "seconds": round(ended.seconds, 3),
        "passed": ended.passed,
        "found": ended.found,
        "output": ended.output,
    }


def _after(seat: Seat, step: PlanStep, part: Part, ended: Ended) -> bool:
    how = f"exit code {ended.code}" if ended.code >= 0 else f"signal {-ended.code}"
    looked = {None: "", True: ", found what is expected", False: ", not what is expected"}
    told = f"{how} after {lasting(ended.seconds)}{looked[ended.found]}"
    seat.screen.say(told, "green" if ended.passed else "bold red")
    if not ended.passed or part == "undo":
        return True
    if part == "run" and step.verify:
        seat.screen.say("It has a check:")
        return run_part(seat, step, "verify")
    return not seat.do("done", step.id, part=part)


def approved(seat: Seat, step: PlanStep) -> bool:
    """Ask for the approvals that a step lacks; whether it has all of them now."""
    for role in seat.run.approvals_wanted(step):
        name = seat.ask(f"Approval of {role}: who gives it? (Enter: nobody yet)")
        if not name or not seat.do("approved", step.id, role=role, name=name):
            return False
    return True
