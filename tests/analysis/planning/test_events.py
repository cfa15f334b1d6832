"""What events rest on: a longest path over them, found naively, gives every recovery time."""

import random
from math import inf

import pytest

from drctl.analysis.causes import Cause, failure, several
from drctl.analysis.outcome import Outcomes
from drctl.analysis.planning.events import Events, Key
from drctl.graph import build
from drctl.model.model import Model
from tests.analysis.test_recovery import loaded, timed
from tests.oracle.models import random_model

MODELS = 1500
PER_TEST = 150


class Longest:
    """The end of every event, from nothing but what it waits for and how long it takes itself."""

    def __init__(self, events: Events) -> None:
        self.events = events
        self.ends: dict[Key, float] = {}

    def end(self, key: Key, trail: tuple[Key, ...] = ()) -> float:
        assert key not in trail, f"a circle: {trail}"
        if key not in self.ends:
            here = (*trail, key)
            self.ends[key] = (
                self._back(key.of, here) if key.what == "back" else self._joined(key.of, here)
            )
        return self.ends[key]

    def last(self, keys: frozenset[Key], trail: tuple[Key, ...] = ()) -> float:
        return max((self.end(key, trail) for key in keys), default=0.0)

    def _back(self, i: int, trail: tuple[Key, ...]) -> float:
        run, back = self.events.longest, self.events.back(i)
        repaired = self.last(back.repaired, trail) + run.restores.get(i, 0.0)
        started = self.last(back.started, trail)
        if i in run.restores or started or back.leave.started:
            started += self.events.reader.known[1].restart[i]
        return max(repaired, started, self.last(back.relieved, trail)) + back.leave.restoring

    def _joined(self, j: int, trail: tuple[Key, ...]) -> float:
        joined, join = self.events.joined(j), self.events.clock.joins[j]
        if join.option.switch == "automatic":
            return self.events.reader.known[1].after[j]
        noticed = self.last(joined.noticed, trail) + join.within
        return max(self.last(joined.helped, trail), noticed) + self.events.reader.known[1].after[j]


def checked(model: Model, cause: Cause) -> int:
    """Compare every component of one failure; how many were down for a known time."""
    outcomes = Outcomes(model, build(model))
    events = Events(outcomes.of(cause).times)
    longest, compared = Longest(events), 0
    for name in events.reader.hit():
        node = events.clock.ids[name]
        for key in events.all_behind([node]):
            longest.end(key)
        if events.up(node) < inf:
            assert longest.last(events.behind([node])) == events.up(node), name
            compared += 1
    return compared


@pytest.mark.parametrize("first", range(0, MODELS, PER_TEST))
def test_random_models(first: int) -> None:
    compared = 0
    for seed in range(first, first + PER_TEST):
        dice = random.Random(seed)
        model = loaded(timed(random_model(seed), dice))
        if model is None:
            continue
        able = [n for n, c in model.components.items() if c.can_fail]
        for _ in range(3):
            fails = dice.sample(able, min(len(able), dice.randint(1, 2)))
            cause = failure(fails[0]) if len(fails) == 1 else several(fails)
            compared += checked(model, cause)
    assert compared > PER_TEST
