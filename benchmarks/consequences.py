"""Waves of overload and recovery times on large estates, against their limits.

Run `python benchmarks/consequences.py [COMPONENTS]`.
"""

import random
import sys
import time
from collections.abc import Callable
from functools import partial
from math import inf
from typing import TypeVar

from random_estate import busy_yaml, estate

from drctl.analysis.causes import failure, several
from drctl.analysis.outcome import Outcomes
from drctl.graph import build
from drctl.model import load_text
from drctl.model.model import Model

HARD = 0.3
FAILED = 20

Answer = TypeVar("Answer")


def timed(run: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer, and its CPU seconds."""
    start = time.process_time()
    answer = run()
    return answer, time.process_time() - start


def loaded(count: int) -> Model:
    """A busy estate."""
    model, findings = load_text(busy_yaml(estate(count, HARD)))
    assert model is not None, findings
    return model


def every_failure(count: int) -> None:
    """The recovery times of all components under every single failure, waves included."""
    model = loaded(count)
    outcomes = Outcomes(model, build(model))
    assert not outcomes.cascades.ordinary()

    def run() -> tuple[int, int, int]:
        hit = never = waves = 0
        for name in model.components:
            reader = outcomes.times(failure(name))
            told = [reader.bounds(n) for n in reader.hit()]
            hit += len(told)
            waves += len(reader.runs[0].onset.felled) > 0
            never += any(r.least == inf for r in told)
        return hit, waves, never

    (hit, waves, never), seconds = timed(run)
    print(
        f"{count:,} components, every single failure: {seconds:.1f} s CPU (limit: 20 s for"
        f" 10,000); {waves:,} failures overload something, {hit / count:.0f} components are hit"
        f" on average, {never:,} failures leave something that waits for itself",
        flush=True,
    )


def one_scenario(count: int) -> None:
    """Twenty components fail together: states, waves, times, once what all share is there."""
    model = loaded(count)
    outcomes, preparing = timed(lambda: prepared(model))
    draw = random.Random(5)
    for _ in range(3):
        fails = draw.sample(sorted(model.components), FAILED)
        outcome, seconds = timed(partial(outcomes.of, several(fails)))
        down = sum(state == "down" for state in outcome.states.after.values())
        print(
            f"{count:,} components, {FAILED} of them fail: {seconds:.2f} s CPU (limit: 3 s for"
            f" 100,000); {len(outcome.cascade.waves)} waves fell"
            f" {len(outcome.cascade.felled):,}, {down:,} are down in the end",
            flush=True,
        )
    print(f"preparing gates, loads and clock took {preparing:.1f} s CPU, once for the model")


def prepared(model: Model) -> Outcomes:
    """Everything that is worked out on first use."""
    outcomes = Outcomes(model, build(model))
    outcomes.of(failure(next(iter(model.components))))
    return outcomes


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    every_failure(max(count // 10, 100))
    one_scenario(count)


if __name__ == "__main__":
    main()
