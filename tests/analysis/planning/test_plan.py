"""Plans against recovery times, and their earliest starts against a naive longest path."""

import random
from math import inf
from pathlib import Path

import pytest

from drctl.analysis.causes import Cause, causes, failure, several
from drctl.analysis.recovery_plan import PlanStep, RecoveryPlan
from drctl.assessment import Assessment
from drctl.model import load
from tests.analysis.test_recovery import loaded, timed
from tests.oracle.models import random_model

ROOT = Path(__file__).parents[3]
MODELS, PER_TEST = 800, 100
ESTATES = [ROOT / "dr.yaml", *sorted((ROOT / "examples" / "outages").glob("*/*.yaml"))]


def naive(steps: tuple[PlanStep, ...]) -> dict[str, float | None]:
    """The earliest start of each step, by trying again until nothing changes."""
    starts: dict[str, float | None] = {step.id: 0.0 for step in steps}
    takes = {step.id: step.takes for step in steps}
    for _ in steps:
        before = dict(starts)
        for step in steps:
            ends = [
                None if starts[id] is None or takes[id] is None else starts[id] + takes[id]  # type: ignore[operator]
                for id in step.after
            ]
            known = [end for end in ends if end is not None]
            starts[step.id] = max(known, default=0.0) if len(known) == len(ends) else None
        if starts == before:
            break
    return starts


def checked(assessment: Assessment, cause: Cause) -> RecoveryPlan:
    """Hold one plan against the recovery times of the same failure."""
    outcome = assessment.outcomes.of(cause)
    plan = assessment.plan(cause)
    ids = [step.id for step in plan.steps]
    assert len(set(ids)) == len(ids)
    for steps in (plan.steps, plan.fail_back):
        seen: set[str] = set()
        for step in steps:
            assert seen.issuperset(step.after), f"{step.id} stands before what it waits for"
            seen.add(step.id)
    by_id = {step.id: step for step in plan.steps}
    for one in plan.affected:
        bounds = outcome.times.bounds(one.name)
        assert (one.least, one.most) == (bounds.least, bounds.most)
        check = by_id.get(f"verify.{one.name}")
        if check is not None:
            assert check.earliest == (bounds.most if bounds.most < inf else None), one.name
    others = [a for a in plan.affected if a.name not in plan.fails] or plan.affected
    longest = max((a.most for a in others), default=0.0)
    assert plan.duration == (longest if longest < inf else None)
    contradictory = {p.what for p in plan.problems} & {"longer-than-after", "cycle"}
    if not contradictory:
        _times(plan)
        _critical(plan)
    return plan


def _times(plan: RecoveryPlan) -> None:
    starts = naive(plan.steps)
    possible = {s.id for s in plan.steps if not s.lost}
    for step in plan.steps:
        told = starts[step.id]
        if step.earliest is None or step.lost or not possible.issuperset(step.after):
            continue
        if told is None:  # the option's own `after` tells what its steps don't
            assert step.kind in ("switch", "repair", "verify", "tell"), step
        else:
            assert step.earliest == pytest.approx(told, abs=1e-6), step


def _critical(plan: RecoveryPlan) -> None:
    """The chain is one: of what sets the last moment, and of nothing that could wait."""
    marked = [s for s in plan.steps if s.critical]
    if marked and plan.duration is not None:
        ends = [s.earliest + s.takes for s in marked if None not in (s.earliest, s.takes)]  # type: ignore[operator]
        assert max(ends) == pytest.approx(plan.duration, abs=1e-6)


@pytest.mark.parametrize("first", range(0, MODELS, PER_TEST))
def test_random_models(first: int) -> None:
    steps = 0
    for seed in range(first, first + PER_TEST):
        dice = random.Random(seed)
        model = loaded(timed(random_model(seed), dice))
        if model is None:
            continue
        assessment = Assessment(model)
        able = [n for n, c in model.components.items() if c.can_fail]
        for _ in range(2):
            fails = dice.sample(able, min(len(able), dice.randint(1, 2)))
            cause = failure(fails[0]) if len(fails) == 1 else several(fails)
            steps += len(checked(assessment, cause).steps)
    assert steps > PER_TEST


@pytest.mark.parametrize("file", ESTATES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_failure_of_an_estate(file: Path) -> None:
    model, _ = load(file)
    assert model is not None
    assessment = Assessment(model)
    found = [checked(assessment, cause) for cause in causes(model)]
    assert any(step.kind in ("switch", "wait") for plan in found for step in plan.steps)
    assert len({plan.digest for plan in found}) > len(found) // 2
