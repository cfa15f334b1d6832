"""Rules + acceptances + baseline + change gate -> Report."""

import datetime
from collections.abc import Iterable, Iterator

from drctl import collector
from drctl.assessment import Assessment
from drctl.audit.baseline import Baseline
from drctl.audit.change import Before, Change
from drctl.audit.effects import effects
from drctl.audit.excuses import (
    Excuses,
    Sorted,
    entries_in_force,
    in_force,
    proposed,
    sorted_out,
    stale,
)
from drctl.audit.pairs import all_pairs, by_fingerprint, in_use, only, place_of
from drctl.audit.report import AcceptedFinding, Ending, Report
from drctl.finding import Finding, Severity
from drctl.rules.expired_acceptance import WARN

_DAY = 86400


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
