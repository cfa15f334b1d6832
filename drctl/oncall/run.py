"""A run: its events folded into a state. Pure: no clock, no file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from drctl.analysis.recovery_plan import PlanStep
from drctl.oncall.event import Event, seconds
from drctl.oncall.script import BREAK, Script, script_of

Status = Literal["open", "running", "unknown", "ran", "failed", "done", "skipped", "undone"]
Part = Literal["run", "verify", "undo"]

SETTLED = ("done", "skipped")


@dataclass(frozen=True, slots=True)
class Walked:
    """Where one step is.

    `holder` works on it, in the terminal `session`; `handed` is whom it was handed to. `part` is
    the command that runs or ran last, from `started` to `ended`. `reason` says why it was skipped,
    or how it was done.
    """

    status: Status = "open"
    holder: str = ""
    session: str = ""
    handed: str = ""
    part: Part | None = None
    started: float | None = None
    first: float | None = None
    ended: float | None = None
    reason: str = ""
    approvals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """All that the log says.

    `since` is when it failed, in seconds since 1970; None as long as that isn't known.
    `people` are those who are there, by terminal.
    """

    script: Script
    events: tuple[Event, ...]
    steps: Mapping[str, Walked]
    since: float | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    lead: str = ""
    recovered: float | None = None
    result: str = ""
    finished: float | None = None
    recorded: str = ""

    @property
    def began(self) -> float:
        """When the walk began."""
        return self.events[0].at

    @property
    def forward(self) -> tuple[PlanStep, ...]:
        """The steps of the way there."""
        return self.script.steps

    def step(self, id: str) -> PlanStep | None:
        """A step of the way there or back."""
        every = (*self.script.steps, *self.script.fail_back)
        return next((step for step in every if step.id == id), None)

    def walked(self, id: str) -> Walked:
        """Where a step is."""
        return self.steps.get(id, Walked())

    def waits_for(self, step: PlanStep) -> tuple[str, ...]:
        """The steps that must be done or skipped before."""
        return tuple(a for a in step.after if self.walked(a).status not in SETTLED)

    def ready(self, steps: Iterable[PlanStep]) -> tuple[PlanStep, ...]:
        """The steps that somebody can work on now."""
        return tuple(
            s for s in steps if not self.waits_for(s) and self.walked(s.id).status not in SETTLED
        )

    @property
    def settled(self) -> int:
        """How many steps of the way there are done or skipped, but for what is only watched."""
        return sum(not s.automatic and self.walked(s.id).status in SETTLED for s in self.forward)

    @property
    def all_settled(self) -> bool:
        """Whether every step of the way there is done or skipped, but for what is only watched."""
        return all(s.automatic or self.walked(s.id).status in SETTLED for s in self.forward)

    @property
    def recovered_in(self) -> float | None:
        """How long the recovery took, in seconds."""
        if self.recovered is None or self.since is None:
            return None
        return max(0.0, self.recovered - self.since)

    def approvals_wanted(self, step: PlanStep) -> tuple[str, ...]:
        """Whose approval a step still lacks."""
        given = {role for role, _ in self.walked(step.id).approvals}
        return (step.approval,) if step.approval and step.approval not in given else ()


def first(event: Event) -> Run:
    """The run that an event begins.

    Raises:
        ValueError: it begins none.
    """
    if event.what != "began" or event.seq != 1:
        raise ValueError("a log begins with the event that a run began")
    script = script_of(event.data["plan"])
    since = event.data.get("since")
    return Run(script, (event,), {}, None if since is None else seconds(since), lead=event.by)


def fold(run: Run, event: Event) -> Run:
    """The run after one more event."""
    run = replace(run, events=(*run.events, event))
    if event.step:
        before = run.walked(event.step)
        after = _STEPS[event.what](before, event) if event.what in _STEPS else before
        run = replace(run, steps={**run.steps, event.step: after})
        if event.step == BREAK and event.what == "done" and run.since is None:
            run = replace(run, since=event.at)
        return run
    data = event.data
    match event.what:
        case "joined":
            return replace(run, people={**run.people, event.session: event.by})
        case "left":
            left = {s: name for s, name in run.people.items() if s != event.session}
            return replace(run, people=left)
        case "since":
            return replace(run, since=seconds(data["moment"]))
        case "value":
            return replace(run, values={**run.values, data["name"]: data["value"]})
        case "handed":
            return replace(run, lead=data["to"])
        case "recovered":
            return replace(run, recovered=seconds(data["moment"]))
        case "finished":
            return replace(run, result=data["result"], finished=event.at)
        case "recorded":
            return replace(run, recorded=data["path"])
        case _:
            return run


def _took(step: Walked, event: Event) -> Walked:
    return replace(step, holder=event.by, session=event.session, handed="")


def _released(step: Walked, event: Event) -> Walked:
    return replace(step, holder="", session="")


def _handed(step: Walked, event: Event) -> Walked:
    return replace(step, holder="", session="", handed=event.data["to"])


def _approved(step: Walked, event: Event) -> Walked:
    given = (event.data["role"], event.data["name"])
    return replace(step, approvals=(*step.approvals, given))


def _started(step: Walked, event: Event) -> Walked:
    begun = event.at if step.first is None else step.first
    return replace(
        _took(step, event),
        status="running",
        part=event.data["part"],
        started=event.at,
        first=begun,
        ended=None,
    )


def _ended(step: Walked, event: Event) -> Walked:
    good = event.data["passed"]
    status: Status = "failed"
    if good:
        status = "undone" if event.data["part"] == "undo" else "ran"
    return replace(step, status=status, part=event.data["part"], ended=event.at)


def _lost(step: Walked, event: Event) -> Walked:
    return replace(step, status="unknown")


def _settles(status: Status) -> "Callable[[Walked, Event], Walked]":
    def settled(step: Walked, event: Event) -> Walked:
        told = event.data.get("reason", "")
        begun = event.at if step.first is None else step.first
        return replace(
            step, status=status, holder="", session="", ended=event.at, reason=told, first=begun
        )

    return settled


_STEPS: "Mapping[str, Callable[[Walked, Event], Walked]]" = {
    "took": _took,
    "released": _released,
    "handed": _handed,
    "approved": _approved,
    "started": _started,
    "ended": _ended,
    "lost": _lost,
    "done": _settles("done"),
    "failed": _settles("failed"),
    "skipped": _settles("skipped"),
    "undone": _settles("undone"),
}
