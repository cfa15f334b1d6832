"""Rules + acceptances -> Report."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from drctl import collector
from drctl.assessment import Assessment
from drctl.baseline import Stale
from drctl.change import Change
from drctl.finding import Finding, Place, Severity, Victim, fingerprint
from drctl.model.errors import did_you_mean, error
from drctl.model.ignores import Ignored
from drctl.model.language.estate import Accepted
from drctl.model.model import Model
from drctl.model.scalars import written
from drctl.rules import ALL, Hit, Rule


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
    `services` all that they were asked about.
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

    @property
    def failed(self) -> bool:
        """Whether anything counts at or above `fail_on`, or the baseline holds stale entries."""
        return bool(self.stale) or any(f.severity >= self.fail_on for f in self.findings)

    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, worst first."""
        return {
            s: sum(f.severity == s for f in self.findings) for s in sorted(Severity, reverse=True)
        }


def audit(
    assessment: Assessment, *, today: datetime.date, fail_on: Severity | None = None
) -> Report:
    """Run every rule that the policy leaves on.

    Args:
        assessment: the model and its answers.
        today: the day on which acceptances are judged; one holds until its day is over.
        fail_on: overrides the policy's threshold.

    Returns:
        Findings worst first, then by rule and cause; accepted parts apart.
    """
    model = assessment.model
    valid = [a for a in model.accepted if a.until >= today]
    findings: list[Finding] = []
    accepted: list[AcceptedFinding] = []
    with collector.resting():
        for rule in ALL:
            if _disabled(model, rule):
                continue
            for hit in rule.check(assessment):
                left, covered = _judge(assessment, rule, hit, valid)
                findings += left
                accepted += covered
    threshold = Severity.of(model.policy.fail_on) if fail_on is None else fail_on
    return Report(
        tuple(sorted(findings, key=_order)),
        tuple(sorted(accepted, key=lambda a: _order(a.finding))),
        threshold,
        today=today,
        rules=tuple(rule.name for rule in ALL if not _disabled(model, rule)),
        services=tuple(sorted(c.name for c in model.components.values() if c.kind == "service")),
    )


def _order(finding: Finding) -> tuple[int, str, tuple[str, ...], str]:
    return (-finding.severity, finding.rule, finding.cause, finding.object)


def _disabled(model: Model, rule: Rule) -> bool:
    setting = model.policy.rules.get(rule.name)
    return setting is not None and setting.disabled is not None


def _judge(
    assessment: Assessment, rule: Rule, hit: Hit, valid: list[Accepted]
) -> tuple[list[Finding], list[AcceptedFinding]]:
    """Split a hit's pairs into those that count and those that are accepted."""
    left: list[Victim] = []
    covered: dict[int, list[Victim]] = {}
    for component, need in hit.victims:
        severity = _severity(assessment, rule, component)
        mark = fingerprint(rule.name, hit.cause, component, need)
        victim = Victim(component, need, severity, mark)
        index = next((i for i, a in enumerate(valid) if _covers(a, rule, hit, victim)), None)
        if index is None:
            left.append(victim)
        else:
            covered.setdefault(index, []).append(replace(victim, status="accepted"))
    findings = [_finding(rule, hit, left)] if left else []
    return findings, [
        AcceptedFinding(_finding(rule, hit, victims), valid[index])
        for index, victims in covered.items()
    ]


def _severity(assessment: Assessment, rule: Rule, component: str) -> Severity:
    setting = assessment.model.policy.rules.get(rule.name)
    if setting is not None and setting.severity is not None:
        return Severity.of(setting.severity)
    return rule.severity(assessment, component)


def _covers(accepted: Accepted, rule: Rule, hit: Hit, victim: Victim) -> bool:
    if accepted.rule != rule.name or accepted.object not in (victim.component, victim.address):
        return False
    return accepted.cause is None or set(accepted.cause) == set(hit.cause)


def _finding(rule: Rule, hit: Hit, victims: list[Victim]) -> Finding:
    if hit.narrow is not None and len(victims) < len(hit.victims):
        hit = hit.narrow([(v.component, v.need) for v in victims])
    return Finding(
        rule=rule.name,
        severity=max(v.severity for v in victims),
        message=hit.message,
        places=hit.places,
        category=rule.category,
        object=hit.object,
        cause=hit.cause,
        victims=tuple(victims),
        hint=hit.hint,
    )


def unknown_rules(model: Model) -> Iterator[Finding]:
    """Errors for rule names in the policy and in acceptances that no rule has."""
    known = [rule.name for rule in ALL]
    named: dict[tuple[str, Place], None] = dict.fromkeys(
        (
            *((n, model.place(("policy", "rules", n))) for n in model.policy.rules),
            *((a.rule, _rule_place(model, i)) for i, a in enumerate(model.accepted)),
        )
    )
    for name, place in named:
        if name not in known:
            what = f'no rule is called "{name}"; the rules are {", ".join(sorted(known))}'
            yield error("unknown-name", what, place, did_you_mean(name, known))


def wrong_options(model: Model) -> Iterator[Finding]:
    """Errors for options in the policy that a rule does not have, or cannot read."""
    for rule in ALL:
        setting = model.policy.rules.get(rule.name)
        known = {option.name: option for option in rule.options}
        for name, value in (setting.options if setting else {}).items():
            path = ("policy", "rules", rule.name, "options", name)
            if name not in known:
                has = f"has only {', '.join(sorted(known))}" if known else "has none"
                what = f'no option of {rule.name} is called "{name}"; it {has}'
                yield error("unknown-name", what, model.place(path), did_you_mean(name, known))
            elif known[name].read(value) is None:
                what = f'"{name}" must be {known[name].expected}, not {_said(value)}'
                yield error("wrong-value", what, model.place(path, "value"))


def _said(value: object) -> str:
    return written(list(value) if isinstance(value, tuple) else value)


def _rule_place(model: Model, number: int) -> Place:
    """Where an acceptance names its rule."""
    accepted = model.accepted[number]
    if isinstance(accepted, Ignored):
        return accepted.place
    return model.place(("accepted", number, "rule"), "value")
