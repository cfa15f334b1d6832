"""What a change does to the model: findings that went, excuses that came with it, effects."""

from dataclasses import dataclass, replace
from typing import Literal

from drctl.assessment import Assessment
from drctl.audit.baseline import Baseline
from drctl.finding import Finding, Place
from drctl.model.language.estate import Policy
from drctl.model.model import Model

Aspect = Literal["blast_radius", "recovery", "unavailability"]


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before a change.

    `since` is what the user named, `commit` what it means. Where the model was not there or had
    errors, `absent` says so, and `assessment` and `policy` are None. `policy` is what the model
    itself said; the assessment's has the options of the rules of after, so that both are judged
    alike.
    """

    since: str
    commit: str
    absent: str = ""
    assessment: Assessment | None = None
    policy: Policy | None = None
    baseline: Baseline | None = None


def judged_alike(before: Model, after: Model) -> Model:
    """The model of before with what the policy of after sets for the rules."""
    return replace(before, policy=replace(before.policy, rules=after.policy.rules))


@dataclass(frozen=True, slots=True)
class Effect:
    """One figure of one component that the change moved.

    `blast_radius` counts the other components that go down for good with it, `recovery` is the
    longest time for which anything keeps it down, in seconds (infinite: for good), and
    `unavailability` the share of time for which it is down before people act. None is not known,
    or the component was not there. `limit` is what is promised now: the RTO, or 1 - SLO.
    """

    component: str
    aspect: Aspect
    before: float | None
    after: float | None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """Something that the change brings to excuse its own findings; it does not count yet.

    `what` says it in words; `covers` is the number of pairs that it would take out.
    """

    what: str
    place: Place
    covers: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """The model beside that of an earlier revision.

    `since` is what the user named, `commit` what was compared with. `absent` says why nothing is
    known of before, so that everything counts as new; it is "" when the models were compared.
    `fixed` are findings of before with the pairs that are gone, at their places of before;
    `effects_left_out` counts the components whose figures were not compared.
    """

    since: str
    commit: str
    absent: str = ""
    fixed: tuple[Finding, ...] = ()
    proposed: tuple[Proposed, ...] = ()
    effects: tuple[Effect, ...] = ()
    effects_left_out: int = 0
