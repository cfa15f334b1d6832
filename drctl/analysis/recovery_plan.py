"""What people do when something has failed, as one plan: who is hit, what to decide, which steps.

The steps are a graph with times, requirements and ways back. `analysis/planning/` makes it; the
pages print it and `follow` walks it.
"""

from dataclasses import dataclass
from typing import Literal

from drctl.analysis.states import State
from drctl.finding import Place

Kind = Literal[
    "decide", "switch", "step", "repair", "restore", "restart", "verify", "tell", "wait"
]
What = Literal[
    "cycle",
    "unreachable",
    "duplicate",
    "no-restore",
    "undeclared-parameter",
    "unused-parameter",
    "secret-default",
    "longer-than-after",
]


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One thing to do, or to wait for.

    `id` is unique in its plan and stays the same while the model does. `after` are the ids of the
    steps of the same list that must be done before. `takes` and `earliest` are seconds, the
    latter from the failure: None is not given, and never or not known. `run`, `expect`, `verify`
    and `undo` hold `{{ parameter }}`: a value is never pasted in unquoted. `lost` are those of
    what is required that are down in this failure: where there are any the step is impossible,
    and `instead` says what is done in its place. `automatic` happens by itself.
    """

    id: str
    kind: Kind
    do: str
    after: tuple[str, ...] = ()
    takes: float | None = None
    earliest: float | None = None
    critical: bool = False
    automatic: bool = False
    run: str | None = None
    expect: str | None = None
    verify: str | None = None
    undo: str | None = None
    parameters: tuple[str, ...] = ()
    irreversible: bool = False
    read_only: bool = False
    approval: str | None = None
    who: str | None = None
    link: str | None = None
    procedure: str | None = None
    option: tuple[str, str] | None = None
    requires: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """One component that is not up all the time.

    `least` and `most` are how long it is down, in seconds, infinity for never again; they differ
    where a time is not written. `verdict` is kept, broken or unknown, "" without an RTO.
    """

    name: str
    title: str
    tier: str
    before: State
    after: State
    least: float
    most: float
    rto: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What tells that it has failed: a signal, an alert or a symptom of a component or need."""

    subject: str
    text: str
    alert: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, by whom and until when.

    `declares` are asked one after the other. `within` is how long people may think, in seconds,
    so that the strictest RTO `rto` (of `rto_of`) can still be kept; None when nothing is to be
    decided or a time is not known.
    """

    criteria: tuple[Criterion, ...]
    declares: tuple[str, ...]
    within: float | None
    rto: float | None
    rto_of: str


@dataclass(frozen=True, slots=True)
class Message:
    """Whom to tell, how to reach them, every so many seconds, and what.

    `text` is a template that is filled in but for what nobody knows before.
    """

    to: str
    reach: tuple[tuple[str, str], ...]
    every: float | None
    text: str


@dataclass(frozen=True, slots=True)
class PlanParameter:
    """A value that commands ask for once; `default` is None where there is none."""

    name: str
    title: str
    default: str | None
    secret: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a plan itself: which step or procedure, in a sentence, and where."""

    what: What
    object: str
    message: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RecoveryPlan:
    """The whole plan.

    `subject` is the page's name as in `runbooks/`, "" for a set of failures without a page.
    `affected` is sorted by tier, the longest down first. `steps` and `fail_back` are in an order
    in which they can be walked: what comes first stands first, then the earliest. `duration` is
    how long the critical path takes, None when it is not known; `rto` is the strictest of what
    is hit. `digest` changes with what the plan shows.
    """

    subject: str
    title: str
    fails: tuple[str, ...]
    affected: tuple[Affected, ...]
    decision: Decision
    steps: tuple[PlanStep, ...]
    fail_back: tuple[PlanStep, ...]
    tell: tuple[Message, ...]
    parameters: tuple[PlanParameter, ...]
    duration: float | None
    rto: float | None
    problems: tuple[Problem, ...]
    digest: str
