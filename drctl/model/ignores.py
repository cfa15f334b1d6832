"""`# drctl: ignore[rule] until 2027-03-31: reason` beside an object -> acceptances."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drctl.finding import Finding, Place
from drctl.model.component import Component
from drctl.model.errors import did_you_mean, error
from drctl.model.language.estate import Accepted
from drctl.model.language.values import date
from drctl.model.model import File
from drctl.model.scalars import shortened
from drctl.model.source import Comment, Map

FORM = '"# drctl: ignore[rule-name] until 2027-03-31: reason"'

_COUNTS = re.compile(r"[ \t]*drctl:[ \t]*")
_WORD = re.compile(r"[^\s\[\]:]*")
_RULES = re.compile(r"[ \t]*\[([^\]]*)\][ \t]*")
_UNTIL = re.compile(r"until[ \t]+([^\s:]+)[ \t]*(:?)")


@dataclass(frozen=True, kw_only=True)
class Ignored(Accepted):
    """An acceptance that a comment beside the object states; `place` is the rule's name there.

    Its owner is the component's, or "" when that has none.
    """

    place: Place


@dataclass(frozen=True, slots=True)
class Ignore:
    """What one comment says: rules with their places, until when, why."""

    rules: tuple[tuple[str, Place], ...]
    until: datetime.date
    reason: str


def ignores(
    file: File, components: Mapping[str, Component]
) -> tuple[list[Ignored], list[Finding]]:
    """The acceptances that a file's comments state.

    Args:
        file: a file of the workspace.
        components: all components; they tell the owners.

    Returns:
        One acceptance for each rule and object, and what is wrong with the comments.
    """
    made: list[Ignored] = []
    findings: list[Finding] = []
    objects: dict[int, list[tuple[int, int, str]]] | None = None
    for comment in file.source.comments:
        said = read(file, comment)
        if said is None:
            continue
        if isinstance(said, Finding):
            findings.append(said)
            continue
        if objects is None:
            objects = _objects(file.top)
        beside = _outermost(objects.get(comment.line, []))
        if isinstance(beside, tuple):
            place = file.source.place(comment.line, comment.column)
            findings.append(error("bad-ignore", beside[0], place, beside[1]))
            continue
        made += (
            _ignored(rule, place, address, said, components)
            for address in beside
            for rule, place in said.rules
        )
    return made, findings


def _ignored(
    rule: str, place: Place, address: str, said: Ignore, components: Mapping[str, Component]
) -> Ignored:
    component = components.get(address.partition(".")[0])
    return Ignored(
        rule=rule,
        object=address,
        reason=said.reason,
        owner=(component.spec.owner if component else None) or "",
        until=said.until,
        place=place,
    )


class _Wrong(Exception):
    """What is wrong with a comment, and how far behind its `#`."""

    def __init__(self, what: str, at: int, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.at, self.hint = what, at, hint


def read(file: File, comment: Comment) -> Ignore | Finding | None:
    """What a comment says; None of one that doesn't count, a finding of a wrong one."""
    begun = _COUNTS.match(comment.text)
    # `# drctl: 1` is the file's first key, commented out.
    if begun is None or comment.text[begun.end() : begun.end() + 1].isdigit():
        return None
    behind = comment.column + 1
    try:
        rules, until, reason = _said(comment.text, begun.end())
    except _Wrong as wrong:
        place = file.source.place(comment.line, behind + wrong.at)
        what = f"{wrong.what}; a comment that counts reads {FORM}"
        return error("bad-ignore", what, place, wrong.hint)
    named = {name: file.source.place(comment.line, behind + at) for name, at in rules}
    return Ignore(tuple(named.items()), until, reason)


def _said(text: str, begin: int) -> tuple[list[tuple[str, int]], datetime.date, str]:
    word = _WORD.match(text, begin)
    assert word is not None
    if word[0] != "ignore":
        named = f'"{shortened(word[0])}"' if word[0] else "nothing that counts"
        hint = did_you_mean(word[0], ["ignore"]) if word[0] else ""
        raise _Wrong(f'{named} stands after "# drctl:"', begin if word[0] else 0, hint)
    listed = _RULES.match(text, word.end())
    if listed is None:
        raise _Wrong('"ignore" names no rule in brackets', begin)
    rules = list(_names(listed[1], listed.start(1)))
    until = _UNTIL.match(text, listed.end())
    if until is None:
        raise _Wrong('"ignore" has no date', begin, 'write "until" and a day after the brackets')
    try:
        day = date(until[1])
    except ValueError:
        what = f'"{shortened(until[1])}" is not a date such as 2027-03-31'
        raise _Wrong(what, until.start(1)) from None
    reason = text[until.end() :].strip()
    if not until[2] or not reason:
        raise _Wrong('"ignore" gives no reason', begin, 'write ":" and why after the date')
    return rules, day, reason


def _names(listed: str, at: int) -> Iterator[tuple[str, int]]:
    """The rules between the brackets, each with its column."""
    for item in listed.split(","):
        name = item.strip()
        if not name:
            raise _Wrong("the name of a rule is missing in the brackets", at - 1)
        yield name, at + len(item) - len(item.lstrip())
        at += len(item) + 1


def _outermost(beside: list[tuple[int, int, str]]) -> list[str] | tuple[str, str]:
    """The addresses that a comment on a line means; or why there are none, and a hint."""
    if not beside:
        hint = "write it at the end of the line on which its object's key stands"
        return "no component or need begins on this line", hint
    level = min(depth for depth, _, _ in beside)
    outer = [(column, address) for depth, column, address in beside if depth == level]
    # Aliases and merges put one key, at one place, into several objects: all are meant.
    if len({column for column, _ in outer}) > 1:
        names = " and ".join(f'"{address}"' for _, address in outer[:2])
        return f"{names} both begin on this line, and only one may", "give each its own line"
    return list(dict.fromkeys(address for _, address in outer))


def _objects(top: Map) -> dict[int, list[tuple[int, int, str]]]:
    """For each line the objects whose key stands there: depth, column, address."""
    found: dict[int, list[tuple[int, int, str]]] = {}
    for line, column, depth, address in _keys(top):
        found.setdefault(line, []).append((depth, column, address))
    return found


def _keys(top: Map) -> Iterator[tuple[int, int, int, str]]:
    for section in ("domains", "providers", "services"):
        entries = top.get(section)
        if not isinstance(entries, Map):
            continue
        for name, (line, column, _, _) in entries.spots():
            yield line, column, 0, name
            spec = entries[name]
            if not isinstance(spec, Map):
                continue
            if "in" in spec:
                yield *spec.spot("in"), 1, f"{name}.in"
            # A store's address looks like that of a need.
            for parts in (spec.get("needs"), spec.get("data")):
                if isinstance(parts, Map):
                    for slot, (row, start, _, _) in parts.spots():
                        yield row, start, 1, f"{name}.{slot}"
