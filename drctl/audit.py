"""Rules + acceptances + baseline + change gate -> Report."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drctl import collector
from drctl.assessment import Assessment
from drctl.baseline import Baseline, Stale
from drctl.change import Before, Change
from drctl.effects import effects
from drctl.evidence import Evidence
from drctl.excuses import (
    Excuses,
    Sorted,
    entries_in_force,
    in_force,
    proposed,
    sorted_out,
    stale,
)
from drctl.finding import Finding, Place, Severity
from drctl.model.language.estate import Accepted
from drctl.pairs import all_pairs, by_fingerprint, in_use, only, place_of
from drctl.rules.expired_acceptance import WARN

_DAY = 86400


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """The part of a finding that an acceptance covers."""

    finding: Finding
    acceptance: Accepted


@dataclass(frozen=True, slots=True)
class Ending:
    """An acceptance that covers something and ends soon, and in how many days."""

    acceptance: Accepted
    place: Place
    days: int


@dataclass(frozen=True, slots=True)
class Report:
    """An audit's outcome.

    A finding stands in as many of these parts as its pairs do, told for those pairs only:
    `findings` is what counts (with a change: what is new or has worsened), `known` what was there
    before the change, `baselined` what the baseline covers, `accepted` what someone has accepted.
    `stale` are baseline entries that cover nothing any more; they fail too. `oldest` is the day of
    the oldest entry that covers something. `rules` are those that the policy leaves on, and
    `services` all that they were asked about. `evidence` is what was observed.
    """

    findings: tuple[Finding, ...]
    accepted: tuple[AcceptedFinding, ...]
    fail_on: Severity
    known: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    stale: tuple[Stale, ...] = ()
    oldest: datetime.date | None = None
    ending: tuple[Ending, ...] = ()
    change: Change | None = None
    today: datetime.date | None = None
    rules: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    evidence: Evidence | None = None

    @property
    def failed(self) -> bool:
        """Whether anything counts at or above `fail_on`, or the baseline holds stale entries."""
        return bool(self.stale) or any(f.severity >= self.fail_on for f in self.findings)

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, worst first."""
        return {
            s: sum(f.severity == s for f in self.findings) for s in sorted(Severity, reverse=True)
        }


@collector.resting()
def audit(
    assessment: Assessment,
    *,
    today: datetime.date,
    fail_on: Severity | None = None,
    baseline: Baseline | None = None,
    before: Before | None = None,
    trust: bool = False,
) -> Report:
    """Run every rule that the policy leaves on, and say what of it counts.

    Args:
        assessment: the model and its answers.
        today: the day on which acceptances and ages are judged; an acceptance holds until its day
            is over.
        fail_on: overrides the policy's threshold.
        baseline: the pairs that were there already.
        before: the model before a change; then only what is new or has worsened counts, and
            what the change brings to excuse itself counts only with `trust`.
        trust: whether new acceptances, baseline entries and settings count at once.

    Returns:
        Findings worst first, then by rule and cause; the parts that do not count apart.
    """
    model = assessment.model
    distrusted = None if trust else before
    old = distrusted.policy if distrusted is not None else None
    policies = (model.policy,) if old is None else (model.policy, old)
    # What was before comes first: the model after it takes over what still holds.
    earlier = (
        all_pairs(before.assessment, policies, today)
        if before is not None and before.assessment is not None
        else []
    )
    pairs = all_pairs(assessment, policies, today)
    excuses = Excuses(
        model,
        today,
        in_force(model, distrusted),
        entries_in_force(baseline, distrusted),
        None if before is None else by_fingerprint(earlier),
    )
    parts = sorted_out(pairs, excuses)
    there = by_fingerprint(pairs)
    change = None
    if before is not None:
        gone = by_fingerprint(earlier).keys() - there.keys()
        excused = (
            proposed(assessment, pairs, excuses, baseline, distrusted, fail_on)
            if distrusted is not None
            else ()
        )
        moved, not_compared = (
            effects(before.assessment, assessment) if before.assessment is not None else ((), 0)
        )
        change = Change(
            since=before.since,
            commit=before.commit,
            absent=before.absent,
            fixed=_sorted(only(earlier, gone)),
            proposed=tuple(excused),
            effects=moved,
            effects_left_out=not_compared,
        )
    return Report(
        findings=_sorted(parts.counting),
        accepted=tuple(
            AcceptedFinding(found, model.accepted[number])
            for found, number in sorted(parts.accepted, key=lambda part: _order(part[0]))
        ),
        fail_on=min(Severity.of(p.fail_on) for p in policies) if fail_on is None else fail_on,
        known=_sorted(parts.known),
        baselined=_sorted(parts.baselined),
        stale=tuple(stale(baseline, there, (found for found, _ in parts.accepted))),
        oldest=_oldest(parts, excuses),
        ending=tuple(_ending(assessment, parts, excuses)),
        change=change,
        today=today,
        rules=tuple(rule.name for rule in in_use(policies)),
        services=tuple(sorted(c.name for c in model.components.values() if c.kind == "service")),
    )


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=_order))


def _order(finding: Finding) -> tuple[int, str, tuple[str, ...], str]:
    return (-finding.severity, finding.rule, finding.cause, finding.object)


def _oldest(parts: Sorted, excuses: Excuses) -> datetime.date | None:
    covered = (victim.fingerprint for found in parts.baselined for victim in found.victims)
    return min((excuses.entries[mark].since for mark in covered), default=None)


def _ending(assessment: Assessment, parts: Sorted, excuses: Excuses) -> Iterator[Ending]:
    """The acceptances that cover something and end within the days that the policy sets."""
    model = assessment.model
    if model.policy.turns_off(_EXPIRED):
        return
    warn = WARN.of(model, _EXPIRED) / _DAY
    for number in sorted(parts.used, key=lambda n: (model.accepted[n].until, n)):
        accepted = model.accepted[number]
        days = (accepted.until - excuses.today).days
        if days < warn:
            yield Ending(accepted, place_of(model, number), days)


_EXPIRED = "expired-acceptance"
