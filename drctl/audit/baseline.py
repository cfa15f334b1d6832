"""The baseline: findings that were there already, by pairs, so that only new ones count."""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from drctl.finding import Finding, Place, Severity, fingerprint
from drctl.model.errors import did_you_mean, error
from drctl.model.include import BASELINE_FILE
from drctl.model.parse import parse
from drctl.model.source import Map, Seq, Source

__all__ = ["BASELINE_FILE", "Baseline", "Entry", "Stale", "entries_of", "read", "written"]

VERSION = 1
_HEAD = """\
# The findings that were there when this file was written, by pairs of a cause and a victim:
# `drctl audit` counts what comes on top. `drctl audit --prune-baseline` takes out what is gone.
drctl_baseline: 1
"""
_TOP = ("drctl_baseline", "pairs")
_KEYS = ("rule", "cause", "victim", "need", "severity", "since", "fingerprint")
_OPTIONAL = ("cause", "need")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)*")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One pair of the baseline, and since when it stands there."""

    rule: str
    cause: tuple[str, ...]
    victim: str
    need: str
    severity: Severity
    since: datetime.date
    fingerprint: str
    place: Place

    @property
    def address(self) -> str:
        """The stable address of what is hit."""
        return f"{self.victim}.{self.need}" if self.need else self.victim


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline file, read."""

    path: Path
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry that covers nothing any more: its pair is gone, or someone accepted it."""

    entry: Entry
    why: Literal["gone", "accepted"]


def read(
    path: Path, content: bytes, shown: str, rules: Iterable[str]
) -> tuple[Baseline | None, tuple[Finding, ...]]:
    """Read a baseline.

    Args:
        path: the file.
        content: what it holds.
        shown: its path as messages name it.
        rules: the names of all rules.

    Returns:
        The baseline and no findings, or None and everything that is wrong with it.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, (error("unreadable-file", f"{shown} is not UTF-8 text", Place(shown, 1, 1)),)
    source = Source(shown, text)
    top, findings = parse(source, text)
    if top is None:
        return None, tuple(findings)
    reader = _Reader(frozenset(rules))
    entries = tuple(reader.entries(top))
    wrong = (*findings, *reader.wrong)
    return (None, wrong) if wrong else (Baseline(path, entries), ())


class _Reader:
    """Turns a baseline's map into entries, and notes what is wrong."""

    def __init__(self, rules: frozenset[str]) -> None:
        self._rules = rules
        self.wrong: list[Finding] = []

    def _refuse(self, rule: str, what: str, place: Place, hint: str = "") -> None:
        self.wrong.append(error(rule, what, place, hint))

    def entries(self, top: Map) -> Iterator[Entry]:
        self._keys(top, _TOP, ())
        if "drctl_baseline" in top and top["drctl_baseline"] != VERSION:
            what = f"this drctl reads baselines of version {VERSION}"
            self._refuse("language-version", what, top.place("drctl_baseline", "value"))
        pairs = top.get("pairs")
        if "pairs" in top and not isinstance(pairs, Seq):
            self._refuse("wrong-value", '"pairs" must be a list', top.place("pairs", "value"))
        seen: dict[str, Place] = {}
        for index, item in enumerate(pairs if isinstance(pairs, Seq) else ()):
            assert isinstance(pairs, Seq)
            place = pairs.place(index)
            entry = self._entry(item, place)
            if entry is not None and entry.fingerprint in seen:
                first = seen[entry.fingerprint]
                what = f"this pair is in the baseline already, at {first}"
                self._refuse("duplicate-key", what, place, "remove one of them")
            elif entry is not None:
                seen[entry.fingerprint] = place
                yield entry

    def _keys(self, found: Map, known: tuple[str, ...], optional: tuple[str, ...]) -> bool:
        for key in found:
            if key not in known:
                what = f'no key of a baseline is called "{key}"; expected {", ".join(known)}'
                self._refuse("unknown-key", what, found.place(key), did_you_mean(key, known))
        missing = [key for key in known if key not in found and key not in optional]
        if missing:
            what = f"{' and '.join(missing)} must be here"
            self._refuse("missing-key", what, found.place())
        return not missing

    def _entry(self, item: object, place: Place) -> Entry | None:
        if not isinstance(item, Map):
            self._refuse("wrong-value", "a pair of a baseline is a map", place)
            return None
        before = len(self.wrong)
        if not self._keys(item, _KEYS, _OPTIONAL):
            return None
        causes = item.get("cause", Seq())
        if not isinstance(causes, Seq) or not all(isinstance(name, str) for name in causes):
            what = '"cause" must be a list of names'
            self._refuse("wrong-value", what, item.place("cause", "value"))
        texts = {key: self._text(item, key) for key in ("rule", "victim", "need", "fingerprint")}
        if texts["rule"] and texts["rule"] not in self._rules:
            what = f'no rule is called "{texts["rule"]}"'
            hint = did_you_mean(texts["rule"], self._rules)
            self._refuse("unknown-name", what, item.place("rule", "value"), hint)
        severity, since = self._severity(item), self._day(item)
        if len(self.wrong) > before or severity is None or since is None:
            return None
        mark = fingerprint(texts["rule"], causes, texts["victim"], texts["need"])
        if texts["fingerprint"] != mark:
            what = f'the fingerprint of this pair is "{mark}", not "{texts["fingerprint"]}"'
            hint = "drctl writes this file; put back what stood there, or write it anew"
            self._refuse("wrong-value", what, item.place("fingerprint", "value"), hint)
            return None
        return Entry(
            texts["rule"],
            tuple(causes),
            texts["victim"],
            texts["need"],
            severity,
            since,
            mark,
            place,
        )

    def _text(self, item: Map, key: str) -> str:
        value = item.get(key, "")
        if isinstance(value, str):
            return value
        self._refuse("wrong-value", f'"{key}" must be text', item.place(key, "value"))
        return ""

    def _severity(self, item: Map) -> Severity | None:
        words = [severity.word for severity in Severity]
        if item["severity"] in words:
            return Severity.of(item["severity"])
        what = f'"severity" must be one of {", ".join(words)}'
        self._refuse("wrong-value", what, item.place("severity", "value"))
        return None

    def _day(self, item: Map) -> datetime.date | None:
        try:
            return datetime.date.fromisoformat(item["since"])
        except (TypeError, ValueError):
            what = '"since" must be a date such as 2027-03-31'
            self._refuse("wrong-value", what, item.place("since", "value"))
            return None


def entries_of(
    findings: Iterable[Finding], today: datetime.date, since: Mapping[str, datetime.date]
) -> tuple[Entry, ...]:
    """The pairs of findings as entries of a baseline.

    Args:
        findings: what is to be in it.
        today: the day on which the new ones come in.
        since: the days of those that are in it already, by fingerprint.
    """
    return tuple(
        Entry(
            found.rule,
            tuple(sorted(found.cause)),
            victim.component,
            victim.need,
            victim.severity,
            since.get(victim.fingerprint, today),
            victim.fingerprint,
            found.place,
        )
        for found in findings
        for victim in found.victims
    )


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries in the order of a baseline: by rule, cause and victim."""
    return sorted(entries, key=lambda e: (e.rule, e.cause, e.victim, e.need))


def comments_of_people(text: str) -> bool:
    """Whether a baseline holds comments that `written` does not write."""
    ours = _HEAD.splitlines()
    return any("#" in line and line.rstrip() not in ours for line in text.splitlines())


def written(entries: Iterable[Entry]) -> str:
    """A baseline as text: one line per pair, in the order of rule, cause and victim."""
    lines = [f"  - {{{', '.join(_said(entry))}}}\n" for entry in in_order(entries)]
    return _HEAD + ("pairs:\n" + "".join(lines) if lines else "pairs: []\n")


def _said(entry: Entry) -> Iterator[str]:
    yield f"rule: {entry.rule}"
    if entry.cause:
        yield f"cause: [{', '.join(map(_scalar, entry.cause))}]"
    yield f"victim: {_scalar(entry.victim)}"
    if entry.need:
        yield f"need: {_scalar(entry.need)}"
    yield f"severity: {entry.severity.word}"
    yield f"since: {entry.since.isoformat()}"
    # Digits only, or with one e among them, would be a number.
    yield f'fingerprint: "{entry.fingerprint}"'


def _scalar(value: Any) -> str:
    """A name as YAML; what a reader could take for something else in quotes, as JSON has it."""
    if _PLAIN.fullmatch(value) and value.casefold() not in _WORDS:
        return str(value)
    return json.dumps(value)
