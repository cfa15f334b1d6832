"""Events and steps in words, for the screen and for the timeline."""

from drctl.analysis.recovery_plan import PlanStep
from drctl.model.times import some_of
from drctl.oncall.event import Event, seconds
from drctl.oncall.run import Run, Walked
from drctl.oncall.when import clock, lasting

COMMANDS = {"run": "the command", "verify": "the check", "undo": "the way back"}


def told(event: Event) -> str:
    """What happened, without who and when; "" for what is of no interest later."""
    data = event.data
    match event.what:
        case "began":
            return f"began to follow ({data['mode']})"
        case "joined":
            return "came"
        case "left":
            return "left"
        case "since":
            return f"it began at {clock(seconds(data['moment']))}"
        case "value":
            return f"{data['name']} is {data['value']}"
        case "handed":
            return f"handed over to {data['to']}"
        case "approved":
            return f"{data['role']}: {data['name']} approved"
        case "started":
            return f"started {COMMANDS[data['part']]}"
        case "ended":
            return f"{COMMANDS[data['part']]} {_end(event)}"
        case "lost":
            return "the terminal that ran the command is gone: result unknown"
        case "done":
            return f"done{_reason(event)}"
        case "failed":
            return f"did not work{_reason(event)}"
        case "skipped":
            return f"skipped{_reason(event)}"
        case "undone":
            return f"taken back{_reason(event)}"
        case "noted":
            return f"note: {data['text']}"
        case "recovered":
            return f"recovered at {clock(seconds(data['moment']))}"
        case "finished":
            return f"ended: {data['result']}"
        case "recorded":
            return f"drill record: {data['path']}"
        case "took" | "released" | "timeline":
            return ""


def _reason(event: Event) -> str:
    reason = event.data.get("reason", "")
    return f": {reason}" if reason else ""


def _end(event: Event) -> str:
    data = event.data
    code = data["code"]
    how = f"exit code {code}" if code >= 0 else f"ended by signal {-code}"
    looked = data.get("found")
    text = "" if looked is None else f", expected text {'found' if looked else 'not found'}"
    worked = "worked" if data["passed"] else "did not work"
    return f"{worked} ({how} after {lasting(data['seconds'])}{text})"


def state(run: Run, step: PlanStep, now: float) -> str:
    """Where a step is, in a few words."""
    walked = run.walked(step.id)
    match walked.status:
        case "running":
            part = "" if walked.part == "run" else f"{COMMANDS[walked.part or 'run']}, "
            return f"{walked.holder}: {part}{lasting(now - (walked.started or now))}"
        case "unknown":
            return f"started {clock(walked.started or now)}, result unknown"
        case "ran":
            return "worked, not yet confirmed"
        case "failed":
            return "did not work" + held(walked)
        case "done":
            return f"done {clock(walked.ended or now)}"
        case "skipped":
            return "skipped"
        case "undone":
            return "taken back" + held(walked)
        case "open":
            return _open(run, step, walked)


def _open(run: Run, step: PlanStep, walked: Walked) -> str:
    if walked.handed:
        return f"for {walked.handed}"
    if walked.holder:
        return walked.holder
    if waiting := run.waits_for(step):
        return f"waits for {numbers(run, waiting)}"
    if step.lost:
        return "impossible"
    return "to watch" if step.automatic else "can start"


def held(walked: Walked) -> str:
    """Who works on it, as an appendix."""
    return f", {walked.holder}" if walked.holder else ""


def numbers(run: Run, ids: tuple[str, ...]) -> str:
    """Steps by their numbers on the screen."""
    every = [step.id for step in (*run.script.steps, *run.script.fail_back)]
    found = [str(every.index(id) + 1) for id in ids if id in every]
    return some_of(found, 4)


def plain(text: str) -> str:
    """Text whose control characters cannot move the cursor; lines stay lines."""
    return "".join(
        c if c.isprintable() or c == "\n" else "    " if c == "\t" else "\ufffd" for c in text
    )
