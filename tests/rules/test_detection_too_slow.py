"""`detection-too-slow` against the clock: what it tells surely breaks the RTO."""

import random

from drctl.analysis.causes import several
from drctl.assessment import Assessment
from drctl.rules import detection_too_slow
from tests.analysis.test_recovery import loaded


def test_the_switch_comes_after_the_rto() -> None:
    """One need, one primary that never comes back by itself: the clock decides."""
    told = silent = 0
    for seed in range(300):
        dice = random.Random(seed)
        fallbacks = [
            {"use": name, "switch": "manual"}
            | ({"after": f"{dice.randint(0, 20)}m"} if dice.random() < 0.9 else {})
            for name in "bc"[: dice.randint(1, 2)]
        ]
        need = {
            "use": "a",
            "fallbacks": fallbacks,
            "detect": {"within": f"{dice.randint(0, 20)}m"},
        }
        model = loaded(
            {
                "drctl": 1,
                "services": {
                    "web": {"rto": "15m", "needs": {"db": need}},
                    "a": {"failure": {"restore": "9h"}},
                    "b": {},
                    "c": {},
                },
            }
        )
        assert model is not None
        assessment = Assessment(model)
        hits = list(detection_too_slow.check(assessment))
        least = assessment.outcomes.times(several(["a"])).bounds("web").least
        quickest = min(int(str(f.get("after", "0m"))[:-1]) for f in fallbacks)
        assert bool(hits) == (least > 15 * 60 and quickest <= 15), f"seed {seed}"
        told += bool(hits)
        silent += not hits
    assert min(told, silent) > 50
