"""What a provider's status page says; all that is not plainly good news is not taken for it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from drctl.model.errors import did_you_mean
from drctl.model.language.component import Status
from drctl.oncall.asking import Answer, Question, Unanswered
from drctl.oncall.pages import KINDS, Kind, State, Told, Unreadable

PATIENCE = 10.0
"""Seconds for a page, redirects included."""

STALE = timedelta(days=30)
"""A page that has not changed for so long may have been left behind by its owner."""

_AHEAD = timedelta(days=1)
_GUESS = "statuspage"


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What a page tells, or why it tells nothing (`unknown`).

    `kind` is the one by which it was read, `answered` whether anything came back over HTTP.
    """

    url: str
    kind: str
    state: State
    says: str
    notes: tuple[str, ...] = ()
    updated: datetime | None = None
    answered: bool = False


def question(status: Status) -> Question | None:
    """What to ask a page; None for a kind that drctl does not read."""
    kind = _kind(status)
    if kind is None:
        return None
    base, _, rest = status.page.partition("?")
    at = base if not rest and base.endswith(kind.path) else f"{base.rstrip('/')}/{kind.path}"
    return Question(at, PATIENCE, follow=True)


def told(status: Status, answer: Answer | Unanswered | None, now: datetime) -> PageAnswer:
    """What a page's answer means.

    Args:
        status: what the model says of the page.
        answer: what came of `question`; None where it was not asked.
        now: the present moment, by which a page is too old.
    """
    kind = _kind(status)
    name = status.kind or _GUESS
    if kind is None or answer is None:
        return PageAnswer(status.page, name, "unknown", _no_such_kind(name))
    if isinstance(answer, Unanswered):
        return PageAnswer(status.page, name, "unknown", answer.says)
    notes = _moved(status.page, answer.url)
    try:
        found = _fresh(kind.read(_parsed(answer), status.component), now)
    except Unreadable as problem:
        says = str(problem)
        if status.kind is None:
            says += f"; it names no kind, and was read as {_GUESS}: add kind: to its status"
        return PageAnswer(status.page, name, "unknown", says, notes, answered=True)
    return PageAnswer(
        status.page, name, found.state, found.says, (*notes, *found.notes), found.updated, True
    )


def _kind(status: Status) -> Kind | None:
    return KINDS.get(status.kind or _GUESS)


def _no_such_kind(name: str) -> str:
    hint = did_you_mean(name, KINDS)
    return f'drctl reads no pages of kind "{name}"; {hint or "it reads " + ", ".join(KINDS)}'


def _parsed(answer: Answer) -> object:
    if answer.status != 200:
        raise Unreadable(f"HTTP {answer.status} where its summary should be")
    if not answer.whole:
        raise Unreadable(
            f"it sends more than {len(answer.body) // 2**20} MB where a summary should be"
        )
    start = answer.body.lstrip()[:1]
    if start == b"<":
        raise Unreadable("it sends HTML where its summary should be: it may have moved")
    if answer.body.startswith(b"\x1f\x8b"):
        raise Unreadable("it sends compressed data, which was not asked for")
    try:
        return json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable("what it sends is no JSON" if start else "it sends nothing") from None


def _fresh(told: Told, now: datetime) -> Told:
    """Good news that is old, or from days to come, is no news."""
    if told.state != "ok" or told.updated is None:
        return told
    age = now - told.updated
    if age > STALE:
        says = f"{told.says}, but unchanged for {age.days} days: it may be abandoned"
    elif age < -_AHEAD:
        says = f"{told.says}, but dated {told.updated:%Y-%m-%d}, which is yet to come"
    else:
        return told
    return Told("unknown", says, told.notes, told.updated)


def _moved(page: str, url: str) -> tuple[str, ...]:
    """That another host or scheme has answered."""
    there, here = urlsplit(url), urlsplit(page)
    if (there.scheme, there.netloc) == (here.scheme, here.netloc):
        return ()
    return (f"{here.netloc} sent us on to {there.scheme}://{there.netloc}",)
