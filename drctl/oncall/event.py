"""One event of a run, and the line that it is in the log."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

What = Literal[
    "began",
    "joined",
    "left",
    "since",
    "value",
    "took",
    "released",
    "handed",
    "approved",
    "started",
    "ended",
    "lost",
    "done",
    "failed",
    "skipped",
    "undone",
    "noted",
    "recovered",
    "finished",
    "timeline",
    "recorded",
]
KEYS = ("seq", "at", "by", "session", "what", "step")


class NoEvent(ValueError):
    """A line that is no event."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, numbered from 1 without gaps.

    `at` is seconds since 1970; `by` a person, `session` their terminal; `step` is "" where the
    event is about the whole run. What else there is to say stands in `data`.
    """

    seq: int
    at: float
    by: str
    session: str
    what: What
    step: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def line_of(event: Event) -> str:
    """An event as one line of JSON, with its newline."""
    head: dict[str, Any] = {
        "seq": event.seq,
        "at": moment(event.at),
        "by": event.by,
        "session": event.session,
        "what": event.what,
    }
    if event.step:
        head["step"] = event.step
    return json.dumps(head | dict(event.data), ensure_ascii=False) + "\n"


def event_of(line: str) -> Event:
    """The event of a line.

    Raises:
        NoEvent: the line is none.
    """
    try:
        found = json.loads(line)
        known = found["what"] in get_args(What) and isinstance(found["seq"], int)
        at = seconds(found["at"])
        by, session, step = found["by"], found["session"], found.get("step", "")
    except (ValueError, KeyError, TypeError) as wrong:
        raise NoEvent(line) from wrong
    if not known or not all(isinstance(text, str) for text in (by, session, step)):
        raise NoEvent(line)
    data = {key: value for key, value in found.items() if key not in KEYS}
    return Event(found["seq"], at, by, session, found["what"], step, data)


def moment(at: float) -> str:
    """A moment in UTC: `2026-11-26T03:12:07.250Z`."""
    when = datetime.datetime.fromtimestamp(at, datetime.UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds(text: str) -> float:
    """The seconds since 1970 of a moment as `moment` writes it."""
    return datetime.datetime.fromisoformat(text).timestamp()
