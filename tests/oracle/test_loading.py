"""Holds the oracle of loads to the text: cases worked out by hand, and what its models must be."""

from collections import Counter
from collections.abc import Iterator
from math import inf
from typing import Any

import pytest

from tests.oracle.dice import Seeded
from tests.oracle.load_cases import LOAD_CASES, LoadCase
from tests.oracle.loaded import everything, loaded, troubles
from tests.oracle.loading import NOBODY, Loading
from tests.oracle.losing import Losing
from tests.oracle.models import random_model
from tests.oracle.reading import Reading
from tests.oracle.recovering import Playing

SEEDS = range(300)
TIMED = [case for case in LOAD_CASES if case.times is not None]


def named(case: LoadCase) -> str:
    return case.name


@pytest.mark.parametrize("case", LOAD_CASES, ids=named)
def test_waves(case: LoadCase) -> None:
    loading = Loading(case.model)
    run = loading.run(case.fails, case.surge)
    assert run.waves == case.waves, case.sentence
    assert (run.shed, run.states) == (case.shed, case.states), case.sentence
    received = loading.received(run.down[True], True, case.surge)
    assert {name: received[name] for name in case.received} == case.received


@pytest.mark.parametrize("case", TIMED, ids=named)
@pytest.mark.parametrize("unknown", [0.0, inf])
def test_times(case: LoadCase, unknown: float) -> None:
    assert case.times is not None
    times = Playing(case.model, unknown).times(case.fails, case.surge, case.corrupts)
    assert times == case.times[unknown], case.sentence


@pytest.mark.parametrize("case", LOAD_CASES, ids=named)
def test_losses(case: LoadCase) -> None:
    losses = Losing(case.model).losses(case.fails, case.surge, case.corrupts)
    found = {address: (loss.seconds, loss.place) for address, loss in losses.items()}
    assert found == case.lost, case.sentence


def test_cases_are_calm_while_nothing_fails() -> None:
    # "In the normal state nothing may be down or over capacity": the cases are valid models.
    for case in LOAD_CASES:
        assert_calm(case.model, case.name)


def assert_calm(model: dict[str, Any], who: str) -> None:
    run = Loading(model).run(NOBODY)
    assert run.waves == (), who
    assert run.shed == run.down == {False: NOBODY, True: NOBODY}, who


def test_a_seed_gives_one_model() -> None:
    assert made(7) == made(7)


def made(seed: int) -> dict[str, Any]:
    return loaded(random_model(seed), Seeded(seed))


def test_random_models_are_valid() -> None:
    for seed in SEEDS:
        model = made(seed)
        assert_calm(model, f"seed {seed}")
        components = everything(model)
        can_fail = Reading(model).can_fail
        for trouble in troubles(model):
            assert trouble.fails <= can_fail
            for address in (*trouble.surge, *trouble.corrupts):
                name, _, part = address.partition(".")
                assert part in components[name].get("needs", {}) | components[name].get("data", {})


def test_random_models_show_everything() -> None:
    seen = Counter(word for seed in SEEDS for word in shown(made(seed)))
    rare = {word: seen[word] for word, least in SHOWN.items() if seen[word] < least}
    assert rare == {}
    # Mostly the pool is hit, so that a third and more of the failures make waves.
    assert seen["wave"] * 3 >= len(SEEDS)


SHOWN = {
    **dict.fromkeys(("rate", "multiple", "each", "shed", "restored", "lost", "full"), 20),
    **dict.fromkeys(("wave 2", "wave after", "several at once", "by surge", "weighed"), 10),
    **dict.fromkeys(("wave 3", "waves before and after", "shed before", "less room"), 1),
}


def shown(model: dict[str, Any]) -> Iterator[str]:
    """What a model is made of, and what its first scenario comes to."""
    losing = Losing(model)
    loading = losing.loading
    for sender in loading.senders:
        yield "each" if isinstance(sender.load, dict) else "rate"
        yield from ["multiple"] * str(sender.load).endswith("x")
        yield from ["weighed"] * ("'weight'" in str(sender.requirement))
    trouble = next(troubles(model))
    run = loading.run(trouble.fails, trouble.surge)
    acts = {people_act for people_act, _ in run.waves}
    yield from ["wave"] * bool(run.waves)
    yield from (f"wave {i}" for i in range(2, len(run.waves) + 1))
    yield from ["wave after"] * (True in acts)
    yield from ["waves before and after"] * (len(acts) == 2)
    yield from ["several at once"] * any(len(names) > 1 for _, names in run.waves)
    yield from ["by surge"] * (run.felled != loading.run(trouble.fails).felled)
    yield from ["shed"] * bool(run.shed[True])
    yield from ["shed before"] * bool(run.shed[False] - run.shed[True])
    losses = losing.losses(trouble.fails, trouble.surge, trouble.corrupts).values()
    yield from ["restored"] * any(loss.restoring for loss in losses)
    yield from ["lost"] * any(0 < loss.seconds < inf for loss in losses)
    down = run.down[True]
    received = loading.received(down, True, trouble.surge)
    for name in loading.components.keys() - down:
        room = loading.capacity(name, down, True)
        yield from ["full"] * (room == received[name] != 0)
        yield from ["less room"] * (room != loading.capacity(name, NOBODY, True))
