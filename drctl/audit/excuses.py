"""What takes pairs out of an audit: acceptances and the baseline, unless a change brings them."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from drctl.assessment import Assessment
from drctl.audit.baseline import Baseline, Entry, Stale
from drctl.audit.change import Before, Proposed
from drctl.audit.pairs import Covers, Found, by_rule, place_of, severity
from drctl.finding import Finding, Severity, Victim
from drctl.model.language.estate import Policy
from drctl.model.model import Model
from drctl.rules import ALL, said_of

Part = tuple[Found, list[Victim]]


@dataclass(frozen=True, slots=True)
class Excuses:
    """What takes pairs out, and from when.

    `until` has for each acceptance of the model its last day, None for one that does not count;
    `entries` are the pairs of the baseline that count, by fingerprint; `earlier` the severities
    of the pairs of before a change, None without one.
    """

    model: Model
    today: datetime.date
    until: Sequence[datetime.date | None]
    entries: Mapping[str, Entry]
    earlier: Mapping[str, Victim] | None

    @property
    def none(self) -> bool:
        """Whether there is nothing that could take a pair out."""
        return not self.model.accepted and not self.entries and self.earlier is None

    def holds(self, number: int) -> bool:
        """Whether an acceptance counts today."""
        until = self.until[number]
        return until is not None and until >= self.today


@dataclass(slots=True)
class Sorted:
    """Findings by what becomes of their pairs; `used` are the acceptances that cover one."""

    counting: list[Finding] = field(default_factory=list)
    known: list[Finding] = field(default_factory=list)
    baselined: list[Finding] = field(default_factory=list)
    accepted: list[tuple[Finding, int]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def sorted_out(pairs: Iterable[Found], excuses: Excuses) -> Sorted:
    """Say of each pair whether it counts.

    An acceptance comes before the baseline: when it ends, its pair is to come back.
    """
    covers, into = Covers(excuses.model.accepted), Sorted()
    if excuses.none:
        return Sorted([found.whole for found in pairs if found.victims])
    for found in pairs:
        parts: dict[str, list[Victim]] = {}
        accepted: dict[int, list[Victim]] = {}
        for victim in found.victims:
            numbers = [n for n in covers.of(found, victim) if excuses.holds(n)]
            into.used.update(numbers)
            if numbers:
                accepted.setdefault(numbers[0], []).append(replace(victim, status="accepted"))
            else:
                judged, part = _judged(victim, excuses)
                parts.setdefault(part, []).append(judged)
        for part, findings in (
            ("counting", into.counting),
            ("known", into.known),
            ("baselined", into.baselined),
        ):
            if part in parts:
                findings.append(found.told(parts[part]))
        into.accepted += [(found.told(v), number) for number, v in accepted.items()]
    return into


def _judged(victim: Victim, excuses: Excuses) -> tuple[Victim, str]:
    """A pair that nobody has accepted, and whether it counts; worsened ones do."""
    entry = excuses.entries.get(victim.fingerprint)
    if entry is not None and victim.severity <= entry.severity:
        return replace(victim, status="baselined"), "baselined"
    old = excuses.earlier.get(victim.fingerprint) if excuses.earlier is not None else None
    if old is not None and victim.severity <= old.severity:
        return replace(victim, status="known"), "known"
    was = old.severity if old is not None else entry.severity if entry is not None else None
    if was is None:
        return victim, "counting"
    return replace(victim, status="known", was=was), "counting"


def in_force(after: Model, before: Before | None) -> list[datetime.date | None]:
    """The last day of each acceptance; with a change only as far as it was there before.

    A longer time is a new decision: until the day of before the old one holds.
    """
    if before is None:
        return [accepted.until for accepted in after.accepted]
    known: dict[object, datetime.date] = {}
    for old in before.assessment.model.accepted if before.assessment is not None else ():
        key = (old.rule, old.object, frozenset(old.cause or ()))
        known[key] = max(old.until, known.get(key, old.until))
    found: list[datetime.date | None] = []
    for new in after.accepted:
        day = known.get((new.rule, new.object, frozenset(new.cause or ())))
        found.append(None if day is None else min(day, new.until))
    return found


def entries_in_force(baseline: Baseline | None, before: Before | None) -> dict[str, Entry]:
    """The baseline's pairs by fingerprint; with a change only those that stood there before."""
    entries = {entry.fingerprint: entry for entry in (baseline.entries if baseline else ())}
    if before is None:
        return entries
    old = before.baseline.entries if before.baseline is not None else ()
    severities = {entry.fingerprint: entry.severity for entry in old}
    return {
        mark: replace(entry, severity=min(entry.severity, severities[mark]))
        for mark, entry in entries.items()
        if mark in severities
    }


def stale(
    baseline: Baseline | None, there: Mapping[str, Victim], accepted: Iterable[Finding]
) -> Iterator[Stale]:
    """The baseline's entries whose pair is gone, or accepted by now."""
    marks = {victim.fingerprint for finding in accepted for victim in finding.victims}
    for entry in baseline.entries if baseline is not None else ():
        if entry.fingerprint not in there:
            yield Stale(entry, "gone")
        elif entry.fingerprint in marks:
            yield Stale(entry, "accepted")


def proposed(
    assessment: Assessment,
    pairs: Sequence[Found],
    excuses: Excuses,
    baseline: Baseline | None,
    before: Before,
    judged: Severity | None,
) -> Iterator[Proposed]:
    """What a change brings to excuse its own findings.

    Args:
        assessment: the model after it.
        pairs: all that was found there.
        excuses: what counts of its acceptances and baseline.
        baseline: all of it.
        before: the model before the change.
        judged: the threshold, when it is no matter of the policy.
    """
    yield from _acceptances(assessment.model, pairs, excuses)
    entries = baseline.entries if baseline is not None else ()
    added = [entry for entry in entries if entry.fingerprint not in excuses.entries]
    if added:
        many = f"{len(added)} pairs" if len(added) > 1 else "a pair"
        there = {victim.fingerprint for found in pairs for victim in found.victims}
        covers = sum(entry.fingerprint in there for entry in added)
        yield Proposed(f"a baseline with {many} more", added[0].place, covers)
    if before.policy is not None:
        yield from _settings(assessment, before.policy, pairs, judged)


def _acceptances(model: Model, pairs: Iterable[Found], excuses: Excuses) -> Iterator[Proposed]:
    covers, counts = Covers(model.accepted), [0] * len(model.accepted)
    for found in pairs:
        for victim in found.victims:
            numbers = covers.of(found, victim)
            if not any(map(excuses.holds, numbers)):
                for number in numbers:
                    counts[number] += model.accepted[number].until >= excuses.today
    for number, accepted in enumerate(model.accepted):
        if excuses.until[number] != accepted.until:
            until = f'until {accepted.until.isoformat()} ("{accepted.reason}")'
            what = f"{said_of(accepted, at=True)} {until}"
            yield Proposed(what, place_of(model, number), counts[number])


def _settings(
    assessment: Assessment, old: Policy, pairs: Sequence[Found], judged: Severity | None
) -> Iterator[Proposed]:
    model = assessment.model
    new = model.policy
    if judged is None and Severity.of(new.fail_on) > Severity.of(old.fail_on):
        place = model.place(("policy", "fail_on"), "value")
        yield Proposed(f"fail_on: {new.fail_on}, which was {old.fail_on},", place)
    found = by_rule(pairs)
    for rule in ALL:
        after = new.rules.get(rule.name)
        path = ("policy", "rules", rule.name)
        victims = [victim for each in found.get(rule.name, ()) for victim in each.victims]
        off = new.turns_off(rule.name)
        if after is not None and off and not old.turns_off(rule.name):
            place = model.place((*path, "disabled"), "value")
            yield Proposed(f'{rule.name} turned off ("{after.disabled}")', place, len(victims))
        elif not off:
            milder = sum(
                severity(assessment, new, rule, v.component) < v.severity for v in victims
            )
            if milder:
                place = model.place((*path, "severity"), "value")
                yield Proposed(f"a lower severity of {rule.name}", place, milder)
