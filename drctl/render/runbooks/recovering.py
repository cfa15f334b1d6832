"""How long the promised services of a page are down, what sets the longest, what is missing."""

from dataclasses import dataclass

from drctl.model.model import Model
from drctl.render.lasting import Stage, key, stages
from drctl.render.runbooks.impact import Down, Hit, down_for, length, open_ended
from drctl.render.subjects import Subject

MOST_ASKED = 12
"""Services of one page whose missing keys are looked for: each looks at all that fell."""


@dataclass(frozen=True, slots=True)
class Longest:
    """The promised service that is down longest: the chain that sets it.

    `hit` is False for what failed itself: told only where nobody with a promise is hit.

    `deadlock` are components that wait for one another to start; `open_ended` says that others
    may be down longer, for want of written times.
    """

    name: str
    down: Down
    stages: tuple[Stage, ...]
    deadlock: tuple[str, ...]
    open_ended: bool
    hit: bool


@dataclass(frozen=True, slots=True)
class Recovering:
    """What is told of the times of one failure.

    `own` is how long what failed is down itself; `verdicts` count the services with an RTO, by
    verdict; `missing` are the keys that would tell more of those whose verdict is unknown.
    """

    own: tuple[tuple[str, Down], ...] = ()
    verdicts: tuple[tuple[str, int], ...] = ()
    longest: Longest | None = None
    missing: tuple[str, ...] = ()


def recovering(model: Model, subject: Subject, hit: tuple[Hit, ...]) -> Recovering:
    """The times of one failure.

    Args:
        model: the model.
        subject: the failure.
        hit: who is hit by it.
    """
    own = [(name, down_for(model, subject, name)) for name in subject.fails]
    itself = tuple((name, down) for name, down in own if down is not None)
    found = [(h.name, h.down) for h in hit if h.down is not None]
    promised = [
        (name, down)
        for name, down in (*itself, *found)
        if down.verdict and model.components[name].kind == "service"
    ]
    if not promised:
        return Recovering(itself)
    counts = dict.fromkeys(("kept", "broken", "unknown"), 0)
    for _, down in promised:
        counts[down.verdict] += 1
    return Recovering(
        itself,
        tuple((word, count) for word, count in counts.items() if count),
        _longest(model, subject, [p for p in promised if p[0] not in subject.fails] or promised),
        _missing(model, subject, [n for n, d in promised if d.least != d.most]),
    )


def _longest(model: Model, subject: Subject, promised: list[tuple[str, Down]]) -> Longest | None:
    """The first of those that are down longest, one that breaks its promise before others."""
    name, down = min(promised, key=lambda p: (length(p[1]), p[1].verdict != "broken"))
    if not down.least:
        return None
    told = subject.outcome.times.recovery(name)
    others = any(open_ended(other) for n, other in promised if n != name)
    return Longest(
        name, down, stages(model, subject, told), told.deadlock, others, name not in subject.fails
    )


def _missing(model: Model, subject: Subject, names: list[str]) -> tuple[str, ...]:
    """The keys that would make times known, sorted."""
    read = (subject.outcome.times.recovery(name) for name in names[:MOST_ASKED])
    return tuple(sorted({key(model, path) for told in read for path in told.missing}))
