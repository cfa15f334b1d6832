"""What may happen next in a run.

The log asks under its lock, so that of two people who start one step at the same moment one is
told that the other was first.
"""

from drctl.analysis.recovery_plan import PlanStep
from drctl.oncall.event import Event
from drctl.oncall.run import SETTLED, Run, Walked

_AFTER_THE_END = ("noted", "timeline", "recorded", "joined", "left")
_OWN = ("released", "handed", "approved", "started", "done", "failed", "skipped", "undone")


def refusal(run: Run, event: Event) -> str:
    """Why an event cannot happen in a run; "" when it can."""
    if event.what == "began":
        return "the run has begun already"
    if run.result and event.what not in _AFTER_THE_END:
        return f"the run has ended ({run.result})"
    if not event.step:
        if event.what == "recorded" and run.recorded:
            return f"the record is written already: {run.recorded}"
        return ""
    step = run.step(event.step)
    if step is None:
        return f"the plan has no step {event.step}"
    return _step_refusal(run, step, event)


def _step_refusal(run: Run, step: PlanStep, event: Event) -> str:
    now = run.walked(step.id)
    if event.what == "lost":
        running = now.status == "running" and now.session == event.data["session"]
        return "" if running else "it does not run any more"
    if event.what == "ended":
        own = now.session == event.session and now.status in ("running", "unknown")
        return "" if own else "it was settled meanwhile"
    if event.what == "took":
        if now.status == "running" and now.session != event.session:
            return f"{now.holder} runs it just now"
        if now.holder and now.session not in ("", event.session) and not event.data.get("over"):
            return f"{now.holder} works on it"
    if event.what in _OWN and now.session != event.session:
        return f"{now.holder} works on it" if now.holder else "take it first"
    if event.what in ("done", "failed", "skipped", "undone", "released") and (
        now.status == "running"
    ):
        return "its command runs"
    if event.what in ("started", "done"):
        return _start_refusal(run, step, now, event)
    return ""


def _start_refusal(run: Run, step: PlanStep, now: Walked, event: Event) -> str:
    part = event.data.get("part", "run")
    if event.what == "started" and now.status == "running":
        return "it runs already"
    if event.what == "started" and part == "run" and now.status in ("unknown", *SETTLED):
        return f"it is {now.status}: say first what came of it"
    if part != "run":
        return ""
    if waiting := run.waits_for(step):
        return f"{', '.join(waiting)} must be done before"
    if wanted := run.approvals_wanted(step):
        return f"the approval of {wanted[0]} is missing"
    return ""
