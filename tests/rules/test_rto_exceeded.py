"""`rto-exceeded` on random models, against the direct reading of recovery times."""

import random
from math import inf

import pytest

from drctl.analysis.causes import failure
from drctl.assessment import Assessment
from drctl.rules import rto_exceeded
from tests.analysis.test_data_loss import stored
from tests.analysis.test_recovery import loaded, timed
from tests.oracle.dice import Seeded
from tests.oracle.loaded import loaded as with_loads
from tests.oracle.models import random_model
from tests.oracle.reading import Reading
from tests.oracle.recovering import Playing


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_random_models(first: int) -> None:
    told = 0
    for seed in range(first, first + 100):
        dice = random.Random(seed)
        written = timed(random_model(seed), dice)
        for has in written["services"].values():
            has |= {"rto": f"{dice.choice((0, 3, 10, 30))}s"} if dice.random() < 0.7 else {}
            has |= {"survives": 1} if dice.random() < 0.3 else {}
        model = loaded(written)
        if model is None:
            continue
        playing, reading = Playing(written, 0.0), Reading(written)
        wanted = set()
        for cause in (n for n, c in model.components.items() if c.can_fail):
            times = playing.times(frozenset((cause,)))
            gone = reading.down(frozenset((cause,)), people_act=True)
            for service in model.of_kind("service"):
                name, rto = service.name, service.promise.rto
                single = service.promise.survives and name in gone and name != cause
                if rto is not None and rto < times[name] < inf and not single:
                    wanted.add((cause, name))
        assessment = Assessment(model)
        found = {
            (h.cause[0], name) for h in rto_exceeded.check(assessment) for name, _ in h.victims
        }
        # What detection-too-slow tells is told of its need's own service only.
        late = {late.need.component for late in assessment.late}
        assert found <= wanted, f"seed {seed}"
        assert all(name in late for _, name in wanted - found), f"seed {seed}"
        told += len(found)
    assert told > 100


@pytest.mark.parametrize("loads", [True, False])
def test_no_failure_is_passed_over(loads: bool) -> None:
    """Stores and loads too: what is not played breaks no RTO, by playing every failure."""
    told = 0
    for seed in range(400):
        dice = random.Random(seed)
        if loads:
            written = with_loads(random_model(seed), Seeded(seed))
        else:
            written = stored(timed(random_model(seed), dice), dice)
        for has in written.get("services", {}).values():
            has |= {"rto": f"{dice.choice((0, 10, 40))}s"} if dice.random() < 0.7 else {}
            for store in has.get("data", {}).values():
                for copy in store["copies"]:
                    copy |= {"restore": "50s"} if dice.random() < 0.5 else {}
        model = loaded(written)
        if model is None:
            continue
        assessment = Assessment(model)
        wanted = set()
        for cause in (n for n, c in model.components.items() if c.can_fail):
            reader = assessment.outcomes.times(failure(cause))
            for service in model.of_kind("service"):
                rto = service.promise.rto
                if rto is not None and rto < reader.bounds(service.name).least < inf:
                    wanted.add((cause, service.name))
        single = {(c, s) for s, found in assessment.promised_points.items() for c in found}
        found = {(t.cause, r.component) for t in assessment.too_long for r in t.recoveries}
        assert found == wanted - single, f"seed {seed}"
        told += len(found)
    assert told > 200
