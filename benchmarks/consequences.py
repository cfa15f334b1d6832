"""Waves of overload and recovery times on large estates, against their limits.

Run `python benchmarks/consequences.py [COMPONENTS]`.
"""

import random
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from random_estate import busy_yaml, estate

from drctl.analysis.causes import failure, several
from drctl.analysis.outcome import Outcome, Outcomes
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
        hit = longest = waves = 0
        for name in model.components:
            reader = outcomes.times(failure(name))
            told = [reader.bounds(n) for n in reader.hit()]
            hit += len(told)
            waves += len(reader.runs[0].onset.felled) > 0
            longest = max([longest, *(int(r.most) for r in told)])
        return hit, waves, longest

    (hit, waves, longest), seconds = timed(run)
    print(
        f"{count:,} components, every single failure: {seconds:.1f} s CPU (limit: 20 s for"
        f" 10,000); {waves:,} failures overload something, {hit / count:.0f} components are hit"
        f" on average, the longest for {longest / 3600:.1f} h",
        flush=True,
    )


def one_scenario(count: int) -> None:
    """Twenty components fail together: states, waves, times."""
    model = loaded(count)

    def run() -> Outcome:
        outcomes = Outcomes(model, build(model))
        failed = random.Random(5).sample(sorted(model.components), FAILED)
        return outcomes.of(several(failed))

    outcome, seconds = timed(run)
    down = sum(state == "down" for state in outcome.states.after.values())
    print(
        f"{count:,} components, one scenario from the model on: {seconds:.1f} s CPU (limit: 3 s"
        f" for 100,000); {len(outcome.cascade.waves)} waves fell {len(outcome.cascade.felled):,},"
        f" {down:,} are down in the end",
        flush=True,
    )


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    every_failure(max(count // 10, 100))
    one_scenario(count)


if __name__ == "__main__":
    main()
