"""The findings after a change of a tenth of an estate, beside those from scratch.

Run `python benchmarks/incremental.py [COMPONENTS]`. A figure is what an audit takes from two
loaded models, of which one has been audited, to the findings. Loading stands beside it, and
writing the report is no part of it; the reports of both must be the same, byte for byte. Each
is the shorter of two runs.
"""

import datetime
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from company import Service, changed, company, files

from drctl.analysis.unchanged import resting, unchanged
from drctl.assessment import Assessment
from drctl.audit.report import Report
from drctl.audit.run import audit
from drctl.model import load
from drctl.model.model import Model
from drctl.reports import ALL as REPORTS

COUNT = 30_000
PART = 0.1
TODAY = datetime.date(2026, 11, 26)

Answer = TypeVar("Answer")


def timed(run: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer, and its CPU seconds."""
    start = time.process_time()
    answer = run()
    return answer, time.process_time() - start


def best(run: Callable[[], Answer]) -> tuple[Answer, float]:
    """The same, the shorter of two runs."""
    return min((timed(run) for _ in range(2)), key=lambda found: found[1])


def loaded(services: dict[str, Service], folder: Path) -> Model:
    """Write the company's files and load them."""
    for name, text in files(services).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    model, findings = load(folder / "dr.yaml")
    assert model is not None, findings[:3]
    return model


def findings(assessment: Assessment) -> Report:
    """All that the rules find."""
    return audit(assessment, today=TODAY)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    services = company(count)
    some, names = int(count * PART), sorted(services)
    first = count * 9 // 20
    draw = random.Random(3)
    changes = {
        "ten services": names[first : first + 10],
        "whole teams": names[first : first + some],
        "services drawn at random": draw.sample(names, some),
    }
    print(f"{count:,} services, {some:,} of them changed, or ten; CPU seconds. Goal: a quarter")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model, loading = timed(lambda: loaded(services, folder))
        before = Assessment(model)
        _, first_time = timed(lambda: findings(before))
        print(f"{'first audit':36}{'loading':>9}{loading:>8.1f}{'audit':>9}{first_time:>9.1f}")
        print(f"{'changed':36}{'same':>9}{'loading':>9}{'scratch':>9}{'after':>9}{'ratio':>7}")
        for what, chosen in changes.items():
            services_then = changed(services, chosen)
            then, loading = timed(lambda s=services_then: loaded(s, folder))  # type: ignore[misc]
            same = len(unchanged(model, then, resting(then))) / len(then.components)
            fast, after = best(lambda m=then: findings(Assessment(m, before)))  # type: ignore[misc]
            plain, scratch = best(lambda m=then: findings(Assessment(m)))  # type: ignore[misc]
            assert REPORTS["json"](fast) == REPORTS["json"](plain)
            print(
                f"{what:36}{same:>9.0%}{loading:>9.1f}{scratch:>9.1f}{after:>9.1f}"
                f"{after / scratch:>7.0%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
