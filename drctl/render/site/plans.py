"""The improvement plans that a build can afford: for each tier the cheapest one."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from drctl.assessment import Assessment
from drctl.improve.plan import Plan

MOST = 300
"""In a larger model nothing is planned while the site is built: a plan can take minutes."""


@dataclass(frozen=True, slots=True)
class TierPlan:
    """The cheapest plan with which a tier's services survive any single failure.

    Where there is none, `why` says what would have to be done to get one.
    """

    tier: str
    plan: Plan | None = None
    why: str = ""

    @property
    def command(self) -> str:
        """What gives the plan on a command line."""
        return f"drctl improve --tier {self.tier}"


def plans(assessment: Assessment, today: datetime.date) -> tuple[TierPlan, ...]:
    """The plans of the tiers that promise to survive a failure.

    Args:
        assessment: of a checked model.
        today: the day on which acceptances are judged.

    Notes:
        One plan, for the first of these tiers, and in small models only: about half a second for
        seventy components.
    """
    return tuple(_plans(assessment, today))


def _plans(assessment: Assessment, today: datetime.date) -> Iterator[TierPlan]:
    from drctl.improve.goals import TooHard
    from drctl.improve.plan import improve
    from drctl.improve.wish import Wish, asked
    from drctl.model.edit import CannotEdit

    model = assessment.model
    promised = asked(model, "survives")
    planned = False
    for tier in model.policy.tiers:
        services = tuple(name for name in promised if model.components[name].tier == tier)
        if not services:
            continue
        if len(model.components) > MOST:
            yield TierPlan(tier, why=f"More than {MOST} components: planned only when asked for")
            continue
        if planned:
            yield TierPlan(tier, why="Planned only when asked for")
            continue
        planned = True
        try:
            yield TierPlan(tier, improve(assessment, Wish("survives", services), today))
        except ImportError:
            yield TierPlan(tier, why='Planning needs python-sat: pip install "drctl[improve]"')
        except (TooHard, CannotEdit) as problem:
            yield TierPlan(tier, why=f"No plan: {problem}")
