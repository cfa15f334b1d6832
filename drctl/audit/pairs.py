"""What the rules find, pair by pair: each cause with each of its victims, judged one by one."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from drctl.assessment import Assessment
from drctl.finding import Finding, Place, Severity, Victim, fingerprint
from drctl.model.ignores import Ignored
from drctl.model.language.estate import Accepted, Policy
from drctl.model.model import Model
from drctl.rules import ALL, Hit, Rule, Use


@dataclass(frozen=True)
class Found:
    """What a rule found, with all its pairs: nothing is left out yet."""

    rule: Rule
    hit: Hit
    victims: tuple[Victim, ...]

    @cached_property
    def whole(self) -> Finding:
        """The finding for all of them."""
        return self.told(self.victims)

    def told(self, victims: Sequence[Victim]) -> Finding:
        """The finding for some of the pairs."""
        hit = self.hit
        if hit.narrow is not None and len(victims) < len(hit.victims):
            hit = hit.narrow([(v.component, v.need) for v in victims])
        return Finding(
            rule=self.rule.name,
            severity=max(map(_SEVERITY, victims)),
            message=hit.message,
            places=hit.places,
            category=self.rule.category,
            object=hit.object,
            cause=hit.cause,
            victims=tuple(victims),
            hint=hit.hint,
        )


_SEVERITY = attrgetter("severity")


class Covers:
    """Acceptances, by what they cover."""

    def __init__(self, accepted: Sequence[Accepted]) -> None:
        """Index acceptances; they go by their place in this order."""
        self._all = accepted
        self._by: dict[tuple[str, str], list[int]] = {}
        for number, each in enumerate(accepted):
            self._by.setdefault((each.rule, each.object), []).append(number)

    def of(self, found: Found, victim: Victim) -> list[int]:
        """The acceptances that cover a pair, in order."""
        if not self._by:
            return []
        objects = {victim.component, victim.address}
        named = (self._by.get((found.rule.name, name), ()) for name in objects)
        cause = set(found.hit.cause)
        return sorted(
            number
            for numbers in named
            for number in numbers
            if (only := self._all[number].cause) is None or set(only) == cause
        )


def all_pairs(
    assessment: Assessment, policies: Sequence[Policy], today: datetime.date
) -> list[Found]:
    """Everything that the rules find, whoever has accepted it.

    Args:
        assessment: the model and its answers.
        policies: the strictest of them holds: a rule is off when all turn it off.
        today: the day on which acceptances are judged.
    """
    assessment.today = today
    rules = in_use(policies)
    known: dict[int, Found] = assessment.judged_before(tuple(policies))
    judging = _Judging(assessment, policies, known.values())
    pairs = [
        # A hit that is the same one as before has the same victims, of the same tiers.
        known.get(id(hit)) or judging.found(rule, hit)
        for rule in rules
        for hit in rule.check(assessment)
    ]
    assessment.judged = tuple(policies), {id(each.hit): each for each in pairs}
    for rule in rules:
        if rule.review is not None:
            told = uses(assessment.model, pairs)
            pairs += [judging.found(rule, hit) for hit in rule.review(assessment, told)]
    return pairs


def in_use(policies: Sequence[Policy]) -> list[Rule]:
    """The rules that not all policies turn off."""
    return [rule for rule in ALL if not all(p.turns_off(rule.name) for p in policies)]


class _Judging:
    """Makes pairs of hits; one that was there before, and is as bad, is not made again."""

    def __init__(
        self, assessment: Assessment, policies: Sequence[Policy], before: Iterable[Found]
    ) -> None:
        self._assessment = assessment
        self._policies = policies
        self._severities: dict[str, dict[str, Severity]] = {}
        self._victims: dict[tuple[str, tuple[str, ...]], dict[tuple[str, str], Victim]] = {}
        self._before: dict[tuple[str, tuple[str, ...]], list[Found]] = {}
        for found in before:
            self._before.setdefault((found.rule.name, found.hit.cause), []).append(found)

    def found(self, rule: Rule, hit: Hit) -> Found:
        """A hit with its pairs."""
        known = self._known(rule, hit)
        severities = self._severities.setdefault(rule.name, {})
        victims: list[Victim] = []
        for component, need in hit.victims:
            if component not in severities:
                severities[component] = self._severity(rule, component)
            bad, old = severities[component], known.get((component, need))
            if old is None or old.severity != bad:
                mark = fingerprint(rule.name, hit.cause, component, need)
                old = Victim(component, need, bad, mark)
            victims.append(old)
        return Found(rule, hit, tuple(victims))

    def _known(self, rule: Rule, hit: Hit) -> Mapping[tuple[str, str], Victim]:
        key = rule.name, hit.cause
        if key not in self._victims:
            before = self._before.pop(key, ())
            found = {(v.component, v.need): v for each in before for v in each.victims}
            self._victims[key] = found
        return self._victims[key]

    def _severity(self, rule: Rule, component: str) -> Severity:
        return max(severity(self._assessment, p, rule, component) for p in self._policies)


def severity(assessment: Assessment, policy: Policy, rule: Rule, component: str) -> Severity:
    """How bad a pair is by one policy: what it sets for the rule, else what the rule says."""
    setting = policy.rules.get(rule.name)
    if setting is not None and setting.severity is not None:
        return Severity.of(setting.severity)
    return rule.severity(assessment, component)


def uses(model: Model, pairs: Iterable[Found]) -> tuple[Use, ...]:
    """Every acceptance of a model, in force or not, with the number of pairs that it covers."""
    covering = Covers(model.accepted)
    covers = [0] * len(model.accepted)
    for found in pairs if covers else ():
        for victim in found.victims:
            for number in covering.of(found, victim):
                covers[number] += 1
    return tuple(
        Use(accepted, place_of(model, number), count)
        for number, (accepted, count) in enumerate(zip(model.accepted, covers, strict=True))
    )


def place_of(model: Model, number: int, key: str = "object") -> Place:
    """Where an acceptance says something; of one in a comment, where that names the rule."""
    accepted = model.accepted[number]
    if isinstance(accepted, Ignored):
        return accepted.place
    return model.place(("accepted", number, key), "value")


def by_fingerprint(pairs: Iterable[Found]) -> dict[str, Victim]:
    """Every pair by its fingerprint."""
    return {victim.fingerprint: victim for found in pairs for victim in found.victims}


def by_rule(pairs: Iterable[Found]) -> dict[str, list[Found]]:
    """What was found, by the rules' names."""
    found: dict[str, list[Found]] = {}
    for each in pairs:
        found.setdefault(each.rule.name, []).append(each)
    return found


def only(pairs: Iterable[Found], marks: Iterable[str]) -> Iterator[Finding]:
    """The findings for the pairs with some fingerprints."""
    wanted = frozenset(marks)
    for found in pairs:
        victims = [victim for victim in found.victims if victim.fingerprint in wanted]
        if victims:
            yield found.told(victims)
